package cluster

import (
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf8"

	"tidings/digest/text"
)

// lexicon numbers the words of a window and remembers what is true of each.
type lexicon struct {
	byLang map[string]map[string]int32 // language → folded word → number
	words  []word
	terms  map[string]int32 // stem → term
	names  []string         // of a term: the first word that had it
	known  []float64        // of a term: the share of all English articles that have it; negative in other languages
}

type word struct {
	term    int32 // what it counts as; noTerm for stop words
	number  bool
	lower   int32 // how often it began small where a capital would have said something
	capital int32
}

const noTerm = -1

func newLexicon() *lexicon {
	return &lexicon{byLang: make(map[string]map[string]int32), terms: make(map[string]int32)}
}

// number is the number of a folded word in a language.
func (l *lexicon) number(fold, lang string) int32 {
	words := l.byLang[lang]
	if words == nil {
		words = make(map[string]int32)
		l.byLang[lang] = words
	}
	if n, ok := words[fold]; ok {
		return n
	}
	n := int32(len(l.words))
	words[fold] = n
	l.words = append(l.words, word{term: l.term(fold, lang), number: '0' <= fold[0] && fold[0] <= '9'})
	return n
}

// term is the number of the stem of a folded word. One-letter words and stop words have none. Languages share stems, so
// that a name is the same term in all.
func (l *lexicon) term(fold, lang string) int32 {
	if len(fold) < 2 || text.Stop(fold, lang) {
		return noTerm
	}
	stem := text.Stem(fold, lang)
	t, ok := l.terms[stem]
	if !ok {
		t = int32(len(l.names))
		l.terms[stem] = t
		l.names = append(l.names, fold)
		share := -1.0
		if lang == "en" {
			share = englishShare[stem]
		}
		l.known = append(l.known, share)
	}
	return t
}

// token is a word at its place in a text.
type token struct {
	word    int32
	capital bool // begins with a capital letter
	start   bool // where that says nothing
}

// tokens reads at most limit words of a text.
func (l *lexicon) tokens(s, lang string, limit int) []token {
	// An article of a hundred thousand words costs no more than its head.
	words := text.Words(cut(s, limit*wordBytes))
	out := make([]token, 0, min(len(words), limit))
	for _, w := range words[:min(len(words), limit)] {
		if w.Fold == "" {
			continue
		}
		r, _ := utf8.DecodeRuneInString(w.Text)
		out = append(out, token{word: l.number(w.Fold, lang), capital: unicode.IsUpper(r), start: w.Start})
	}
	return out
}

// cut shortens s to at most n bytes, at the start of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// learnCase counts how words begin, in texts where that says something.
func (l *lexicon) learnCase(tokens []token) {
	if l.capitals(tokens) {
		return
	}
	for _, t := range tokens {
		switch {
		case t.start:
		case t.capital:
			l.words[t.word].capital++
		default:
			l.words[t.word].lower++
		}
	}
}

// named says whether a token looks like part of a name: a capital on a word that more often has one than not.
func (l *lexicon) named(t token) bool {
	w := l.words[t.word]
	return t.capital && w.term != noTerm && w.lower <= w.capital
}

// capitals says whether a text puts capitals on most words that are not grammar, as headlines in title case and whole
// feeds do.
func (l *lexicon) capitals(tokens []token) bool {
	n, all := 0, 0
	for _, t := range tokens {
		if l.words[t.word].term == noTerm {
			continue
		}
		all++
		if t.capital {
			n++
		}
	}
	// Four in five leaves German, whose nouns are about half of these words, its names.
	return all > 2 && n*5 > all*4
}

// key is what runs of tokens are the same by: their terms.
func (l *lexicon) key(run []token) string {
	key := make([]byte, 0, 4*len(run))
	for _, t := range run {
		key = binary.LittleEndian.AppendUint32(key, uint32(l.words[t.word].term))
	}
	return string(key)
}

// priorArticles is how many articles beyond the window the weights of English words are taken to rest on. In a window of
// hundreds of articles it changes little; in one of ten it keeps "minister" from weighing as much as a name.
const priorArticles = 500

// prior is the part of those articles that a term is looked for in and found in.
func (l *lexicon) prior(term int) (looked, found float64) {
	if l.known[term] < 0 {
		return 0, 0
	}
	return priorArticles, priorArticles * l.known[term]
}

// english.json gives the share of English articles that have a stem, for the more frequent ones. It is written by
// `go run ./cmd/train words`.
//
//go:embed english.json
var englishJSON []byte

var englishShare = mustShares(englishJSON)

func mustShares(b []byte) map[string]float64 {
	var shares map[string]float64
	if err := json.Unmarshal(b, &shares); err != nil {
		panic(fmt.Sprintf("english.json: %v", err))
	}
	return shares
}
