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

// vectors are the parts of an article: of counts at first, then weighed and of length one.
type vectors struct {
	title   vector // terms of the title
	lead    vector // terms of title and lead
	body    vector // terms of the text
	all     vector // terms by where they stand; when weighed, with names, which are numbered after the terms
	numbers vector // figures in title and text
	names   vector // runs of capitalised words
	grams   vector // runs of four characters of the title
}

// newWindow makes prepared articles comparable, which are in order of time.
func newWindow(articles []*digest.Article, prepared []Prepared) *window {
	w := &window{lex: newLexicon(), docs: make([]doc, len(articles))}
	read := make([]reading, len(articles))
	for i, a := range articles {
		read[i] = w.lex.read(a, prepared[i])
	}
	ignoreStanding(articles, read, w.lex)
	all := make([]counts, len(articles))
	inParallel(len(articles), func(i int) {
		all[i] = w.lex.count(&read[i])
		w.docs[i] = doc{article: articles[i], when: articles[i].When(), kind: read[i].kind(), cased: all[i].cased}
		read[i] = reading{}
	})
	names, grams := make(map[uint64]int32), make(map[uint64]int32)
	for i := range all {
		w.docs[i].vectors = all[i].vectors
		w.docs[i].names, w.docs[i].grams = numbered(names, all[i].nameKeys), numbered(grams, all[i].gramKeys)
		all[i] = counts{}
	}
	dropTemplates(w.docs, len(w.lex.names))
	w.weigh()
	return w
}

// weigh turns the docs' counts into weights.
func (w *window) weigh() {
	var names, grams frequency
	for i := range w.docs {
		w.df.add(w.docs[i].all)
		names.add(w.docs[i].names)
		grams.add(w.docs[i].grams)
	}
	n := len(w.docs)
	w.idf = w.df.rarity(n, w.lex.prior)
	nameIDF, gramIDF := names.rarity(n, nil), grams.rarity(n, nil)
	inParallel(n, func(i int) {
		v := &w.docs[i].vectors
		named := v.names.weighed(nameIDF)
		*v = vectors{
			title:   v.title.weighed(w.idf),
			lead:    v.lead.weighed(w.idf),
			body:    v.body.weighed(w.idf),
			all:     combined(v.all.weighed(w.idf), named, int32(len(w.lex.names))),
			numbers: v.numbers.weighed(w.idf),
			names:   named,
			grams:   v.grams.weighed(gramIDF),
		}
	})
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
