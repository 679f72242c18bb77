package reading

import (
	"encoding/binary"

	"tidings/digest"
	"tidings/digest/cluster/hash"
	"tidings/digest/cluster/parallel"
	"tidings/digest/cluster/prepare"
)

// glossary numbers the words of a few articles.
type glossary struct {
	numbers *numbering // as in the lexicon
	words   []glossWord
	own     []int32 // of the article being read: the number of each of its words
	room    []prepare.Word
}

type glossWord struct {
	lang    string
	fold    []byte // part of a prepare.Form
	surplus int32  // as of a word of the lexicon
}

// reset empties g. It keeps its room.
func (g *glossary) reset() {
	g.numbers.reset()
	g.words = g.words[:0]
}

// A glossary is of so many articles that most words of one stood in it before, and so few that the caches of a processor
// hold it.
const (
	glossaryArticles = 256
	batchGlossaries  = 16
)

// BatchArticles is how many articles are read at once. What is needed only for that is used again for the next batch.
const BatchArticles = batchGlossaries * glossaryArticles

// Read takes at most BatchArticles prepared articles into the lexicon, and learns from them how words are written.
func (l *Lexicon) Read(articles []*digest.Article, prepared []prepare.Form) []Article {
	out := make([]Article, len(articles))
	parallel.Chunks(len(articles), glossaryArticles, func(from, to int) {
		g := l.glossaries[from/glossaryArticles]
		g.reset()
		for i := from; i < to; i++ {
			out[i] = g.read(articles[i], prepared[i])
		}
	})
	numbers := l.adopt(l.glossaries[:(len(articles)+glossaryArticles-1)/glossaryArticles])
	parallel.Chunks(len(articles), glossaryArticles, func(from, to int) {
		for i := from; i < to; i++ {
			l.settle(&out[i], numbers[from/glossaryArticles])
		}
	})
	return out
}

// read reads an article in the numbers of the glossary.
func (g *glossary) read(a *digest.Article, p prepare.Form) Article {
	c := p.Decode(g.room)
	g.room = c.Words
	inLang := hash.Mix(hash.Word(c.Language))
	r := Article{Article: a, titles: c.Titles, bodies: c.Bodies, Cased: c.Cased, Days: c.Days}
	g.own = g.own[:0]
	r.Places = make([]prepare.Place, len(c.Words))
	for i, w := range c.Words {
		n := g.numbers.number(inLang ^ hash.Word(w.Fold)) // a word is known by its language, too
		if int(n) == len(g.words) {
			g.words = append(g.words, glossWord{lang: c.Language, fold: w.Fold})
		}
		r.Places[i] = w.Place.OfTerm(n)
		g.words[n].surplus += w.Surplus
		g.own = append(g.own, n)
	}
	r.head, r.title, r.text = c.Heading, c.Title, c.Text
	for _, list := range [][]int32{r.head, r.title, r.text} {
		for i, own := range list {
			if own != prepare.NoWord {
				list[i] = g.own[own]
			}
		}
	}
	return r
}

// settle puts the lexicon's numbers in place of those of a glossary.
func (l *Lexicon) settle(r *Article, numbers []int32) {
	for i, p := range r.Places {
		r.Places[i] = p.OfTerm(l.words[numbers[p.Term()]].term)
	}
	r.Places = prepare.ByTerm(r.Places)
	for _, list := range [][]int32{r.head, r.title, r.text} {
		for i, n := range list {
			if n != prepare.NoWord {
				list[i] = numbers[n]
			}
		}
	}
	key := make([]byte, 0, 4*len(r.head))
	for _, n := range r.head {
		key = binary.LittleEndian.AppendUint32(key, uint32(l.words[n].term))
	}
	r.head, r.heading = nil, string(key)
}
