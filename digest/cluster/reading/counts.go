package reading

import (
	"slices"

	"tidings/digest/cluster/hash"
	"tidings/digest/cluster/parallel"
	"tidings/digest/cluster/prepare"
	"tidings/digest/cluster/sparse"
	"tidings/digest/text"
)

// vector counts sorted keys, and is no longer than it has to be. Its entries are in the order of the keys.
func (n *numbering) vector(keys []uint64) sparse.Vector {
	different := 0
	for i, key := range keys {
		if i == 0 || key != keys[i-1] {
			different++
		}
	}
	v := make(sparse.Vector, 0, different)
	for i, key := range keys {
		if i > 0 && key == keys[i-1] {
			v[len(v)-1].W++
			continue
		}
		v = append(v, sparse.Entry{ID: n.number(key), W: 1})
	}
	return v
}

// counter counts names and runs of characters in what was read of a few articles.
type counter struct {
	lex          *Lexicon
	names, grams *numbering
	keys         []uint64 // of one article
	run          []int32  // of terms
}

func newCounter(l *Lexicon) *counter {
	return &counter{lex: l, names: newNumbering(), grams: newNumbering()}
}

// countAll counts in all articles. Like reading, it numbers what a few have in parallel, and then all in their order.
func (l *Lexicon) countAll(read []Article) {
	all := newCounter(l)
	var few [batchGlossaries]*counter
	for i := range few {
		few[i] = newCounter(l)
	}
	for from := 0; from < len(read); from += BatchArticles {
		to := min(from+BatchArticles, len(read))
		all.countBatch(read[from:to], few[:(to-from+glossaryArticles-1)/glossaryArticles])
	}
}

func (c *counter) countBatch(read []Article, few []*counter) {
	parallel.Chunks(len(read), glossaryArticles, func(from, to int) {
		f := few[from/glossaryArticles]
		f.names.reset()
		f.grams.reset()
		for i := from; i < to; i++ {
			r := &read[i]
			r.Names, r.Grams = f.names.vector(f.nameKeys(r)), f.grams.vector(f.gramKeys(r))
		}
	})
	type numbers struct{ names, grams []int32 }
	all := make([]numbers, len(few))
	for i, f := range few {
		all[i] = numbers{c.names.adopt(f.names), c.grams.adopt(f.grams)}
	}
	parallel.Chunks(len(read), glossaryArticles, func(from, to int) {
		n := all[from/glossaryArticles]
		for i := from; i < to; i++ {
			r := &read[i]
			r.Names, r.Grams = r.Names.Renumbered(n.names), r.Grams.Renumbered(n.grams)
		}
	})
}

// nameKeys lists the keys of runs of capitalised words, and of the words of longer runs on their own, too, in rising
// order. The list lasts until the next.
func (c *counter) nameKeys(r *Article) []uint64 {
	c.keys = c.keys[:0]
	for _, list := range [][]int32{r.title, r.text} {
		c.run = c.run[:0]
		for _, n := range list {
			if n == prepare.NoWord || !c.lex.words[n].named() {
				c.endName()
				continue
			}
			c.run = append(c.run, c.lex.words[n].term)
		}
		c.endName()
	}
	slices.Sort(c.keys)
	return c.keys
}

// endName takes the run of words so far for a name.
func (c *counter) endName() {
	if len(c.run) > 1 {
		c.keys = append(c.keys, nameKey(c.run))
	}
	for i := range c.run {
		c.keys = append(c.keys, nameKey(c.run[i:i+1]))
	}
	c.run = c.run[:0]
}

// nameKey is a hash of a run of terms.
func nameKey(run []int32) uint64 {
	h := uint64(len(run))
	for _, term := range run {
		h = hash.Mix(h<<32 ^ h>>32 ^ uint64(term))
	}
	return h
}

// gramKeys lists hashes of the runs of four characters of a headline, those at its ends with a space, in rising
// order. The list lasts until the next.
func (c *counter) gramKeys(r *Article) []uint64 {
	if r.Article.Title == "" || r.standing {
		return nil
	}
	runes := []rune(" " + text.Fold(prepare.Head(r.Article.Title, prepare.TitleWords)) + " ")
	c.keys = c.keys[:0]
	for i := 0; i+4 <= len(runes); i++ {
		h := uint64(0)
		for _, r := range runes[i : i+4] {
			h = hash.Mix(h ^ uint64(r))
		}
		c.keys = append(c.keys, h)
	}
	slices.Sort(c.keys)
	return c.keys
}
