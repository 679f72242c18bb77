package feed

import (
	"bytes"
	"encoding/base64"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"tidings/digest/charset"
	"tidings/digest/sanitize"
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
func (o *outline) writing(t tag, name string) writing {
	if o.dialect != dialectAtom && !strings.HasPrefix(name, "atom:") || strings.HasPrefix(name, "media:") {
		return asHTML
	}
	kind := strings.ToLower(o.line(t.attribute("type")))
	mode := strings.ToLower(o.line(t.attribute("mode")))
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
	base     int // into outline.bases
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

// content is a text of the document, decoded.
type content struct {
	value string
	plain bool // it is no HTML
	base  *url.URL
	clean *sanitize.Cleaner // of the document
}

// content follows a mark. What is no mark is text that gofeed found by itself.
func (o *outline) content(mark string) content {
	rest, marked := strings.CutPrefix(mark, markPrefix)
	var n [4]int
	for i := range n {
		number, after, _ := strings.Cut(rest, ":")
		value, err := strconv.Atoi(number)
		marked = marked && err == nil && value >= 0
		n[i], rest = value, after
	}
	if !marked || n[0] > n[1] || n[1] > len(o.scan.src) || n[3] >= len(o.bases) {
		return content{value: mark, plain: true, base: o.bases[0], clean: &o.clean}
	}
	c := content{base: o.bases[n[3]], clean: &o.clean}
	c.value, c.plain = o.decode(o.scan.src[n[0]:n[1]], writing(n[2]))
	return c
}

// decode reads an element's content as it is written. At most the first bytes of it that limits allow are read.
func (o *outline) decode(raw []byte, as writing) (value string, plain bool) {
	raw = charset.Undouble(cut(raw, o.limits.Content))
	switch as {
	case asBase64:
		decoded, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(raw), nil)))
		if err != nil || !utf8.Valid(decoded) {
			return o.decode(raw, asText)
		}
		return string(decoded), !looksLikeHTML(string(decoded))
	case asText:
		value = o.unescape(raw)
		return value, !looksLikeHTML(value)
	case asHTML:
		if !holdsElements(raw) {
			return o.unescape(raw), false
		}
	}
	return o.markup(raw), false
}

// markup is HTML that was written as elements: its CDATA sections are text, its tags lose their prefix, and elements that
// end with their tag get an end of their own, since HTML knows no others: <iframe/> would take in all that follows.
func (o *outline) markup(raw []byte) string {
	s := string(endEmpty(raw))
	if len(o.entities) > 0 {
		s = entityRef.ReplaceAllStringFunc(s, func(ref string) string {
			if value, declared := o.entity(ref[1 : len(ref)-1]); declared {
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
	s := scanner{src: raw}
	for t, more := s.next(); more; t, more = s.next() {
		_, local, prefixed := bytes.Cut(t.name, []byte(":"))
		if !prefixed {
			local = t.name
		}
		if !t.empty || raw[s.pos-1] != '>' || voidElement.Match(local) {
			continue
		}
		out = append(out, raw[from:s.pos-len("/>")]...)
		out = append(append(append(out, "></"...), t.name...), '>')
		from = s.pos
	}
	return append(out, raw[from:]...)
}

var (
	// HTML section 13.1.2.
	voidElement = regexp.MustCompile(`^(?i:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$`)

	entityRef    = regexp.MustCompile(`&[A-Za-z_][\w.-]*;`)
	cdataSection = regexp.MustCompile(`(?s)<!\[CDATA\[.*?\]\]>`)
	prefixedTag  = regexp.MustCompile(`(</?)[A-Za-z][\w.-]*:`)
	htmlTag      = regexp.MustCompile(`(?i)<(?:p|br|a\s[^>]*|img\s[^>]*|div|ul|/[a-z]+)\s*/?>`)
)

// looksLikeHTML tells text that is HTML in spite of its label: feeds without a type seldom mean it.
func looksLikeHTML(s string) bool { return strings.Contains(s, "<") && htmlTag.MatchString(s) }

// holdsElements says whether raw has tags of its own, outside of CDATA sections and comments.
func holdsElements(raw []byte) bool {
	s := scanner{src: raw}
	_, found := s.next()
	return found
}

// unescape is the character data of XML: CDATA sections as they are, references decoded, comments and instructions
// left out.
func (o *outline) unescape(raw []byte) string {
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '<') < 0 {
		return string(raw)
	}
	var out strings.Builder
	out.Grow(len(raw))
	var decoded []byte // of one reference
	s := scanner{src: raw}
	for i := 0; i < len(raw); {
		next := bytes.IndexAny(raw[i:], "&<")
		if next < 0 {
			next = len(raw) - i
		}
		out.Write(raw[i : i+next])
		if i += next; i == len(raw) {
			break
		}
		rest := raw[i:]
		switch {
		case rest[0] == '&':
			n := 0
			decoded, n = o.reference(decoded[:0], rest)
			out.Write(decoded)
			i += n
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end := s.afterMarkup(i)
			out.Write(bytes.TrimSuffix(raw[i+len("<![CDATA["):end], []byte("]]>")))
			i = end
		case bytes.HasPrefix(rest, []byte("<!--")), bytes.HasPrefix(rest, []byte("<?")):
			i = s.afterMarkup(i)
		default:
			out.WriteByte('<')
			i++
		}
	}
	return out.String()
}

// reference decodes the reference that s begins with and says how long it is. What is none stays as it is; what no XML
// document may hold is left out.
func (o *outline) reference(out, s []byte) ([]byte, int) {
	const longest = 34 // "&CounterClockwiseContourIntegral;"
	end := bytes.IndexByte(s[:min(len(s), longest)], ';')
	if end < 2 {
		return append(out, '&'), 1
	}
	name, n := string(s[1:end]), end+1
	switch name {
	case "amp":
		return append(out, '&'), n
	case "lt":
		return append(out, '<'), n
	case "gt":
		return append(out, '>'), n
	case "quot":
		return append(out, '"'), n
	}
	if name[0] == '#' {
		return numeric(out, s, name, n)
	}
	if value, declared := o.entity(name); declared {
		return append(out, value...), n
	}
	if decoded := html.UnescapeString("&" + name + ";"); !strings.HasSuffix(decoded, ";") {
		return append(out, decoded...), n
	}
	return append(out, '&'), 1
}

// entity is the text of a declared entity, as long as the document does not call upon them too often.
func (o *outline) entity(name string) (value string, declared bool) {
	const most = 10_000 // of 256 bytes each: 2.5 MB
	if value, declared = o.entities[name]; declared {
		o.calls++
	}
	return value, declared && o.calls <= most
}

func numeric(out, s []byte, name string, n int) ([]byte, int) {
	r, ok := number(name)
	switch {
	case !ok:
		return append(out, '&'), 1
	case utf16.IsSurrogate(r):
		// Half a character beyond the first plane: programs that count in UTF-16 write two references for one.
		if end := bytes.IndexByte(s[n:min(len(s), n+12)], ';'); end > 2 && s[n] == '&' {
			if low, ok := number(string(s[n+1 : n+end])); ok {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return utf8.AppendRune(out, pair), n + end + 1
				}
			}
		}
		return out, n
	}
	if meant, ok := charset.Legal(r); ok {
		out = utf8.AppendRune(out, meant)
	}
	return out, n
}

// number is the character of a numeric reference, "#160" or "#xA0".
func number(name string) (rune, bool) {
	digits, base := name[1:], 10
	if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 32)
	return rune(min(v, 0x7fffffff)), err == nil && name[0] == '#'
}
