package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
	"tidings/digest/text"
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
		{"single-link TF-IDF > .60", singleLink},
	}
}

// clustersTable prints how well articles are grouped into stories, by BCubed, with the methods that other feed readers use
// on the same articles. All sets are grouped by the one shipped configuration.
func clustersTable(w io.Writer, data string) error {
	fmt.Fprintf(w, "%-15s %-25s %8s %8s %6s %6s %6s %8s\n", "set", "method", "articles", "stories", "P", "R", "F1", "seconds")
	for _, name := range clusterSets {
		articles, want, err := labelledArticles(filepath.Join(data, "cluster", name+".jsonl"))
		if err != nil {
			return err
		}
		for _, g := range groupers() {
			start := time.Now()
			got := g.group(articles)
			spent := time.Since(start)
			p, r, f1 := cluster.BCubed(got, want)
			fmt.Fprintf(w, "%-15s %-25s %8d %8d %6.3f %6.3f %6.3f %8.2f\n",
				name, g.name, len(articles), distinct(got), p, r, f1, spent.Seconds())
		}
	}
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

// titleJaccard joins articles whose titles share more than .55 of their words.
func titleJaccard(articles []digest.Article) []string {
	words := make([]map[string]float64, len(articles))
	for i, a := range articles {
		words[i] = make(map[string]float64)
		for _, w := range text.Words(a.Title) {
			words[i][w.Fold] = 1
		}
	}
	return joined(len(articles), func(i, j int) bool {
		both := product(words[i], words[j])
		return both > .55*(float64(len(words[i])+len(words[j]))-both)
	})
}

// singleLink joins articles whose TF-IDF vectors of title and text have a cosine over .60.
func singleLink(articles []digest.Article) []string {
	vectors := make([]map[string]float64, len(articles))
	df := make(map[string]float64)
	for i, a := range articles {
		vectors[i] = make(map[string]float64)
		for _, w := range text.Words(a.Title + "\n\n" + a.Text.Body) {
			if !text.Stop(w.Fold, "en") {
				vectors[i][w.Fold]++
			}
		}
		for w := range vectors[i] {
			df[w]++
		}
	}
	for _, v := range vectors {
		for w, n := range v {
			v[w] = n * math.Log(float64(len(articles))/df[w])
		}
		length := math.Sqrt(product(v, v))
		for w := range v {
			v[w] /= max(length, math.SmallestNonzeroFloat64)
		}
	}
	return joined(len(articles), func(i, j int) bool { return product(vectors[i], vectors[j]) > .60 })
}

func product(a, b map[string]float64) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	sum := 0.0
	for w, x := range a {
		sum += x * b[w]
	}
	return sum
}

// joined labels n items so that those that are alike, and those alike to these, have one label.
func joined(n int, alike func(i, j int) bool) []string {
	parent := make([]int, n)
	find := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	for j := range n {
		parent[j] = j
		for i := range j {
			if a, b := find(i), find(j); a != b && alike(i, j) {
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	labels := make([]string, n)
	for i := range labels {
		labels[i] = fmt.Sprint(find(i))
	}
	return labels
}
