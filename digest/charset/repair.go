package charset

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// mostlyUTF8 says whether invalid bytes are accidents in a UTF-8 document and not the document's charset. Bytes of
// another charset seldom form even one UTF-8 sequence, so two good sequences for each bad byte are proof; without any,
// the word of the label and bad bytes that stand alone between ASCII will do.
func mostlyUTF8(b []byte, labels []string) bool {
	good, bad, alone := countUTF8(b)
	if good >= 2*bad {
		return true
	}
	said := isUTF8Label(labels[0]) || isUTF8Label(labels[1])
	return said && bad < 20+len(b)/1000 && alone*4 >= bad*3
}

// countUTF8 counts the multi-byte sequences of b, the bytes that belong to none, and those among them that have ASCII
// on both sides.
func countUTF8(b []byte) (good, bad, alone int) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r != utf8.RuneError || size > 1:
			good++
		default:
			bad++
			if (i == 0 || b[i-1] < utf8.RuneSelf) && (i+1 == len(b) || b[i+1] < utf8.RuneSelf) {
				alone++
			}
		}
		i += size
	}
	return good, bad, alone
}

// repairUTF8 makes b valid: a sequence that was cut short is dropped, any other stray byte is what windows-1252 says,
// or nothing where that has no character. It returns how many bytes it changed.
func repairUTF8(b []byte) (text []byte, n int) {
	out := make([]byte, 0, len(b)+len(b)/8)
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r != utf8.RuneError || size > 1 {
			out = append(out, b[i:i+size]...)
			i += size
			continue
		}
		if cut := cutShort(b[i:]); cut > 0 {
			n, i = n+cut, i+cut
			continue
		}
		if r := charmap.Windows1252.DecodeByte(b[i]); r != utf8.RuneError && (r < 0x80 || r > 0x9f) {
			out = utf8.AppendRune(out, r)
		}
		n, i = n+1, i+1
	}
	return out, n
}

// cutShort is the length of an unfinished UTF-8 sequence of at least two bytes at the start of b, as left by programs
// that shorten text by bytes; 0 when there is none.
func cutShort(b []byte) int {
	want := 0
	switch {
	case b[0] >= 0xe1 && b[0] <= 0xef:
		want = 3
	case b[0] >= 0xf1 && b[0] <= 0xf4:
		want = 4
	}
	n := 1
	for n < want && n < len(b) && b[n]&0xc0 == 0x80 {
		n++
	}
	if n < 2 || n >= want {
		return 0
	}
	return n
}

// sampleSize is how much text the detector is shown. Its trigram counts settle within a few kilobytes, and its time
// grows with every byte for each of some thirty charsets.
const sampleSize = 16 << 10

// detect guesses the charset of b from the text round its bytes above ASCII. Single accented letters in ASCII words are
// a Latin alphabet, letters that come in words are another one: the detector's candidates must agree with that.
func detect(b []byte) (encoding.Encoding, string, bool) {
	_, bad, alone := countUTF8(b)
	text := sample(b)
	results, err := chardet.NewTextDetector().DetectAll(text)
	if err != nil {
		return nil, "", false
	}
	// The recognizers run at once, so those that are as sure as each other come in any order.
	slices.SortFunc(results, func(a, b chardet.Result) int {
		return cmp.Or(b.Confidence-a.Confidence, strings.Compare(a.Charset, b.Charset))
	})
	for _, r := range results {
		enc, name := lookup(cleanLabel(r.Charset))
		// A confidence of 10 is what the detector gives to a charset that merely has all the bytes.
		if enc == nil || r.Confidence <= 10 || isLatin(name) && alone*4 < bad || !isLatin(name) && alone*4 > bad*3 {
			continue
		}
		if _, wrong := encodingToUTF8(enc, text); wrong*100 <= len(text) {
			return enc, name, true
		}
	}
	return nil, "", false
}

func isLatin(name string) bool {
	switch name {
	case "windows-1252", "iso-8859-1", "windows-1250", "iso-8859-2", "windows-1254", "iso-8859-9":
		return true
	}
	return false
}

// sample collects the stretches of text between tags that hold bytes above ASCII, so that markup does not drown them.
func sample(b []byte) []byte {
	out := make([]byte, 0, sampleSize)
	for len(b) > 0 && len(out) < sampleSize {
		var text []byte
		text, b, _ = bytes.Cut(b, []byte("<"))
		if !isASCII(text) {
			out = append(append(out, text[:min(len(text), sampleSize)]...), ' ')
		}
		_, b, _ = bytes.Cut(b, []byte(">"))
	}
	return out
}
