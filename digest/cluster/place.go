package cluster

import "slices"

// place is a term and how often it stands where in an article: the term in the upper half, so that sorted places are in
// order of terms, and the counts in bits of the lower, wide enough for the words that are read (titleWords, leadWords,
// bodyWords and openingWords). Counts of one term add up. The opening is the first part of the lead, and counted in both.
type place uint64

const (
	oneInRest    place = 1 // in the text after the lead
	oneInLead    place = 1 << 9
	oneInTitle   place = 1 << 15
	oneInOpening place = 1 << 21
	isFigure     place = 1 << 26
	oneTerm      place = 1 << 32
)

// newPlace is a word that stands nowhere, of no term.
func newPlace(fold string) place {
	if '0' <= fold[0] && fold[0] <= '9' {
		return isFigure
	}
	return 0
}

func (p place) term() int32  { return int32(p / oneTerm) }
func (p place) title() int32 { return int32(p % oneInOpening / oneInTitle) }
func (p place) lead() int32  { return int32(p % oneInTitle / oneInLead) }
func (p place) rest() int32  { return int32(p % oneInLead) }

// opening is how often of those in the lead.
func (p place) opening() int32 { return int32(p % isFigure / oneInOpening) }

// How often the term stands in title and lead, in the text, and in all.
func (p place) head() int32     { return p.title() + p.lead() }
func (p place) body() int32     { return p.lead() + p.rest() }
func (p place) anywhere() int32 { return p.title() + p.lead() + p.rest() }

// figure says whether the term begins with a digit.
func (p place) figure() bool { return p&isFigure != 0 }

// counts are those of p without its term.
func (p place) counts() place { return p % isFigure }

// untitled is p without the times that the term stands in the title.
func (p place) untitled() place { return p - place(p.title())*oneInTitle }

// byTerm sorts places and makes those of one term one, in place.
func byTerm(places []place) []place {
	slices.Sort(places)
	out := places[:0]
	for _, p := range places {
		if n := len(out); n > 0 && out[n-1].term() == p.term() {
			out[n-1] += p.counts()
			continue
		}
		out = append(out, p)
	}
	return out
}
