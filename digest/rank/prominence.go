package rank

import (
	"math"

	"tidings/digest"
)

const (
	// datedPairs is how many neighbours in a document must have dates before its order says something.
	datedPairs = 5
	// edited is the share of neighbours out of the order of time, both ways, from which a feed is not a list by time. A
	// correction or a clock in another zone puts one or two of ten there.
	edited = 0.25
	// halfPlaces is how many places down a document prominence halves: five or so headlines are seen without scrolling.
	halfPlaces = 5
)

// Prominence is how high articles stand where somebody, or many, decided what stands high: 1 at the top of a feed's last
// document, half as much five places further down. Most feeds list what is newest first; there a place says nothing that
// the date does not, and their articles have none.
func Prominence(articles []digest.Article, listings map[string][]string) map[string]float64 {
	at := make(map[string]digest.Article, len(articles))
	for _, a := range articles {
		at[a.ID] = a
	}
	places := make(map[string]float64)
	for _, listing := range listings {
		if !isEdited(listing, at) {
			continue
		}
		for i, id := range listing {
			places[id] = math.Exp2(-float64(i) / halfPlaces)
		}
	}
	return places
}

// isEdited says that a document lists its articles neither newest first nor oldest first.
func isEdited(listing []string, at map[string]digest.Article) bool {
	pairs, rising := 0, 0
	for i := 1; i < len(listing); i++ {
		a, b := at[listing[i-1]].Published, at[listing[i]].Published
		if a.IsZero() || b.IsZero() || a.Equal(b) {
			continue
		}
		pairs++
		if a.Before(b) {
			rising++
		}
	}
	return pairs >= datedPairs && float64(min(rising, pairs-rising)) >= edited*float64(pairs)
}
