package cluster

import (
	"strings"

	"tidings/digest"
	"tidings/digest/cluster/compare"
	"tidings/digest/cluster/prepare"
	"tidings/digest/text"
)

// A sketch of fewer hashes than sketchLeast is of too short a text to tell copies by.
const (
	sketchLeast = 32
	sketchKeys  = 8 // so many of the least hashes find the texts to compare; copies share nearly all of them
)

// copyFinder finds, for each article, the earliest article it is a copy of: itself when it is none. It is asked of the
// articles in order of time.
type copyFinder struct {
	articles []*digest.Article
	of       []int          // of each article so far: the one it is a copy of
	byKey    map[string]int // canonical address, or headline without a text → first article
	byHash   map[uint64]int // one of a text's key hashes → the last original that had it
	sketches map[int][]uint64
}

func newCopyFinder() *copyFinder {
	return &copyFinder{byKey: make(map[string]int), byHash: make(map[uint64]int), sketches: make(map[int][]uint64)}
}

// add takes the next article, and says whether it is an original.
func (f *copyFinder) add(a *digest.Article, sketch []uint64) bool {
	i := len(f.of)
	f.articles = append(f.articles, a)
	f.of = append(f.of, f.find(a, i, sketch))
	return f.of[i] == i
}

// find returns the article that a, the i-th, is a copy of. It looks at no more than a few others, however many are alike.
func (f *copyFinder) find(a *digest.Article, i int, sketch []uint64) int {
	original := i
	if a.Canonical != "" {
		original = f.seen("url\x00"+a.Canonical, i)
	}
	if original == i && len(sketch) == 0 && strings.TrimSpace(prepare.Body(a)) == "" {
		if key := headlineKey(a.Title); key != "" {
			// A headline may return next month about another event.
			if j := f.seen("title\x00"+key, i); a.When().Sub(f.articles[j].When()) <= compare.MaxApart {
				original = j
			} else {
				f.byKey["title\x00"+key] = i
			}
		}
	}
	if len(sketch) < sketchLeast {
		return original
	}
	for _, h := range sketch[:sketchKeys] {
		if j, ok := f.byHash[h]; original == i && ok && prepare.Alike(f.sketches[j], sketch) {
			original = f.of[j]
		}
	}
	if original == i {
		f.sketches[i] = sketch
		for _, h := range sketch[:sketchKeys] {
			f.byHash[h] = i
		}
	}
	return original
}

// seen is the original of the first article with the key, i when that is the first.
func (f *copyFinder) seen(key string, i int) int {
	if j, ok := f.byKey[key]; ok {
		return f.of[j]
	}
	f.byKey[key] = i
	return i
}

// headlineKey is what two headlines without a text are the same by; empty for short ones, which different events share
// ("Morning briefing").
func headlineKey(title string) string {
	if fold := text.Fold(title); text.Count(fold) >= 6 {
		return fold
	}
	return ""
}
