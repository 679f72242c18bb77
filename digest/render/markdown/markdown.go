// Package markdown turns the Markdown of an edition's note into blocks of plain text that a theme can set in its own
// styles. It knows CommonMark 0.31 and bare addresses; HTML and pictures are not taken, so nothing of a note is ever
// printed unescaped.
package markdown

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// Kind is what a block is.
type Kind string

// The kinds of blocks.
const (
	Paragraph Kind = "paragraph"
	Heading   Kind = "heading"
	Item      Kind = "item" // of a list
	Quote     Kind = "quote"
	Code      Kind = "code"
	Rule      Kind = "rule" // a line across; it has no pieces
)

// Block is a block of a note.
type Block struct {
	Kind   Kind
	Mark   string // of an item: "•" or "2."; empty for its further paragraphs
	Depth  int    // how many lists the block stands in
	Pieces []Piece
}

// Piece is a run of text in one style.
type Piece struct {
	Text   string
	URL    string // absolute; empty: no link
	Strong bool
	Em     bool
	Code   bool
	Break  bool // a line ends after it
}

// Most is how long a note may be, in characters: about a page, so that the stories stay the point of the mail.
const Most = 4000

// Check says what of a note cannot be printed. Its errors name the line of the note.
func Check(note string) error {
	if strings.TrimSpace(note) == "" {
		return fmt.Errorf("the note is empty")
	}
	if n := utf8.RuneCountInString(note); n > Most {
		return fmt.Errorf("the note has %d characters; %d may stand above the stories", n, Most)
	}
	source := []byte(note)
	return ast.Walk(parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		bad := ""
		switch n := n.(type) {
		case *ast.HTMLBlock, *ast.RawHTML:
			bad = "HTML is not taken"
		case *ast.Image:
			bad = "a picture cannot stand in it"
		case *ast.Link:
			if !web(string(n.Destination)) {
				bad = fmt.Sprintf("the link to %q leads nowhere from a mail", n.Destination)
			}
		}
		if bad != "" {
			return ast.WalkStop, fmt.Errorf("line %d of the note: %s", lineOf(n, source), bad)
		}
		return ast.WalkContinue, nil
	})
}

// Blocks are the blocks of a note. What Check refuses is left out, but for the words of a picture or a link.
func Blocks(note string) []Block {
	r := reader{source: []byte(note)}
	r.blocks(parse(r.source), Paragraph, 0, "")
	return r.out
}

// Columns is how wide the margin of an item is in plain text, its mark included.
func (b Block) Columns() int { return 3 * b.Depth }

// Indent is how wide it is in HTML, in pixels.
func (b Block) Indent() int { return 28 * b.Depth }

// Lines are the lines of a block as plain text, each link followed by its address.
func (b Block) Lines() []string {
	var out strings.Builder
	for i, p := range b.Pieces {
		out.WriteString(p.Text)
		ends := i+1 == len(b.Pieces) || b.Pieces[i+1].URL != p.URL
		if address := strings.TrimPrefix(p.URL, "mailto:"); p.URL != "" && ends && p.Text != p.URL && p.Text != address {
			out.WriteString(" (" + address + ")")
		}
		if p.Break {
			out.WriteByte('\n')
		}
	}
	return strings.Split(out.String(), "\n")
}

func parse(source []byte) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.Linkify)).Parser().Parse(text.NewReader(source))
}

// web says whether an address leads somewhere from a mail.
func web(address string) bool {
	scheme, rest, _ := strings.Cut(address, ":")
	return slices.Contains([]string{"http", "https", "mailto"}, strings.ToLower(scheme)) && rest != ""
}

// lineOf is the line of a note that a node stands on, or that its block begins on.
func lineOf(n ast.Node, source []byte) int {
	if raw, ok := n.(*ast.RawHTML); ok && raw.Segments.Len() > 0 {
		return lineAt(source, raw.Segments.At(0).Start)
	}
	if t, ok := n.FirstChild().(*ast.Text); ok && n.Type() == ast.TypeInline {
		return lineAt(source, t.Segment.Start)
	}
	for n != nil && n.Type() == ast.TypeInline {
		n = n.Parent()
	}
	if n == nil || n.Lines().Len() == 0 {
		return 1
	}
	return lineAt(source, n.Lines().At(0).Start)
}

func lineAt(source []byte, offset int) int { return 1 + strings.Count(string(source[:offset]), "\n") }
