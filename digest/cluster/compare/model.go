package compare

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/cluster/reading"
)

// Weights are the coefficients of a logistic regression by name of feature, with "bias" for the constant.
type Weights map[string]float64

// Model gives the probability that two articles tell the same event.
type Model struct {
	Full     Weights `json:"full"`     // for two articles with a text of a hundred words or more
	Brief    Weights `json:"brief"`    // when the shorter has a line or a paragraph
	Headline Weights `json:"headline"` // when either has only a headline
	Company  Weights `json:"company"`  // of the second look at such a pair
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

// Shipped is the model that Tidings ships.
func Shipped() Model { return shipped }

// Features lists the names of the similarities a Pair has, in their order.
func Features() []string { return slices.Clone(featureNames[:]) }

// CompanyFeatures lists the names of what the second look weighs of a Pair, in their order.
func CompanyFeatures() []string { return slices.Clone(companyNames[:]) }

// Pair is two articles that are worth comparing, with their similarities: what a Model is trained on.
type Pair struct {
	A, B *digest.Article
	X    []float64 // in the order of Features, or of CompanyFeatures
	Kind string    // which of a Model's weights are for it: "full", "brief" or "headline"
}

// Pairs lists the pairs of articles that Edges asks its model about, in a fixed order.
func (w *Window) Pairs() iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		names := [reading.Kinds]string{reading.Headline: "headline", reading.Brief: "brief", reading.Full: "full"}
		near := make([][]int32, len(w.docs))
		w.candidates(func(j int, list []int32) { near[j] = slices.Clone(list) })
		var x [featureCount]float64
		for j, list := range near {
			for _, i := range list {
				w.features(int(i), j, &x)
				p := Pair{A: w.docs[i].article, B: w.docs[j].article, X: slices.Clone(x[:]), Kind: names[w.kind(int(i), j)]}
				if !yield(p) {
					return
				}
			}
		}
	}
}

// HeadlinePairs lists the pairs of which either has only a headline as the second look sees them, after a first by m.
func (w *Window) HeadlinePairs(m *Model) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		edges := w.firstLook(m)
		c := newCompany(len(w.docs), edges)
		for _, e := range edges {
			if w.kind(int(e.A), int(e.B)) != reading.Headline {
				continue
			}
			x := c.features(e)
			if !yield(Pair{A: w.docs[e.A].article, B: w.docs[e.B].article, X: x[:], Kind: "headline"}) {
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

// An event has names: of the pairs of full texts that tell one event, 260 in 261 share a name and 256 share two. Guides to
// one subject ("Setting up a home gym") are as alike and share none. The labelled sets have no such guides, so that no
// model can learn it from them.
const (
	noName  = 0.1 // times the probability of two full texts that share no name
	oneName = 0.5 // that share one
)

// unnamed is what is left of the probability of two docs by the names they share. Where a text has no capitals to tell
// names by, it is all.
func (w *Window) unnamed(i, j int, x *[featureCount]float64) float64 {
	if w.kind(i, j) != reading.Full || !w.docs[i].cased || !w.docs[j].cased {
		return 1
	}
	switch shared := math.Expm1(x[sharedNames]); {
	case shared < 0.5:
		return noName
	case shared < 1.5:
		return oneName
	}
	return 1
}

// Edge is the probability that two docs tell the same event.
type Edge struct {
	A, B int32 // A < B
	P    float64
}

// Edges lists the pairs of docs with a probability that matters.
func (w *Window) Edges(m *Model) []Edge {
	edges := w.firstLook(m)
	w.lookAgain(m, edges)
	return slices.DeleteFunc(edges, func(e Edge) bool { return e.P < negligible })
}

// firstLook lists the pairs with their probability by the two articles alone. Of headlines it keeps them all, since the
// second look may think otherwise.
func (w *Window) firstLook(m *Model) []Edge {
	weights := [reading.Kinds]weightVector{reading.Headline: m.Headline.vector(), reading.Brief: m.Brief.vector(), reading.Full: m.Full.vector()}
	of := make([][]Edge, len(w.docs))
	w.candidates(func(j int, near []int32) {
		var x [featureCount]float64
		for _, i := range near {
			i := int(i)
			w.features(i, j, &x)
			kind := w.kind(i, j)
			p := weights[kind].probability(&x) * w.unnamed(i, j, &x) * math.Exp(-float64(w.apart(i, j))/float64(fading))
			if p >= negligible || kind == reading.Headline {
				of[j] = append(of[j], Edge{int32(i), int32(j), p})
			}
		}
	})
	return slices.Concat(of...)
}

// kind is that of the article with less to compare.
func (w *Window) kind(i, j int) reading.Kind { return min(w.docs[i].kind, w.docs[j].kind) }

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
	return logistic(z)
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
