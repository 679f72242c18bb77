package cluster

import (
	"cmp"
	"iter"
	"math"
	"slices"
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

// candidates lists the pairs i < j of docs that are worth comparing, by rising j and then i.
func (w *window) candidates() iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		common := int32(min(max(len(w.docs)/commonShare, commonMin), commonMax))
		postings := make([][]entry, len(w.df))  // of a term: the docs it is a key of
		cosines := make([]float32, len(w.docs)) // of j with each doc, over their keys
		var found []int32
		for j := range w.docs {
			found = found[:0]
			for _, k := range w.keys(w.docs[j].all, common) {
				for _, p := range postings[k.id] {
					if cosines[p.id] == 0 {
						found = append(found, p.id)
					}
					cosines[p.id] += p.w * k.w
				}
				postings[k.id] = append(postings[k.id], entry{int32(j), k.w})
			}
			near := found[:0]
			for _, i := range found {
				if cosines[i] >= keyCosine && w.apart(int(i), j) <= maxApart {
					near = append(near, i)
				}
				cosines[i] = 0
			}
			slices.Sort(near)
			for _, i := range near {
				if w.docs[i].all.dot(w.docs[j].all) >= minCosine && !yield(int(i), j) {
					return
				}
			}
		}
	}
}

// keys are the weightiest terms of a vector that other articles have, too, but not too many.
func (w *window) keys(v vector, common int32) []entry {
	keys := make([]entry, 0, len(v))
	for _, e := range v {
		if int(e.id) < len(w.df) && w.df[e.id] > 1 && w.df[e.id] <= common {
			keys = append(keys, e)
		}
	}
	slices.SortFunc(keys, func(a, b entry) int { return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id)) })
	return keys[:min(len(keys), keyTerms)]
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
