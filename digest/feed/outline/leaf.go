package outline

import (
	"bytes"
	"cmp"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"tidings/digest/feed/content"
	"tidings/digest/feed/dates"
	"tidings/digest/feed/markup"
	"tidings/digest/sanitize"
)

// leaf puts out an element that holds a value.
func (o *Outline) leaf(t markup.Tag, f frame, r rule) {
	from, to := o.scan.Inner(t, o.isOpen)
	raw := o.scan.Src[from:to]
	switch r.do {
	case lift:
		if from < to && !o.isSecondBody(r.as) {
			as := o.writing(t, r.as)
			if as == asXHTML {
				o.rebaseWithin(raw, &f)
			}
			o.put(r.as, lifted{from, to, as, f.base}.append)
		}
		if r.as == "guid" || r.as == "id" {
			o.permalink(t, f, raw)
		}
	case plain:
		o.text(r.as, o.line(raw))
	case person:
		o.person(o.personIn(raw))
	case category:
		o.category(t, raw)
	case keywords:
		for _, word := range strings.Split(o.line(raw), ",") {
			o.term(word)
		}
	case moment:
		if when, ok := dates.Parse(o.line(raw)); ok {
			o.text(r.as, when.Format(time.RFC3339))
			if when.After(o.item.newest) {
				o.item.newest = when
			}
		}
	case address:
		o.text(r.as, o.absolute(raw, f))
	case picture:
		o.picture(t, f, r.as, raw)
	case link:
		o.link(t, f, r.as, raw)
	}
}

// isSecondBody says whether the item has its text already: of several, in several forms, the first is the best by the draft
// of Atom 0.3, and no other format has several.
func (o *Outline) isSecondBody(name string) bool {
	if name != "content" && name != "content:encoded" || o.openItem() < 0 {
		return false
	}
	second := o.item.body
	o.item.body = true
	return second
}

// isOpen says whether an end tag of this name would end an element that is open.
func (o *Outline) isOpen(name []byte) bool {
	for i := len(o.open) - 1; i >= 0; i-- {
		if bytes.EqualFold(o.open[i].name, name) {
			return true
		}
	}
	return false
}

// maxLine is the most bytes of a value that is one line.
const maxLine = 2048

// line is a value as one line of text.
func (o *Outline) line(raw []byte) string {
	return strings.Join(strings.Fields(o.entities.Unescape(cut(raw, maxLine))), " ")
}

// cut is the beginning of raw, at most n bytes long, without half a character at its end.
func cut(raw []byte, n int) []byte {
	if len(raw) <= n {
		return raw
	}
	for n > 0 && !utf8.RuneStart(raw[n]) {
		n--
	}
	return raw[:n]
}

func (o *Outline) put(name string, value func([]byte) []byte) {
	o.out = append(append(append(o.out, '<'), name...), '>')
	o.out = value(o.out)
	o.out = append(append(append(o.out, "</"...), name...), '>')
}

// text puts out an element with a text, unless that is empty.
func (o *Outline) text(name, s string) {
	if s != "" {
		o.put(name, func(out []byte) []byte { return markup.AppendEscaped(out, s) })
	}
}

func (o *Outline) attribute(name, value string) {
	if value == "" {
		return
	}
	o.out = append(append(append(o.out, ' '), name...), `="`...)
	o.out = append(markup.AppendEscaped(o.out, value), '"')
}

// absolute is an address, resolved; empty when it cannot be.
func (o *Outline) absolute(raw []byte, f frame) string {
	if len(raw) == 0 || len(raw) > maxLine*2 {
		return ""
	}
	// No address has "&amp;" in it: it was escaped twice.
	return sanitize.URL(strings.ReplaceAll(o.entities.Unescape(bytes.TrimSpace(raw)), "&amp;", "&"), o.bases[f.base])
}

// ownAttributes puts out what an element says in its tag: an item its name in RDF, all their link and date in CDF.
func (o *Outline) ownAttributes(t markup.Tag, f frame) {
	if about := o.about(t); f.item && len(about) > 0 {
		from := t.At + bytes.Index(o.scan.Src[t.At:], about)
		o.put("guid", lifted{from, from + len(about), asText, f.base}.append)
		if bytes.HasPrefix(about, []byte("http")) {
			o.item.permalink = o.absolute(about, f)
		}
	}
	if o.dialect != dialectCDF {
		return
	}
	if to := o.absolute(t.Attribute("href"), f); to != "" {
		o.item.linked = true
		o.text("link", to)
	}
	if when, ok := dates.Parse(o.line(t.Attribute("lastmod"))); ok {
		o.text("dcterms:modified", when.Format(time.RFC3339))
	}
}

// about is the name of a resource in RDF.
func (o *Outline) about(t markup.Tag) []byte {
	for key, value, rest := markup.NextAttribute(t.Attrs); key != nil; key, value, rest = markup.NextAttribute(rest) {
		prefix, name, found := bytes.Cut(key, []byte(":"))
		if found && string(name) == "about" && o.prefix(prefix) == "rdf" {
			return value
		}
	}
	return nil
}

func (o *Outline) link(t markup.Tag, f frame, name string, raw []byte) {
	href := t.Attribute("href")
	if len(href) == 0 {
		href = raw
	}
	to := o.absolute(href, f)
	if to == "" {
		return
	}
	// RFC 4287 section 4.2.7.2: a relation is a name of the registry, or that name behind the registry's address.
	rel := strings.TrimPrefix(strings.ToLower(o.line(t.Attribute("rel"))), "http://www.iana.org/assignments/relation/")
	kind := strings.ToLower(o.line(t.Attribute("type")))
	switch {
	case rel == "enclosure" && o.dialect != dialectAtom:
		o.element("enclosure", "url", to, "type", kind, "length", o.line(t.Attribute("length")))
		return
	case rel == "" && name == "link" && o.dialect != dialectAtom:
		o.item.linked = true
		o.text("link", to)
		return
	case rel == "" || rel == "alternate":
		o.item.linked = true
		rel = "alternate"
		if kind != "" && !strings.Contains(kind, "html") {
			rel = "self" // another form of the article, not the page that people read
		}
	case rel != "self" && rel != "enclosure":
		return
	}
	if o.dialect != dialectAtom {
		name = "atom:link"
	}
	o.element(name, "rel", rel, "href", to, "type", kind, "length", o.line(t.Attribute("length")))
}

// permalink takes up an identity that is an address, too, unless the feed says that it is not. It is put out as the
// link of an item that has no other.
func (o *Outline) permalink(t markup.Tag, f frame, raw []byte) {
	said := strings.ToLower(o.line(t.Attribute("isPermaLink")))
	if said == "true" || said != "false" && bytes.HasPrefix(raw, []byte("http")) {
		o.item.permalink = o.absolute(raw, f)
	}
}

// endItem puts out what is known only when all of an item has been seen.
func (o *Outline) endItem() {
	switch {
	case o.item.linked || o.item.permalink == "":
	case o.dialect == dialectAtom:
		o.element("link", "rel", "alternate", "href", o.item.permalink)
	default:
		o.text("link", o.item.permalink)
	}
}

// element puts out an empty element with attributes, given as names and values; empty ones are left out.
func (o *Outline) element(name string, attributes ...string) {
	o.out = append(append(o.out, '<'), name...)
	for i := 0; i < len(attributes); i += 2 {
		o.attribute(attributes[i], attributes[i+1])
	}
	o.out = append(o.out, "/>"...)
}

// enclosed puts out a file that goes with the article.
func (o *Outline) enclosed(t markup.Tag, f frame, name string) {
	address := t.Attribute("url")
	if len(address) == 0 && !t.Empty {
		address, _, _ = bytes.Cut(o.scan.Src[o.scan.Pos:], []byte("<"))
	}
	if to := o.absolute(address, f); to != "" {
		o.element(name, "url", to, "type", strings.ToLower(o.line(t.Attribute("type"))), "length", o.line(t.Attribute("length")),
			"medium", o.line(t.Attribute("medium")), "width", o.line(t.Attribute("width")))
	}
}

var urlElement = regexp.MustCompile(`(?is)<url>(.*?)</url>`)

// picture puts out an image, which is written as an attribute, as text, or as an element within.
func (o *Outline) picture(t markup.Tag, f frame, name string, raw []byte) {
	if rel := t.Attribute("rel"); rel != nil && !bytes.EqualFold(rel, []byte("image")) {
		return // an itunes:link to something else
	}
	for _, ref := range [][]byte{t.Attribute("href"), t.Attribute("url"), t.Attribute("src")} {
		if to := o.absolute(ref, f); to != "" {
			o.element(name, "href", to)
			return
		}
	}
	if m := urlElement.FindSubmatch(cut(raw, maxLine)); m != nil {
		raw = m[1]
	}
	o.element(name, "href", o.absolute(raw, f))
}

// category puts out what an article is filed under: the text of RSS, the term of Atom, or its label where the term is
// an address.
func (o *Outline) category(t markup.Tag, raw []byte) {
	term := o.line(t.Attribute("term"))
	if term == "" || strings.Contains(term, "://") {
		if label := o.line(t.Attribute("label")); label != "" {
			term = label
		}
	}
	if term == "" {
		term = o.line(raw)
	}
	o.term(term)
}

func (o *Outline) term(s string) {
	s = sanitize.Line(s)
	switch {
	case s == "":
	case o.dialect == dialectAtom:
		o.element("category", "term", s)
	default:
		o.text("category", s)
	}
}

var personPart = regexp.MustCompile(`(?is)<(?:[a-z0-9_-]+:)?(name|email)(?:\s[^>]*)?>(.*?)</`)

// personIn is the name in a person's element: that of its child of this name, else its text, else an address of mail.
func (o *Outline) personIn(raw []byte) string {
	raw = cut(raw, maxLine)
	name, email := "", ""
	parts := personPart.FindAllSubmatch(raw, 4)
	for _, m := range parts {
		if part := o.line(m[2]); strings.EqualFold(string(m[1]), "name") {
			name = cmp.Or(name, part)
		} else {
			email = cmp.Or(email, part)
		}
	}
	if len(parts) == 0 {
		name = o.line(raw)
	}
	return content.Name(cmp.Or(name, email))
}

func (o *Outline) person(name string) {
	switch {
	case name == "":
	case o.dialect == dialectAtom:
		o.put("author", func(out []byte) []byte {
			return append(markup.AppendEscaped(append(out, "<name>"...), name), "</name>"...)
		})
	default:
		o.text("dc:creator", name)
	}
}
