package effective

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

const (
	// flowWidth is how long a line may be on which a list or table stands whole.
	flowWidth = 76
	// flowItems is how many items such a table may have.
	flowItems = 4
	// noteColumn is the furthest that origins are moved to the right, so that both fit a terminal of 100 columns; longer
	// lines have theirs behind them.
	noteColumn = 60
	step       = 2
)

// WriteYAML writes a pruned table of settings as YAML. note is said of each value in a comment; it may be empty.
func (s Setting) WriteYAML(w io.Writer, note func(Setting) string) error {
	p := printer{note: note}
	for i, below := range s.Of {
		if i > 0 && (below.Form != Leaf || s.Of[i-1].Form != Leaf) {
			p.lines = append(p.lines, line{})
		}
		p.put(below, 0, word(Text(below.Key))+":", true)
	}
	return p.write(w)
}

// line is one of YAML, and what is said of the value in it.
type line struct{ text, note string }

type printer struct {
	note  func(Setting) string
	lines []line
}

// put lays a setting out behind its lead, "key:" or "-". block insists on lines of its own for a table.
func (p *printer) put(s Setting, indent int, lead string, block bool) {
	margin := strings.Repeat(" ", indent)
	if text, note, ok := p.inOneLine(s, block); ok && (s.Form == Leaf || len(s.Of) == 0 || indent+utf8.RuneCountInString(lead+text) < flowWidth) {
		first, rest, _ := strings.Cut(text, "\n")
		p.lines = append(p.lines, line{margin + lead + " " + first, note})
		if rest != "" {
			for _, l := range strings.Split(rest, "\n") {
				p.lines = append(p.lines, line{text: strings.TrimRight(margin+l, " ")})
			}
		}
		return
	}
	switch {
	case s.Form == List:
		p.lines = append(p.lines, line{text: margin + lead})
		for _, item := range s.Of {
			p.put(item, indent+step, "-", true)
		}
	case lead == "-": // the first key stands behind the dash
		for i, below := range s.Of {
			behind := word(Text(below.Key)) + ":"
			if i == 0 {
				p.put(below, indent, "- "+behind, false)
				continue
			}
			p.put(below, indent+step, behind, false)
		}
	default:
		p.lines = append(p.lines, line{text: margin + lead})
		for _, below := range s.Of {
			p.put(below, indent+step, word(Text(below.Key))+":", false)
		}
	}
}

// inOneLine is a setting behind its lead, when one note says all of it: a leaf, or a short list or table of leaves.
func (p *printer) inOneLine(s Setting, block bool) (text, note string, ok bool) {
	if s.Form == Leaf || len(s.Of) == 0 {
		return word(s), p.note(s), true
	}
	if s.Form == Table && (block || len(s.Of) > flowItems) {
		return "", "", false
	}
	note = p.note(s.Of[0])
	for _, below := range s.Of {
		if p.note(below) != note || below.Form != Leaf && (below.Form != List || len(below.Of) > 0) && !flat(below) || strings.Contains(below.Text, "\n") {
			return "", "", false
		}
	}
	return word(s), note, true
}

// flat says that a list of leaves has one origin.
func flat(s Setting) bool {
	for _, below := range s.Of {
		if below.Form != Leaf || below.File != s.File || below.Line != s.Line {
			return false
		}
	}
	return s.Form == List
}

// node is a setting for the encoder, on one line.
func node(s Setting) *yaml.Node {
	switch s.Form {
	case List:
		n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, below := range s.Of {
			n.Content = append(n.Content, node(below))
		}
		return n
	case Table:
		n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
		for _, below := range s.Of {
			n.Content = append(n.Content, node(Text(below.Key)), node(below))
		}
		return n
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: s.Tag, Value: s.Text}
}

// word is a setting as YAML writes it, on one line but for a text of several.
func word(s Setting) string {
	if s.Form == Leaf && s.Tag == "!!str" && plain.MatchString(s.Text) && !taken.MatchString(s.Text) {
		return s.Text // as the encoder has it, which takes its time: there may be 100,000 readers
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(step)
	if err := enc.Encode(node(s)); err != nil {
		panic("effective: a value cannot be written: " + err.Error()) // it was read from YAML
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// plain are texts that no reader of YAML takes for anything else, but for those that are taken (YAML 1.1, resolution of
// scalars).
var (
	plain = regexp.MustCompile(`^[A-Za-z][\w/.@+-]*$`)
	taken = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null)$`)
)

// write sets the notes below each other.
func (p *printer) write(w io.Writer) error {
	column := 0
	for _, l := range p.lines {
		if n := utf8.RuneCountInString(l.text); l.note != "" && n <= noteColumn {
			column = max(column, n)
		}
	}
	var b bytes.Buffer
	for _, l := range p.lines {
		b.WriteString(l.text)
		if l.note != "" {
			b.WriteString(strings.Repeat(" ", max(0, column-utf8.RuneCountInString(l.text))))
			b.WriteString("  # " + l.note)
		}
		b.WriteByte('\n')
	}
	_, err := w.Write(b.Bytes())
	return err
}
