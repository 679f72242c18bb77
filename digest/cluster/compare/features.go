package compare

import (
	"math"

	"tidings/digest/cluster/reading"
)

const featureCount = 26

// featureNames are the similarities that the model weighs, in the order of features. Most are cosines or shares, between 0
// and 1.
var featureNames = [featureCount]string{
	"title",        // terms of the titles
	"grams",        // runs of four characters of the titles: other endings, compounds, scripts without stems
	"lead",         // terms of title and lead
	"body",         // terms of the text
	"all",          // all terms by where they stand, with names
	"names",        // runs of capitalised words
	"numbers",      // figures: tolls, sums, scores
	"cross",        // one's title and the other's lead, the better way round
	"rareTitle",    // how rare the terms are that the titles share: a tenth of the sum of their idf
	"sharedNames",  // how many names both have: log(1+n)
	"rootAll",      // square root of all: most of what decides happens where all is small
	"titleAll",     // title times all: an alike title counts less where the texts are alike
	"titleCover",   // how much of one title the other has, by idf, of the title that has less to cover
	"titleShared",  // how many terms the titles share: log(1+n)
	"otherFigures", // 1 when both titles have figures, and none in common
	"rarest",       // how rare the rarest term is that the articles share: a fifth of its idf
	"nextRarest",   // and the next
	"missing",      // how rare the rarest term of a title is that the other article lacks, of the title that lacks less
	"nameCover",    // how many of one article's names the other has, of the one with fewer
	"gramCover",    // how many runs of characters of one title the other has, of the one with fewer
	"cover",        // how much of one article the other has, by idf, of the one with less
	"coverLonger",  // and of the one with more, unless both are full texts: those of one event differ in length
	"opening",      // terms of the first words of two full texts
	"weekdays",     // the share of the days named by two full texts that both name
	"otherDays",    // 1 when both begin with days, and none in common
	"likeness",     // what the Likeness of the window says, 0 without
}

// sharedNames is the place of that feature.
const sharedNames = 9

// features fills x with the similarities of docs i and j.
func (w *Window) features(i, j int, x *[featureCount]float64) {
	a, b := &w.docs[i], &w.docs[j]
	terms := w.compare(a, b)
	all := max(0, w.cosine(a, b))
	names, namesShared := a.names.Overlap(b.names)
	grams, gramsShared := a.grams.Overlap(b.grams)
	of := byKindOf(a, b, &terms)
	*x = [featureCount]float64{
		terms.title,
		grams,
		float64(terms.lead),
		float64(terms.body),
		all,
		names,
		float64(terms.numbers),
		float64(max(terms.titleLead, terms.leadTitle)),
		terms.rareTitle / 10,
		math.Log1p(float64(namesShared)),
		math.Sqrt(all),
		terms.title * all,
		share(terms.rareTitle, min(a.heading.rarity, b.heading.rarity)),
		math.Log1p(float64(terms.titleShared)),
		otherFigures(a, b, terms.figuresShared),
		terms.rarest / 5,
		terms.nextRarest / 5,
		min(w.missing(a, b), w.missing(b, a)) / 5,
		share(float64(namesShared), float64(min(len(a.names), len(b.names)))),
		share(float64(gramsShared), float64(min(len(a.grams), len(b.grams)))),
		share(terms.shared, min(a.rarity, b.rarity)),
		of.coverLonger,
		of.opening,
		of.weekdays,
		of.otherDays,
		w.likenessOf(a, b),
	}
}

// byKind is the features that say something only of two full texts, or only of less.
type byKind struct{ coverLonger, opening, weekdays, otherDays float64 }

func byKindOf(a, b *doc, terms *comparison) byKind {
	if min(a.kind, b.kind) != reading.Full {
		return byKind{coverLonger: share(terms.shared, max(a.rarity, b.rarity))}
	}
	k := byKind{opening: float64(terms.opening), weekdays: a.days.All.Alike(b.days.All)}
	if a.days.Head.Disjoint(b.days.Head) {
		k.otherDays = 1
	}
	return k
}

// likenessOf asks the likeness there is, in an order of the articles that does not depend on theirs.
func (w *Window) likenessOf(a, b *doc) float64 {
	if w.likeness == nil {
		return 0
	}
	if a.article.ID > b.article.ID {
		a, b = b, a
	}
	return w.likeness(a.article, b.article)
}

// share is part of whole, 0 of nothing.
func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// otherFigures is 1 when both titles have figures and share none.
func otherFigures(a, b *doc, shared int) float64 {
	if a.heading.figures > 0 && b.heading.figures > 0 && shared == 0 {
		return 1
	}
	return 0
}

// missing is the idf of the rarest term of a's title that b lacks, of those that some other article has.
func (w *Window) missing(a, b *doc) float64 {
	for _, term := range a.heading.rarest {
		if !b.has(term) {
			return w.idf[term]
		}
	}
	return 0
}
