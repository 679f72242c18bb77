package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
)

// The simulation builds an issue a day of a window that rolls, as the pipeline does, and remembers as long as it does
// which article belonged to which story.
const (
	churnDays   = 14
	churnWindow = 5 * 24 * time.Hour
)

// churnTable prints how often stories change their IDs from one day to the next. The labelled articles lie within five
// days, and so the true stories are spread over fourteen, each as long as it was.
func churnTable(w io.Writer, data string) error {
	articles, truth, err := labelledArticles(filepath.Join(data, "cluster", "mix_dated.jsonl"))
	if err != nil {
		return err
	}
	spread(articles, truth)
	fmt.Fprintf(w, "Identity over %d days, a window of %.0f days, %d articles\n", churnDays, churnWindow.Hours()/24, len(articles))
	fmt.Fprintf(w, "%4s %9s %8s %8s %8s %8s %13s\n", "day", "articles", "stories", "merged", "split", "changed", "without cause")
	var sum churn
	days := simulate(articles, func(window []digest.Article, known []digest.Link) []digest.Story {
		return cluster.Group(window, cluster.Options{Known: known})
	})
	for day, c := range days {
		fmt.Fprintf(w, "%4d %9d %8d %8d %8d %8d %13d\n", day+1, c.articles, c.stories, c.merged, c.split, c.changed, c.causeless)
		sum.stories += c.known
		sum.changed += c.changed
		sum.causeless += c.causeless
	}
	n := float64(max(1, sum.stories))
	fmt.Fprintf(w, "of %d stories that were known the day before, %.2f %% changed their ID, %.2f %% without cause\n",
		sum.stories, 100*float64(sum.changed)/n, 100*float64(sum.causeless)/n)
	return nil
}

// spread moves every true story to a day of its own, always the same.
func spread(articles []digest.Article, truth []string) {
	first := make(map[string]time.Time)
	start := articles[0].Published
	for i, a := range articles {
		if t, ok := first[truth[i]]; !ok || a.Published.Before(t) {
			first[truth[i]] = a.Published
		}
		if a.Published.Before(start) {
			start = a.Published
		}
	}
	start = start.Truncate(24 * time.Hour)
	for i, a := range articles {
		day := time.Duration(hashOf(truth[i])%churnDays) * 24 * time.Hour
		began := first[truth[i]]
		articles[i].Published = start.Add(day + began.Sub(began.Truncate(24*time.Hour)) + a.Published.Sub(began))
	}
}

// churn is what happened to the stories in one day.
type churn struct {
	articles, stories int
	known             int // stories of the day before with an article still in the window
	merged            int // of these, those that became part of another that was known, which names both
	split             int // those whose articles stand in several stories now
	changed           int // those of which most articles have another ID now
	causeless         int // changed, and neither merged nor split
}

// simulate groups the window of each day.
func simulate(articles []digest.Article, group func(window []digest.Article, known []digest.Link) []digest.Story) []churn {
	articles = slices.Clone(articles)
	slices.SortFunc(articles, func(a, b digest.Article) int {
		return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID))
	})
	start := articles[0].Published.Truncate(24 * time.Hour)
	var days []churn
	var known []digest.Link
	before := make(map[string]string) // article → story, the day before
	for day := 1; day <= churnDays; day++ {
		until := start.Add(time.Duration(day) * 24 * time.Hour)
		var window []digest.Article
		for _, a := range articles {
			if a.Published.Before(until) && !a.Published.Before(until.Add(-churnWindow)) {
				window = append(window, a)
			}
		}
		stories := group(window, known)
		now := make(map[string]string)
		for _, s := range stories {
			for _, a := range s.Articles {
				now[a.ID] = s.ID
				known = append(known, digest.Link{Article: a.ID, Story: s.ID})
			}
		}
		c := compared(before, now)
		c.articles, c.stories = len(window), len(stories)
		days = append(days, c)
		before = now
	}
	return days
}

// compared says what became of the stories of one day, given as article → story.
func compared(before, now map[string]string) churn {
	went := make(map[string]map[string]int) // story before → story now → articles
	for article, old := range before {
		if id, ok := now[article]; ok {
			if went[old] == nil {
				went[old] = make(map[string]int)
			}
			went[old][id]++
		}
	}
	var c churn
	for old, to := range went {
		c.known++
		most, articles := "", 0
		for id, n := range to {
			if n > articles || n == articles && id == old {
				most, articles = id, n
			}
		}
		_, merged := went[most] // the name it has now was another's
		switch {
		case len(to) > 1:
			c.split++
		case most != old && merged:
			c.merged++
		}
		if most != old {
			c.changed++
			if len(to) == 1 && !merged {
				c.causeless++
			}
		}
	}
	return c
}
