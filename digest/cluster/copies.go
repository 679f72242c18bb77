package cluster

import (
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/cluster/hash"
	"tidings/digest/text"
)

// A text is known by the least hashes of its runs of four words (Broder, "On the resemblance and containment of
// documents", 1997). Texts are copies when nine of ten of these agree: an agency's report with another first line, and
// not a weather table with other numbers. Shorter texts have too few runs to tell.
const (
	shingleWords = 4
	sketchSize   = 64
	sketchAlike  = 0.9
	sketchLeast  = 32
	sketchKeys   = 8 // so many of the least hashes find the texts to compare; copies share nearly all of them
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
	if original == i && len(sketch) == 0 && strings.TrimSpace(bodyOf(a)) == "" {
		if key := headlineKey(a.Title); key != "" {
			// A headline may return next month about another event.
			if j := f.seen("title\x00"+key, i); a.When().Sub(f.articles[j].When()) <= maxApart {
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
		if j, ok := f.byHash[h]; original == i && ok && alike(f.sketches[j], sketch) {
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

// sketchOf lists the least hashes of the runs of words of a text, in rising order.
func sketchOf(words []text.Word) []uint64 {
	if len(words) < shingleWords {
		return nil
	}
	var ring [shingleWords]uint64
	hashes := make([]uint64, 0, len(words))
	for i, w := range words {
		ring[i%shingleWords] = hash.Word(w.Fold)
		if i < shingleWords-1 {
			continue
		}
		h := uint64(0)
		for k := range shingleWords {
			h = hash.Mix(h ^ ring[(i+1+k)%shingleWords])
		}
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return hashes[:min(len(hashes), sketchSize)]
}

// alike says whether the texts of two sketches share most of their runs of words: the estimate of their resemblance is
// the share of the least hashes of both together that both have.
func alike(a, b []uint64) bool {
	both, all := 0, 0
	for i, j := 0, 0; i < len(a) && j < len(b); all++ {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return all > 0 && float64(both) >= sketchAlike*float64(all)
}
