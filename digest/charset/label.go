package charset

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// headSize is how far a declaration is looked for. HTML asks browsers to look at 1024 bytes; templates put comments,
// styles and a dozen link elements before it.
const headSize = 4096

var (
	xmlEncoding = regexp.MustCompile(`(?i)<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9._:\-]+)`)
	metaCharset = regexp.MustCompile(`(?i)<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9._:\-]+)`)
)

func declaredInXML(body []byte) string { return firstMatch(xmlEncoding, body) }

func declaredInHTML(body []byte) string {
	if label := firstMatch(metaCharset, body); label != "" {
		return label
	}
	return firstMatch(xmlEncoding, body)
}

func firstMatch(re *regexp.Regexp, body []byte) string {
	m := re.FindSubmatch(body[:min(len(body), headSize)])
	if m == nil {
		return ""
	}
	return cleanLabel(string(m[1]))
}

// lookup is the encoding of a label, by the WHATWG's table first, since that is what browsers read the same labels
// as, then IANA's. It is nil for what the bytes have already denied: UTF-8, UTF-16 and their kin, and ASCII.
func lookup(label string) (encoding.Encoding, string) {
	if label == "" || isUTF8Label(label) || strings.HasPrefix(label, "utf") || strings.Contains(label, "ascii") {
		return nil, ""
	}
	enc, name := charset.Lookup(label)
	switch {
	case enc != nil && name != "replacement" && !strings.HasPrefix(name, "utf-16"):
		return enc, name
	case name == "utf-16le" || name == "utf-16be":
		return nil, ""
	}
	for _, alias := range []string{label, "ibm" + strings.TrimPrefix(strings.TrimPrefix(label, "cp"), "-")} {
		if enc, err := ianaindex.IANA.Encoding(alias); err == nil && enc != nil {
			return enc, alias
		}
	}
	return nil, ""
}

// lookupSevenBit is the encoding of a label, or of none, whose text is ASCII to the eye, when the body uses its escapes.
// The WHATWG's table has replaced some of these by an encoding that decodes nothing.
func lookupSevenBit(label string, body []byte) (encoding.Encoding, string) {
	switch {
	case strings.HasPrefix(label, "iso-2022-jp") && bytes.IndexByte(body, 0x1b) >= 0,
		label == "" && (bytes.Contains(body, []byte("\x1b$B")) || bytes.Contains(body, []byte("\x1b$@"))):
		return japanese.ISO2022JP, "iso-2022-jp"
	case strings.HasPrefix(label, "hz") && bytes.Contains(body, []byte("~{")):
		return simplifiedchinese.HZGB2312, "hz-gb-2312"
	}
	return nil, ""
}

func isUTF8Label(label string) bool { return label == "utf-8" || label == "utf8" }

// decodeEBCDIC decodes documents whose "<?xml" is EBCDIC (XML 1.0 appendix F.1). Only then can the declaration be read.
func decodeEBCDIC(body []byte) (Decoded, bool) {
	if !bytes.HasPrefix(body, []byte{0x4c, 0x6f, 0xa7, 0x94}) {
		return Decoded{}, false
	}
	var enc encoding.Encoding = charmap.CodePage037
	name := "ibm037"
	head, _ := encodingToUTF8(enc, body[:min(len(body), headSize)])
	if e, n := lookup(declaredInXML(head)); e != nil {
		enc, name = e, n
	}
	text, _ := encodingToUTF8(enc, body)
	return Decoded{Text: text, Name: name}, true
}
