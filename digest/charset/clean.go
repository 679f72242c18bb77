package charset

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Legal is the character that a document means by r: r itself, or what windows-1252 has for the controls from U+0080 to
// U+009F, which nobody means. ok is false for characters that XML 1.0 (section 2.2) forbids.
func Legal(r rune) (meant rune, ok bool) {
	switch {
	case r < ' ':
		return r, r == '\n' || r == '\t' || r == '\r'
	case r >= 0x80 && r <= 0x9f:
		meant = charmap.Windows1252.DecodeByte(byte(r))
		return meant, meant != utf8.RuneError
	case r >= 0xd800 && r <= 0xdfff, r == 0xfffe, r == 0xffff, r > utf8.MaxRune:
		return r, false
	}
	return r, true
}

// clean makes all characters of valid UTF-8 legal. Text that has none to change is returned as it is.
func clean(text []byte) []byte {
	from := firstUnclean(text)
	if from == len(text) {
		return text
	}
	out := append(make([]byte, 0, len(text)+16), text[:from]...)
	for i := from; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r >= 0xc2 && r <= 0xf4 {
			// A control after such a letter is a byte of a character that was encoded twice.
			if once, n, control := twice(text[i:]); control {
				r, size = once, n
			}
		}
		if meant, ok := Legal(r); ok {
			out = utf8.AppendRune(out, meant)
		}
		i += size
	}
	return out
}

// firstUnclean is the offset of the first byte that may begin a character that is not legal.
func firstUnclean(text []byte) int {
	for i, c := range text {
		switch {
		case c >= ' ' && c < 0x7f:
		case c < ' ' && c != '\n' && c != '\t' && c != '\r',
			c == 0xc2 && i+1 < len(text) && text[i+1] < 0xa0,
			c == 0xef && (bytes.HasPrefix(text[i:], []byte("\uffff")) || bytes.HasPrefix(text[i:], []byte("\ufffe"))):
			return i
		}
	}
	return len(text)
}
