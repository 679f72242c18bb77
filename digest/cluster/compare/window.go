// Package compare turns the articles of a window into pairs that could tell one event, each with its similarities, and by a
// model into the probability that it does.
package compare

import (
	"cmp"
	"math"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/cluster/parallel"
	"tidings/digest/cluster/prepare"
	"tidings/digest/cluster/reading"
	"tidings/digest/cluster/sparse"
)

// Weights of the parts of an article in its combined vector, and of the names in it; chosen on labelled sets, where
// nothing near them was better by more than chance.
const (
	titleWeight = 3
	leadWeight  = 1.5
	bodyWeight  = 1
	nameWeight  = 0.5
)

// Likeness says how alike two articles are, from 0 to 1; 0, too, where it cannot tell. It must say the same whenever it is
// asked, and is asked on several processors at once, of no more pairs than are worth comparing.
type Likeness func(a, b *digest.Article) float64

// Window is a set of articles made comparable: what a word weighs depends on all of them.
type Window struct {
	docs []doc
	lex  *reading.Lexicon
	df   sparse.Frequency // of terms
	idf  sparse.Rarity    // of terms
	logs []float64        // of a count: log(1+count)

	likeness Likeness // nil for none
}

// doc is an article as the pair model sees it. Its parts are vectors of length one over its terms. Of most only the
// counts and a scale are kept, since terms are most of what a window keeps: weight gives the weights.
type doc struct {
	article *digest.Article
	when    time.Time
	kind    reading.Kind
	cased   bool // its capitals tell names
	days    prepare.Days
	rarity  float64 // the idf of its terms, added up
	places  []prepare.Place
	scale   [parts]float32
	all     []float32     // of each place: its weight in the combined vector
	named   float32       // that of a name, times its weight among names
	names   sparse.Vector // runs of capitalised words
	grams   sparse.Vector // runs of four characters of the title
	heading heading
}

// heading is what is compared of a title beyond its weights.
type heading struct {
	rarity  float64 // the idf of its terms, added up
	figures int32   // how many of them are figures
	rarest  []int32 // its terms that other articles have, too, the rarest first
}

// headingOf reads the title of a doc.
func (w *Window) headingOf(places []prepare.Place) heading {
	var h heading
	for _, p := range places {
		if p.Title() == 0 {
			continue
		}
		h.rarity += w.idf[p.Term()]
		if p.Figure() {
			h.figures++
		}
		if w.df[p.Term()] > 1 {
			h.rarest = append(h.rarest, p.Term())
		}
	}
	slices.SortFunc(h.rarest, func(a, b int32) int { return cmp.Or(cmp.Compare(w.idf[b], w.idf[a]), cmp.Compare(a, b)) })
	return h
}

// has says whether a term stands in the doc.
func (d *doc) has(term int32) bool {
	_, found := slices.BinarySearchFunc(d.places, term, func(p prepare.Place, t int32) int { return cmp.Compare(p.Term(), t) })
	return found
}

// The parts of an article.
const (
	inTitle   = iota // terms of the title
	inLead           // terms of title and lead
	inBody           // terms of the text
	inNumbers        // figures in title and text
	inOpening        // terms of the first words of the text
	parts
)

// New makes comparable what was read, of articles in order of time that lex read and counted, none a copy of another.
func New(read []reading.Article, lex *reading.Lexicon) *Window {
	w := &Window{lex: lex, docs: make([]doc, len(read))}
	w.logs = make([]float64, prepare.TitleWords+prepare.BodyWords+1)
	for n := range w.logs {
		w.logs[n] = math.Log1p(float64(n))
	}
	w.weighAll(read)
	return w
}

// Liken gives the window a likeness for its pairs, or takes it away with nil.
func (w *Window) Liken(l Likeness) { w.likeness = l }

// Docs is how many articles there are. They are numbered from 0, as they were given.
func (w *Window) Docs() int { return len(w.docs) }

// Article is the one with a number.
func (w *Window) Article(doc int32) *digest.Article { return w.docs[doc].article }

// docsAtOnce are weighed by one processor before another takes its turn.
const docsAtOnce = 256

// weighAll turns counts into weights.
func (w *Window) weighAll(read []reading.Article) {
	w.df = make(sparse.Frequency, w.lex.Terms())
	var names, grams sparse.Frequency
	for i := range read {
		for _, p := range read[i].Places {
			w.df[p.Term()]++
		}
		names.Add(read[i].Names)
		grams.Add(read[i].Grams)
	}
	n := len(read)
	w.idf = w.df.Rarity(n, w.lex.Prior)
	nameIDF, gramIDF := names.Rarity(n, nil), grams.Rarity(n, nil)
	parallel.Chunks(n, docsAtOnce, func(from, to int) {
		var scratch sparse.Vector
		for i := from; i < to; i++ {
			r := &read[i]
			d := doc{article: r.Article, when: r.Article.When(), kind: r.Kind(), cased: r.Cased, days: r.Days, places: r.Places}
			d.names, d.grams = r.Names.Weighed(nameIDF), r.Grams.Weighed(gramIDF)
			d.heading = w.headingOf(d.places)
			w.scale(&d)
			scratch = w.combine(&d, scratch[:0])
			w.docs[i] = d
		}
	})
}

// scale gives the parts of a doc length one, and adds up how rare its terms are.
func (w *Window) scale(d *doc) {
	for k := range d.scale {
		d.scale[k] = 1
	}
	var squares [parts]float64
	for _, p := range d.places {
		idf := w.idf[p.Term()]
		d.rarity += idf
		for k, n := range [parts]int32{inTitle: p.Title(), inLead: p.Head(), inBody: p.Body(), inNumbers: p.Anywhere(), inOpening: p.Opening()} {
			if k != inNumbers || p.Figure() {
				x := float64(w.weight(d, k, n, idf))
				squares[k] += x * x
			}
		}
	}
	for k, sum := range squares {
		if sum > 0 {
			d.scale[k] = float32(1 / math.Sqrt(sum))
		}
	}
}

// weight is the tf-idf weight of a term with this idf that a part of a doc has so many times.
func (w *Window) weight(d *doc, part int, count int32, idf float64) float32 {
	return float32(w.logs[count]*idf) * d.scale[part]
}

// combine joins the terms of a doc, by where they stand, and its names in one vector of length one. It does so at the end
// of all, which it returns.
func (w *Window) combine(d *doc, all sparse.Vector) sparse.Vector {
	for _, p := range d.places {
		count := titleWeight*float32(p.Title()) + leadWeight*float32(p.Lead()) + bodyWeight*float32(p.Rest())
		all = append(all, sparse.Entry{ID: p.Term(), W: count})
	}
	all = all.Weighed(w.idf)
	for _, e := range d.names {
		all = append(all, sparse.Entry{ID: e.ID, W: nameWeight * e.W})
	}
	scale := all.Scale()
	d.all = make([]float32, len(d.places))
	for i := range d.all {
		d.all[i] = all[i].W * scale
	}
	d.named = scale
	return all
}
