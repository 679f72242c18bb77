package outline

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"tidings/digest/charset"
	"tidings/digest/feed/content"
	"tidings/digest/feed/markup"
)

// writing is how a text is written in its element.
type writing int

const (
	asHTML   writing = iota // HTML, escaped once or in CDATA, or as elements where somebody forgot to
	asText                  // text that means what it says
	asXHTML                 // elements
	asBase64                // base64 of HTML or text
)

// writing follows RFC 4287 section 3.1.1 and the draft of Atom 0.3 with its modes; all else is HTML.
func (o *Outline) writing(t markup.Tag, name string) writing {
	if o.dialect != dialectAtom && !strings.HasPrefix(name, "atom:") || strings.HasPrefix(name, "media:") {
		return asHTML
	}
	kind := strings.ToLower(o.line(t.Attribute("type")))
	mode := strings.ToLower(o.line(t.Attribute("mode")))
	switch {
	case mode == "base64":
		return asBase64
	case kind == "xhtml" || strings.HasSuffix(kind, "xml"):
		if mode == "escaped" {
			return asHTML
		}
		return asXHTML
	case strings.Contains(kind, "html"):
		return asHTML
	case kind == "" || kind == "text" || strings.HasPrefix(kind, "text/"):
		return asText
	}
	return asBase64
}

// lifted is a text that was left in the document: where it stands, how it is written, and its base.
type lifted struct {
	from, to int
	as       writing
	base     int // into Outline.bases
}

// markPrefix begins a mark. It looks like an address with a scheme, which gofeed leaves alone wherever it stands.
const markPrefix = "lifted:"

func (l lifted) append(out []byte) []byte {
	out = append(out, markPrefix...)
	for _, n := range []int{l.from, l.to, int(l.as), l.base} {
		out = append(strconv.AppendInt(out, int64(n), 10), ':')
	}
	return out
}

// Text follows a mark. What is no mark is text that gofeed found by itself.
func (o *Outline) Text(mark string) content.Text {
	rest, marked := strings.CutPrefix(mark, markPrefix)
	var n [4]int
	for i := range n {
		number, after, _ := strings.Cut(rest, ":")
		value, err := strconv.Atoi(number)
		marked = marked && err == nil && value >= 0
		n[i], rest = value, after
	}
	if !marked || n[0] > n[1] || n[1] > len(o.scan.Src) || n[3] >= len(o.bases) {
		return content.Text{Value: mark, Plain: true, Base: o.bases[0], Clean: &o.clean}
	}
	c := content.Text{Base: o.bases[n[3]], Clean: &o.clean}
	c.Value, c.Plain = o.decode(o.scan.Src[n[0]:n[1]], writing(n[2]))
	return c
}

// decode reads an element's content as it is written. At most the first bytes of it that limits allow are read.
func (o *Outline) decode(raw []byte, as writing) (value string, plain bool) {
	raw = charset.Undouble(cut(raw, o.limits.Content))
	switch as {
	case asBase64:
		decoded, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(raw), nil)))
		if err != nil || !utf8.Valid(decoded) {
			return o.decode(raw, asText)
		}
		return string(decoded), !looksLikeHTML(string(decoded))
	case asText:
		value = o.entities.Unescape(raw)
		return value, !looksLikeHTML(value)
	case asHTML:
		if !markup.HoldsElements(raw) {
			return o.entities.Unescape(raw), false
		}
	}
	return o.entities.HTML(raw), false
}

var htmlTag = regexp.MustCompile(`(?i)<(?:p|br|a\s[^>]*|img\s[^>]*|div|ul|/[a-z]+)\s*/?>`)

// looksLikeHTML tells text that is HTML in spite of its label: feeds without a type seldom mean it.
func looksLikeHTML(s string) bool { return strings.Contains(s, "<") && htmlTag.MatchString(s) }
