package cluster

import (
	"cmp"
	"math"
	"slices"

	"tidings/digest"
)

// Feature is one similarity of two articles, and what it adds to the model's belief that they tell one event.
type Feature struct {
	Name   string  // one of Features
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
	weights := map[string]Weights{"full": shipped.Full, "brief": shipped.Brief, "headline": shipped.Headline}
	for p := range Pairs(articles) {
		i, wanted := at[[2]string{p.A.ID, p.B.ID}]
		if !wanted {
			continue
		}
		var features []Feature
		for k, name := range Features() {
			if points := weights[p.Kind][name] * p.X[k]; math.Abs(points) >= 0.005 {
				features = append(features, Feature{name, p.X[k], points})
			}
		}
		slices.SortStableFunc(features, func(a, b Feature) int {
			return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points))
		})
		out[i] = features
	}
	return out
}
