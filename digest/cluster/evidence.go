package cluster

import (
	"cmp"
	"math"
	"slices"

	"tidings/digest"
	"tidings/digest/cluster/compare"
)

// Feature is one similarity of two articles, and what it adds to the model's belief that they tell one event.
type Feature struct {
	Name   string  // one of Features, or company
	Value  float64 // how alike they are in it
	Points float64 // its weight times that, in log-odds; below 0 it speaks against
}

// Evidence is the features behind links that Group gave as evidence for the same articles: for each link, what counted
// most first, without those that counted nothing. A copy has none: no model decides on it.
func Evidence(articles []digest.Article, links []digest.Evidence) [][]Feature {
	at := make(map[[2]string]int, 2*len(links))
	for i, l := range links {
		at[[2]string{l.A, l.B}], at[[2]string{l.B, l.A}] = i, i
	}
	out := make([][]Feature, len(links))
	window := NewWindow(articles, nil)
	shipped := compare.Shipped()
	weights := map[string]Weights{"full": shipped.Full, "brief": shipped.Brief, "headline": shipped.Headline}
	for p := range window.Pairs() {
		if i, wanted := at[[2]string{p.A.ID, p.B.ID}]; wanted {
			for k, name := range Features() {
				out[i] = append(out[i], Feature{name, p.X[k], weights[p.Kind][name] * p.X[k]})
			}
		}
	}
	for p := range window.HeadlinePairs(&shipped) {
		i, wanted := at[[2]string{p.A.ID, p.B.ID}]
		if !wanted {
			continue
		}
		// All that the first look said counts for what the second makes of it.
		for k := range out[i] {
			out[i][k].Points *= shipped.Company["first"]
		}
		out[i] = append(out[i], Feature{"company", p.X[1], shipped.Company["company"] * p.X[1]})
	}
	for i := range out {
		out[i] = slices.DeleteFunc(out[i], func(f Feature) bool { return math.Abs(f.Points) < 0.005 })
		slices.SortStableFunc(out[i], func(a, b Feature) int { return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)) })
	}
	return out
}
