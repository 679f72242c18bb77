package edit

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// entry is an item of a flow list in the text: from its first byte to behind its last.
type entry struct {
	from, to int
	comma    int // behind it; -1 when there is none
}

// flow is a flow list in the text.
type flow struct {
	open, closing int
	entries       []entry
}

// flowOf finds the items of a flow list; ok is false when they are not those of its node.
func (s *sheet) flowOf(list *yaml.Node) (f flow, ok bool) {
	sc := scanner{text: s.text, flow: flow{open: s.offset(list)}}
	if f.open >= len(s.text) || s.text[sc.flow.open] != '[' || !sc.run() || len(sc.flow.entries) != len(list.Content) {
		return f, false
	}
	return sc.flow, true
}

// scanner walks over a flow list or mapping (YAML 1.2.2 section 7.4): what is a quote and what a comment depends
// on what stands before it.
type scanner struct {
	text  string
	flow  flow
	now   entry // the item that is being read; none while from is 0
	depth int
	fresh bool // a value may begin here: a quote is one
	name  bool // in an anchor or a tag, which a value follows
}

// run reads to the closing bracket; ok is false when there is none.
func (s *scanner) run() (ok bool) {
	for i := s.flow.open; i < len(s.text); {
		c := s.text[i]
		switch {
		case c == '#' && isSpace(s.text[i-1]):
			i = lineEnd(s.text, i)
			continue
		case isSpace(c):
			s.fresh = s.fresh || s.name
			s.name = false
		case s.fresh && (c == '"' || c == '\''):
			to := quoteEnd(s.text, i)
			s.took(i, to)
			s.fresh = to < len(s.text) && s.text[to] == ':' // a quoted key's value may touch the colon
			i = to
			continue
		case c == '[' || c == '{':
			if s.depth++; s.depth > 1 {
				s.took(i, i+1)
			}
			s.fresh = true
		case c == ']' || c == '}':
			if s.depth--; s.depth == 0 {
				s.done(-1)
				s.flow.closing = i
				return (c == ']') == (s.text[s.flow.open] == '[')
			}
			s.took(i, i+1)
			s.fresh = false
		case c == ',' && s.depth == 1:
			s.done(i)
			s.fresh, s.name = true, false
		default:
			s.took(i, i+1)
			s.name = s.name || s.fresh && (c == '&' || c == '!')
			s.fresh = c == ',' || c == ':' && (s.fresh || i+1 < len(s.text) && isSpace(s.text[i+1]))
		}
		i++
	}
	return false
}

// took notes that a part of the text belongs to the item that is being read.
func (s *scanner) took(from, to int) {
	if s.now.from == 0 {
		s.now.from = from
	}
	s.now.to = to
}

// done ends the item that is being read.
func (s *scanner) done(comma int) {
	if s.now.from > 0 {
		s.now.comma = comma
		s.flow.entries = append(s.flow.entries, s.now)
	}
	s.now = entry{}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// lineEnd is where the line that holds a place ends, before its line break.
func lineEnd(text string, at int) int {
	if n := strings.IndexAny(text[at:], "\r\n"); n >= 0 {
		return at + n
	}
	return len(text)
}

// lineStart is where the line that holds a place begins.
func lineStart(text string, at int) int { return strings.LastIndexAny(text[:at], "\r\n") + 1 }

// quoteEnd is where a quoted text that begins at a place ends, behind its closing quote.
func quoteEnd(text string, at int) int {
	quote := text[at]
	for i := at + 1; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] != quote:
		case quote == '\'' && i+1 < len(text) && text[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return len(text)
}

// addFlow writes items at the end of a flow list: on a line of their own where the last one has that.
func (s *sheet) addFlow(list *yaml.Node, items []string) error {
	f, ok := s.flowOf(list)
	if !ok {
		return refusal(list, "its brackets are hard to follow")
	}
	put := func(at int, words string) { s.splices = append(s.splices, splice{at, at, words}) }
	if len(f.entries) == 0 {
		put(f.open+1, strings.Join(items, ", "))
		return nil
	}
	last := f.entries[len(f.entries)-1]
	begin := lineStart(s.text, last.from)
	indent := s.text[begin:last.from]
	if strings.TrimLeft(indent, " ") != "" {
		words := " " + strings.Join(items, ", ")
		if last.comma < 0 {
			words = "," + words
		}
		put(max(last.to, last.comma+1), words)
		return nil
	}
	lines := s.newline + indent + strings.Join(items, ","+s.newline+indent)
	at := max(last.to, last.comma+1)
	if last.comma < 0 {
		put(at, ",")
	} else {
		lines += ","
	}
	if end := lineEnd(s.text, at); end < f.closing {
		at = end // behind the comment on the last item
	}
	put(at, lines)
	return nil
}

// removeFlow takes an item out of a flow list, with the line when it has one of its own.
func (s *sheet) removeFlow(list *yaml.Node, i int) error {
	f, ok := s.flowOf(list)
	if !ok {
		return refusal(list, "its brackets are hard to follow")
	}
	e := f.entries[i]
	begin, end := lineStart(s.text, e.from), lineEnd(s.text, max(e.to, e.comma+1))
	alone := strings.TrimSpace(s.text[begin:e.from]) == "" && end < f.closing &&
		(i+1 == len(f.entries) || end < f.entries[i+1].from)
	switch {
	case alone:
		s.cut(begin, s.after(s.lineAt(end)))
	case i+1 < len(f.entries):
		to := e.comma + 1
		for to < f.entries[i+1].from && s.text[to] == ' ' {
			to++
		}
		s.cut(e.from, to)
	case i > 0 && strings.TrimSpace(s.text[f.entries[i-1].comma+1:e.from]) == "":
		s.cut(f.entries[i-1].to, e.to) // a comma that stands behind the item stays behind the one before
	default:
		s.cut(e.from, max(e.to, e.comma+1))
	}
	return nil
}

// lineAt is the number of the line that holds a place.
func (s *sheet) lineAt(at int) int {
	n := 1
	for n < len(s.starts) && s.starts[n] <= at {
		n++
	}
	return n
}
