package markdown

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// reader walks a parsed note and puts out its blocks.
type reader struct {
	source []byte
	out    []Block
}

// blocks reads the blocks below a node. kind is what a paragraph there is; mark is what stands before the first.
func (r *reader) blocks(parent ast.Node, kind Kind, depth int, mark string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.List:
			r.list(n, depth+1)
			continue
		case *ast.Blockquote:
			r.blocks(n, Quote, depth, mark)
		case *ast.Heading:
			r.block(Block{Kind: Heading, Mark: mark, Depth: depth, Pieces: r.pieces(n, Piece{})})
		case *ast.Paragraph, *ast.TextBlock:
			r.block(Block{Kind: kind, Mark: mark, Depth: depth, Pieces: r.pieces(n, Piece{})})
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			r.block(Block{Kind: Code, Mark: mark, Depth: depth, Pieces: r.code(n)})
		case *ast.ThematicBreak:
			r.out = append(r.out, Block{Kind: Rule})
		}
		mark = ""
	}
}

// block puts out a block that has something to print.
func (r *reader) block(b Block) {
	if len(b.Pieces) > 0 {
		b.Pieces[len(b.Pieces)-1].Break = false
		r.out = append(r.out, b)
	}
}

func (r *reader) list(l *ast.List, depth int) {
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "•"
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d.", number)
			number++
		}
		r.blocks(item, Item, depth, mark)
	}
}

// code is the lines of a code block.
func (r *reader) code(n ast.Node) []Piece {
	var pieces []Piece
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		pieces = append(pieces, Piece{Text: strings.TrimRight(string(line.Value(r.source)), "\r\n"), Code: true, Break: true})
	}
	return pieces
}

// pieces reads the text below a node, in the style that it stands in.
func (r *reader) pieces(parent ast.Node, style Piece) []Piece {
	var out []Piece
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		in := style
		switch n := n.(type) {
		case *ast.Text:
			in.Text = plain(n.Segment.Value(r.source), style.Code)
			if n.SoftLineBreak() {
				in.Text += " "
			}
			in.Break = n.HardLineBreak()
			out = joined(out, in)
			continue
		case *ast.String:
			in.Text = string(n.Value)
			out = joined(out, in)
			continue
		case *ast.AutoLink:
			in.Text, in.URL = string(n.Label(r.source)), string(n.URL(r.source))
			if n.AutoLinkType == ast.AutoLinkEmail && !web(in.URL) {
				in.URL = "mailto:" + in.URL
			}
			out = joined(out, in)
			continue
		case *ast.RawHTML:
			continue
		case *ast.CodeSpan:
			in.Code = true
		case *ast.Emphasis:
			in.Strong, in.Em = in.Strong || n.Level > 1, in.Em || n.Level == 1
		case *ast.Link:
			if web(string(n.Destination)) {
				in.URL = string(n.Destination)
			}
		}
		for _, p := range r.pieces(n, in) {
			out = joined(out, p)
		}
	}
	return out
}

// joined is pieces with one more, which joins the last where it goes on in its style.
func joined(pieces []Piece, next Piece) []Piece {
	if len(pieces) > 0 {
		last := &pieces[len(pieces)-1]
		if style := (Piece{Text: last.Text, URL: next.URL, Strong: next.Strong, Em: next.Em, Code: next.Code}); *last == style && !last.Break {
			last.Text, last.Break = last.Text+next.Text, next.Break
			return pieces
		}
	}
	return append(pieces, next)
}

// plain is text with its backslashes and entities resolved (CommonMark 0.31 sections 2.4 and 2.5); in code they stand for
// themselves.
func plain(raw []byte, code bool) string {
	if code {
		return string(raw)
	}
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw))))
}
