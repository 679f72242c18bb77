package cluster

import (
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"tidings/digest/text"
)

// lexicon numbers the words of a window and remembers what is true of each.
type lexicon struct {
	byLang map[string]*tongue
	words  []word
	terms  map[string]int32 // stem → term
	names  []string         // of a term: the first word that had it
	known  []float64        // of a term: the share of all English articles that have it; negative in other languages
}

// tongue is the words of one language.
type tongue struct {
	lang  string
	words map[string]int32 // folded word → number
}

type word struct {
	term    int32 // what it counts as; noTerm for stop words
	number  bool
	lower   int32 // how often it began small where a capital would have said something
	capital int32
}

const noTerm = -1

func newLexicon() *lexicon {
	return &lexicon{byLang: make(map[string]*tongue), terms: make(map[string]int32)}
}

// language is the lexicon of one language.
func (l *lexicon) language(lang string) *tongue {
	t := l.byLang[lang]
	if t == nil {
		t = &tongue{lang, make(map[string]int32)}
		l.byLang[lang] = t
	}
	return t
}

// number is the number of a folded word in a language.
func (l *lexicon) number(fold []byte, in *tongue) int32 {
	if n, ok := in.words[string(fold)]; ok {
		return n
	}
	n, s := int32(len(l.words)), string(fold)
	in.words[s] = n
	l.words = append(l.words, word{term: l.term(s, in.lang), number: '0' <= s[0] && s[0] <= '9'})
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
