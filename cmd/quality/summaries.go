package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"tidings/cmd/quality/pages"
	"tidings/digest"
	"tidings/digest/cluster"
	"tidings/digest/extract"
	"tidings/digest/summarize"
	"tidings/digest/text"
)

// told is a story as it is told in a few sentences.
type told struct {
	headline  string
	sentences []string
	sources   []string // IDs of their articles
}

// summariesTable prints what can be said of summaries without reading them, beside the first two sentences of the story's
// first article. What is counted here are signs of faults, and not how summarize decides: whoever begins with a pronoun may
// be understood, and whoever does not may be dull.
func summariesTable(w io.Writer, data string) error {
	sets, err := summarySets(data)
	if err != nil {
		return err
	}
	teller := summarize.New(summarize.Options{})
	fmt.Fprintf(w, "%-9s %-15s %7s %5s %9s %5s %5s %6s %6s %6s %6s %6s %7s %7s\n", "set", "method", "stories", "told", "sentences",
		"p50", "p95", "over", "lean", "later", "open", "asks", "repeat", "central")
	for _, set := range sets {
		for _, method := range []struct {
			name string
			tell func(digest.Story) told
		}{
			{"tidings", func(st digest.Story) told { return ours(teller, st) }},
			{"first two", firstTwo},
		} {
			var n signs
			for _, st := range set.stories {
				n.add(st, method.tell(st))
			}
			n.print(w, set.name, method.name)
		}
	}
	return nil
}

type storySet struct {
	name    string
	stories []digest.Story
}

// summarySets are the labelled stories of each set, and the pages as they are extracted, each a story of its own.
func summarySets(data string) ([]storySet, error) {
	var sets []storySet
	for _, name := range []string{"wikinews", "basil", "mix_dated"} {
		articles, labels, err := labelledArticles(filepath.Join(data, "cluster", name+".jsonl"))
		if err != nil {
			return nil, err
		}
		sets = append(sets, storySet{name, labelledStories(articles, labels)})
	}
	labelled, err := pages.Read(data)
	if err != nil {
		return nil, err
	}
	set := storySet{name: "pages"}
	for _, p := range labelled {
		found, err := extract.Page(digest.Page{FinalURL: p.URL, ContentType: "text/html", Body: p.HTML}, extract.Options{})
		if err != nil || found.Body == "" {
			continue // nothing to tell, for either
		}
		a := digest.Article{ID: p.File, FeedID: p.File, URL: p.URL, Title: p.Title, Text: found}
		set.stories = append(set.stories, digest.Story{ID: p.File, Articles: []digest.Article{a}})
	}
	return append(sets, set), nil
}

// labelledStories are the true stories, their articles in the order in which grouping hands them on where it finds the
// story, else as they come.
func labelledStories(articles []digest.Article, labels []string) []digest.Story {
	rank := make(map[string]int)
	for _, st := range cluster.Group(articles, cluster.Options{}) {
		for _, a := range st.Articles {
			rank[a.ID] = len(rank)
		}
	}
	var stories []digest.Story
	index := make(map[string]int)
	for i, a := range articles {
		at, ok := index[labels[i]]
		if !ok {
			at = len(stories)
			index[labels[i]] = at
			stories = append(stories, digest.Story{ID: labels[i]})
		}
		stories[at].Articles = append(stories[at].Articles, a)
	}
	for _, st := range stories {
		slices.SortStableFunc(st.Articles, func(a, b digest.Article) int { return rank[a.ID] - rank[b.ID] })
	}
	return stories
}

func ours(teller *summarize.Teller, st digest.Story) told {
	sum := teller.Story(st)
	t := told{headline: sum.Headline}
	for _, s := range sum.Sentences {
		t.sentences = append(t.sentences, s.Text)
		t.sources = append(t.sources, s.Article)
	}
	return t
}

// firstTwo is what digests do that take a text as it begins.
func firstTwo(st digest.Story) told {
	a := st.Articles[0]
	t := told{headline: a.Title}
	for _, s := range text.Sentences(a.Text.Body) {
		if len(t.sentences) == 2 {
			break
		}
		t.sentences = append(t.sentences, s)
		t.sources = append(t.sources, a.ID)
	}
	return t
}

// signs counts what shows in a summary without its being read.
type signs struct {
	stories, told, sentences int
	words                    []int   // of each summary
	over                     int     // summaries of 60 words or more
	lean                     int     // first sentences that begin with an English pronoun or conjunction
	later                    int     // sentences after them that do
	open                     int     // sentences that end in no mark of an end, or begin with a small letter
	asks                     int     // sentences that end in a question mark or points
	repeat                   int     // sentences of whose words the headline has four in five
	shared                   float64 // share of what several others lead with that the summary has
	several                  int     // stories that have such
}

// pointing are English words that point to what stands before them. The list is this table's own.
var pointing = strings.Fields(`he she it they him her them his hers its their theirs this that these those but and or nor so yet
	however meanwhile also then thus therefore moreover instead such`)

func (n *signs) add(st digest.Story, t told) {
	n.stories++
	words := 0
	for i, s := range t.sentences {
		n.sentences++
		words += text.Count(s)
		if first, _, _ := strings.Cut(text.Fold(s), " "); slices.Contains(pointing, first) {
			if i == 0 {
				n.lean++
			} else {
				n.later++
			}
		}
		end := strings.TrimRight(s, " \"'”’»›)]」』")
		last, _ := utf8.DecodeLastRuneInString(end)
		switch {
		case strings.ContainsRune("?？…", last) || strings.HasSuffix(end, ".."):
			n.asks++
		case !strings.ContainsRune(".!。！۔।", last) || startsSmall(s):
			n.open++
		}
		if said := contentWords(s); len(said) > 0 && saidBefore(said, []map[string]bool{contentWords(t.headline)}) {
			n.repeat++
		}
	}
	if len(t.sentences) > 0 {
		n.told++
		n.words = append(n.words, words)
	}
	if words >= 60 {
		n.over++
	}
	if share, ok := central(st, t); ok {
		n.shared += share
		n.several++
	}
}

func startsSmall(s string) bool {
	s = strings.TrimLeft(s, "\"'“‘«„¿¡([ ")
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	small := func(r rune) bool { return strings.ToUpper(string(r)) != string(r) }
	return small(first) && (small(second) || second == ' ') // and not "iPhone"
}

// contentWords is the content words of a line.
func contentWords(s string) map[string]bool {
	words := make(map[string]bool)
	for _, w := range text.Words(s) {
		if !text.Stop(w.Fold, "en") {
			words[text.Stem(w.Fold, "en")] = true
		}
	}
	return words
}

// central is the share of the words which at least two other articles have in their first two sentences that a summary has,
// headline included. An article is another when no sentence of the summary is from it: nobody is credited with his own
// words.
func central(st digest.Story, t told) (share float64, ok bool) {
	papers := make(map[string]int)
	for _, a := range st.Articles {
		if slices.Contains(t.sources, a.ID) {
			continue
		}
		for w := range contentWords(strings.Join(firstTwo(digest.Story{Articles: []digest.Article{a}}).sentences, " ")) {
			papers[w]++
		}
	}
	said := contentWords(t.headline + " " + strings.Join(t.sentences, " "))
	both, all := 0, 0
	for w, n := range papers {
		if n >= 2 {
			all++
			if said[w] {
				both++
			}
		}
	}
	const fewest = 3 // words, of which a share says something
	return float64(both) / float64(max(1, all)), all >= fewest
}

func (n *signs) print(w io.Writer, set, method string) {
	slices.Sort(n.words)
	at := func(share float64) int {
		if len(n.words) == 0 {
			return 0
		}
		return n.words[int(share*float64(len(n.words)-1))]
	}
	centrality := "" // where no story has several papers
	if n.several > 0 {
		centrality = fmt.Sprintf("%.3f", n.shared/float64(n.several))
	}
	percent := func(part, whole int) string { return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(max(1, whole))) }
	fmt.Fprintf(w, "%-9s %-15s %7d %5s %9.2f %5d %5d %6s %6s %6s %6s %6s %7s %7s\n", set, method, n.stories,
		fmt.Sprintf("%.0f%%", 100*float64(n.told)/float64(max(1, n.stories))), float64(n.sentences)/float64(max(1, n.told)), at(.5), at(.95),
		percent(n.over, n.told), percent(n.lean, n.told), percent(n.later, n.sentences-n.told), percent(n.open, n.sentences), percent(n.asks, n.sentences),
		percent(n.repeat, n.sentences), centrality)
}
