// Package cluster turns articles into stories: groups of articles about one event.
//
// Copies are found first (one page gathered twice, one agency's text in many papers). Of every two of the rest that could
// tell the same event a model gives the probability that they do, from how their titles, leads, texts, names and numbers
// agree and how far apart they were written; headlines, which say little alone, are also known by the company they keep.
// Average-link clustering joins what is probable, and a story keeps the ID that most of its articles had before. The
// result depends on the articles and not on their order.
package cluster

import (
	"cmp"
	"slices"

	"tidings/digest"
)

// Thresholds on the mean probability at which two groups of articles become one story. Precision and recall are those
// that `go run ./cmd/train clusters` prints for mix_singletons kept aside, where two stories in three have one article.
const (
	Loose  = 0.25 // joins more: precision .87, recall .94
	Normal = 0.40 // about the highest F1 that is precise enough for a digest: .91 and .93
	Strict = 0.60 // joins only what is plainly one event: .93 and .89
)

// Options are how to group. The zero value is what is shipped.
type Options struct {
	Grouping  digest.Grouping
	Threshold float64       // between 0 and 1; 0 is that of Grouping
	Known     []digest.Link // memberships of earlier runs; of several links of an article the last counts
	Model     *Model        // nil is the shipped one

	// Prepared are articles by ID that were prepared before. What does not fit the article as it is now is not used.
	Prepared map[string]Prepared
}

// thresholdOf is the threshold of a setting.
func thresholdOf(g digest.Grouping) float64 {
	switch g {
	case digest.GroupLoose:
		return Loose
	case digest.GroupStrict:
		return Strict
	}
	return Normal
}

// Group divides articles into stories: every article stands in exactly one, except that of articles with the same ID
// only one is kept. Stories come in the order of their earliest article. A story's articles are the one that tells it
// best, then the others by When and ID; its ID is one of Known's, or else made from its earliest article.
func Group(articles []digest.Article, opts Options) []digest.Story {
	return NewWindow(articles, opts.Prepared).Group(opts)
}

// Window is articles made comparable, for those who group them more than once: under several models or thresholds.
type Window struct {
	sorted   []digest.Article
	copyOf   []int   // of each article: the earliest that it is a copy of
	leaderAt []int32 // of an article that is no copy: its doc
	fresh    map[string]Prepared
	*window
}

// NewWindow reads articles, but for those that known has prepared. It keeps them, and changes none.
func NewWindow(articles []digest.Article, known map[string]Prepared) *Window {
	w := &Window{sorted: inOrder(articles), fresh: make(map[string]Prepared)}
	prepared, fits := prepareAll(w.sorted, known)
	for i, p := range prepared {
		if !fits[i] {
			w.fresh[w.sorted[i].ID] = p
		}
	}
	w.copyOf = copies(w.sorted, prepared)
	var leaders []*digest.Article
	leaders, w.leaderAt = leadersOf(w.sorted, w.copyOf)
	for i := range w.sorted {
		if w.copyOf[i] == i {
			prepared[w.leaderAt[i]] = prepared[i]
		}
	}
	w.window = newWindow(leaders, prepared[:len(leaders)])
	return w
}

// Fresh is what was prepared anew, by article: for who keeps it for the next window.
func (w *Window) Fresh() map[string]Prepared { return w.fresh }

// Group is as the function of that name. It asks nothing of opts.Prepared.
func (w *Window) Group(opts Options) []digest.Story {
	threshold := cmp.Or(opts.Threshold, thresholdOf(opts.Grouping))
	model := opts.Model
	if model == nil {
		model = &shipped
	}
	edges := w.edges(model)
	labels := averageLink(len(w.docs), edges, threshold)

	groups := make([]group, len(w.docs))
	for i := range w.sorted {
		doc := w.leaderAt[w.copyOf[i]]
		m := member{article: &w.sorted[i], rank: i, doc: doc, copied: w.copyOf[i] != i}
		groups[labels[doc]] = append(groups[labels[doc]], m)
	}
	groups = slices.DeleteFunc(groups, func(g group) bool { return len(g) == 0 })
	return tell(w.window, groups, newTies(len(w.docs), labels, edges), opts.Known)
}

// inOrder is a copy of the articles, each ID once, from the earliest to the latest.
func inOrder(articles []digest.Article) []digest.Article {
	sorted := slices.Clone(articles)
	slices.SortFunc(sorted, func(a, b digest.Article) int {
		// What follows the ID only decides which of two articles with one ID is kept.
		return cmp.Or(cmp.Compare(a.ID, b.ID), a.When().Compare(b.When()), cmp.Compare(a.URL, b.URL),
			cmp.Compare(a.Title, b.Title), cmp.Compare(bodyOf(&a), bodyOf(&b)))
	})
	sorted = slices.CompactFunc(sorted, func(a, b digest.Article) bool { return a.ID == b.ID })
	slices.SortFunc(sorted, func(a, b digest.Article) int { return earlier(&a, &b) })
	return sorted
}

// earlier orders articles by When and ID; those without a date come last.
func earlier(a, b *digest.Article) int {
	s, t := a.When(), b.When()
	if s.IsZero() != t.IsZero() {
		if s.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(s.Compare(t), cmp.Compare(a.ID, b.ID))
}

// leadersOf lists the articles that are no copies, and where each stands in the list.
func leadersOf(sorted []digest.Article, copyOf []int) (leaders []*digest.Article, at []int32) {
	at = make([]int32, len(sorted))
	for i := range sorted {
		if copyOf[i] == i {
			at[i] = int32(len(leaders))
			leaders = append(leaders, &sorted[i])
		}
	}
	return leaders, at
}
