package markup

import (
	"bytes"
	"html"
	"regexp"
	"strings"
)

// HTML is HTML that was written as elements: its CDATA sections are text, its tags lose their prefix, and elements that
// end with their tag get an end of their own, since HTML knows no others: <iframe/> would take in all that follows.
func (e *Entities) HTML(raw []byte) string {
	s := string(endEmpty(raw))
	if len(e.declared) > 0 {
		s = entityRef.ReplaceAllStringFunc(s, func(ref string) string {
			if value, declared := e.entity(ref[1 : len(ref)-1]); declared {
				return value
			}
			return ref
		})
	}
	if strings.Contains(s, "<![CDATA[") {
		s = cdataSection.ReplaceAllStringFunc(s, func(section string) string {
			return html.EscapeString(section[len("<![CDATA[") : len(section)-len("]]>")])
		})
	}
	if prefixedTag.MatchString(s[:min(len(s), 256)]) {
		s = prefixedTag.ReplaceAllString(s, "$1")
	}
	return s
}

// endEmpty gives the elements that end with their tag an end tag, but for those that HTML ends itself.
func endEmpty(raw []byte) []byte {
	if !bytes.Contains(raw, []byte("/>")) {
		return raw
	}
	var out []byte
	from := 0
	s := Scanner{Src: raw}
	for t, more := s.Next(); more; t, more = s.Next() {
		_, local, prefixed := bytes.Cut(t.Name, []byte(":"))
		if !prefixed {
			local = t.Name
		}
		if !t.Empty || raw[s.Pos-1] != '>' || voidElement.Match(local) {
			continue
		}
		out = append(out, raw[from:s.Pos-len("/>")]...)
		out = append(append(append(out, "></"...), t.Name...), '>')
		from = s.Pos
	}
	return append(out, raw[from:]...)
}

// HoldsElements says whether raw has tags of its own, outside of CDATA sections and comments.
func HoldsElements(raw []byte) bool {
	s := Scanner{Src: raw}
	_, found := s.Next()
	return found
}

var (
	// HTML section 13.1.2.
	voidElement = regexp.MustCompile(`^(?i:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$`)

	entityRef    = regexp.MustCompile(`&[A-Za-z_][\w.-]*;`)
	cdataSection = regexp.MustCompile(`(?s)<!\[CDATA\[.*?\]\]>`)
	prefixedTag  = regexp.MustCompile(`(</?)[A-Za-z][\w.-]*:`)
)
