// Package text turns plain text of any script into words, stems, sentences and a guess at its language.
//
// It is a leaf: it imports nothing of ours, keeps no state, and every function of it may be called from many goroutines.
// Plain text means what digest.Text.Body holds: paragraphs separated by a blank line.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class says what part a character plays in a word.
type class uint8

const (
	other    class = iota // stands between words
	spaced                // a letter or digit of a script that puts spaces between words
	unspaced              // a letter of a script that does not: one word cannot be told from the next
	mark                  // an accent or vowel sign: belongs to the character before it
)

// unspacedScripts are written without spaces between words. Korean has spaces, but its particles hang on the words; its
// readers, too, are better served by pairs of characters (Lucene's CJKBigramFilter does the same).
var unspacedScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// The long vowel of katakana belongs to no script in Unicode's tables, but to words.
const prolonged = 'ー'

func classOf(r rune) class {
	if r < utf8.RuneSelf {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return spaced
		}
		return other
	}
	switch {
	case unicode.IsLetter(r):
		// The first of the unspaced scripts is Thai: all letters before it are quickly told.
		if r >= 0x0E00 && (r == prolonged || unicode.In(r, unspacedScripts...)) {
			return unspaced
		}
		return spaced
	case unicode.IsDigit(r):
		return spaced
	case unicode.IsMark(r), invisible(r):
		return mark
	default:
		return other
	}
}

// invisible says whether a character only guides how a word is set (soft hyphen, joiners). A zero-width space is not one:
// it parts words.
func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) && r != '\u200B' }

// Fold reduces a line to what two lines are compared by: lower case, compatible characters made one (NFKC), and every
// run of white space and punctuation made one space.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range plain(strings.ToLower(norm.NFKC.String(s))) {
		if classOf(r) == other {
			if n := b.Len(); n > 0 && b.String()[n-1] != ' ' {
				b.WriteByte(' ')
			}
			continue
		}
		b.WriteRune(r)
	}
	return strings.TrimSuffix(b.String(), " ")
}

// Count is the number of words a reader reads: runs between spaces that hold a letter or digit. Where a script has no
// spaces two characters count as a word, the mean length of a Chinese word.
func Count(s string) int {
	words, characters, inWord := 0, 0, false
	for _, r := range s {
		switch classOf(r) {
		case unspaced:
			characters++
			inWord = false
		case spaced:
			if !inWord {
				words++
				inWord = true
			}
		default:
			inWord = inWord && !unicode.IsSpace(r)
		}
	}
	return words + (characters+1)/2
}

// base is the language of a BCP 47 tag without region and script, in the form the tables here use.
func base(lang string) string {
	if i := strings.IndexAny(lang, "-_"); i >= 0 {
		lang = lang[:i]
	}
	switch lang {
	case "nb", "nn":
		return "no"
	}
	return lang
}

// openings may stand before the first letter of a sentence. Swedish opens with what English closes with, and so does some
// German; French puts a space after its sign.
const openings = "\"'“‘”«»„¿¡「 \u00a0\u202f"

// Initial is the first character of a sentence behind the signs of quotation that may stand before it.
func Initial(s string) rune {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, openings))
	return first
}
