package feed

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// clean takes out the characters that XML 1.0 (section 2.2) forbids. The controls from U+0080 to U+009F, which nobody
// means, are read as part of a character that was encoded twice, or else as the windows-1252 they were taken from. A
// document that has none of these is returned as it is.
func clean(doc []byte) []byte {
	from := firstUnclean(doc)
	if from == len(doc) {
		return doc
	}
	out := append(make([]byte, 0, len(doc)+16), doc[:from]...)
	for i := from; i < len(doc); {
		r, size := utf8.DecodeRune(doc[i:])
		if r >= 0xc2 && r <= 0xf4 {
			if once, n, control := twice(doc[i:]); control {
				r, size = once, n
			}
		}
		if r >= 0x80 && r <= 0x9f {
			r = ofControl(r)
		}
		if !isIllegal(r) {
			out = utf8.AppendRune(out, r)
		}
		i += size
	}
	return out
}

// firstUnclean is the offset of the first byte that may begin such a character.
func firstUnclean(doc []byte) int {
	for i, c := range doc {
		switch {
		case c >= ' ' && c < 0x7f:
		case c < ' ' && c != '\n' && c != '\t' && c != '\r',
			c == 0xc2 && i+1 < len(doc) && doc[i+1] < 0xa0,
			c == 0xef && (bytes.HasPrefix(doc[i:], []byte("\uffff")) || bytes.HasPrefix(doc[i:], []byte("\ufffe"))):
			return i
		}
	}
	return len(doc)
}

// ofControl is what windows-1252 has in place of a control character; the control itself where it has nothing.
func ofControl(r rune) rune {
	if c := charmap.Windows1252.DecodeByte(byte(r)); c != utf8.RuneError {
		return c
	}
	return r
}

func isIllegal(r rune) bool {
	switch {
	case r < ' ':
		return r != '\n' && r != '\t' && r != '\r'
	case r >= 0x80 && r <= 0x9f, r >= 0xd800 && r <= 0xdfff, r == 0xfffe, r == 0xffff:
		return true
	}
	return r > utf8.MaxRune
}
