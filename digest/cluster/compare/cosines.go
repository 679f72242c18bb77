package compare

import (
	"cmp"
	"slices"

	"tidings/digest/cluster/sparse"
)

// comparison is the cosines of two docs' parts, which stand on the terms that both have.
type comparison struct {
	title, rareTitle     float64 // of the titles; the idf of the terms they share, added up
	lead, body, numbers  float32
	titleLead, leadTitle float32 // one's title and the other's lead
	titleShared          int     // how many terms the titles share
	figuresShared        int     // how many of them are figures
	rarest, nextRarest   float64 // the highest idf of terms that the docs share
	shared               float64 // the idf of the terms that the docs share, added up
	opening              float32 // of the first words of the texts
}

// compare compares the parts of two docs in one walk over their terms.
func (w *Window) compare(a, b *doc) comparison {
	var c comparison
	sharedPlaces(a, b, func(i, j int) {
		p, q := a.places[i], b.places[j]
		idf := w.idf[p.Term()]
		c.shared += idf
		c.body += w.weight(a, inBody, p.Body(), idf) * w.weight(b, inBody, q.Body(), idf)
		if p.Figure() {
			c.numbers += w.weight(a, inNumbers, p.Anywhere(), idf) * w.weight(b, inNumbers, q.Anywhere(), idf)
		}
		if idf > c.rarest {
			c.rarest, c.nextRarest = idf, c.rarest
		} else if idf > c.nextRarest {
			c.nextRarest = idf
		}
		if p.Head() == 0 || q.Head() == 0 {
			return
		}
		title, otherTitle := w.weight(a, inTitle, p.Title(), idf), w.weight(b, inTitle, q.Title(), idf)
		lead, otherLead := w.weight(a, inLead, p.Head(), idf), w.weight(b, inLead, q.Head(), idf)
		c.lead += lead * otherLead
		c.titleLead += title * otherLead
		c.leadTitle += lead * otherTitle
		c.opening += w.weight(a, inOpening, p.Opening(), idf) * w.weight(b, inOpening, q.Opening(), idf)
		if p.Title() > 0 && q.Title() > 0 {
			c.title += float64(title) * float64(otherTitle)
			c.rareTitle += idf
			c.titleShared++
			if p.Figure() {
				c.figuresShared++
			}
		}
	})
	return c
}

// cosine is that of the combined vectors of two docs, of all terms and names.
func (w *Window) cosine(a, b *doc) float64 {
	sum := float32(0)
	for i, j := 0, 0; i < len(a.places) && j < len(b.places); {
		switch s, t := a.places[i].Term(), b.places[j].Term(); {
		case s == t:
			sum += a.all[i] * b.all[j]
			i++
			j++
		case s < t:
			i++
		default:
			j++
		}
	}
	a.names.Shared(b.names, func(x, y sparse.Entry) { sum += nameWeight * x.W * a.named * (nameWeight * y.W * b.named) })
	return float64(sum)
}

// sharedPlaces calls f with where each term stands that both docs have.
func sharedPlaces(a, b *doc, f func(i, j int)) {
	for i, j := 0, 0; i < len(a.places) && j < len(b.places); {
		switch s, t := a.places[i].Term(), b.places[j].Term(); {
		case s == t:
			f(i, j)
			i++
			j++
		case s < t:
			i++
		default:
			j++
		}
	}
}

// Rarest lists the at most five rarest words that two articles share.
func (w *Window) Rarest(i, j int32) []string {
	a, b := &w.docs[i], &w.docs[j]
	var ids []int32
	sharedPlaces(a, b, func(i, _ int) { ids = append(ids, a.places[i].Term()) })
	slices.SortFunc(ids, func(x, y int32) int {
		return cmp.Or(cmp.Compare(w.idf[y], w.idf[x]), cmp.Compare(w.lex.Name(x), w.lex.Name(y)))
	})
	var out []string
	for _, id := range ids[:min(len(ids), 5)] {
		out = append(out, w.lex.Name(id))
	}
	return out
}
