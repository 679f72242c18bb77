package compare

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"

	"tidings/digest/cluster/parallel"
	"tidings/digest/cluster/sparse"
)

// A pair is worth comparing when its cosine reaches minCosine, keyCosine of it over the weightiest terms of each article,
// and its articles lie within MaxApart of each other. On the labelled sets average-link joined nothing else; all pairs of
// one event in the dated set lie within four days.
const (
	minCosine = 0.05
	keyCosine = 0.02
	keyTerms  = 60
)

// MaxApart is the time within which two articles can tell one event.
const MaxApart = 5 * 24 * time.Hour

// mostNear is how many docs before one are compared with it when many more are a little alike: those whose weightiest terms
// are most alike, and whatever reaches sureCosine over these, since an event may have any number of tellings. Without it the
// work for a large window grows by its square.
const (
	mostNear   = 256
	sureCosine = 0.1
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
	w        *Window
	keys     []sparse.Vector // of a doc
	first    []int           // of a term: where its postings begin; they end where those of the next do
	postings []sparse.Entry  // the docs that a term is a key of, from the earliest to the latest
}

func (w *Window) index() *index {
	common := int32(min(max(len(w.docs)/commonShare, commonMin), commonMax))
	x := &index{w: w, keys: make([]sparse.Vector, len(w.docs)), first: make([]int, len(w.df)+1)}
	parallel.Each(len(w.docs), func(j int) { x.keys[j] = w.keys(&w.docs[j], common) })
	for _, keys := range x.keys {
		for _, k := range keys {
			x.first[k.ID+1]++
		}
	}
	for t := range w.df {
		x.first[t+1] += x.first[t]
	}
	x.postings = make([]sparse.Entry, x.first[len(w.df)])
	next := slices.Clone(x.first)
	for j, keys := range x.keys {
		for _, k := range keys {
			x.postings[next[k.ID]] = sparse.Entry{ID: int32(j), W: k.W}
			next[k.ID]++
		}
	}
	return x
}

// search is what near needs for one doc after another.
type search struct {
	cosines []float32 // of a doc: a 0, but while near looks
	found   []int32
	likely  []int32
}

// near lists the docs before j that are worth comparing with it, in their order. The list lasts until s is used again.
func (x *index) near(j int, s *search) []int32 {
	found, cosines := s.found[:0], s.cosines
	for _, k := range x.keys[j] {
		for _, p := range x.postings[x.first[k.ID]:x.first[k.ID+1]] {
			if int(p.ID) >= j {
				break
			}
			if cosines[p.ID] == 0 {
				found = append(found, p.ID)
			}
			cosines[p.ID] += p.W * k.W
		}
	}
	s.found, s.likely = found, s.likely[:0]
	for _, i := range found {
		if cosines[i] >= keyCosine && x.w.apart(int(i), j) <= MaxApart {
			s.likely = append(s.likely, i)
		}
	}
	if len(s.likely) > mostNear {
		slices.SortFunc(s.likely, func(a, b int32) int { return cmp.Or(cmp.Compare(cosines[b], cosines[a]), cmp.Compare(a, b)) })
		most := mostNear
		for most < len(s.likely) && cosines[s.likely[most]] >= sureCosine {
			most++
		}
		s.likely = s.likely[:most]
	}
	for _, i := range found {
		cosines[i] = 0
	}
	near := found[:0]
	for _, i := range s.likely {
		if x.w.cosine(&x.w.docs[i], &x.w.docs[j]) >= minCosine {
			near = append(near, i)
		}
	}
	slices.Sort(near)
	return near
}

// candidates calls f with every doc j and the docs before it that are worth comparing with it, on all processors. The
// list is f's until it returns.
func (w *Window) candidates(f func(j int, near []int32)) {
	x := w.index()
	scratch := sync.Pool{New: func() any { return &search{cosines: make([]float32, len(w.docs))} }}
	parallel.Each(len(w.docs), func(j int) {
		s := scratch.Get().(*search)
		f(j, x.near(j, s))
		scratch.Put(s)
	})
}

// keys are the weightiest terms of a doc that other articles have, too, but not too many: the weightiest first.
func (w *Window) keys(d *doc, common int32) sparse.Vector {
	// Numbers that sort as weights do, the greatest first, and then as terms: weights are not negative, and so the bits
	// of one are in its order.
	order := make([]uint64, 0, len(d.places))
	for i, p := range d.places {
		if df := w.df[p.Term()]; df > 1 && df <= common {
			order = append(order, uint64(^math.Float32bits(d.all[i]))<<32|uint64(p.Term()))
		}
	}
	slices.Sort(order)
	keys := make(sparse.Vector, min(len(order), keyTerms))
	for i := range keys {
		keys[i] = sparse.Entry{ID: int32(order[i]), W: math.Float32frombits(^uint32(order[i] >> 32))}
	}
	return keys
}

// apart is the time between two articles, 0 when either is not dated.
func (w *Window) apart(i, j int) time.Duration {
	a, b := w.docs[i].when, w.docs[j].when
	if a.IsZero() || b.IsZero() {
		return 0
	}
	if d := b.Sub(a); d != math.MinInt64 {
		return d.Abs()
	}
	return math.MaxInt64
}
