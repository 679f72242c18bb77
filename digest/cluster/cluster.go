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
	"iter"
	"slices"

	"tidings/digest"
	"tidings/digest/cluster/compare"
	"tidings/digest/cluster/prepare"
	"tidings/digest/cluster/reading"
)

// Prepared is what is read of one article, whatever stands beside it, for who keeps it: see prepare.Form.
type Prepared = prepare.Form

// What grouping decides by, for who trains a model or looks into it: see package compare.
type (
	Likeness = compare.Likeness
	Model    = compare.Model
	Pair     = compare.Pair
	Weights  = compare.Weights
)

// Features lists the names of the similarities a Pair has, in their order.
func Features() []string { return compare.Features() }

// CompanyFeatures lists the names of what the second look weighs of a Pair, in their order.
func CompanyFeatures() []string { return compare.CompanyFeatures() }

// Thresholds on the probability at which two articles become one story; groups take more or less by their sizes. Precision
// and recall are those that `go run ./cmd/train clusters` prints for mix_singletons kept aside, where two stories in three
// have one article.
const (
	Loose  = 0.25 // joins more: precision .89, recall .96
	Normal = 0.45 // about the highest F1 over all labelled sets: .92 and .94
	Strict = 0.60 // joins only what is plainly one event: .93 and .91
)

// Options are how to group. The zero value is what is shipped.
type Options struct {
	Grouping  digest.Grouping
	Threshold float64       // between 0 and 1; 0 is that of Grouping
	Known     []digest.Link // memberships of earlier runs; of several links of an article the last counts
	Model     *Model        // nil is the shipped one

	// Prepared are articles by ID that were prepared before. What does not fit the article as it is now is not used.
	Prepared map[string]Prepared

	// Likeness is one more similarity of a pair, of a kind that this package does not know: such as the cosine of two
	// embeddings. The shipped model has never seen one and gives it no weight. Model must have been trained with it, by
	// Window.Pairs of windows that it was given to (Window.Liken), or have a weight for "likeness" put in by hand.
	Likeness Likeness
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
	w := readWindow(articles, opts.Prepared, func(*digest.Article, Prepared) {})
	w.Liken(opts.Likeness)
	return w.Group(opts)
}

// Window is articles made comparable, for those who group them more than once: under several models or thresholds.
type Window struct {
	sorted   []*digest.Article
	copyOf   []int   // of each article: the earliest that it is a copy of
	leaderAt []int32 // of an article that is no copy: its doc
	fresh    map[string]Prepared
	pairs    *compare.Window
}

// NewWindow reads articles, but for those that known has prepared. It keeps them, and changes none.
func NewWindow(articles []digest.Article, known map[string]Prepared) *Window {
	fresh := make(map[string]Prepared)
	w := readWindow(articles, known, func(a *digest.Article, p Prepared) { fresh[a.ID] = p })
	w.fresh = fresh
	return w
}

// readWindow calls keep with what was prepared anew.
func readWindow(articles []digest.Article, known map[string]Prepared, keep func(a *digest.Article, p Prepared)) *Window {
	w := &Window{sorted: inOrder(articles)}
	w.leaderAt = make([]int32, len(w.sorted))
	finder := newCopyFinder()
	lex := reading.NewLexicon()
	read := make([]reading.Article, 0, len(w.sorted))
	for batch := range slices.Chunk(w.sorted, reading.BatchArticles) {
		prepared, fits := prepare.All(batch, known)
		var leaders []*digest.Article
		var forms []Prepared
		for i, a := range batch {
			if !fits[i] {
				keep(a, prepared[i])
			}
			at := len(finder.of)
			if finder.add(a, prepared[i].Sketch()) {
				w.leaderAt[at] = int32(len(read) + len(leaders))
				leaders, forms = append(leaders, a), append(forms, prepared[i])
			}
		}
		read = append(read, lex.Read(leaders, forms)...)
	}
	w.copyOf = finder.of
	lex.Count(read)
	w.pairs = compare.New(read, lex)
	return w
}

// Liken gives the window a likeness for its pairs, or takes it away with nil.
func (w *Window) Liken(l Likeness) { w.pairs.Liken(l) }

// Pairs lists the pairs of articles that Group asks its model about, in a fixed order. Copies are left out, since no
// model decides on them.
func (w *Window) Pairs() iter.Seq[Pair] { return w.pairs.Pairs() }

// HeadlinePairs lists the pairs of which either has only a headline as the second look sees them, after a first by m.
func (w *Window) HeadlinePairs(m *Model) iter.Seq[Pair] { return w.pairs.HeadlinePairs(m) }

// Fresh is what was prepared anew, by article: for who keeps it for the next window.
func (w *Window) Fresh() map[string]Prepared { return w.fresh }

// Group is as the function of that name. It asks nothing of opts.Prepared and opts.Likeness, which are the
// window's.
func (w *Window) Group(opts Options) []digest.Story {
	threshold := cmp.Or(opts.Threshold, thresholdOf(opts.Grouping))
	model := opts.Model
	if model == nil {
		shipped := compare.Shipped()
		model = &shipped
	}
	edges := w.pairs.Edges(model)
	labels := averageLink(w.pairs.Docs(), edges, threshold)

	groups := make([]group, w.pairs.Docs())
	for i, a := range w.sorted {
		doc := w.leaderAt[w.copyOf[i]]
		m := member{article: a, rank: i, doc: doc, copied: w.copyOf[i] != i}
		groups[labels[doc]] = append(groups[labels[doc]], m)
	}
	groups = slices.DeleteFunc(groups, func(g group) bool { return len(g) == 0 })
	return tell(w.pairs, groups, newTies(w.pairs.Docs(), labels, edges), opts.Known)
}

// inOrder lists the articles, each ID once, from the earliest to the latest.
func inOrder(articles []digest.Article) []*digest.Article {
	sorted := make([]*digest.Article, len(articles))
	for i := range articles {
		sorted[i] = &articles[i]
	}
	slices.SortFunc(sorted, func(a, b *digest.Article) int {
		// What follows the ID only decides which of two articles with one ID is kept.
		return cmp.Or(cmp.Compare(a.ID, b.ID), a.When().Compare(b.When()), cmp.Compare(a.URL, b.URL),
			cmp.Compare(a.Title, b.Title), cmp.Compare(prepare.Body(a), prepare.Body(b)))
	})
	sorted = slices.CompactFunc(sorted, func(a, b *digest.Article) bool { return a.ID == b.ID })
	slices.SortFunc(sorted, earlier)
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
