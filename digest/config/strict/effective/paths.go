package effective

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tidings/digest/spelling"
)

// Entry is a value and where it comes from, as scripts read it.
type Entry struct {
	Value  any    `json:"value"`
	File   string `json:"file,omitempty"` // absent: no file says it
	Line   int    `json:"line,omitempty"`
	From   string `json:"from,omitempty"` // what it holds by; absent: it is written for this very place
	Hidden bool   `json:"hidden,omitempty"`
}

// Entries lists the values of pruned settings by their paths: "editions.morning.schedule.at".
func (s Setting) Entries() map[string]Entry {
	out := make(map[string]Entry)
	s.entries("", out)
	return out
}

func (s Setting) entries(path string, into map[string]Entry) {
	if s.Form == Leaf || len(s.Of) == 0 {
		into[path] = Entry{Value: s.value(), File: s.File, Line: s.Line, From: s.From, Hidden: s.Hidden}
		return
	}
	for i, below := range s.Of {
		if below.aside {
			continue
		}
		name := "." + s.label(i)
		if s.Form == List && below.Form == Leaf {
			name = fmt.Sprintf("[%d]", i)
		}
		below.entries(strings.TrimPrefix(path+name, "."), into)
	}
}

// value is a leaf as JSON has it. What is not written as a number is in the usual way stays text: it may be a title.
func (s Setting) value() any {
	if s.Form == List {
		return []any{}
	}
	switch s.Tag {
	case "!!bool":
		return strings.EqualFold(s.Text, "true")
	case "!!int", "!!float":
		if f, err := strconv.ParseFloat(s.Text, 64); err == nil && strconv.FormatFloat(f, 'f', -1, 64) == s.Text {
			return json.Number(s.Text)
		}
	}
	return s.Text
}

// feedsKey is the key whose lists are found wherever they stand.
const feedsKey = "feeds"

// peopleKey is the key of the readers, who are left out until they are asked for.
const peopleKey = "subscribers"

// Select is the part of pruned settings that a path names, inside what it is part of: "editions.morning", "smtp.port". A
// list is named by what it is called, an item by its first key; feeds are found in every section. When nothing has the name
// the error says what was likely meant.
func (s Setting) Select(path string) (Setting, error) {
	out := Setting{Form: Table}
	for i, below := range s.Of {
		part, ok := s.pick(i, path)
		if !ok && below.Form == List && (path == feedsKey || strings.HasPrefix(path, feedsKey+".")) {
			part, ok = below.each(path)
		}
		if ok {
			out.Of = append(out.Of, part)
		}
	}
	if len(out.Of) == 0 {
		return out, s.unknown(path)
	}
	return out, nil
}

// UnknownError is a path that names no setting.
type UnknownError struct {
	Path  string
	Meant string   // the path that was likely meant; empty: none
	There []string // then the paths that there are, where this one leads nowhere
}

func (e *UnknownError) Error() string { return fmt.Sprintf("nothing is set by the name %q", e.Path) }

// each picks a path in all items of a list.
func (s Setting) each(path string) (Setting, bool) {
	out := s
	out.Of = nil
	for _, item := range s.Of {
		if part, ok := item.below(path); ok {
			out.Of = append(out.Of, part)
		}
	}
	return out, len(out.Of) > 0
}

// pick is what a path names of the nth below, which the path begins with.
func (s Setting) pick(n int, path string) (Setting, bool) {
	label := s.label(n)
	if path == label {
		return s.Of[n], true
	}
	rest, ok := strings.CutPrefix(path, label+".")
	if !ok {
		return Setting{}, false
	}
	return s.Of[n].below(rest)
}

// below is the setting with nothing below it but what a path names, and the key by which it is called.
func (s Setting) below(path string) (Setting, bool) {
	out := s
	out.Of = nil
	for i := range s.Of {
		if part, ok := s.pick(i, path); ok {
			out.Of = append(out.Of, part)
		}
	}
	if len(out.Of) == 0 {
		return out, false
	}
	if s.Form == Table && s.Key == "" && out.Of[0].Key != s.Of[0].Key {
		out.Of = slices.Insert(out.Of, 0, s.Of[0])
		out.Of[0].aside = true
	}
	return out, true
}

// unknown says what was likely meant by a path.
func (s Setting) unknown(path string) *UnknownError {
	e := &UnknownError{Path: path, Meant: s.named(path, "")}
	if e.Meant != "" {
		return e
	}
	at, rest, done := s.followed(path)
	var labels []string
	for i := range at.Of {
		labels = append(labels, at.label(i))
	}
	if done == "" {
		for _, key := range []string{feedsKey, peopleKey} { // which may be named though they are not at the top, or not shown
			if !slices.Contains(labels, key) {
				labels = append(labels, key)
			}
		}
	}
	first, more, _ := strings.Cut(rest, ".")
	switch near := spelling.Nearest(first, labels); {
	case spelling.Nearest(rest, labels) != "":
		e.Meant = done + spelling.Nearest(rest, labels)
	case near != "" && s.has(done+near+"."+more):
		e.Meant = done + near + "." + more
	case near != "":
		e.Meant = done + near
	default:
		for _, l := range labels {
			e.There = append(e.There, done+l)
		}
	}
	return e
}

// followed goes as far as a path leads, and says what is left of it.
func (s Setting) followed(path string) (at Setting, rest, done string) {
	for i := range s.Of {
		if rest, ok := strings.CutPrefix(path, s.label(i)+"."); ok {
			at, left, more := s.Of[i].followed(rest)
			return at, left, s.label(i) + "." + more
		}
	}
	return s, path, ""
}

func (s Setting) has(path string) bool {
	_, ok := s.below(path)
	return ok
}

// named is the first path that ends in a name; empty when none does.
func (s Setting) named(name, path string) string {
	for i, below := range s.Of {
		here := strings.TrimPrefix(path+"."+s.label(i), ".")
		if s.label(i) == name {
			return here
		}
		if found := below.named(name, here); found != "" {
			return found
		}
	}
	return ""
}
