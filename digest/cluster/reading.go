package cluster

import (
	"tidings/digest"
	"tidings/digest/cluster/prepare"
)

// reading is an article in the numbers of a window's lexicon.
type reading struct {
	article  *digest.Article
	places   []prepare.Place // in order of terms
	title    []int32         // the runs of capitalised words of its title, prepare.NoWord after each
	text     []int32         // and of its text
	head     []int32         // the words of its headline but figures, until they are settled
	heading  string          // what its headline is the same by as another's, figures aside
	titles   int             // words in the title
	bodies   int             // words in the body
	cased    bool            // its capitals tell names
	days     prepare.Days    // that the text names
	standing bool            // the headline says nothing
}

// kind is how much of an article there is to compare.
type kind uint8

const (
	headline kind = iota // no text
	brief                // a line or a paragraph, as many feeds give
	full
	kinds
)

// A text of fullWords shares enough words with others of its event to be told by them.
const fullWords = 100

func (r *reading) kind() kind {
	switch {
	case r.bodies == 0 && !prepare.IsPost(r.titles, r.bodies):
		return headline
	case r.bodies < fullWords:
		return brief
	}
	return full
}

// stand takes the headline out of what was read.
func (r *reading) stand() {
	r.standing, r.title = true, nil
	left := r.places[:0]
	for _, p := range r.places {
		if p = p.Untitled(); p.Counts() != 0 {
			left = append(left, p)
		}
	}
	r.places = left
}
