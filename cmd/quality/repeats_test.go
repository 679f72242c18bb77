package main

import (
	"testing"
	"time"

	"tidings/digest"
)

// TestComebacksAreCounted follows one story over three days: told, printed again, and back with news.
func TestComebacksAreCounted(t *testing.T) {
	start := time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)
	piece := func(id string, day int, title, body string) digest.Article {
		at := start.AddDate(0, 0, day)
		return digest.Article{ID: id, FeedID: id, Title: title, Published: at, Seen: at, Text: digest.Text{Body: body}}
	}
	const wall = "The council of Larnmouth approved a sea wall of 40 million crowns on Monday. It will be two metres higher than the " +
		"old wall. The old wall broke in the storm of January. Works begin in March. Fishermen fear for the harbour."
	first := piece("first", 0, "Larnmouth council approves sea wall", wall)
	news := piece("news", 2, "Fishermen of Larnmouth sue over sea wall", "Seven fishermen took the council of Larnmouth to court over its sea wall. "+
		"Their lawyer Ottilie Marsh calls the vote of Monday unlawful. Judge Henrik Sandoe will hear them in December. "+
		"The council approved a sea wall of 40 million crowns on Monday.")
	articles := append([]digest.Article{first, news}, reprints([]digest.Article{first})...)
	if len(articles) != 3 {
		t.Fatalf("%d articles", len(articles))
	}
	for repeats, want := range map[digest.Repeats]comeback{
		digest.RepeatAlways:  {told: 1, back: 2, without: 1, reprints: 1},
		digest.RepeatUpdates: {told: 1, back: 1, held: 1},
		digest.RepeatNever:   {told: 1, held: 2},
	} {
		if got := comebacks(articles, repeats); got != want {
			t.Errorf("%s: %+v, want %+v", repeats, got, want)
		}
	}
}
