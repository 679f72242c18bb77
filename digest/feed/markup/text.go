package markup

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"tidings/digest/charset"
)

// Entities are those that a document declares for itself. The zero value is that of a document without any.
type Entities struct {
	declared map[string]string
	calls    int // upon them so far
}

var entityDecl = regexp.MustCompile(`<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"<&%]{0,256})"|'([^'<&%]{0,256})')\s*>`)

// DeclaredIn reads the plain text entities of a document type. One that names others or a file is left alone: that is
// how documents grow to a billion laughs, or read what is not theirs.
func DeclaredIn(prolog []byte) Entities {
	const most = 256
	if !bytes.Contains(prolog, []byte("<!ENTITY")) {
		return Entities{}
	}
	declared := map[string]string{}
	for _, m := range entityDecl.FindAllSubmatch(prolog, most) {
		declared[string(m[1])] = string(m[2]) + string(m[3])
	}
	return Entities{declared: declared}
}

// Unescape is the character data of XML: CDATA sections as they are, references decoded, comments and instructions
// left out.
func (e *Entities) Unescape(raw []byte) string {
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '<') < 0 {
		return string(raw)
	}
	var out strings.Builder
	out.Grow(len(raw))
	var decoded []byte // of one reference
	s := Scanner{Src: raw}
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
			decoded, n = e.reference(decoded[:0], rest)
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
func (e *Entities) reference(out, s []byte) ([]byte, int) {
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
	if value, declared := e.entity(name); declared {
		return append(out, value...), n
	}
	if decoded := html.UnescapeString("&" + name + ";"); !strings.HasSuffix(decoded, ";") {
		return append(out, decoded...), n
	}
	return append(out, '&'), 1
}

// entity is the text of a declared entity, as long as the document does not call upon them too often.
func (e *Entities) entity(name string) (value string, declared bool) {
	const most = 10_000 // of 256 bytes each: 2.5 MB
	if value, declared = e.declared[name]; declared {
		e.calls++
	}
	return value, declared && e.calls <= most
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

// AppendEscaped adds a text as it stands in an element or in the value of an attribute.
func AppendEscaped(out []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '&':
			out = append(out, "&amp;"...)
		case '<':
			out = append(out, "&lt;"...)
		case '>':
			out = append(out, "&gt;"...)
		case '"':
			out = append(out, "&#34;"...)
		default:
			out = append(out, s[i])
		}
	}
	return out
}
