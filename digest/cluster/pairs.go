package cluster

import "math"

const featureCount = 12

// featureNames are the similarities that the model weighs, in the order of features. They are cosines between 0 and 1,
// but for three.
var featureNames = [featureCount]string{
	"title",       // terms of the titles
	"grams",       // runs of four characters of the titles: other endings, compounds, scripts without stems
	"lead",        // terms of title and lead
	"body",        // terms of the text
	"all",         // all terms by where they stand, with names
	"names",       // runs of capitalised words
	"numbers",     // figures: tolls, sums, scores
	"cross",       // one's title and the other's lead, the better way round
	"rareTitle",   // how rare the terms are that the titles share: a tenth of the sum of their idf
	"sharedNames", // how many names both have: log(1+n)
	"rootAll",     // square root of all: most of what decides happens where all is small
	"titleAll",    // title times all: an alike title counts less where the texts are alike
}

// sharedNames is the place of that feature.
const sharedNames = 9

// features fills x with the similarities of docs i and j.
func (w *window) features(i, j int, x *[featureCount]float64) {
	a, b := &w.docs[i], &w.docs[j]
	terms := w.compare(a, b)
	all := max(0, w.cosine(a, b))
	names, shared := 0.0, 0
	a.names.shared(b.names, func(x, y entry) {
		names += float64(x.w) * float64(y.w)
		shared++
	})
	*x = [featureCount]float64{
		terms.title,
		a.grams.dot(b.grams),
		float64(terms.lead),
		float64(terms.body),
		all,
		names,
		float64(terms.numbers),
		float64(max(terms.titleLead, terms.leadTitle)),
		terms.rareTitle / 10,
		math.Log1p(float64(shared)),
		math.Sqrt(all),
		terms.title * all,
	}
}
