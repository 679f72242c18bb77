package novelty

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/text"
)

// body is what there is to read of an article.
func body(a digest.Article) string { return cmp.Or(a.Text.Body, a.Summary) }

// tongue is the language of an article, with the stems met so far.
type tongue struct {
	lang  string // base language: what the words say, else what the article declares
	stems map[string]string
}

func newTongue(a digest.Article) tongue {
	tag := cmp.Or(text.Language(cmp.Or(body(a), a.Title)), a.Text.Language, a.Language)
	lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return tongue{lang: lang, stems: make(map[string]string)}
}

// fact is the fingerprint of a word; ok is false for one that tells nothing.
func (t tongue) fact(w text.Word) (mark uint32, ok bool) {
	if w.Fold == "" || text.Stop(w.Fold, t.lang) {
		return 0, false
	}
	stem, known := t.stems[w.Fold]
	if !known {
		stem = text.Stem(w.Fold, t.lang)
		t.stems[w.Fold] = stem
	}
	return hash(stem), true
}

// cut is the beginning of a text, at most n bytes, whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// quotations lists what stands between quotation marks in a sentence.
func quotations(s string) []string {
	var quotes []string
	from := 0 // where the quotation that is open begins; a mark stands before it, so 0 is none
	for i, r := range s {
		if !strings.ContainsRune("\"“”„«»「」", r) {
			continue
		}
		if from > 0 {
			quotes = append(quotes, s[from:i])
			from = 0
			continue
		}
		from = i + utf8.RuneLen(r)
	}
	return quotes
}

func isNumber(fold string) bool { return fold != "" && fold[0] >= '0' && fold[0] <= '9' }

func capital(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first)
}

// hash is the 32-bit FNV-1a hash, without the garbage of hash/fnv.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
