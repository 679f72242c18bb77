// Package edit turns a configuration file and a change to its feeds or subscribers into the file with that change, and every
// other byte as it was: comments, blank lines, quotes and order. The tree that the YAML parser makes says where a list stands; the
// text is changed there and nowhere else; and the tree of the result must be the one that was meant. Where it is not, or
// where the file is written in a way that leaves doubt, the change is refused with the line to write by hand.
package edit

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"tidings/digest"
)

// Feed is a feed to add. Only URL is needed; a feed that has no more is written as its address alone.
type Feed struct {
	URL    string
	Name   string
	Weight *float64 // nil: not said
}

// Section is a section to add, with its feeds.
type Section struct {
	ID    string
	Title string // empty: not said
	Feeds []Feed
}

// What a file does not have. A configuration may be spread over files: another one may have it.
var (
	ErrNoSection = errors.New("the file has no such section")
	ErrNoFeed    = errors.New("the file has no such feed")
)

// The keys that are looked for.
const (
	feedsKey    = "feeds"
	sectionsKey = "sections"
)

// Add writes feeds at the end of a section's list, or of the list at the top of the file when section is empty. The error
// is ErrNoSection, what is wrong with the YAML, or a refusal.
func Add(text []byte, section string, feeds ...Feed) ([]byte, error) {
	s, err := read(text)
	if err != nil || len(feeds) == 0 {
		return text, err
	}
	items := written(feeds)
	byHand := "write by hand, under feeds: " + strings.Join(items, ", ")
	home, dash := s.root, -1
	if section != "" {
		if home, dash = s.section(section); home == nil {
			return nil, ErrNoSection
		}
		byHand = fmt.Sprintf("write by hand, under the feeds of section %s: %s", section, strings.Join(items, ", "))
	}
	if err := s.addTo(home, feedsKey, dash, items); err != nil {
		return nil, digest.Hint(err, "%s", byHand)
	}
	out, err := s.result()
	return out, digest.Hint(err, "%s", byHand)
}

// AddSection writes a section with its feeds below the last one. The error is what is wrong with the YAML, or a refusal.
func AddSection(text []byte, section Section) ([]byte, error) {
	s, err := read(text)
	if err != nil {
		return nil, err
	}
	lines := []string{"- id: " + scalar(section.ID)}
	if section.Title != "" {
		lines = append(lines, "  title: "+scalar(section.Title))
	}
	lines = append(lines, "  feeds:")
	for _, item := range written(section.Feeds) {
		lines = append(lines, "    - "+item)
	}
	err = s.addSection(lines)
	if err == nil {
		text, err = s.result()
	}
	if err != nil {
		return nil, digest.Hint(err, "write a section %s by hand", section.ID)
	}
	return text, nil
}

// Remove takes the first feed out that is the one, by the keys that it is written with; a bare address is written with
// "url". Out go the lines that it is written on, with the comments in and behind them, but not those above. The error is
// ErrNoFeed, what is wrong with the YAML, or a refusal.
func Remove(text []byte, is func(written map[string]string) bool) ([]byte, error) {
	s, err := read(text)
	if err != nil {
		return nil, err
	}
	list, i := s.feed(is)
	if list == nil {
		return nil, ErrNoFeed
	}
	return s.without(list, i)
}

// without is the text without an item of a list.
func (s *sheet) without(list *yaml.Node, i int) (text []byte, err error) {
	line := list.Content[i].Line
	switch {
	case !plainList(list):
		err = refusal(list, "this list has an anchor or a tag")
	case list.Style&yaml.FlowStyle != 0:
		err = s.removeFlow(list, i)
	default:
		err = s.removeBlock(list, i)
	}
	if err == nil {
		list.Content = slices.Delete(list.Content, i, i+1)
		if len(list.Content) == 0 && list.Style&yaml.FlowStyle == 0 {
			*list = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
		}
		text, err = s.result()
	}
	if err != nil {
		return nil, digest.Hint(err, "remove it by hand: it stands in line %d", line)
	}
	return text, nil
}

// HasSections says whether a file has the list of sections, or a part of it.
func HasSections(text []byte) bool {
	s, err := read(text)
	return err == nil && has(s.root, sectionsKey)
}

// addTo writes items into the list that is a key's value in a mapping, which is the top of the file or a section whose dash
// is at an indentation.
func (s *sheet) addTo(home *yaml.Node, name string, dash int, items []string) error {
	if home == nil {
		s.append(block(name, items))
		s.root = mappingOf(name, items)
		return nil
	}
	key, list := find(home, name)
	if (key == nil || list.Style&yaml.FlowStyle == 0) && !plainMapping(home) {
		return refusal(home, "this is not a plain block of keys")
	}
	var err error
	switch {
	case key == nil && has(home, "<<"):
		return refusal(home, "its keys come from an anchor")
	case key == nil && dash < 0:
		s.append(block(name, items))
		home.Content = append(home.Content, mappingOf(name, items).Content...)
		return nil
	case key == nil:
		s.insert(s.end(home.Line, dash), indented(home.Column-1, block(name, items)))
		home.Content = append(home.Content, mappingOf(name, items).Content...)
		return nil
	case isNull(list) && s.bare(list):
		s.insert(key.Line, indented(key.Column+1, dashed(items)))
		*list = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	case !plainList(list):
		return refusal(list, "this list has an anchor or a tag, or is none")
	case list.Style&yaml.FlowStyle != 0:
		err = s.addFlow(list, items)
	default:
		indent := list.Column - 1
		last := list.Content[len(list.Content)-1]
		s.insert(s.end(last.Line, indent), indented(indent, dashed(items)))
	}
	list.Content = append(list.Content, nodes(items)...)
	return err
}

// addSection writes the lines of a section below the last one.
func (s *sheet) addSection(lines []string) error {
	item := nodeOf(strings.Join(lines, "\n")).Content[0]
	top := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	if s.root != nil {
		top = s.root
	}
	if !plainMapping(top) {
		return refusal(top, "this is not a plain block of keys")
	}
	key, list := find(top, sectionsKey)
	switch {
	case key == nil:
		s.append(append([]string{sectionsKey + ":"}, indented(2, lines)...))
		top.Content = append(top.Content, nodeOf(sectionsKey+":\n"+strings.Join(lines, "\n")).Content...)
		s.root = top
		return nil
	case isNull(list) && s.bare(list):
		s.insert(key.Line, indented(key.Column+1, lines))
		*list = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	case !plainList(list) || list.Style&yaml.FlowStyle != 0:
		return refusal(list, "the sections are not a plain block list")
	default:
		indent, last := list.Column-1, list.Content[len(list.Content)-1]
		lines = indented(indent, lines)
		if begin := s.dashLine(last.Line, indent); len(list.Content) > 1 && strings.TrimSpace(s.line(begin-1)) == "" {
			lines = append([]string{""}, lines...)
		}
		s.insert(s.end(last.Line, indent), lines)
	}
	list.Content = append(list.Content, item)
	return nil
}

// removeBlock takes an item out of a block list, with its lines.
func (s *sheet) removeBlock(list *yaml.Node, i int) error {
	indent := list.Column - 1
	begin := s.dashLine(list.Content[i].Line, indent)
	if begin == 0 {
		return refusal(list.Content[i], "its dash is not where it is looked for")
	}
	s.cut(s.starts[begin-1], s.after(s.end(list.Content[i].Line, indent)))
	return nil
}

// refusal is an error about a place that is not changed.
func refusal(at *yaml.Node, why string) error {
	return fmt.Errorf("line %d is left as it is: %s", at.Line, why)
}
