package gather_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// numbered are titles of n articles, from a number on.
func numbered(from, n int) []string {
	titles := make([]string, n)
	for i := range titles {
		titles[i] = fmt.Sprint("Number ", from+i)
	}
	return titles
}

// dated gives each article of a document a date.
func dated(doc string, at time.Time) string {
	return strings.ReplaceAll(doc, "</item>", "<pubDate>"+at.Format(time.RFC1123Z)+"</pubDate></item>")
}

func TestNewFeedBringsItsNewestArticlesOnly(t *testing.T) {
	s := newScripted(t)
	month := time.Date(2026, 10, 23, 7, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		doc  string
		want int
	}{
		"without dates":     {rss("", numbered(0, 300)...), 20},
		"of last month":     {dated(rss("", numbered(0, 300)...), month), 20},
		"of today":          {dated(rss("", numbered(0, 300)...), month.Add(31*24*time.Hour)), 300},
		"few of last month": {dated(rss("", numbered(0, 20)...), month), 20},
	} {
		r := newReader(t, s.on("/feed.xml", document(tt.doc)))
		report := r.gather()
		if got := r.articles(); got != tt.want || report.New() != tt.want || report.Feeds[0].Older != report.Feeds[0].Articles-tt.want {
			t.Errorf("%s: %d articles, want %d; report %+v", name, got, tt.want, report.Feeds[0])
		}
		if report := r.later(2 * time.Hour); report.New() != 0 || r.articles() != tt.want {
			t.Errorf("%s: at the next poll %d more", name, report.New())
		}
	}
}

func TestFeedThatPoursOutItsArchiveIsHeldBackAndLosesNothing(t *testing.T) {
	s := newScripted(t)
	lastYear := time.Date(2025, 11, 23, 7, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		doc  string
		held int
	}{
		"two hundred at once":   {rss("", numbered(100, 200)...), 200},
		"thirty of last year":   {dated(rss("", numbered(100, 30)...), lastYear), 30},
		"forty on a lively day": {rss("", numbered(100, 40)...), 0},
		"three of last year":    {dated(rss("", numbered(100, 3)...), lastYear), 0},
	} {
		f := s.on("/feed.xml", document(rss("", numbered(0, 10)...)))
		r := newReader(t, f)
		r.gather()
		s.on("/feed.xml", document(tt.doc))
		report := r.later(2 * time.Hour)
		if got := report.Feeds[0].Poured; got != tt.held {
			t.Errorf("%s: %d held, want %d", name, got, tt.held)
		}
		if tt.held == 0 {
			continue
		}
		if report.New() != 0 || r.articles() != 10 {
			t.Errorf("%s: %d new, %d in all", name, report.New(), r.articles())
		}
		s.on("/feed.xml", document(rss("", append(numbered(100, 30), "Afterwards")...)))
		if report := r.later(2 * time.Hour); report.New() != 1 {
			t.Errorf("%s: afterwards %d new", name, report.New())
		}
		if held, err := r.store.HeldArticles(t.Context(), []string{f.ID}, digest.HoldPour); err != nil || held[f.ID] != tt.held {
			t.Errorf("%s: %v held, %v", name, held, err)
		}
		r.Pass(time.Hour)
		if n, err := r.store.ReleaseArticles(t.Context(), f.ID, digest.HoldPour); err != nil || n != tt.held {
			t.Errorf("%s: %d released, %v", name, n, err)
		}
		fresh, err := r.store.Articles(t.Context(), []string{f.ID}, r.Now().Add(-time.Minute), r.Now())
		if err != nil || len(fresh) != tt.held {
			t.Errorf("%s: the next issue has %d of them, %v", name, len(fresh), err)
		}
	}
}
