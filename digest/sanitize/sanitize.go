// Package sanitize turns the HTML of strangers into HTML that may stand in a mail, into plain text, or into one line.
//
// HTML is not filtered but written anew. The tokenizer of golang.org/x/net/html reads the fragment, and a writer puts
// out only the elements and attributes of its tables, balanced, with every text and value escaped again: what the tables
// do not name cannot appear, however it was spelt. A filter would have to come on top, since neither balance nor
// addresses nor lazy pictures are its business, and would read everything a second time; so bluemonday, with a policy
// written by hand, is the judge in the tests instead, and must find nothing to take away.
package sanitize

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxDepth is how deep the output nests. Real articles stay below 20; golang.org/x/net/html refuses 512.
	maxDepth = 64
	// maxOutput bounds the output in bytes: a short relative link can become a long absolute one many times over.
	maxOutput = 4 << 20
)

// HTML is the fragment as HTML that is safe inside a mail: balanced, nested at most 64 deep, some 4 MB long at most, with
// nothing but structure, emphasis, tables, links and pictures. Links are http, https or mailto, pictures http or
// https, all absolute: relative ones are resolved against base, or left out when base is nil. Pictures that a script
// would have loaded are shown at once; those that only count readers are gone.
func HTML(fragment string, base *url.URL) string { return new(Cleaner).HTML(fragment, base) }

// Cleaner does the work of HTML and Text on one fragment after another, in memory that it keeps. The zero value is ready
// for use, by one goroutine at a time.
type Cleaner struct {
	writer writer
	texter texter
}

// HTML is as the function of the same name.
func (c *Cleaner) HTML(fragment string, base *url.URL) string {
	fragment = valid(fragment)
	c.writer.begin(fragment, base)
	if strings.IndexByte(fragment, '<') < 0 {
		writeText(&c.writer, html.UnescapeString(fragment))
	} else {
		read(fragment, &c.writer, nil)
	}
	return c.writer.finish()
}

// Text is as the function of the same name, but that it may stop when the text has so many bytes. It is good until the
// next fragment.
func (c *Cleaner) Text(fragment string, enough int) []byte {
	fragment = valid(fragment)
	c.texter.begin(enough)
	if strings.IndexByte(fragment, '<') < 0 {
		c.texter.lines(html.UnescapeString(fragment))
	} else {
		read(fragment, nil, &c.texter)
	}
	return c.texter.out
}

// Both is HTML and Text of a fragment that is read once.
func (c *Cleaner) Both(fragment string, base *url.URL, enough int) (markup string, text []byte) {
	if strings.IndexByte(fragment, '<') < 0 {
		return c.HTML(fragment, base), c.Text(fragment, enough)
	}
	fragment = valid(fragment)
	c.writer.begin(fragment, base)
	c.texter.begin(enough)
	read(fragment, &c.writer, &c.texter)
	return c.writer.finish(), c.texter.out
}

// read hands the tokens of a fragment to a writer, a texter or both, as long as one of them wants more.
func read(fragment string, w *writer, t *texter) {
	z := html.NewTokenizer(strings.NewReader(fragment))
	for w.wants() || t.wants() {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return
		case html.TextToken:
			text := z.Text()
			if t.wants() && t.skipping == 0 {
				t.text(text)
			}
			if w.wants() && w.skipping == 0 {
				writeText(w, text)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, hasAttributes := z.TagName()
			tag := atom.Lookup(name)
			if t.wants() {
				t.tag(tag, kind)
			}
			switch {
			case !w.wants():
			case kind == html.EndTagToken:
				w.end(tag)
			case w.skipping == 0:
				w.start(tag, z, hasAttributes)
			case tag == w.skipping:
				w.nested++
			}
		}
	}
}

// valid drops bytes that are no UTF-8.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "")
}

// writer puts out balanced HTML and knows which elements are open.
type writer struct {
	out      []byte
	base     *url.URL
	open     []atom.Atom // the elements that were put out and wait for their end
	skipping atom.Atom   // an element whose content is left out; 0 when there is none
	nested   int         // how many of it are open
	attrs    []attribute // of the element at hand
}

// begin makes ready for a fragment.
func (w *writer) begin(fragment string, base *url.URL) {
	*w = writer{base: base, out: slices.Grow(w.out[:0], len(fragment)+len(fragment)/8), open: w.open[:0], attrs: w.attrs}
}

// wants says that there is a writer, with room for more.
func (w *writer) wants() bool { return w != nil && len(w.out) < maxOutput }

// finish ends what is open and returns what was written.
func (w *writer) finish() string {
	w.closeTo(0)
	return string(bytes.TrimSpace(w.out))
}

func (w *writer) start(tag atom.Atom, z *html.Tokenizer, hasAttributes bool) {
	e, known := elements[tag]
	switch {
	case !known:
		return
	case e.is&dropped != 0:
		if e.is&void == 0 {
			w.skipping, w.nested = tag, 1
		}
		return
	case e.as != 0:
		tag, e = e.as, elements[e.as]
	}
	if tag, e = w.makeRoom(tag, e); tag == 0 || len(w.open) >= maxDepth {
		return
	}
	w.attrs = w.attrs[:0]
	if hasAttributes {
		w.attrs = readAttributes(z, w.attrs)
	}
	switch tag {
	case atom.Img:
		w.image()
	case atom.A:
		w.link()
	default:
		w.tag(tag, e)
	}
}

// tag puts out a start tag with those of its attributes that are on the list.
func (w *writer) tag(tag atom.Atom, e element) {
	w.out = append(w.out, '<')
	w.out = append(w.out, tag.String()...)
	for _, a := range w.attrs {
		if allowed(tag, a) {
			w.attribute(a.name, a.value)
		}
	}
	w.out = append(w.out, '>')
	if e.is&void == 0 {
		w.open = append(w.open, tag)
	}
}

func (w *writer) attribute(name, value string) {
	w.out = append(w.out, ' ')
	w.out = append(w.out, name...)
	w.out = append(w.out, `="`...)
	w.out = append(appendEscaped(w.out, value), '"')
}

// makeRoom ends what the start of an element ends in HTML (section 13.1.2.4, optional tags) and returns what to open
// in its place: a part of a list or table that stands outside of one becomes a div or nothing, since it would tear the
// table that the whole is put into.
func (w *writer) makeRoom(tag atom.Atom, e element) (atom.Atom, element) {
	if tag == atom.A {
		if i := w.openAt(atom.A); i >= 0 {
			w.closeTo(i)
		}
	}
	if e.within == 0 {
		if e.is&block != 0 {
			w.endParagraph()
		}
		w.insideCell()
		return tag, e
	}
	fence := table
	if e.within&lists != 0 {
		fence |= cell
	}
	parent := w.innermost(e.within | fence)
	switch is := w.kindAt(parent); {
	case is&e.within != 0:
		w.closeTo(parent + 1)
		return tag, e
	case e.is&cell != 0 && is&(table|group) != 0:
		w.closeTo(parent + 1)
		w.bare(atom.Tr)
		return tag, e
	case e.is&(row|group) != 0:
		return 0, element{}
	}
	w.endParagraph()
	w.insideCell()
	return atom.Div, elements[atom.Div]
}

// bare opens an element without attributes.
func (w *writer) bare(tag atom.Atom) {
	w.attrs = w.attrs[:0]
	w.tag(tag, elements[tag])
}

// endParagraph ends an open paragraph. Only inline elements can stand above it, since blocks end it.
func (w *writer) endParagraph() {
	for i := len(w.open) - 1; i >= 0 && (w.kindAt(i) == 0 || w.open[i] == atom.P); i-- {
		if w.open[i] == atom.P {
			w.closeTo(i)
			return
		}
	}
}

// insideCell opens a cell for content that stands in a table and in none of its cells.
func (w *writer) insideCell() {
	is := w.kindAt(len(w.open) - 1)
	if is&(table|group) != 0 {
		w.bare(atom.Tr)
	}
	if is&(table|group|row) != 0 {
		w.bare(atom.Td)
	}
}

// innermost is the place of the innermost open element of the given kinds, or -1.
func (w *writer) innermost(kinds kind) int {
	i := len(w.open) - 1
	for i >= 0 && w.kindAt(i)&kinds == 0 {
		i--
	}
	return i
}

func (w *writer) kindAt(i int) kind {
	if i < 0 {
		return 0
	}
	return elements[w.open[i]].is
}

func (w *writer) end(tag atom.Atom) {
	e := elements[tag]
	if tag == w.skipping && tag != 0 {
		if w.nested--; w.nested == 0 {
			w.skipping = 0
		}
		return
	}
	if e.as != 0 {
		tag = e.as
	}
	i := w.openAt(tag)
	if i < 0 || w.skipping != 0 && e.is&block == 0 {
		return
	}
	w.skipping = 0 // never closed, but a block round it is
	w.closeTo(i)
}

// openAt is the place of the innermost open tag that its end tag may close, or -1. Inside a cell nothing ends what is
// outside but the parts of the table itself.
func (w *writer) openAt(tag atom.Atom) int {
	part := elements[tag].is&(cell|row|group|table) != 0
	for i := len(w.open) - 1; i >= 0; i-- {
		switch is := w.kindAt(i); {
		case w.open[i] == tag:
			return i
		case is&table != 0, is&cell != 0 && !part:
			return -1
		}
	}
	return -1
}

// closeTo ends open elements until n are left.
func (w *writer) closeTo(n int) {
	for len(w.open) > n {
		last := len(w.open) - 1
		w.out = append(w.out, "</"...)
		w.out = append(w.out, w.open[last].String()...)
		w.out = append(w.out, '>')
		w.open = w.open[:last]
	}
}

func writeText[T string | []byte](w *writer, s T) {
	if w.kindAt(len(w.open)-1)&(table|group|row) != 0 {
		if strings.TrimSpace(string(s)) == "" {
			return
		}
		w.insideCell()
	}
	w.out = appendEscaped(w.out, s)
}

// appendEscaped adds s as text, or as the value of an attribute in double quotes. Control characters are left out.
func appendEscaped[T string | []byte](out []byte, s T) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		if !escaped[s[i]] {
			continue
		}
		out = append(out, s[from:i]...)
		from = i + 1
		switch s[i] {
		case '&':
			out = append(out, "&amp;"...)
		case '<':
			out = append(out, "&lt;"...)
		case '>':
			out = append(out, "&gt;"...)
		case '"':
			out = append(out, "&#34;"...)
		}
	}
	return append(out, s[from:]...)
}

// escaped are the bytes that do not stand in HTML as they are.
var escaped = func() (is [256]bool) {
	for c := range 0x80 {
		is[c] = c < ' ' && c != '\n' && c != '\t' || c == 0x7f || strings.IndexByte(`&<>"`, byte(c)) >= 0
	}
	return is
}()
