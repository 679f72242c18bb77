package cluster

import (
	"cmp"
	"slices"

	"tidings/digest/text"
)

// counts are what stands in one article. Names and runs of characters are keys, as often as they stand there: their
// numbers depend on the window.
type counts struct {
	vectors
	cased              bool // the text has capitals, and not on most words
	nameKeys, gramKeys []uint64
}

// count counts what was read. It changes nothing in the lexicon.
func (l *lexicon) count(r *reading) counts {
	title, body := r.tokens()
	c := counts{gramKeys: gramsOf(r.headline), nameKeys: l.namesOf(title, body)}
	if r.standing {
		c.gramKeys = nil
	}
	c.cased = slices.ContainsFunc(body, func(t token) bool { return t.capital }) && !l.capitals(body)
	c.vectors = l.tally(len(r.words), title, body)
	return c
}

// place says how often a term stands where.
type place struct {
	term              int32
	number            bool
	title, lead, rest float32
}

// tally makes the vectors of terms of an article with so many words of its own.
func (l *lexicon) tally(words int, title, body []token) vectors {
	places := make([]place, words)
	for i := range places {
		places[i].term = noTerm
	}
	at := func(t token) *place {
		p, w := &places[t.own], l.words[t.word]
		p.term, p.number = w.term, w.number
		return p
	}
	for _, t := range title {
		at(t).title++
	}
	for i, t := range body {
		if i < leadWords {
			at(t).lead++
		} else {
			at(t).rest++
		}
	}
	places = slices.DeleteFunc(places, func(p place) bool { return p.term == noTerm })
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.term, b.term) })
	vector := func(weigh func(p *place) float32) vector { return vectorOf(places, weigh) }
	return vectors{
		title: vector(func(p *place) float32 { return p.title }),
		lead:  vector(func(p *place) float32 { return p.title + p.lead }),
		body:  vector(func(p *place) float32 { return p.lead + p.rest }),
		all:   vector(func(p *place) float32 { return titleWeight*p.title + leadWeight*p.lead + bodyWeight*p.rest }),
		numbers: vector(func(p *place) float32 {
			if !p.number {
				return 0
			}
			return p.title + p.lead + p.rest
		}),
	}
}

// vectorOf sums the weights of sorted places by term, leaving out what weighs nothing. It is as long as it has to be:
// vectors are most of what a window keeps.
func vectorOf(places []place, weigh func(p *place) float32) vector {
	n, last := 0, int32(noTerm)
	for i := range places {
		if p := &places[i]; p.term != last && weigh(p) != 0 {
			n, last = n+1, p.term
		}
	}
	v := make(vector, 0, n)
	for i := range places {
		w := weigh(&places[i])
		switch n := len(v); {
		case w == 0:
		case n > 0 && v[n-1].id == places[i].term:
			v[n-1].w += w
		default:
			v = append(v, entry{places[i].term, w})
		}
	}
	return v
}

// namesOf lists the keys of runs of capitalised words, and of the words of longer runs on their own, too.
func (l *lexicon) namesOf(parts ...[]token) []uint64 {
	var keys []uint64
	add := func(run []token) {
		if len(run) > 1 {
			keys = append(keys, l.nameKey(run))
		}
		for i := range run {
			keys = append(keys, l.nameKey(run[i:i+1]))
		}
	}
	for _, p := range parts {
		if l.capitals(p) {
			continue
		}
		from := 0
		for i, t := range p {
			if !l.named(t) {
				add(p[from:i])
				from = i + 1
			}
		}
		add(p[from:])
	}
	slices.Sort(keys)
	return keys
}

// nameKey is a hash of the terms of a run.
func (l *lexicon) nameKey(run []token) uint64 {
	h := uint64(len(run))
	for _, t := range run {
		h = mix64(h<<32 ^ h>>32 ^ uint64(l.words[t.word].term))
	}
	return h
}

// gramsOf lists hashes of the runs of four characters of a headline, those at its ends with a space.
func gramsOf(headline string) []uint64 {
	if headline == "" {
		return nil
	}
	runes := []rune(" " + text.Fold(cut(headline, titleWords*wordBytes)) + " ")
	var keys []uint64
	for i := 0; i+4 <= len(runes); i++ {
		h := uint64(0)
		for _, r := range runes[i : i+4] {
			h = mix64(h ^ uint64(r))
		}
		keys = append(keys, h)
	}
	slices.Sort(keys)
	return keys
}

// numbered is the vector of counts of sorted keys, each numbered in ids when it is first seen.
func numbered(ids map[uint64]int32, keys []uint64) vector {
	var v vector
	for i, key := range keys {
		if i > 0 && key == keys[i-1] {
			v[len(v)-1].w++
			continue
		}
		id, ok := ids[key]
		if !ok {
			id = int32(len(ids))
			ids[key] = id
		}
		v = append(v, entry{id, 1})
	}
	slices.SortFunc(v, func(a, b entry) int { return cmp.Compare(a.id, b.id) })
	return v
}
