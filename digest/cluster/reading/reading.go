// Package reading turns prepared articles into articles in the numbers of one lexicon: where each term stands, which names
// they have, and none of the furniture of the sites they come from.
package reading

import (
	"tidings/digest"
	"tidings/digest/cluster/prepare"
	"tidings/digest/cluster/sparse"
)

// Article is an article in the numbers of a lexicon.
type Article struct {
	Article *digest.Article
	Places  []prepare.Place // in order of terms
	Cased   bool            // its capitals tell names
	Days    prepare.Days    // that the text names

	// How often what stands in it, once the lexicon has counted.
	Names sparse.Vector // of runs of capitalised words
	Grams sparse.Vector // of runs of four characters of the title

	title    []int32 // the runs of capitalised words of its title, prepare.NoWord after each
	text     []int32 // and of its text
	head     []int32 // the words of its headline but figures, until they are settled
	heading  string  // what its headline is the same by as another's, figures aside
	titles   int     // words in the title
	bodies   int     // words in the body
	standing bool    // the headline says nothing
}

// Kind is how much of an article there is to compare.
type Kind uint8

// The kinds of articles, from the one with least to compare. Kinds is how many there are.
const (
	Headline Kind = iota // no text
	Brief                // a line or a paragraph, as many feeds give
	Full
	Kinds
)

// A text of fullWords shares enough words with others of its event to be told by them.
const fullWords = 100

// Kind is that of the article, standing heading or not.
func (r *Article) Kind() Kind {
	switch {
	case r.bodies == 0 && !prepare.IsPost(r.titles, r.bodies):
		return Headline
	case r.bodies < fullWords:
		return Brief
	}
	return Full
}

// stand takes the headline out of what was read.
func (r *Article) stand() {
	r.standing, r.title = true, nil
	left := r.Places[:0]
	for _, p := range r.Places {
		if p = p.Untitled(); p.Counts() != 0 {
			left = append(left, p)
		}
	}
	r.Places = left
}
