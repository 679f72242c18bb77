package prepare

import "slices"

// Place is a term and how often it stands where in an article: the term in the upper half, so that sorted places are in
// order of terms, and the counts in bits of the lower, wide enough for the words that are read (TitleWords, leadWords,
// BodyWords and openingWords). Counts of one term add up. The opening is the first part of the lead, and counted in both.
type Place uint64

const (
	oneInRest    Place = 1 // in the text after the lead
	oneInLead    Place = 1 << 9
	oneInTitle   Place = 1 << 15
	oneInOpening Place = 1 << 21
	isFigure     Place = 1 << 26
	oneTerm      Place = 1 << 32
)

// newPlace is a word that stands nowhere, of no term.
func newPlace(fold string) Place {
	if '0' <= fold[0] && fold[0] <= '9' {
		return isFigure
	}
	return 0
}

// OfTerm is p as a place of another term.
func (p Place) OfTerm(term int32) Place { return Place(term)*oneTerm + p%oneTerm }

// Term is the term, 0 or more.
func (p Place) Term() int32 { return int32(p / oneTerm) }

// Title is how often the term stands in the title.
func (p Place) Title() int32 { return int32(p % oneInOpening / oneInTitle) }

// Lead is how often it stands in the first words of the body.
func (p Place) Lead() int32 { return int32(p % oneInTitle / oneInLead) }

// Rest is how often it stands in the body after these.
func (p Place) Rest() int32 { return int32(p % oneInLead) }

// Opening is how often of those in the lead it stands in the first sentence or so.
func (p Place) Opening() int32 { return int32(p % isFigure / oneInOpening) }

// Head is how often it stands in title and lead.
func (p Place) Head() int32 { return p.Title() + p.Lead() }

// Body is how often it stands in lead and rest.
func (p Place) Body() int32 { return p.Lead() + p.Rest() }

// Anywhere is how often it stands in title, lead and rest.
func (p Place) Anywhere() int32 { return p.Title() + p.Lead() + p.Rest() }

// Figure says whether the term begins with a digit.
func (p Place) Figure() bool { return p&isFigure != 0 }

// Counts are those of p without its term.
func (p Place) Counts() Place { return p % isFigure }

// Untitled is p without the times that the term stands in the title.
func (p Place) Untitled() Place { return p - Place(p.Title())*oneInTitle }

// ByTerm sorts places and makes those of one term one, in place.
func ByTerm(places []Place) []Place {
	slices.Sort(places)
	out := places[:0]
	for _, p := range places {
		if n := len(out); n > 0 && out[n-1].Term() == p.Term() {
			out[n-1] += p.Counts()
			continue
		}
		out = append(out, p)
	}
	return out
}
