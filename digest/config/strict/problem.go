package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Problem is one thing that is wrong with a file, and where.
type Problem struct {
	File    string `json:"file"`           // the path as it was found
	Line    int    `json:"line,omitempty"` // from 1; 0 when it concerns the file as a whole
	Column  int    `json:"column,omitempty"`
	Width   int    `json:"width,omitempty"`  // how many characters are wrong, from Column on
	Path    string `json:"path,omitempty"`   // "sections[0].feeds[2].weight"
	Text    string `json:"text"`             // what is wrong
	Hint    string `json:"hint,omitempty"`   // what to do: `did you mean "weight"?`
	Source  string `json:"source,omitempty"` // the line as it stands in the file
	Warning bool   `json:"warning,omitempty"`
}

// Problems are all that is wrong with the files of a reading, in the order of the files and their lines. As an error they
// print for people.
type Problems []Problem

// maxPrinted is how many problems are printed: more than anyone mends before looking again, and a screen or two.
const maxPrinted = 50

// Error prints the problems for people, each with its line and a caret under the spot.
func (ps Problems) Error() string {
	var b strings.Builder
	for i, p := range ps {
		if i == maxPrinted {
			fmt.Fprintf(&b, "… and %d more like these\n", len(ps)-maxPrinted)
			break
		}
		b.WriteString(p.String())
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// String prints the problem for people:
//
//	sources.yaml:12:7: unknown key "wieght"
//	   12 |       wieght: 2
//	      |       ^^^^^^ did you mean "weight"?
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": ")
	if p.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Text)
	if p.Line == 0 {
		if p.Hint != "" {
			b.WriteString("\n      | " + p.Hint)
		}
		return b.String()
	}
	line, pad, carets := p.excerpt()
	fmt.Fprintf(&b, "\n%5d | %s\n      | %s%s", p.Line, line, pad, carets)
	if p.Hint != "" {
		b.WriteString(" " + p.Hint)
	}
	return b.String()
}

// maxExcerpt is how many characters of a line are shown, and lead how many of them before the spot when it is longer.
const (
	maxExcerpt = 110
	lead       = 40
)

// excerpt is the part of the line round the spot, the blank that reaches from its start to the spot, and the carets.
// Tabs are kept in both, so that they are as wide above as below; wide characters count two, combining ones none.
func (p Problem) excerpt() (line, pad, carets string) {
	runes := []rune(p.Source)
	from, spot := 0, min(max(p.Column-1, 0), len(runes))
	until := min(spot+max(p.Width, 1), len(runes))
	var shown, blank strings.Builder
	if len(runes) > maxExcerpt {
		from = max(0, min(spot-lead, len(runes)-maxExcerpt))
		runes = runes[:min(len(runes), from+maxExcerpt)]
		until = min(until, len(runes))
	}
	if from > 0 {
		shown.WriteRune('…')
		blank.WriteByte(' ')
	}
	under := 0
	for i, r := range runes[from:] {
		shown.WriteRune(printable(r))
		switch i += from; {
		case i < spot && r == '\t':
			blank.WriteByte('\t')
		case i < spot:
			blank.WriteString(strings.Repeat(" ", cells(r)))
		case i < until:
			under += cells(r)
		}
	}
	return shown.String(), blank.String(), strings.Repeat("^", max(under, 1))
}

// printable replaces what could move the cursor or turn the line round.
func printable(r rune) rune {
	if r == '\t' || unicode.IsGraphic(r) {
		return r
	}
	return '·'
}

// cells is how many columns of a terminal a character takes.
func cells(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}

// inOrder puts problems in the order of the files and of their lines, each once: what stands behind an anchor is read
// again wherever the anchor is used.
func (ps Problems) inOrder(files []string) Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(slices.Index(files, a.File), slices.Index(files, b.File)),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Text, b.Text),
		)
	})
	return slices.CompactFunc(ps, func(a, b Problem) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.Text == b.Text
	})
}
