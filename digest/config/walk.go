package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// walk is one reading of all files. It gathers what is wrong with them and goes on.
type walk struct {
	env     func(string) string
	subject func(string) error // says what is wrong with a subject template
	places  []place
	zones   map[string]*time.Location // loaded already: a list of readers names few zones many times
	found   []finding
	failed  bool // something that was found is an error
	budget  int  // how many more nodes may be visited
}

func newWalk(o Options) *walk {
	return &walk{env: o.Env, subject: o.Subject, places: places(), zones: make(map[string]*time.Location), budget: extraVisits}
}

// finding is a problem and the node it was found at, by which its path is found when the reading is done.
type finding struct {
	Problem
	src  *source // nil, as node is, when it concerns a file as a whole
	node *yaml.Node
}

// The budget of visits: as many as there could be without aliases, since no node is visited more than twice a byte,
// and a hundred thousand more, which is far beyond honest use and small enough to hold.
const (
	visitsPerByte = 2
	extraVisits   = 100_000
)

// value is a node on its way to become a setting.
type value struct {
	src     *source
	node    *yaml.Node // what is written, aliases followed
	written *yaml.Node // where it is written: an alias, or node
}

// of is a node below the value, or of the same file. It charges the budget, and a tree that unfolds beyond it is cut off
// with one problem.
func (v value) of(written *yaml.Node) value {
	below := value{src: v.src, node: written, written: written}
	if written.Kind == yaml.AliasNode {
		below.node = written.Alias
	}
	w := v.src.walk
	if w.budget--; w.budget == 0 {
		below.fail("the aliases unfold to too much", "repeat less through & and *")
	}
	if w.budget <= 0 {
		below.node = &yaml.Node{Kind: yaml.ScalarNode, Tag: nullTag, Line: written.Line, Column: written.Column}
	}
	return below
}

// top is the mapping that the file is.
func (s *source) top() value { return value{src: s}.of(s.root) }

const (
	nullTag  = "!!null"
	mergeTag = "!!merge"
)

func (v value) isNull() bool { return v.node.Kind == yaml.ScalarNode && v.node.Tag == nullTag }

// twice reports something that may stand once only, with where it did before.
func (v value) twice(what string, first value) {
	hint := fmt.Sprintf("the first time on line %d", first.written.Line)
	switch {
	case first.written == v.written:
		hint = "an alias repeats it"
	case first.src != v.src:
		hint = fmt.Sprintf("the first time in %s:%d", first.src.name, first.written.Line)
	}
	v.fail(what, hint)
}

// fail reports an error at the value.
func (v value) fail(text, hint string) { v.report(0, 0, text, hint, false) }

// warn reports something that works and is likely not meant.
func (v value) warn(text, hint string) { v.report(0, 0, text, hint, true) }

// failIn reports an error in the bytes from start to end of a scalar; both 0 is all of it.
func (v value) failIn(start, end int, text, hint string) { v.report(start, end, text, hint, false) }

func (v value) report(start, end int, text, hint string, warning bool) {
	if v.src.walk.budget < 0 { // said already
		return
	}
	p := Problem{
		File: v.src.name, Line: v.written.Line, Column: v.written.Column, Text: text, Hint: hint, Warning: warning,
	}
	p.Column, p.Width = spot(v.written, v.src.line(p.Line), start, end)
	v.src.walk.add(finding{p, v.src, v.written})
}

func (w *walk) add(f finding) {
	w.found = append(w.found, f)
	w.failed = w.failed || !f.Warning
}

// hide keeps the bytes from start to end of a scalar, both 0 for all, from being printed with a problem.
func (v value) hide(start, end int) {
	n := v.node
	column, width := spot(n, v.src.line(n.Line), start, end)
	v.src.secret = append(v.src.secret, span{n.Line, column, width})
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
func (v value) mismatch(want, hint string) {
	found := "a mapping"
	switch {
	case v.isNull():
		v.fail("nothing stands here, where "+want+" is expected", "give it one, or remove the line")
		return
	case v.node.Kind == yaml.SequenceNode:
		found = "a list"
	case v.node.Kind == yaml.ScalarNode:
		found = strconv.Quote(v.node.Value)
	}
	v.fail(fmt.Sprintf("%s is expected here, not %s", want, found), hint)
}

// pair is a key of a mapping and what it is set to, as they are written.
type pair struct{ key, value *yaml.Node }

// maxMerges is how deep merge keys may lead on from one to the next.
const maxMerges = 50

// pairs lists what a mapping says, its own keys first and then what it merges in: a key that is there already wins
// (YAML merge key type, 2005). A key that is written twice is an error.
func (v value) pairs(depth int) []pair {
	content := v.node.Content
	out := make([]pair, 0, len(content)/2)
	first := make(map[string]*yaml.Node, len(content)/2) // by key
	var merged []value
	for i := 0; i+1 < len(content); i += 2 {
		key := v.of(content[i])
		switch earlier, twice := first[key.node.Value]; {
		case key.node.Kind != yaml.ScalarNode:
			key.fail("a key is a single word", "")
		case key.node.Tag == mergeTag:
			merged = append(merged, v.of(content[i+1]))
		case twice:
			key.twice(fmt.Sprintf("%q is set twice", key.node.Value), v.of(earlier))
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
func (v value) merge(depth int) []pair {
	switch {
	case depth == maxMerges:
		v.fail("merge keys lead on too far", "merge fewer mappings into each other")
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

// problems are the findings with their paths, in order.
func (w *walk) problems(sources []*source) Problems {
	wanted := make(map[*yaml.Node]string, len(w.found))
	for _, f := range w.found {
		wanted[f.node] = ""
	}
	files := make([]string, len(sources))
	for i, src := range sources {
		files[i] = src.name
		if src.root != nil && len(wanted) > 0 {
			paths(src.root, "", wanted)
		}
	}
	var out Problems
	for _, f := range w.found {
		if f.node != nil {
			f.Path, f.Source = wanted[f.node], f.src.masked(f.Line)
		}
		out = append(out, f.Problem)
	}
	return out.inOrder(files)
}

// paths fills in the path of each wanted node below n. A key has the path of what it sets.
func paths(n *yaml.Node, path string, wanted map[*yaml.Node]string) {
	if _, ok := wanted[n]; ok {
		wanted[n] = path
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			below := strings.TrimPrefix(path+"."+n.Content[i].Value, ".")
			paths(n.Content[i], below, wanted)
			paths(n.Content[i+1], below, wanted)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			paths(item, path+"["+strconv.Itoa(i)+"]", wanted)
		}
	}
}
