package cluster

import (
	"time"

	"tidings/digest"
)

// How much of an article is read. News tells the event at its head: more words brought no gain in measurement, and
// these bound the cost of an article of any length.
const (
	titleWords = 60
	leadWords  = 60
	bodyWords  = 400
	wordBytes  = 24 // no text in any language has words of so many bytes on average
)

// Weights of the parts of an article in its combined vector, and of the names in it; chosen on labelled sets, where
// nothing near them was better by more than chance.
const (
	titleWeight = 3
	leadWeight  = 1.5
	bodyWeight  = 1
	nameWeight  = 0.5
)

// window is a set of articles made comparable: what a word weighs depends on all of them.
type window struct {
	docs []doc
	lex  *lexicon
	df   frequency // of terms
	idf  rarity    // of terms
}

// doc is an article as the pair model sees it, by vectors of length one.
type doc struct {
	article *digest.Article
	when    time.Time
	kind    kind
	cased   bool // its capitals tell names
	vectors
}

// vectors are the parts of an article, weighed.
type vectors struct {
	title   vector // terms of the title
	lead    vector // terms of title and lead
	body    vector // terms of the text
	all     vector // terms by where they stand, with names, which are numbered after the terms
	numbers vector // figures in title and text
	counted
}

// newWindow makes comparable what was read, of articles in order of time.
func newWindow(read []reading, lex *lexicon) *window {
	ignoreStanding(read)
	w := &window{lex: lex, docs: make([]doc, len(read))}
	all := lex.countAll(read)
	dropTemplates(read, len(lex.names))
	w.weigh(read, all)
	return w
}

// weigh turns counts into weights. It leaves nothing of what was read.
func (w *window) weigh(read []reading, all []counted) {
	w.df = make(frequency, len(w.lex.names))
	var names, grams frequency
	for i := range read {
		for _, p := range read[i].places {
			w.df[p.term()]++
		}
		names.add(all[i].names)
		grams.add(all[i].grams)
	}
	n := len(read)
	w.idf = w.df.rarity(n, w.lex.prior)
	nameIDF, gramIDF := names.rarity(n, nil), grams.rarity(n, nil)
	inParallel(n, func(i int) {
		r := &read[i]
		c := counted{names: all[i].names.weighed(nameIDF), grams: all[i].grams.weighed(gramIDF)}
		w.docs[i] = doc{
			article: r.article, when: r.article.When(), kind: r.kind(), cased: r.cased,
			vectors: w.vectors(r.places, c),
		}
		*r, all[i] = reading{}, counted{}
	})
}

// vectors weighs the parts of an article.
func (w *window) vectors(places []place, c counted) vectors {
	part := func(count func(p place) float32) vector { return partOf(places, count).weighed(w.idf) }
	return vectors{
		title: part(func(p place) float32 { return float32(p.title()) }),
		lead:  part(func(p place) float32 { return float32(p.title() + p.lead()) }),
		body:  part(func(p place) float32 { return float32(p.lead() + p.rest()) }),
		all: combined(part(func(p place) float32 {
			return titleWeight*float32(p.title()) + leadWeight*float32(p.lead()) + bodyWeight*float32(p.rest())
		}), c.names, int32(len(w.lex.names))),
		numbers: part(func(p place) float32 {
			if !p.figure() {
				return 0
			}
			return float32(p.title() + p.lead() + p.rest())
		}),
		counted: c,
	}
}

// partOf is the vector of a part of an article, whose terms are counted so. It is as long as it has to be: vectors are
// most of what a window keeps.
func partOf(places []place, count func(p place) float32) vector {
	n := 0
	for _, p := range places {
		if count(p) != 0 {
			n++
		}
	}
	v := make(vector, 0, n)
	for _, p := range places {
		if w := count(p); w != 0 {
			v = append(v, entry{p.term(), w})
		}
	}
	return v
}

// combined joins the terms and names of an article in one space.
func combined(terms, names vector, offset int32) vector {
	all := make(vector, 0, len(terms)+len(names))
	all = append(all, terms...)
	for _, e := range names {
		all = append(all, entry{e.id + offset, nameWeight * e.w})
	}
	return all.unit()
}
