// Package dom reads and prunes the tree of an HTML document: attributes and tags, what a reader never sees, what begins a
// line, and what can never be text.
package dom

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxNodes of a document, without its scripts and styles, are read, in document order; the rest is cut off. The largest
// of 532 real article pages has 12,000. Readability needs up to 20 µs and 3 KB a node.
const maxNodes = 30_000

// Attr is the value of an attribute, empty when the element has none.
func Attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// HasAttr tells whether an element has an attribute, with a value or without.
func HasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// Tag is the element's tag. Readability renames elements without telling DataAtom.
func Tag(n *html.Node) atom.Atom {
	if n.Type != html.ElementNode {
		return 0
	}
	if n.DataAtom.String() == n.Data {
		return n.DataAtom
	}
	return atom.Lookup([]byte(n.Data))
}

// Up is the nearest element of one of the tags, n itself or above it; nil for none.
func Up(n *html.Node, tags ...atom.Atom) *html.Node {
	for ; n != nil; n = n.Parent {
		if tag := Tag(n); tag != 0 && slices.Contains(tags, tag) {
			return n
		}
	}
	return nil
}

// Body is the body of a document, or nil.
func Body(doc *html.Node) *html.Node {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Body {
			return n
		}
	}
	return nil
}

// Prune takes from a document what can never be text or tell of it, and everything after maxNodes nodes. Readability copies and
// walks the tree many times: what is gone before costs nothing.
func Prune(doc *html.Node) {
	count := 0
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			count++
			if count > maxNodes || c.Type == html.CommentNode || neverText(c) || isForReaders(Attr(c, "class")) || isFiller(c) || isFrame(c) {
				n.RemoveChild(c)
			} else {
				dropAttributes(c)
				visit(c)
			}
			c = next
		}
	}
	visit(doc)
}

// neverText tells elements whose content is not for reading. Noscript stays: lazy images have their address there.
func neverText(n *html.Node) bool {
	switch Tag(n) {
	case atom.Script, atom.Style, atom.Link, atom.Template, atom.Svg, atom.Canvas, atom.Object, atom.Embed, atom.Select:
		return true
	}
	return false
}

// maxFrameText is the longest text that a menu or a footer may have, in bytes: more than a sentence or two is prose.
const maxFrameText = 300

// isFrame tells a menu or footer with nothing in it but links and short lines. They are a sixth of the nodes of a page.
func isFrame(n *html.Node) bool {
	if n.Type != html.ElementNode || n.DataAtom != atom.Nav && n.DataAtom != atom.Footer {
		return false
	}
	for d := range n.Descendants() {
		if d.Type == html.TextNode && len(d.Data) > maxFrameText || d.DataAtom == atom.H1 || d.DataAtom == atom.Article || d.DataAtom == atom.Main {
			return false
		}
	}
	return true
}

// isFiller tells the white space that indents the source: it stands between blocks, where no reader sees it. It is a sixth
// of the nodes of a page.
func isFiller(n *html.Node) bool {
	if n.Type != html.TextNode || n.Parent.DataAtom == atom.Pre || strings.TrimSpace(n.Data) != "" {
		return false
	}
	return (n.PrevSibling == nil && IsBlock(Tag(n.Parent)) || n.PrevSibling != nil && IsBlock(Tag(n.PrevSibling))) &&
		(n.NextSibling == nil && IsBlock(Tag(n.Parent)) || n.NextSibling != nil && IsBlock(Tag(n.NextSibling)))
}

// dropAttributes takes from an element the attributes that only scripts read. Images keep theirs: any of them may hold
// the address that a script would load.
func dropAttributes(n *html.Node) {
	switch n.DataAtom {
	case atom.Img, atom.Picture, atom.Figure, atom.Source:
		return
	}
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
		switch a.Key {
		case "data-testid", "data-component", "aria-hidden", "aria-modal":
			return false
		}
		return strings.HasPrefix(a.Key, "data-") || strings.HasPrefix(a.Key, "aria-") || strings.HasPrefix(a.Key, "on")
	})
}

// NeverShown tells elements whose text a reader does not see, or sees as a control.
func NeverShown(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Template, atom.Svg, atom.Canvas, atom.Object, atom.Noscript, atom.Iframe,
		atom.Head, atom.Title, atom.Textarea, atom.Select, atom.Button, atom.Video, atom.Audio, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// IsHidden tells elements that the page itself hides, as readability sees it.
func IsHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true

		case "aria-hidden":
			return a.Val == "true" && !strings.Contains(Attr(n, "class"), "fallback-image")
		case "style":
			if style := strings.ReplaceAll(strings.ToLower(a.Val), " ", ""); strings.Contains(style, "display:none") ||
				strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// isForReaders tells the classes by which frameworks hide what only a screen reader reads out: Bootstrap, Tailwind,
// WordPress, Drupal.
func isForReaders(class string) bool {
	for name := range strings.FieldsSeq(class) {
		switch name {
		case "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "element-invisible":
			return true
		}
	}
	return false
}

// IsBlock tells elements that begin and end a line of text.
func IsBlock(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Aside, atom.Nav,
		atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre, atom.Br, atom.Hr,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Figure, atom.Figcaption, atom.Address,
		atom.Table, atom.Caption, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th,
		atom.Form, atom.Fieldset, atom.Details, atom.Summary, atom.Body, atom.Html:
		return true
	}
	return false
}

// Squeeze makes a text one line: every run of white space is one space, and the invisible characters that break words
// (soft hyphen, zero-width space, byte order mark) are gone.
func Squeeze(s string) string {
	return strings.Join(strings.Fields(invisible.Replace(s)), " ")
}

var invisible = strings.NewReplacer("\u00ad", "", "\u200b", "", "\ufeff", "")
