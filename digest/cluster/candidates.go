package cluster

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"
)

// A pair is worth comparing when its cosine reaches minCosine, keyCosine of it over the weightiest terms of each article,
// and its articles lie within maxApart of each other. On the labelled sets average-link joined nothing else; all pairs of
// one event in the dated set lie within four days.
const (
	minCosine = 0.05
	keyCosine = 0.02
	maxApart  = 5 * 24 * time.Hour
	keyTerms  = 60
)

// A term of more than one in commonShare articles ties nothing together. The bounds keep small windows whole and the
// work for large ones nearly linear.
const (
	commonShare = 20
	commonMin   = 100
	commonMax   = 2000
)

// index finds, for a doc, the earlier docs that are worth comparing with it.
type index struct {
	w        *window
	keys     []vector // of a doc
	postings []vector // of a term: the docs it is a key of, from the earliest to the latest
}

func (w *window) index() *index {
	common := int32(min(max(len(w.docs)/commonShare, commonMin), commonMax))
	x := &index{w: w, keys: make([]vector, len(w.docs)), postings: make([]vector, len(w.df))}
	inParallel(len(w.docs), func(j int) { x.keys[j] = w.keys(w.docs[j].all, common) })
	for j, keys := range x.keys {
		for _, k := range keys {
			x.postings[k.id] = append(x.postings[k.id], entry{int32(j), k.w})
		}
	}
	return x
}

// near lists the docs before j that are worth comparing with it, in their order. cosines has a 0 for each doc, before and
// after.
func (x *index) near(j int, cosines []float32) []int32 {
	var found []int32
	for _, k := range x.keys[j] {
		for _, p := range x.postings[k.id] {
			if int(p.id) >= j {
				break
			}
			if cosines[p.id] == 0 {
				found = append(found, p.id)
			}
			cosines[p.id] += p.w * k.w
		}
	}
	near := found[:0]
	for _, i := range found {
		if cosines[i] >= keyCosine && x.w.apart(int(i), j) <= maxApart && x.w.docs[i].all.dot(x.w.docs[j].all) >= minCosine {
			near = append(near, i)
		}
		cosines[i] = 0
	}
	slices.Sort(near)
	return near
}

// candidates calls f with every doc j and the docs before it that are worth comparing with it, on all processors.
func (w *window) candidates(f func(j int, near []int32)) {
	x := w.index()
	scratch := sync.Pool{New: func() any { return new(make([]float32, len(w.docs))) }}
	inParallel(len(w.docs), func(j int) {
		cosines := scratch.Get().(*[]float32)
		f(j, x.near(j, *cosines))
		scratch.Put(cosines)
	})
}

// keys are the weightiest terms of a vector that other articles have, too, but not too many.
func (w *window) keys(v vector, common int32) vector {
	keys := make(vector, 0, len(v))
	for _, e := range v {
		if int(e.id) < len(w.df) && w.df[e.id] > 1 && w.df[e.id] <= common {
			keys = append(keys, e)
		}
	}
	slices.SortFunc(keys, func(a, b entry) int { return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id)) })
	return slices.Clone(keys[:min(len(keys), keyTerms)])
}

// apart is the time between two articles, 0 when either is not dated.
func (w *window) apart(i, j int) time.Duration {
	a, b := w.docs[i].when, w.docs[j].when
	if a.IsZero() || b.IsZero() {
		return 0
	}
	if d := b.Sub(a); d != math.MinInt64 {
		return d.Abs()
	}
	return math.MaxInt64
}
