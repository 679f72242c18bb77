// Package render turns the kept blocks of a page into plain text and into HTML.
package render

import (
	"html"
	"net/url"
	"slices"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/digest/extract/block"
	"tidings/digest/extract/dom"
	"tidings/digest/sanitize"
)

// Text is the kept blocks as plain text: a blank line between paragraphs, list items a line each with a dash,
// the cells of a table row on one line.
func Text(blocks []block.Block) string {
	var out strings.Builder
	var last *block.Block
	for i := range blocks {
		b := &blocks[i]
		if !b.Kept || b.Form == block.Picture {
			continue
		}
		if last != nil {
			out.WriteString(gap(last, b))
		}
		if b.Form == block.ListItem && (last == nil || dom.Up(last.Under, atom.Li) != dom.Up(b.Under, atom.Li)) {
			out.WriteString("- ")
		}
		out.WriteString(b.Text)
		last = b
	}
	return out.String()
}

// gap is what stands between two blocks.
func gap(a, b *block.Block) string {
	switch {
	case a.Form == block.ListItem && b.Form == block.ListItem && listOf(a) == listOf(b):
		return "\n"
	case a.Form == block.Cell && b.Form == block.Cell && dom.Up(a.Under, atom.Tr) == dom.Up(b.Under, atom.Tr):
		return " | "
	case a.Form == block.Cell && b.Form == block.Cell && dom.Up(a.Under, atom.Table) == dom.Up(b.Under, atom.Table):
		return "\n"
	}
	return "\n\n"
}

// listOf is the list that a block is an item of.
func listOf(b *block.Block) *xhtml.Node {
	return dom.Up(b.Under, atom.Ul, atom.Ol, atom.Dl)
}

// HTML is the kept blocks as HTML: the elements that give them their form, and within them links and emphasis.
func HTML(blocks []block.Block, base *url.URL) string {
	var w htmlWriter
	for i := range blocks {
		if blocks[i].Kept {
			w.block(&blocks[i])
		}
	}
	w.move(nil)
	return sanitize.HTML(w.out.String(), base)
}

// htmlWriter writes text together with the elements it stands in, of those that it knows.
type htmlWriter struct {
	out  strings.Builder
	open []*xhtml.Node
	last *xhtml.Node // the innermost element of form of the block before
}

func (w *htmlWriter) block(b *block.Block) {
	outer := path(b.Under, nil, isForm)
	w.move(outer)
	if b.Form == block.Picture {
		w.img(b.Under)
		return
	}
	var inner *xhtml.Node
	if len(outer) > 0 {
		inner = outer[len(outer)-1]
	}
	// A blockquote, a list or a row is not what text stands in, nor is a div.
	bare := inner == nil || !holdsText(dom.Tag(inner))
	switch {
	case bare:
		w.out.WriteString("<p>")
	case inner == w.last:
		w.out.WriteString("<br>")
	}
	w.last = inner
	from := 0
	for _, r := range b.Runs {
		text := b.Text[from:min(r.End, len(b.Text))]
		words := strings.TrimPrefix(text, " ")
		w.moveWith(text[:len(text)-len(words)], append(outer[:len(outer):len(outer)], path(r.Node.Parent, b.Under, isInline)...))
		w.out.WriteString(html.EscapeString(words))
		from += len(text)
	}
	w.move(outer)
	if bare {
		w.out.WriteString("</p>")
	}
}

// move closes and opens elements until exactly those of to are open.
func (w *htmlWriter) move(to []*xhtml.Node) { w.moveWith("", to) }

// moveWith puts a space where neither the element before nor the one after holds it.
func (w *htmlWriter) moveWith(space string, to []*xhtml.Node) {
	same := 0
	for same < len(to) && same < len(w.open) && to[same] == w.open[same] {
		same++
	}
	for _, n := range slices.Backward(w.open[same:]) {
		w.out.WriteString("</" + n.Data + ">")
	}
	w.out.WriteString(space)
	for _, n := range to[same:] {
		w.out.WriteString("<" + n.Data)
		if dom.Tag(n) == atom.A {
			w.attributes(n, "href")
		}
		w.out.WriteByte('>')
	}
	w.open = append(w.open[:same], to[same:]...)
}

func (w *htmlWriter) img(n *xhtml.Node) {
	w.out.WriteString("<img")
	w.attributes(n, "src", "srcset", "data-src", "data-srcset", "data-lazy-src", "data-lazy-srcset", "data-original", "data-orig-file",
		"alt", "width", "height", "style", "class")
	w.out.WriteByte('>')
}

func (w *htmlWriter) attributes(n *xhtml.Node, names ...string) {
	for _, a := range n.Attr {
		if slices.Contains(names, a.Key) {
			w.out.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
		}
	}
}

// maxPath is how many elements a text is put out in at most; real articles have no more than a quotation with a list with
// a link in it.
const maxPath = 16

// path lists the elements above and with n that pass, outermost first, up to but without top.
func path(n, top *xhtml.Node, pass func(atom.Atom) bool) []*xhtml.Node {
	var nodes []*xhtml.Node
	for ; n != nil && n != top && len(nodes) < maxPath; n = n.Parent {
		if tag := dom.Tag(n); tag != 0 && pass(tag) {
			nodes = append(nodes, n)
		}
	}
	slices.Reverse(nodes)
	return nodes
}

// isForm tells elements that give a block its form.
func isForm(tag atom.Atom) bool {
	switch tag {
	case atom.Blockquote, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Tr:
		return true
	}
	return holdsText(tag)
}

// holdsText tells elements of form that hold text themselves.
func holdsText(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre, atom.Li, atom.Dt, atom.Dd, atom.Td, atom.Th:
		return true
	}
	return false
}

// isInline tells elements that say something about the words in them.
func isInline(tag atom.Atom) bool {
	switch tag {
	case atom.A, atom.B, atom.Strong, atom.I, atom.Em, atom.Code, atom.Kbd, atom.Sub, atom.Sup, atom.Q, atom.Cite, atom.S,
		atom.Del, atom.Mark:
		return true
	}
	return false
}
