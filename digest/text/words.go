package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Word is one word of a text.
type Word struct {
	// Text is the word as written.
	Text string
	// Fold is what words are compared by: lower case, without possessive ('s), elided article (l', d') and the points of
	// an abbreviation; numbers keep their decimals and lose their thousands commas.
	Fold string
	// Start says that the word stands where a capital letter says nothing: at the beginning of a sentence, a quotation
	// or what follows a colon.
	Start bool
}

// Words splits a text into its words, in order. Where a script has no spaces (Chinese, Japanese, Thai …), and in Korean,
// the words are overlapping pairs of characters, which find the same words without a dictionary.
func Words(s string) []Word {
	// News text has about six bytes a word, its space included.
	sc := scanner{s: s, start: true, words: make([]Word, 0, len(s)/6+1)}
	for sc.i < len(s) {
		r, size := utf8.DecodeRuneInString(s[sc.i:])
		switch classOf(r) {
		case spaced:
			sc.word()
		case unspaced:
			sc.pairs()
		default:
			sc.separator(r, size)
		}
	}
	return sc.words
}

type scanner struct {
	s     string
	i     int
	start bool // the next word begins a sentence
	words []Word
}

// separator passes one character between words and notes whether a sentence ends at it.
func (sc *scanner) separator(r rune, size int) {
	switch r {
	case '.':
		if n := len(sc.words); n == 0 || !isTitle(sc.words[n-1].Fold) {
			sc.start = true
		}
	case '!', '?', ':', '"', '“', '„', '«', '»', '|', '。', '！', '？', '…':
		sc.start = true
	case '\n':
		if strings.HasPrefix(sc.s[sc.i+size:], "\n") {
			sc.start = true
		}
	}
	sc.i += size
}

func (sc *scanner) add(text, fold string) {
	sc.words = append(sc.words, Word{Text: text, Fold: fold, Start: sc.start})
	sc.start = false
}

// word takes a word of a script with spaces.
func (sc *scanner) word() {
	from := sc.i
	if end := acronym(sc.s, from); end > from {
		sc.i = end
		w := sc.s[from:end]
		sc.add(w, strings.ReplaceAll(strings.ToLower(w), ".", ""))
		return
	}
	last := rune(0)
	for sc.i < len(sc.s) {
		r, size := utf8.DecodeRuneInString(sc.s[sc.i:])
		if c := classOf(r); c != spaced && c != mark && !joins(last, r, sc.s[sc.i+size:]) {
			break
		}
		last = r
		sc.i += size
	}
	w := sc.s[from:sc.i]
	sc.add(w, foldWord(w))
}

// joins says whether a sign between last and rest is part of a word: an apostrophe between letters, a point or comma
// between digits.
func joins(last, r rune, rest string) bool {
	switch r {
	case '\'', '’', '.', ',':
		next, _ := utf8.DecodeRuneInString(rest)
		if r == '.' || r == ',' {
			return unicode.IsDigit(last) && unicode.IsDigit(next)
		}
		return unicode.IsLetter(last) && unicode.IsLetter(next) && classOf(next) == spaced
	}
	return false
}

// acronym finds letters with points, "U.S." or "J.K", at i and returns their end, or i when there are none.
func acronym(s string, i int) int {
	end, letters := i, 0
	for {
		r, size := utf8.DecodeRuneInString(s[end:])
		if !unicode.IsLetter(r) {
			break
		}
		if !strings.HasPrefix(s[end+size:], ".") {
			// "U.S" may end without its point, but "v.Foo" is two words.
			if next, _ := utf8.DecodeRuneInString(s[end+size:]); letters == 0 || classOf(next) != other {
				return i
			}
			return end + size
		}
		end += size + 1
		letters++
	}
	if letters < 2 {
		return i
	}
	return end
}

// foldWord is the form a word of a script with spaces is compared by.
func foldWord(w string) string {
	if !ascii(w) {
		w = plain(w)
	}
	w = strings.ToLower(w)
	if i := strings.IndexByte(w, '\''); i > 0 {
		if elided(w[:i]) {
			w = w[i+1:]
		}
		w = strings.TrimSuffix(w, "'s")
	}
	if strings.IndexByte(w, ',') > 0 {
		w = foldCommas(w)
	}
	return w
}

// plain brings a word that is not ASCII into one of the ways it can be written.
func plain(w string) string {
	w = strings.ReplaceAll(w, "’", "'")
	if strings.ContainsFunc(w, invisible) {
		w = strings.Map(func(r rune) rune {
			if invisible(r) {
				return -1
			}
			return r
		}, w)
	}
	return norm.NFKC.String(w)
}

// foldCommas drops the commas of thousands from a number; any other comma is a decimal point.
func foldCommas(w string) string {
	parts := strings.Split(w, ",")
	out := parts[0]
	for _, p := range parts[1:] {
		if len(p) != 3 && !(len(p) > 3 && p[3] == '.') {
			out += "."
		}
		out += p
	}
	return out
}

// elided says whether an article or preposition of French, Italian or Catalan is written thus before a vowel.
func elided(w string) bool {
	switch w {
	case "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu",
		"un", "all", "dall", "dell", "nell", "sull", "quest", "quell":
		return true
	}
	return false
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// pairs takes a run of a script without spaces as overlapping pairs of characters, each with its marks; a character that
// stands alone is a word.
func (sc *scanner) pairs() {
	previous, from, runes := -1, -1, 0
	for sc.i < len(sc.s) {
		r, size := utf8.DecodeRuneInString(sc.s[sc.i:])
		c := classOf(r)
		if c != unspaced && c != mark {
			break
		}
		if c == unspaced {
			if previous >= 0 {
				sc.pair(sc.s[previous:sc.i])
			}
			previous, from = from, sc.i
			runes++
		}
		sc.i += size
	}
	if previous < 0 {
		previous = from
	}
	sc.pair(sc.s[previous:sc.i])
}

func (sc *scanner) pair(w string) { sc.add(w, strings.ToLower(plain(w))) }
