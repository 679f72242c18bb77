package novelty

import (
	"slices"

	"tidings/digest"
	"tidings/digest/text"
)

const (
	// mostFacts bounds what is kept of an article, from its beginning: 4 KB, some 2,000 words with the grammatical ones.
	mostFacts = 1000
	// mostBytes is as much text as can hold them. Of it topBytes and topSentences are looked at for news: that stands at
	// the top of a report, and further down comes what was known before.
	mostBytes, topBytes, topSentences = 16000, 4000, 8
	// strange is the share of a sentence's or quotation's content words that were not told, from which it is new: the rest
	// is what it is about, which was told. With a half, more than twice as many stories with new articles are held back,
	// and of some 230 that were only printed again none comes back and not one (`go run ./cmd/quality repeats`). With fewer content
	// words than fewestWords the share says nothing.
	strange, fewestWords = 1.0 / 3, 4
	// ownWords is the share of an article's top that was not told from which it is a telling of its own. Of papers that
	// tell one event on one day (basil), 95 in 100 lie above it; a copy with another first line lies below.
	ownWords = 0.2
)

// Facts is the fingerprints of what an article tells in its title and text.
func Facts(a digest.Article) digest.Facts {
	t := newTongue(a)
	var facts []uint32
	for _, w := range text.Words(a.Title + "\n\n" + cut(body(a), mostBytes)) {
		if mark, ok := t.fact(w); ok && len(facts) < mostFacts {
			facts = append(facts, mark)
		}
	}
	return digest.NewFacts(facts)
}

// account is what one article has that was not sent.
type account struct {
	digest.News
	figureAbove bool // its title has a figure that was not told
	read        int  // sentences looked at
}

// amount is how much there is, to compare articles by.
func (c account) amount() int {
	n := len(c.Numbers) + len(c.Names) + c.Quotes + c.Statements
	if c.figureAbove {
		n += topSentences
	}
	return n
}

func (c account) isNews() bool {
	needed := min(enough, (c.read+1)/2)
	return c.figureAbove || c.Quotes+c.Statements >= needed && len(c.Numbers)+len(c.Names) > 0
}

// account holds the top of an article against what was sent.
func (j *Judge) account(a digest.Article, sent digest.Facts) account {
	c := account{News: digest.News{Article: a.ID}}
	words, unseen := 0, 0
	for i, s := range j.topOf(a) {
		f := s.against(sent)
		words, unseen = words+f.words, unseen+f.unseen
		c.read++
		if i == 0 && a.Title != "" {
			c.figureAbove = len(f.numbers) > 0
		}
		if !f.isNew() {
			continue
		}
		c.Sentences = append(c.Sentences, digest.Sentence{Text: s.text, Article: a.ID})
		c.Numbers, c.Names = with(c.Numbers, f.numbers), with(c.Names, f.names)
		if f.quote {
			c.Quotes++
		}
		if isStrange(f.words, f.unseen) {
			c.Statements++
		}
	}
	c.Share = float64(unseen) / float64(max(1, words))
	return c
}

// topOf reads the top of an article, once.
func (j *Judge) topOf(a digest.Article) []sentence {
	read, known := j.read[a.ID]
	if !known {
		t := newTongue(a)
		for _, s := range top(a) {
			read = append(read, t.read(s))
		}
		if j.read == nil {
			j.read = make(map[string][]sentence)
		}
		j.read[a.ID] = read
	}
	return read
}

// with adds the texts that are not there yet.
func with(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// findings is what a sentence has that was not sent.
type findings struct {
	words, unseen  int // content words
	numbers, names []string
	quote          bool // a quotation that is new
}

func (f findings) isNew() bool {
	return len(f.numbers)+len(f.names) > 0 || f.quote || isStrange(f.words, f.unseen)
}

func isStrange(words, unseen int) bool {
	return words >= fewestWords && float64(unseen) >= strange*float64(words)
}

// sentence is a sentence with its content words.
type sentence struct {
	text   string
	words  []word
	quotes [][]word // those of its quotations
}

// word is a content word.
type word struct {
	mark         uint32
	text         string
	number, name bool
}

// read takes a sentence apart.
func (t tongue) read(s string) sentence {
	out := sentence{text: s, words: t.words(s)}
	for _, quotation := range quotations(s) {
		out.quotes = append(out.quotes, t.words(quotation))
	}
	return out
}

// words is the content words of a text.
func (t tongue) words(s string) []word {
	var words []word
	for _, w := range text.Words(s) {
		if mark, ok := t.fact(w); ok {
			number := isNumber(w.Fold)
			name := !number && !w.Start && capital(w.Text) && t.lang != "de" // German writes all nouns so
			words = append(words, word{mark, w.Text, number, name})
		}
	}
	return words
}

// against is what a sentence has that was not sent.
func (s sentence) against(sent digest.Facts) findings {
	f := findings{words: len(s.words)}
	for _, w := range s.words {
		if sent.Has(w.mark) {
			continue
		}
		f.unseen++
		switch {
		case w.number:
			f.numbers = append(f.numbers, w.text)
		case w.name:
			f.names = append(f.names, w.text)
		}
	}
	f.quote = slices.ContainsFunc(s.quotes, func(quote []word) bool {
		unseen := 0
		for _, w := range quote {
			if !sent.Has(w.mark) {
				unseen++
			}
		}
		return isStrange(len(quote), unseen)
	})
	return f
}

// top is the title and the first sentences of an article's text.
func top(a digest.Article) []string {
	sentences := text.Sentences(cut(body(a), topBytes))
	sentences = sentences[:min(len(sentences), topSentences)]
	if a.Title != "" {
		sentences = slices.Insert(slices.Clone(sentences), 0, a.Title)
	}
	return sentences
}
