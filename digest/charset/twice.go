package charset

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// lost is a closing quotation mark, whose last byte windows-1252 does not have.
const lost = "â€\ufffd"

// countTwice counts the characters of b that look like UTF-8 that was taken for Latin-1 or windows-1252 and encoded
// again ("CafÃ©"), and the letters with accents that do not. Text that is right has many of those, and of the others
// hardly one: a capital before a quotation mark, “AMANHÃ”, which is not counted as either.
func countTwice(b []byte) (pairs, strays int) {
	for {
		// U+00C0 to U+00FF, what first bytes become, all begin with this byte.
		i := bytes.IndexByte(b, 0xc3)
		if i < 0 || i+2 >= len(b) {
			return pairs, strays
		}
		b = b[i:]
		_, n, _ := twice(b)
		second, _ := utf8.DecodeRune(b[2:])
		switch {
		case bytes.HasPrefix(b, []byte(lost)):
			n = len(lost)
		case n == 0:
			strays, n = strays+1, 2
		case second < 0x100 || b[1] == 0xa2: // U+00E2 begins what was a quotation mark or a dash
			pairs++
		}
		b = b[n:]
	}
}

// undoTwice reads such characters as what they were, and leaves the others.
func undoTwice(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for {
		i := bytes.IndexByte(b, 0xc3)
		if i < 0 {
			return append(out, b...)
		}
		out = append(out, b[:i]...)
		b = b[i:]
		once, n, _ := twice(b)
		switch {
		case n > 0:
			out = utf8.AppendRune(out, once)
		case bytes.HasPrefix(b, []byte(lost)):
			out, n = append(out, "”"...), len(lost)
		default:
			out, n = append(out, b[0]), 1
		}
		b = b[n:]
	}
}

// Undouble undoes the double encoding of a text where all of it is so: "CafÃ©" is "Café". Text that is right is returned
// as it is. The functions of this package do it for documents; parts of one may need it where the whole does not.
func Undouble(text []byte) []byte {
	if pairs, strays := countTwice(text); pairs > 0 && strays*10 <= pairs {
		return undoTwice(text)
	}
	return text
}

// twice reads the character whose bytes the characters at the beginning of s stand for, n bytes long; n is 0 when they
// stand for none of the scripts that this happens to. control says that one of them is a control, which proves it.
func twice(s []byte) (once rune, n int, control bool) {
	var single [utf8.UTFMax]byte
	size := 0
	for want := 1; size < want; size++ {
		r, width := utf8.DecodeRune(s[n:])
		b, ok := byte(r), r >= 0x80 && r <= 0xff
		if !ok {
			b, ok = charmap.Windows1252.EncodeRune(r)
		}
		switch {
		case !ok || size > 0 && (b < 0x80 || b > 0xbf):
			return 0, 0, false
		case size == 0:
			want = lengthOf(b)
		case size == 1 && (single[0] == 0xe2 && b > 0x84 || single[0] == 0xf0 && b != 0x9f):
			return 0, 0, false // beyond punctuation, currencies, letterlike signs and emoji
		}
		single[size], n = b, n+width
		control = control || r >= 0x80 && r <= 0x9f
	}
	once, width := utf8.DecodeRune(single[:size])
	if size < 2 || width != size {
		return 0, 0, false
	}
	return once, n, control
}

// lengthOf is how many bytes a character has that begins with b: Latin, Greek, Cyrillic, punctuation, emoji. Others are
// not looked for: they would be read into text that is right.
func lengthOf(b byte) int {
	switch {
	case b >= 0xc2 && b <= 0xc5, b >= 0xce && b <= 0xd1:
		return 2
	case b == 0xe2:
		return 3
	case b == 0xf0:
		return 4
	}
	return 1
}
