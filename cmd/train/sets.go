package main

import (
	"hash/fnv"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
)

// set is labelled articles that stand in one window.
type set struct {
	name     string
	articles []digest.Article
	story    map[string]string // article ID → its true story
	window   *cluster.Window   // of the articles, once read
}

// load reads a labelled set.
func load(data, name string) (set, error) {
	s := set{name: name, story: make(map[string]string)}
	type line struct {
		ID, Title, Text, Source, URL, Story string
		Published                           time.Time
	}
	err := eachLine(filepath.Join(data, "cluster", name+".jsonl"), func(l line) {
		s.story[l.ID] = l.Story
		s.articles = append(s.articles, digest.Article{
			ID: l.ID, FeedID: l.Source, URL: l.URL, Canonical: l.URL, Title: l.Title, Published: l.Published,
			Text: digest.Text{Body: l.Text},
		})
	})
	return s, err
}

// read makes the articles comparable.
func (s set) read() set {
	s.window = cluster.NewWindow(s.articles, nil)
	return s
}

// join puts sets into one window.
func join(name string, sets ...set) set {
	out := set{name: name, story: make(map[string]string)}
	for _, s := range sets {
		out.articles = append(out.articles, s.articles...)
		for id, story := range s.story {
			out.story[id] = story
		}
	}
	return out
}

// changed is the set with each article changed.
func (s set) changed(name string, f func(*digest.Article)) set {
	out := set{name: name, articles: slices.Clone(s.articles), story: s.story}
	for i := range out.articles {
		f(&out.articles[i])
	}
	return out
}

// undated is the set without dates: those of most sets are the crawler's.
func (s set) undated() set {
	return s.changed(s.name, func(a *digest.Article) { a.Published = time.Time{} })
}

// headlines is the set without texts.
func (s set) headlines(name string) set {
	return s.changed(name, func(a *digest.Article) { a.Text.Body = "" })
}

// brief is the set with texts cut to what a feed's summary holds: some forty words, 250 bytes.
func (s set) brief(name string) set {
	return s.changed(name, func(a *digest.Article) {
		if len(a.Text.Body) > 250 {
			a.Text.Body = strings.ToValidUTF8(a.Text.Body[:250], "")
		}
	})
}

// halfHeadlines is the set with every other article's text gone.
func (s set) halfHeadlines(name string) set {
	return s.changed(name, func(a *digest.Article) {
		if hash(a.ID)%2 == 0 {
			a.Text.Body = ""
		}
	})
}

// thinned is the set with one article left of each of three stories in five, as most stories of real feeds have one.
// The seed chooses them.
func (s set) thinned(name, seed string) set {
	only := make(map[string]string)
	for _, a := range s.articles {
		story := s.story[a.ID]
		if hash(story+seed)%5 > 2 {
			continue
		}
		if kept, ok := only[story]; !ok || hash(a.ID+seed) < hash(kept+seed) {
			only[story] = a.ID
		}
	}
	out := set{name: name, story: s.story}
	for _, a := range s.articles {
		if kept, ok := only[s.story[a.ID]]; !ok || kept == a.ID {
			out.articles = append(out.articles, a)
		}
	}
	return out
}

// half says in which half of the data an article is: 0 or 1. Stories of one topic, which are easily confused, stay
// together: ECB+ has two a topic, "30ecb" and "30ecbplus".
func (s set) half(id string) int {
	story := s.story[id]
	if topic, ok := strings.CutSuffix(story, "ecbplus"); ok {
		story = topic + "ecb"
	}
	return int(hash(story) % 2)
}

// hash spreads strings evenly and the same way in every run.
func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	v := h.Sum32()
	v ^= v >> 16
	v *= 0x85ebca6b
	return v ^ v>>13
}
