package cluster

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"tidings/digest"
)

// Weights are the coefficients of a logistic regression by name of feature, with "bias" for the constant.
type Weights map[string]float64

// Model gives the probability that two articles tell the same event.
type Model struct {
	Full     Weights `json:"full"`     // for two articles with a text of a hundred words or more
	Brief    Weights `json:"brief"`    // when the shorter has a line or a paragraph
	Headline Weights `json:"headline"` // when either has only a headline
}

// weights.json is written by `go run ./cmd/train clusters`.
//
//go:embed weights.json
var weightsJSON []byte

var shipped = mustModel(weightsJSON)

func mustModel(b []byte) Model {
	var m Model
	if err := json.Unmarshal(b, &m); err != nil {
		panic(fmt.Sprintf("weights.json: %v", err))
	}
	return m
}

// Features lists the names of the similarities a Pair has, in their order.
func Features() []string { return slices.Clone(featureNames[:]) }

// Pair is two articles that are worth comparing, with their similarities: what a Model is trained on.
type Pair struct {
	A, B *digest.Article
	X    []float64 // in the order of Features
	Kind string    // which of a Model's weights are for it: "full", "brief" or "headline"
}

// Pairs lists the pairs of articles that Group would ask its model about, in a fixed order. Copies are left out, since
// no model decides on them.
func Pairs(articles []digest.Article) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		sorted := inOrder(articles)
		leaders, _ := leadersOf(sorted, copies(sorted))
		w := newWindow(leaders)
		var x [featureCount]float64
		for i, j := range w.candidates() {
			w.features(i, j, &x)
			p := Pair{A: leaders[i], B: leaders[j], X: slices.Clone(x[:]), Kind: [kinds]string{"headline", "brief", "full"}[w.kind(i, j)]}
			if !yield(p) {
				return
			}
		}
	}
}

// fading is the time in which the probability that two articles tell one event falls to 1/e. Nine days, on the one
// labelled set with true dates; 97 of 100 pairs lie within two days.
const fading = 9 * 24 * time.Hour

// negligible probabilities are taken for 0, as those of pairs that are no candidates.
const negligible = 0.005

// edges lists the pairs of docs with a probability that matters.
func (w *window) edges(m *Model) []edge {
	weights := [kinds]weightVector{headline: m.Headline.vector(), brief: m.Brief.vector(), full: m.Full.vector()}
	var edges []edge
	var x [featureCount]float64
	for i, j := range w.candidates() {
		w.features(i, j, &x)
		p := weights[w.kind(i, j)].probability(&x) * math.Exp(-float64(w.apart(i, j))/float64(fading))
		if p >= negligible {
			edges = append(edges, edge{int32(i), int32(j), p})
		}
	}
	return edges
}

// kind is that of the article with less to compare.
func (w *window) kind(i, j int) kind { return min(w.docs[i].kind, w.docs[j].kind) }

// weightVector is Weights in the order of the features, the bias last.
type weightVector [featureCount + 1]float64

func (w Weights) vector() weightVector {
	var v weightVector
	for i, name := range featureNames {
		v[i] = w[name]
	}
	v[featureCount] = w["bias"]
	return v
}

func (v *weightVector) probability(x *[featureCount]float64) float64 {
	z := v[featureCount]
	for i := range x {
		z += v[i] * x[i]
	}
	return 1 / (1 + math.Exp(-z))
}
