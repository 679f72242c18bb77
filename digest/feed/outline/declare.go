package outline

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"tidings/digest/feed/markup"
)

// declare takes up what an element says for itself and all within: namespaces, xml:base, xml:lang.
func (o *Outline) declare(t markup.Tag, f *frame) {
	for key, value, rest := markup.NextAttribute(t.Attrs); key != nil; key, value, rest = markup.NextAttribute(rest) {
		switch prefix, name, _ := bytes.Cut(key, []byte(":")); {
		case string(key) == "xmlns":
			o.bind(nil, value)
		case string(prefix) == "xmlns":
			o.bind(name, value)
		case string(key) == "xml:base":
			o.rebase(o.entities.Unescape(value), f)
		case string(key) == "xml:lang":
			f.lang = strings.TrimSpace(string(value))
		}
	}
}

func (o *Outline) bind(declared, uri []byte) {
	if len(o.bound) < maxBindings {
		o.bound = append(o.bound, binding{declared, prefixOf(string(declared), o.entities.Unescape(uri))})
	}
}

// rebase takes up an xml:base (W3C XML Base, section 3), which stands relative to the one round it.
func (o *Outline) rebase(ref string, f *frame) {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil || len(o.bases) >= maxBases {
		return
	}
	if outer := o.bases[f.base]; outer != nil {
		u = outer.ResolveReference(u)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return
	}
	if f.base = slices.IndexFunc(o.bases, func(b *url.URL) bool { return b != nil && *b == *u }); f.base < 0 {
		f.base = len(o.bases)
		o.bases = append(o.bases, u)
	}
}

// rebaseWithin takes up the xml:base of the element that holds all of an XHTML text.
func (o *Outline) rebaseWithin(raw []byte, f *frame) {
	s := markup.Scanner{Src: raw}
	if t, ok := s.Next(); ok {
		if ref := t.Attribute("xml:base"); ref != nil {
			o.rebase(o.entities.Unescape(ref), f)
		}
	}
}

// rule is the row of the vocabulary for an element, by its namespace and its name without regard to case.
func (o *Outline) rule(written []byte) rule {
	prefix, local, found := bytes.Cut(written, []byte(":"))
	if !found {
		prefix, local = nil, written
	}
	p := o.prefix(prefix)
	if p == o.own || p == "atom" && o.dialect == dialectAtom {
		p = ""
	}
	var buf [48]byte
	key := buf[:0]
	if p != "" {
		key = append(append(key, p...), ':')
	}
	if len(key)+len(local) > len(buf) {
		return rule{}
	}
	for _, c := range local {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		key = append(key, c)
	}
	r := vocabulary[string(key)]
	borrowed := inRSS
	if o.dialect == dialectAtom {
		borrowed = inAtom
	}
	if own, ok := borrowed[r.as]; ok {
		r.as = own
	}
	if r.as == "image" && o.openItem() >= 0 {
		r = rule{picture, "itunes:image"}
	}
	return r
}

// prefix is the vocabulary's prefix for one of the document.
func (o *Outline) prefix(written []byte) string {
	for i := len(o.bound) - 1; i >= 0; i-- {
		if bytes.Equal(o.bound[i].declared, written) {
			return o.bound[i].prefix
		}
	}
	if p := string(bytes.ToLower(written)); p == "" || prefixes[p] {
		return p
	}
	return unknown
}
