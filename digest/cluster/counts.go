package cluster

import (
	"cmp"
	"slices"

	"tidings/digest/text"
)

// counted is the names of an article and the runs of characters of its headline: of counts at first, then weighed.
type counted struct {
	names vector // runs of capitalised words
	grams vector // runs of four characters of the title
}

// vector counts sorted keys. Its entries are in the order of the keys.
func (n *numbering) vector(keys []uint64) vector {
	v := make(vector, 0, len(keys))
	for i, key := range keys {
		if i > 0 && key == keys[i-1] {
			v[len(v)-1].w++
			continue
		}
		v = append(v, entry{n.number(key), 1})
	}
	return v
}

// renumbered is v with other numbers for its IDs, in place.
func (v vector) renumbered(numbers []int32) vector {
	for i, e := range v {
		v[i].id = numbers[e.id]
	}
	slices.SortFunc(v, func(a, b entry) int { return cmp.Compare(a.id, b.id) })
	return v
}

// countAll counts names and runs of characters in what was read. Like reading, it numbers what a few articles have in
// parallel, and then all in their order.
func (l *lexicon) countAll(read []reading) []counted {
	out := make([]counted, len(read))
	names, grams := newNumbering(0), newNumbering(0)
	for from := 0; from < len(read); from += batchArticles {
		to := min(from+batchArticles, len(read))
		l.countBatch(read[from:to], out[from:to], names, grams)
	}
	return out
}

func (l *lexicon) countBatch(read []reading, out []counted, names, grams *numbering) {
	type part struct{ names, grams *numbering }
	parts := make([]part, (len(read)+glossaryArticles-1)/glossaryArticles)
	inChunks(len(read), glossaryArticles, func(from, to int) {
		p := part{newNumbering(0), newNumbering(0)}
		for i := from; i < to; i++ {
			out[i] = counted{names: p.names.vector(l.nameKeys(&read[i])), grams: p.grams.vector(gramKeys(&read[i]))}
		}
		parts[from/glossaryArticles] = p
	})
	type numbers struct{ names, grams []int32 }
	all := make([]numbers, len(parts))
	for i, p := range parts {
		all[i] = numbers{names.adopt(p.names), grams.adopt(p.grams)}
	}
	inChunks(len(read), glossaryArticles, func(from, to int) {
		n := all[from/glossaryArticles]
		for i := from; i < to; i++ {
			out[i] = counted{out[i].names.renumbered(n.names), out[i].grams.renumbered(n.grams)}
		}
	})
}

// nameKeys lists the keys of runs of capitalised words, and of the words of longer runs on their own, too.
func (l *lexicon) nameKeys(r *reading) []uint64 {
	var keys []uint64
	var run []int32 // of terms
	end := func() {
		if len(run) > 1 {
			keys = append(keys, nameKey(run))
		}
		for i := range run {
			keys = append(keys, nameKey(run[i:i+1]))
		}
		run = run[:0]
	}
	for _, list := range [][]int32{r.title, r.text} {
		for _, n := range list {
			if n == noTerm || !l.words[n].named() {
				end()
				continue
			}
			run = append(run, l.words[n].term)
		}
		end()
	}
	slices.Sort(keys)
	return keys
}

// nameKey is a hash of a run of terms.
func nameKey(run []int32) uint64 {
	h := uint64(len(run))
	for _, term := range run {
		h = mix64(h<<32 ^ h>>32 ^ uint64(term))
	}
	return h
}

// gramKeys lists hashes of the runs of four characters of a headline, those at its ends with a space.
func gramKeys(r *reading) []uint64 {
	if r.article.Title == "" || r.standing {
		return nil
	}
	runes := []rune(" " + text.Fold(cut(r.article.Title, titleWords*wordBytes)) + " ")
	keys := make([]uint64, 0, len(runes))
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
