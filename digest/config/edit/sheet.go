package edit

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// sheet is a file, its tree, and the changes to it: the tree is changed as the text is to be, so that both can be held
// against each other.
type sheet struct {
	mark    string // the byte order mark, if there is one
	text    string // behind it
	starts  []int  // of the lines
	newline string // as the file ends its lines
	root    *yaml.Node
	splices []splice
}

// splice puts words in the place of a part of the text.
type splice struct {
	from, to int
	words    string
}

// lineBreak is what YAML 1.1 counts as the end of a line (section 5.4).
var lineBreak = regexp.MustCompile("\r\n|[\n\r\u0085\u2028\u2029]")

const byteOrderMark = "\ufeff"

func read(b []byte) (*sheet, error) {
	s := &sheet{text: string(b), starts: []int{0}, newline: "\n"}
	if rest, ok := strings.CutPrefix(s.text, byteOrderMark); ok {
		s.mark, s.text = byteOrderMark, rest
	}
	if !utf8.ValidString(s.text) {
		return nil, errors.New("the file is not UTF-8 text")
	}
	for i, at := range lineBreak.FindAllStringIndex(s.text, -1) {
		if i == 0 {
			s.newline = s.text[at[0]:at[1]]
		}
		s.starts = append(s.starts, at[1])
	}
	var err error
	s.root, err = tree(s.text)
	return s, err
}

// tree is the one document of a text; nil when it is empty.
func tree(text string) (*yaml.Node, error) {
	dec := yaml.NewDecoder(strings.NewReader(text))
	var doc, second yaml.Node
	if err := dec.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the file is not YAML: %w", err)
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errors.New("the file holds more than one document")
	}
	if len(doc.Content) == 0 || isNull(doc.Content[0]) {
		return nil, nil
	}
	return doc.Content[0], nil
}

// line is the nth line, from 1, with its end; empty when there is none.
func (s *sheet) line(n int) string {
	if n < 1 || n > len(s.starts) {
		return ""
	}
	return s.text[s.starts[n-1]:s.after(n)]
}

// after is where the line after the nth begins.
func (s *sheet) after(n int) int {
	if n < len(s.starts) {
		return s.starts[n]
	}
	return len(s.text)
}

// offset is where a node begins: its column counts characters.
func (s *sheet) offset(at *yaml.Node) int {
	from := s.starts[at.Line-1]
	for range at.Column - 1 {
		_, size := utf8.DecodeRuneInString(s.text[from:])
		from += size
	}
	return from
}

// indentOf is the indentation of a line; blank says that nothing else stands in it, and comment that only a comment does.
func indentOf(line string) (indent int, blank, comment bool) {
	rest := strings.TrimLeft(line, " ")
	indent = len(line) - len(rest)
	rest = strings.TrimSpace(rest)
	return indent, rest == "", strings.HasPrefix(rest, "#")
}

// end is the last line of a list's item that has text in a line, and whose dash is at an indentation. Comments that stand
// deeper than the dash belong to the item when no blank line parts them.
func (s *sheet) end(line, dash int) int {
	last, parted := line, false
	for n := line + 1; n <= len(s.starts); n++ {
		indent, blank, comment := indentOf(s.line(n))
		switch {
		case blank:
			parted = true
		case comment && (indent <= dash || parted):
		case indent <= dash:
			return last
		default:
			last, parted = n, false
		}
	}
	return last
}

// dashLine is the line of an item's dash, which may stand above its first word; 0 when it is not found.
func (s *sheet) dashLine(line, dash int) int {
	for ; line > 0; line-- {
		indent, blank, comment := indentOf(s.line(line))
		if indent == dash && s.line(line)[indent] == '-' {
			return line
		}
		if !blank && !comment && indent <= dash {
			return 0
		}
	}
	return 0
}

// bare says whether a line holds nothing behind a place where a value could be: no anchor and no tag, which would hold for
// what is written below.
func (s *sheet) bare(value *yaml.Node) bool {
	from := s.offset(value)
	rest := strings.TrimSpace(s.text[from:lineEnd(s.text, from)])
	return rest == "" || rest[0] == '#'
}

// insert writes lines below the nth.
func (s *sheet) insert(n int, lines []string) {
	at := s.after(n)
	words := strings.Join(lines, s.newline) + s.newline
	if at == len(s.text) && !endsLine(s.text) {
		words = s.newline + strings.TrimSuffix(words, s.newline)
	}
	s.splices = append(s.splices, splice{at, at, words})
}

// append writes lines at the end of the file, with a blank line above.
func (s *sheet) append(lines []string) {
	last := len(s.starts)
	if strings.TrimSpace(s.line(last-1)+s.line(last)) != "" {
		lines = append([]string{""}, lines...)
	}
	s.insert(last, lines)
}

// endsLine says whether more text would begin a line.
func endsLine(text string) bool {
	at := lineBreak.FindAllStringIndex(text, -1)
	return text == "" || len(at) > 0 && at[len(at)-1][1] == len(text)
}

func (s *sheet) cut(from, to int) { s.splices = append(s.splices, splice{from: from, to: to}) }

// result is the changed text, if its tree is the changed tree.
func (s *sheet) result() ([]byte, error) {
	slices.SortStableFunc(s.splices, func(a, b splice) int { return a.from - b.from })
	var b strings.Builder
	at := 0
	for _, p := range s.splices {
		b.WriteString(s.text[at:p.from] + p.words)
		at = p.to
	}
	b.WriteString(s.text[at:])
	changed, err := tree(b.String())
	if err != nil || !equal(changed, s.root) {
		return nil, errors.New("the file is written in a way that would be damaged by a change, so it is left as it is")
	}
	return []byte(s.mark + b.String()), nil
}

// equal says whether two trees mean the same.
func equal(a, b *yaml.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.ShortTag() == b.ShortTag() && a.Value == b.Value && a.Anchor == b.Anchor &&
		slices.EqualFunc(a.Content, b.Content, equal)
}
