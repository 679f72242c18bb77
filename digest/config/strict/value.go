package strict

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Value is what stands in one place of a file, on its way to become a setting. What is said of it is reported with that
// place. The zero Value stands nowhere, and nothing can be said of it.
type Value struct {
	file    *File
	node    *yaml.Node // what is written, aliases followed
	written *yaml.Node // where it is written: an alias, or node
}

// of is a node below the value, or of the same file. It charges the budget, and a tree that unfolds beyond it is cut off
// with one problem.
func (v Value) of(written *yaml.Node) Value {
	below := Value{file: v.file, node: written, written: written}
	if written.Kind == yaml.AliasNode {
		below.node = written.Alias
	}
	r := v.file.reading
	if r.budget--; r.budget == 0 {
		below.Fail("the aliases unfold to too much", "repeat less through & and *")
	}
	if r.budget <= 0 {
		below.node = &yaml.Node{Kind: yaml.ScalarNode, Tag: nullTag, Line: written.Line, Column: written.Column}
	}
	return below
}

// File is the file that the value stands in.
func (v Value) File() *File { return v.file }

// Position is the place for people, for errors that come when the reading is done: "sources.yaml:14:13".
func (v Value) Position() string {
	return fmt.Sprintf("%s:%d:%d", v.file.Name, v.written.Line, v.written.Column)
}

// Line is the line that the value stands in, from 1.
func (v Value) Line() int { return v.written.Line }

// What YAML takes a scalar for (YAML 1.1 types, and the merge key type, 2005).
const (
	nullTag  = "!!null"
	boolTag  = "!!bool"
	intTag   = "!!int"
	floatTag = "!!float"
	textTag  = "!!str"
	mergeTag = "!!merge"
)

func (v Value) isNull() bool { return v.node.Kind == yaml.ScalarNode && v.node.Tag == nullTag }

// Twice reports something that may stand once only, with where it did before.
func (v Value) Twice(what string, first Value) {
	hint := fmt.Sprintf("the first time on line %d", first.written.Line)
	switch {
	case first.written == v.written:
		hint = "an alias repeats it"
	case first.file != v.file:
		hint = fmt.Sprintf("the first time in %s:%d", first.file.Name, first.written.Line)
	}
	v.Fail(what, hint)
}

// Unique reports a name that was taken before, and takes one that was not. An empty name was reported already.
func (v Value) Unique(taken map[string]Value, noun, name string) {
	if name == "" {
		return
	}
	if first, ok := taken[name]; ok {
		v.Twice(fmt.Sprintf("%s %q stands twice", noun, name), first)
		return
	}
	taken[name] = v
}

// Fail reports an error at the value: what is wrong, and what to do about it, which may be empty.
func (v Value) Fail(text, hint string) { v.report(0, 0, text, hint, false) }

// Warn reports something that works and is likely not meant.
func (v Value) Warn(text, hint string) { v.report(0, 0, text, hint, true) }

// report says something of the bytes from start to end of a scalar; both 0 is all of it.
func (v Value) report(start, end int, text, hint string, warning bool) {
	if v.file.reading.budget < 0 { // said already
		return
	}
	p := Problem{
		File: v.file.Name, Line: v.written.Line, Column: v.written.Column, Text: text, Hint: hint, Warning: warning,
	}
	p.Column, p.Width = spot(v.written, v.file.line(p.Line), start, end)
	v.file.reading.add(finding{p, v.file, v.written})
}

// Hide keeps a scalar from being printed with any problem: stars stand in its place.
func (v Value) Hide() {
	n := v.node
	column, width := spot(n, v.file.line(n.Line), 0, 0)
	v.file.secret = append(v.file.secret, span{n.Line, column, width})
}

// spot is the column of a node and how many characters to underline: a key or a scalar whole, or only the bytes from
// start to end of its value where the line shows them as they are.
func spot(n *yaml.Node, line string, start, end int) (column, width int) {
	rest := []rune(line)
	rest = rest[min(max(n.Column-1, 0), len(rest)):]
	text := string(rest)
	whole := quotedForm.FindString(text)
	inner := text
	if whole != "" {
		inner = text[1:]
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return n.Column, utf8.RuneCountInString(n.Value) + 1
	case n.Kind != yaml.ScalarNode:
		return n.Column, 1
	case end > start && end <= len(n.Value) && strings.HasPrefix(inner, n.Value[:end]):
		before := len(text) - len(inner) + utf8.RuneCountInString(n.Value[:start])
		return n.Column + before, utf8.RuneCountInString(n.Value[start:end])
	case whole == "" && strings.HasPrefix(text, n.Value):
		whole = n.Value
	}
	return n.Column, max(1, utf8.RuneCountInString(whole))
}

// quotedForm is a quoted text that begins and ends on one line.
var quotedForm = regexp.MustCompile(`^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')`)

// mismatch reports a value of the wrong kind.
func (v Value) mismatch(want, hint string) {
	found := "a mapping"
	switch {
	case v.isNull():
		v.Fail("nothing stands here, where "+want+" is expected", "give it one, or remove the line")
		return
	case v.node.Kind == yaml.SequenceNode:
		found = "a list"
	case v.node.Kind == yaml.ScalarNode:
		found = strconv.Quote(v.node.Value)
	}
	v.Fail(fmt.Sprintf("%s is expected here, not %s", want, found), hint)
}

// pair is a key of a mapping and what it is set to, as they are written.
type pair struct{ key, value *yaml.Node }

// maxMerges is how deep merge keys may lead on from one to the next.
const maxMerges = 50

// pairs lists what a mapping says, its own keys first and then what it merges in: a key that is there already wins
// (YAML merge key type, 2005). A key that is written twice is an error.
func (v Value) pairs(depth int) []pair {
	content := v.node.Content
	out := make([]pair, 0, len(content)/2)
	first := make(map[string]*yaml.Node, len(content)/2) // by key
	var merged []Value
	for i := 0; i+1 < len(content); i += 2 {
		key := v.of(content[i])
		switch earlier, twice := first[key.node.Value]; {
		case key.node.Kind != yaml.ScalarNode:
			key.Fail("a key is a single word", "")
		case key.node.Tag == mergeTag:
			merged = append(merged, v.of(content[i+1]))
		case twice:
			key.Twice(fmt.Sprintf("%q is set twice", key.node.Value), v.of(earlier))
		default:
			first[key.node.Value] = content[i]
			out = append(out, pair{content[i], content[i+1]})
		}
	}
	for _, m := range merged {
		for _, p := range m.merge(depth) {
			name := v.of(p.key).node.Value
			if _, set := first[name]; !set {
				first[name] = p.key
				out = append(out, p)
			}
		}
	}
	return out
}

// merge lists what the value of a merge key adds: a mapping's keys, or those of a list of mappings.
func (v Value) merge(depth int) []pair {
	switch {
	case depth == maxMerges:
		v.Fail("merge keys lead on too far", "merge fewer mappings into each other")
		return nil
	case v.node.Kind == yaml.MappingNode:
		return v.pairs(depth + 1)
	case v.node.Kind == yaml.SequenceNode:
		var out []pair
		for _, item := range v.node.Content {
			out = append(out, v.of(item).merge(depth+1)...)
		}
		return out
	default:
		v.mismatch("a mapping", "write <<: and an alias, such as <<: *base")
		return nil
	}
}
