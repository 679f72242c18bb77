package main

import (
	"fmt"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
)

func TestChurnTellsCausesApart(t *testing.T) {
	type day map[string]string
	for _, tt := range []struct {
		name        string
		before, now day
		want        churn
	}{
		{"it grows", day{"1": "S", "2": "S"}, day{"1": "S", "2": "S", "3": "S"}, churn{known: 1}},
		{"the window rolls past an article", day{"1": "S", "2": "S"}, day{"2": "S"}, churn{known: 1}},
		{"a new name for nothing", day{"1": "S", "2": "S"}, day{"1": "T", "2": "T"}, churn{known: 1, changed: 1, causeless: 1}},
		{"a merge", day{"1": "S", "2": "T"}, day{"1": "S", "2": "S"}, churn{known: 2, merged: 1, changed: 1}},
		{"a split", day{"1": "S", "2": "S", "3": "S"}, day{"1": "S", "2": "S", "3": "T"}, churn{known: 1, split: 1}},
		{"it is gone", day{"1": "S"}, day{"2": "T"}, churn{}},
	} {
		if got := compared(tt.before, tt.now); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// Two weeks of an invented story that is told under another headline every day beside others, and of a second that turns
// out to be the same.
func TestStoriesOfTwoWeeksKeepTheirIDs(t *testing.T) {
	var articles []digest.Article
	tell := func(day int, id, title, body string) {
		at := time.Date(2026, 11, 2, 6+len(id), 0, 0, 0, time.UTC).AddDate(0, 0, day)
		articles = append(articles, digest.Article{ID: id, FeedID: id, Title: title, Published: at, Text: digest.Text{Body: body}})
	}
	titles := []string{"Ferry Lume runs aground off Skerry", "Lume: tugs wait for the spring tide", "Oil seen round the grounded Skerry ferry", "Captain of the Lume questioned"}
	for day := range churnDays {
		tell(day, fmt.Sprint("ferry", day), titles[day%len(titles)], fmt.Sprintf(`The ferry Lume lies on the rocks off Skerry with 140 tonnes of
			oil in her tanks. Captain Ines Varga said on day %d that tugs would try again at the spring tide off Skerry.`, day+1))
		tell(day, fmt.Sprint("other", day), fmt.Sprintf("Village number %d votes on its %dth bridge", day*7, day), fmt.Sprintf("Village number %d votes. Bridge %d would cost %d crowns.", day*7, day, day*1000+77))
	}
	for i, c := range simulate(articles, func(window []digest.Article, known []digest.Link) []digest.Story {
		return cluster.Group(window, cluster.Options{Known: known})
	}) {
		if c.causeless > 0 || c.changed > 0 {
			t.Errorf("day %d: %+v", i+1, c)
		}
	}
}
