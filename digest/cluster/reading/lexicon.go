package reading

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"tidings/digest/cluster/parallel"
	"tidings/digest/text"
)

// Lexicon numbers the words of a window and remembers what is true of each.
type Lexicon struct {
	numbers *numbering // of words: the hashes of each and its language
	words   []word
	terms   map[string]int32 // stem → term
	names   []string         // of a term: the first word that had it
	known   []float64        // of a term: the share of all English articles that have it; negative in other languages

	glossaries [batchGlossaries]*glossary // of the batch being read
}

// word is a word of one language.
type word struct {
	term    int32
	surplus int32 // how much more often it began with a capital than small where that says something
}

// named says whether the word is part of a name where it has a capital: it has one more often than not.
func (w word) named() bool { return w.surplus >= 0 }

// NewLexicon is one that has read nothing.
func NewLexicon() *Lexicon {
	l := &Lexicon{numbers: newNumbering(), terms: make(map[string]int32)}
	for i := range l.glossaries {
		l.glossaries[i] = &glossary{numbers: newNumbering()}
	}
	return l
}

// adopt numbers the words of glossaries. It returns the number of each glossary's words.
func (l *Lexicon) adopt(glossaries []*glossary) [][]int32 {
	numbers := make([][]int32, len(glossaries))
	var fresh []glossWord
	for i, g := range glossaries {
		numbers[i] = l.numbers.adopt(g.numbers)
		for k, n := range numbers[i] {
			if int(n) == len(l.words) {
				l.words = append(l.words, word{})
				fresh = append(fresh, g.words[k])
			}
			l.words[n].surplus += g.words[k].surplus
		}
	}
	l.stem(fresh, l.words[len(l.words)-len(fresh):])
	return numbers
}

// stem gives new words their terms, the numbers of their stems. Languages share stems, so that a name is the same term in
// all.
func (l *Lexicon) stem(fresh []glossWord, words []word) {
	folds, stems := make([]string, len(fresh)), make([]string, len(fresh))
	parallel.Each(len(fresh), func(i int) {
		folds[i] = string(fresh[i].fold)
		stems[i] = text.Stem(folds[i], fresh[i].lang)
	})
	for i, stem := range stems {
		t, ok := l.terms[stem]
		if !ok {
			t = int32(len(l.names))
			l.terms[stem] = t
			l.names = append(l.names, folds[i])
			share := -1.0
			if fresh[i].lang == "en" {
				share = englishShare[stem]
			}
			l.known = append(l.known, share)
		}
		words[i].term = t
	}
}

// Terms is how many terms there are; they are the numbers below it.
func (l *Lexicon) Terms() int { return len(l.names) }

// Name is a term for people: the first word that had it, folded.
func (l *Lexicon) Name(term int32) string { return l.names[term] }

// Count completes articles, when the last of a window has been read: it takes the furniture of their sites out of them, and
// counts their names and runs of characters.
func (l *Lexicon) Count(read []Article) {
	ignoreStanding(read)
	l.countAll(read)
	dropTemplates(read, l.Terms())
}

// priorArticles is how many articles beyond the window the weights of English words are taken to rest on. In a window of
// hundreds of articles it changes little; in one of ten it keeps "minister" from weighing as much as a name.
const priorArticles = 500

// Prior is the part of those articles that a term is looked for in and found in.
func (l *Lexicon) Prior(term int) (looked, found float64) {
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
