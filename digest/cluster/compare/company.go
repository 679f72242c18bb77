package compare

import (
	"math"

	"tidings/digest/cluster/reading"
	"tidings/digest/cluster/sparse"
)

// Two headlines of one event may share hardly a word: "Jet makes emergency landing", "737 diverted after engine fire".
// What they do share is company: both are probably one with the same third articles. So pairs of which either has only a
// headline are looked at a second time. Texts need no second look: their own words say as much as their company does.

const companyCount = 2

// companyNames are what the second look weighs, in the order of features.
var companyNames = [companyCount]string{
	"first",   // what the first look said, as the logarithm of the odds
	"company", // the cosine of the probabilities that the two have with every article, and 1 with itself
}

// acquainted is the probability from which an article counts as company. Below it lie most candidates, which say little
// and would cost most of the time.
const acquainted = 0.02

// surest keeps the odds of the first look finite.
const surest = 1 - 1e-6

// company is, for each doc, the docs it is probably one with: vectors of length one.
type company []sparse.Vector

// newCompany makes the company of n docs from edges, which are by rising b and then a.
func newCompany(n int, edges []Edge) company {
	c := make(company, n)
	at := 0 // all docs before this one know themselves: in this order every vector has rising IDs
	meet := func(end int) {
		for ; at < end; at++ {
			c[at] = append(c[at], sparse.Entry{ID: int32(at), W: 1})
		}
	}
	for _, e := range edges {
		if e.P >= acquainted {
			meet(int(e.B))
			c[e.A] = append(c[e.A], sparse.Entry{ID: e.B, W: float32(e.P)})
			c[e.B] = append(c[e.B], sparse.Entry{ID: e.A, W: float32(e.P)})
		}
	}
	meet(n)
	for _, v := range c {
		v.Unit()
	}
	return c
}

func (c company) features(e Edge) [companyCount]float64 {
	p := min(max(e.P, 1-surest), surest)
	return [companyCount]float64{math.Log(p / (1 - p)), c[e.A].Dot(c[e.B])}
}

// lookAgain gives the edges of headlines their probability by both looks.
func (w *Window) lookAgain(m *Model, edges []Edge) {
	c := newCompany(len(w.docs), edges)
	again := m.Company
	for i, e := range edges {
		if w.kind(int(e.A), int(e.B)) == reading.Headline {
			x := c.features(e)
			edges[i].P = logistic(again["bias"] + again[companyNames[0]]*x[0] + again[companyNames[1]]*x[1])
		}
	}
}
