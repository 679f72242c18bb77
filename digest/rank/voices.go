package rank

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"tidings/digest"
	"tidings/digest/text"
)

// chorus is who tells a story.
type chorus struct {
	papers  int     // feeds
	reports int     // independent tellings: copies of one text, and all articles of one feed, are one
	counted int     // reports by a feed that has weight
	weight  float64 // the sum of the reports' weights
	labels  []digest.Spread
}

const (
	// copiedWords is as much of a text as is compared. Copies of an agency's report share its beginning; papers add
	// their own lines at the end.
	copiedWords = 200
	// shortText is a number of words under which texts must be the same to be one report: two papers may well find the
	// same short headline. The pairs below were measured from here on.
	shortText = 40
	// shingle is the number of words in a row that are compared (Broder, "On the resemblance and containment of
	// documents", 1997).
	shingle = 4
	// copied is the share of the shorter text's shingles from which two texts are one report. Of the 974 pairs of texts
	// in the labelled sets wikinews and basil that tell one event, one lies above it: a paper's own later version. All
	// others, with their shared quotations and agency lines, lie at .47 or below.
	copied = 0.5
)

// Texts is what texts are compared by, by article: the hashes of the runs of words at their beginnings.
type Texts map[string][]uint64

// Read reads the texts of the stories that several feeds tell, on all processors: for who orders the same stories for many
// readers.
func Read(stories []digest.Story) Texts {
	var articles []digest.Article
	for _, st := range stories {
		if !alone(st.Articles) {
			articles = append(articles, st.Articles...)
		}
	}
	shingles := make([][]uint64, len(articles))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(articles)); i = next.Add(1) - 1 {
				shingles[i] = shinglesOf(articles[i])
			}
		})
	}
	wg.Wait()
	texts := make(Texts, len(articles))
	for i, a := range articles {
		texts[a.ID] = shingles[i]
	}
	return texts
}

// of is what an article is compared by.
func (t Texts) of(a digest.Article) []uint64 {
	if shingles, read := t[a.ID]; read {
		return shingles
	}
	return shinglesOf(a)
}

// alone says whether one feed has all the articles.
func alone(articles []digest.Article) bool {
	return !slices.ContainsFunc(articles, func(a digest.Article) bool { return a.FeedID != articles[0].FeedID })
}

// voices counts who tells a story. It looks at the articles in the order of their IDs, so that it does not matter in
// which order they come.
func voices(st digest.Story, o Options) chorus {
	articles := slices.Clone(st.Articles)
	slices.SortFunc(articles, func(a, b digest.Article) int { return strings.Compare(a.ID, b.ID) })
	r := reports{ofFeed: make(map[string]int), owner: make(map[uint64]int)}
	compared := !alone(articles)
	for _, a := range articles {
		var shingles []uint64
		if compared {
			shingles = o.Texts.of(a)
		}
		r.add(a.FeedID, weightOf(a.FeedID, o.Feeds), shingles)
	}
	c := chorus{papers: len(r.ofFeed), reports: len(r.weight), labels: spread(r, o.Feeds)}
	for _, w := range r.weight {
		if w > 0 {
			c.counted++
			c.weight += w
		}
	}
	return c
}

// reports is the independent tellings of a story while its articles are gone through.
type reports struct {
	ofFeed map[string]int // by feed ID: its report
	owner  map[uint64]int // by shingle: the report that had it first
	size   []int          // by report: how many shingles it has
	weight []float64      // by report: the largest weight of its feeds
}

// add gives an article to its feed's report, to the report it is a copy of, or makes it a new one.
func (r *reports) add(feed string, weight float64, shingles []uint64) {
	report, known := r.ofFeed[feed]
	if !known {
		report = r.original(shingles)
		r.ofFeed[feed] = report
	}
	if report == len(r.size) {
		r.size = append(r.size, 0)
		r.weight = append(r.weight, 0)
	}
	for _, s := range shingles {
		if _, taken := r.owner[s]; !taken {
			r.owner[s] = report
			r.size[report]++
		}
	}
	r.weight[report] = max(r.weight[report], weight)
}

// original is the report that a text is a copy of, or a new one.
func (r *reports) original(shingles []uint64) int {
	shared := make([]int, len(r.size))
	for _, s := range shingles {
		if report, taken := r.owner[s]; taken {
			shared[report]++
		}
	}
	for report, n := range shared {
		shorter := min(len(shingles), r.size[report])
		if n > 0 && float64(n) >= copied*float64(shorter) {
			return report
		}
	}
	return len(r.size)
}

// shinglesOf is the hashes of the runs of words at the beginning of an article's text, each once; of a short text the
// hash of all its words.
func shinglesOf(a digest.Article) []uint64 {
	words := firstWords(beginning(a))
	hashes := make([]uint64, len(words))
	for i, w := range words {
		hashes[i] = hash(w.Fold)
	}
	run := shingle
	if len(hashes) < shortText {
		run = max(1, len(hashes))
	}
	var runs []uint64
	for i := 0; i+run <= len(hashes); i++ {
		h := uint64(0)
		for _, w := range hashes[i : i+run] {
			h = h*prime + w
		}
		runs = append(runs, h)
	}
	slices.Sort(runs)
	return slices.Compact(runs)
}

// firstWords are the words of a beginning that are compared.
func firstWords(beginning string) []text.Word {
	const fewBytes = copiedWords * 8 // hold the words of nearly all texts; the last may be cut, and must not be needed
	if len(beginning) > fewBytes {
		if words := text.Words(strings.ToValidUTF8(beginning[:fewBytes], "")); len(words) > copiedWords {
			return words[:copiedWords]
		}
	}
	words := text.Words(beginning)
	return words[:min(len(words), copiedWords)]
}

// beginning is enough of an article's text to hold the words that are compared, without reading a book to its end. An
// article without text is known by its title.
func beginning(a digest.Article) string {
	const longWord = 16 // bytes, its space included
	for _, s := range []string{a.Text.Body, a.Summary} {
		if s != "" {
			return strings.ToValidUTF8(s[:min(len(s), copiedWords*longWord)], "")
		}
	}
	return a.Title
}

// prime is that of the 64-bit FNV hash.
const prime = 1099511628211

// hash is the 64-bit FNV-1a hash of a word, without the garbage of hash/fnv.
func hash(word string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * prime
	}
	return h
}

// weightOf is a feed's weight; a feed that is not known is an ordinary one.
func weightOf(id string, feeds map[string]digest.Feed) float64 {
	if f, known := feeds[id]; known {
		return f.Weight
	}
	return 1
}
