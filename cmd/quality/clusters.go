package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
)

// clusterSets are the labelled sets of DATA/cluster. Full texts but for ecb (some forty words) and uci8 (headlines).
var clusterSets = []string{"mix_singletons", "mix", "mix_dated", "wikinews", "basil", "ecb", "uci8"}

// grouper is a way from articles to the label of each one's story.
type grouper struct {
	name  string
	group func(articles []digest.Article) []string
}

func groupers() []grouper {
	return []grouper{
		{"tidings", oursGroups},
		{"title Jaccard > .55", titleJaccard},
		{"title difflib > .65", titleDifflib},
		{"single-link TF-IDF > .60", singleLink},
		{"SimHash, 3 bits of 64", simHash},
		{"MinHash, Jaccard > .5", minHash},
	}
}

// clustersTable prints how well articles are grouped into stories, by BCubed, with the methods that other feed readers use
// on the same articles, and then where ours goes wrong. All sets are grouped by the one shipped configuration.
func clustersTable(w io.Writer, data string) error {
	fmt.Fprintf(w, "%-15s %-25s %8s %8s %6s %6s %6s %8s\n", "set", "method", "articles", "stories", "P", "R", "F1", "seconds")
	var ours []grouped
	for _, name := range clusterSets {
		articles, want, err := labelledArticles(filepath.Join(data, "cluster", name+".jsonl"))
		if err != nil {
			return err
		}
		for _, g := range groupers() {
			start := time.Now()
			got := g.group(articles)
			spent := time.Since(start)
			if g.name == "tidings" {
				ours = append(ours, grouped{name, got, want})
			}
			p, r, f1 := cluster.BCubed(got, want)
			fmt.Fprintf(w, "%-15s %-25s %8d %8d %6.3f %6.3f %6.3f %8.2f\n",
				name, g.name, len(articles), distinct(got), p, r, f1, spent.Seconds())
		}
	}
	worstTable(w, ours)
	return nil
}

// labelledArticles reads a set and the true story of each of its articles.
func labelledArticles(path string) (articles []digest.Article, stories []string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("labelled articles: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<26) // an article with its text
	for n := 1; lines.Scan(); n++ {
		var l struct {
			ID, Title, Text, Source, URL, Story string
			Published                           time.Time
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, nil, fmt.Errorf("labelled articles %s:%d: %w", path, n, err)
		}
		articles = append(articles, digest.Article{
			ID: l.ID, FeedID: l.Source, URL: l.URL, Canonical: l.URL, Title: l.Title, Published: l.Published,
			Text: digest.Text{Body: l.Text},
		})
		stories = append(stories, l.Story)
	}
	if err := lines.Err(); err != nil {
		return nil, nil, fmt.Errorf("labelled articles %s: %w", path, err)
	}
	return articles, stories, nil
}

func distinct(labels []string) int {
	seen := make(map[string]bool)
	for _, l := range labels {
		seen[l] = true
	}
	return len(seen)
}

func oursGroups(articles []digest.Article) []string {
	story := make(map[string]string)
	for _, s := range cluster.Group(articles, cluster.Options{}) {
		for _, a := range s.Articles {
			story[a.ID] = s.ID
		}
	}
	labels := make([]string, len(articles))
	for i, a := range articles {
		labels[i] = story[a.ID]
	}
	return labels
}
