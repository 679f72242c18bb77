// Package charset turns the bytes of a feed or a web page into valid UTF-8, and says what it had to guess or repair.
//
// Labels lie more often than bytes do: servers add a charset to everything they send, and templates keep the one they
// were written with. So what the bytes prove comes before what anybody says about them.
package charset

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// Decoded is a document as text.
type Decoded struct {
	Text    []byte // valid UTF-8 that XML allows, without byte order mark; may share memory with the body
	Name    string // the charset that was used, in lower case: "utf-8", "windows-1252", "shift_jis" …
	Warning string // what was guessed or repaired, in words for the document's owner; empty when nothing was
}

// XML decodes an XML or JSON document. contentType is the HTTP header as sent, or empty.
//
// In this order: a byte order mark; the look of UTF-16 or UTF-32; valid UTF-8, which beats every label but those of
// 7-bit charsets; the charset of the HTTP header; that of the XML declaration; UTF-8 with stray bytes; a detector;
// windows-1252. (RFC 7303 section 3 has the order of mark, header and declaration.)
func XML(body []byte, contentType string) Decoded {
	return decode(body, contentType, declaredInXML)
}

// HTML decodes a web page, as XML does but for the meta elements that stand in place of the XML declaration.
func HTML(body []byte, contentType string) Decoded {
	return decode(body, contentType, declaredInHTML)
}

func decode(body []byte, contentType string, declared func([]byte) string) Decoded {
	d := decodeAs(body, contentType, declared)
	text := Undouble(d.Text)
	if d.Warning == "" && len(text) != len(d.Text) {
		d.Warning = "encoded twice: UTF-8 was taken for another charset and encoded again"
	}
	d.Text = clean(text)
	return d
}

func decodeAs(body []byte, contentType string, declared func([]byte) string) Decoded {
	if d, ok := decodeMarked(body); ok {
		return d
	}
	if d, ok := decodeEBCDIC(body); ok {
		return d
	}
	labels := []string{labelOfHeader(contentType), declared(body)}
	if utf8.Valid(body) {
		return decodeValid(body, labels)
	}
	if d, ok := decodeLabelled(body, labels); ok {
		return d
	}
	if mostlyUTF8(body, labels) {
		text, n := repairUTF8(body)
		return Decoded{text, "utf-8", fmt.Sprintf("%d bytes were not UTF-8: read as windows-1252 or dropped", n)}
	}
	if enc, name, ok := detect(body); ok {
		text, _ := encodingToUTF8(enc, body)
		return Decoded{text, name, "no right charset is declared: guessed " + name}
	}
	text, _ := repairUTF8(body)
	return Decoded{text, "windows-1252", "no right charset is declared: read as windows-1252"}
}

// decodeMarked decodes what its first bytes prove: a byte order mark, or the zeros of UTF-16 and UTF-32 beside an
// ASCII first character (XML 1.0 appendix F.1).
func decodeMarked(body []byte) (Decoded, bool) {
	enc, name, skip := marked(body)
	switch {
	case name == "":
		return Decoded{}, false
	case enc == nil:
		rest := body[skip:]
		if utf8.Valid(rest) {
			return Decoded{Text: rest, Name: name}, true
		}
		text, n := repairUTF8(rest)
		return Decoded{text, name, fmt.Sprintf("%d bytes were not UTF-8: read as windows-1252 or dropped", n)}, true
	}
	text, bad := encodingToUTF8(enc, body[skip:])
	d := Decoded{Text: text, Name: name}
	if bad > 0 {
		d.Warning = fmt.Sprintf("%d characters were not %s", bad, name)
	}
	return d, true
}

func marked(b []byte) (enc encoding.Encoding, name string, skip int) {
	utf16 := func(e unicode.Endianness) encoding.Encoding { return unicode.UTF16(e, unicode.IgnoreBOM) }
	wide := func(e utf32.Endianness) encoding.Encoding { return utf32.UTF32(e, utf32.IgnoreBOM) }
	has := func(prefix string) bool { return bytes.HasPrefix(b, []byte(prefix)) }
	switch {
	case has("\xef\xbb\xbf"):
		return nil, "utf-8", 3
	case has("\x00\x00\xfe\xff"):
		return wide(utf32.BigEndian), "utf-32be", 4
	case has("\xff\xfe\x00\x00"):
		return wide(utf32.LittleEndian), "utf-32le", 4
	case has("\xfe\xff"):
		return utf16(unicode.BigEndian), "utf-16be", 2
	case has("\xff\xfe"):
		return utf16(unicode.LittleEndian), "utf-16le", 2
	case len(b) < 4:
		return nil, "", 0
	}
	ascii := func(i int) bool { return b[i] == '\t' || b[i] == '\n' || b[i] == '\r' || b[i] >= ' ' && b[i] < 0x7f }
	zero := func(is ...int) bool {
		for _, i := range is {
			if b[i] != 0 {
				return false
			}
		}
		return true
	}
	switch {
	case zero(0, 1, 2) && ascii(3):
		return wide(utf32.BigEndian), "utf-32be", 0
	case zero(1, 2, 3) && ascii(0):
		return wide(utf32.LittleEndian), "utf-32le", 0
	case zero(0, 2) && ascii(1) && ascii(3):
		return utf16(unicode.BigEndian), "utf-16be", 0
	case zero(1, 3) && ascii(0) && ascii(2):
		return utf16(unicode.LittleEndian), "utf-16le", 0
	}
	return nil, "", 0
}

// decodeValid keeps valid UTF-8 as it is, unless it is ASCII that escapes into another charset.
func decodeValid(body []byte, labels []string) Decoded {
	for _, label := range labels {
		if enc, name := lookupSevenBit(label, body); enc != nil {
			if text, bad := encodingToUTF8(enc, body); bad == 0 {
				return Decoded{Text: text, Name: name}
			}
		}
	}
	d := Decoded{Text: body, Name: "utf-8"}
	for _, label := range labels {
		if label == "" || isUTF8Label(label) {
			continue
		}
		if isASCII(body) {
			return d
		}
		d.Warning = fmt.Sprintf("declared as %s, but it is UTF-8", label)
		return d
	}
	return d
}

// decodeLabelled believes the first label whose charset has every byte of the document, or all but one in a thousand.
func decodeLabelled(body []byte, labels []string) (Decoded, bool) {
	for _, label := range labels {
		enc, name := lookup(label)
		if enc == nil {
			continue
		}
		text, bad := encodingToUTF8(enc, body)
		switch {
		case bad == 0:
			return Decoded{Text: text, Name: name}, true
		case bad*1000 <= len(body):
			return Decoded{text, name, fmt.Sprintf("%d characters were not %s", bad, name)}, true
		}
	}
	return Decoded{}, false
}

// encodingToUTF8 decodes b and counts the characters that could not be: each is U+FFFD in the text.
func encodingToUTF8(enc encoding.Encoding, b []byte) (text []byte, bad int) {
	text, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		// Decoders of x/text replace what they cannot read; an error is an unfinished character at the end.
		text, bad = bytes.ToValidUTF8(text, nil), 1
	}
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	return bytes.TrimPrefix(text, []byte("\uFEFF")), bad + bytes.Count(text, []byte("\uFFFD"))
}

func labelOfHeader(contentType string) string {
	if contentType == "" {
		return ""
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return cleanLabel(params["charset"])
	}
	_, after, found := strings.Cut(strings.ToLower(contentType), "charset=")
	if !found {
		return ""
	}
	after, _, _ = strings.Cut(after, ";")
	return cleanLabel(after)
}

func cleanLabel(s string) string { return strings.ToLower(strings.Trim(s, " \t\r\n\"'")) }

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
