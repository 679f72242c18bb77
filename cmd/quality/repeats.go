package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
	"tidings/digest/compose"
	"tidings/digest/novelty"
	"tidings/digest/summarize"
	"tidings/digest/text"
)

// repeatsTable prints how many stories come back to a reader who was sent them, and how many of these without news. The
// labelled articles tell no story twice on purpose; so, in rows of their own, every one of them is printed once more the
// day after by another paper, cut, its sentences in another order: what comes back with nothing but such is wrong.
func repeatsTable(w io.Writer, data string) error {
	articles, truth, err := labelledArticles(filepath.Join(data, "cluster", "mix_dated.jsonl"))
	if err != nil {
		return err
	}
	spread(articles, truth)
	for i := range articles {
		articles[i].Seen = articles[i].Published
	}
	planted := slices.Concat(articles, reprints(articles))
	fmt.Fprintf(w, "Stories that come back, %d days of %d articles, and with each printed again the day after\n", churnDays, len(articles))
	fmt.Fprintf(w, "%-9s %-9s %8s %8s %8s %13s %8s\n", "articles", "repeats", "told", "back", "held", "without news", "reprints")
	for _, set := range []struct {
		name     string
		articles []digest.Article
	}{{"labelled", articles}, {"reprinted", planted}} {
		for _, repeats := range []digest.Repeats{digest.RepeatAlways, digest.RepeatUpdates} {
			n := comebacks(set.articles, repeats)
			fmt.Fprintf(w, "%-9s %-9s %8d %8d %8d %13d %8d\n", set.name, repeats, n.told, n.back, n.held, n.without, n.reprints)
		}
	}
	return nil
}

const reprinted = "reprint of " // begins the ID of an article that is one

// reprints is every article of five sentences or more as another paper prints it the day after: without its first
// sentence, which is the headline, and its last third, the rest from the middle on.
func reprints(articles []digest.Article) []digest.Article {
	var out []digest.Article
	for _, a := range articles {
		sentences := text.Sentences(a.Text.Body)
		if len(sentences) < 5 {
			continue
		}
		kept := sentences[1 : len(sentences)-len(sentences)/3]
		middle := len(kept) / 2
		a.Text.Body = strings.Join(append(slices.Clone(kept[middle:]), kept[:middle]...), " ")
		a.ID, a.FeedID, a.URL, a.Canonical = reprinted+a.ID, "reprints", a.URL+"#reprint", ""
		a.Title = strings.Join(strings.Fields(sentences[0])[:min(12, len(strings.Fields(sentences[0])))], " ")
		a.Published = a.Published.Add(24 * time.Hour)
		a.Seen = a.Published
		out = append(out, a)
	}
	return out
}

// comeback counts what became of stories that were sent before and had new articles.
type comeback struct {
	told     int // stories told for the first time
	back     int // came back
	held     int // did not
	without  int // came back in sentences that were all told before
	reprints int // came back with nothing but reprints
}

// comebacks sends one reader every day's issue and counts.
func comebacks(articles []digest.Article, repeats digest.Repeats) comeback {
	start := articles[0].Published
	for _, a := range articles {
		if a.Published.Before(start) {
			start = a.Published
		}
	}
	start = start.Truncate(24 * time.Hour)
	var n comeback
	var judge novelty.Judge
	teller := summarize.New(summarize.Options{})
	var known []digest.Link
	told := make(map[string]digest.Told)
	sent := make(map[string]digest.Facts)
	said := make(map[string][]map[string]bool) // by story: the content words of each sentence sent
	for day := 1; day <= churnDays+1; day++ {
		until := start.Add(time.Duration(day) * 24 * time.Hour)
		var window []digest.Article
		for _, a := range articles {
			if a.Published.Before(until) && !a.Published.Before(until.Add(-churnWindow)) {
				window = append(window, a)
			}
		}
		stories := cluster.Group(window, cluster.Options{Known: known})
		known = remembered(known, stories)
		fresh, _ := compose.Fresh(stories, nil, compose.Reader{Since: until.Add(-24 * time.Hour), Until: until, Told: told})
		worth, held := judge.Worth(fresh, novelty.Options{Repeats: repeats, Sent: sent})
		n.held += len(held)
		for _, st := range worth {
			n.count(st, said[st.ID], teller)
			t := told[st.ID]
			if t.Articles == nil {
				t = digest.Told{First: until, Articles: make(map[string]bool)}
			}
			t.Last = until
			for _, a := range st.Articles {
				t.Articles[a.ID] = true
				sent[a.ID] = novelty.Facts(a)
				said[st.ID] = append(said[st.ID], sentenceWords(a.Title+"\n\n"+a.Text.Body)...)
			}
			told[st.ID] = t
		}
	}
	return n
}

// count counts a story that is told, and looks whether one that comes back says anything that was not said.
func (n *comeback) count(st digest.Story, said []map[string]bool, teller *summarize.Teller) {
	if st.Told.Last.IsZero() {
		n.told++
		return
	}
	n.back++
	if !slices.ContainsFunc(st.Articles, func(a digest.Article) bool { return !strings.HasPrefix(a.ID, reprinted) }) {
		n.reprints++
	}
	sum := teller.Story(st)
	printed := sum.Headline
	for _, s := range sum.Sentences {
		printed += "\n\n" + s.Text
	}
	for _, words := range sentenceWords(printed) {
		if !saidBefore(words, said) {
			return
		}
	}
	n.without++
}

// remembered adds the memberships of today to those of earlier days.
func remembered(known []digest.Link, stories []digest.Story) []digest.Link {
	for _, st := range stories {
		for _, a := range st.Articles {
			known = append(known, digest.Link{Article: a.ID, Story: st.ID})
		}
	}
	return known
}

// sentenceWords is the content words of each sentence of a text. It is not how novelty looks at texts: sentence is held
// against sentence, whole texts are read, and words are compared as they are written.
func sentenceWords(s string) []map[string]bool {
	var all []map[string]bool
	for _, sentence := range text.Sentences(s) {
		words := make(map[string]bool)
		for _, w := range text.Words(sentence) {
			if !text.Stop(w.Fold, "en") {
				words[w.Fold] = true
			}
		}
		if len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// saidBefore says that a sentence of those sent has four in five of the words.
func saidBefore(words map[string]bool, said []map[string]bool) bool {
	return slices.ContainsFunc(said, func(before map[string]bool) bool {
		both := 0
		for w := range words {
			if before[w] {
				both++
			}
		}
		return 5*both >= 4*len(words)
	})
}
