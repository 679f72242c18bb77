package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// benchBoth runs a benchmark on SQLite and on Postgres. The Postgres of these tests does not sync its writes.
func benchBoth(b *testing.B, bench func(b *testing.B, st *state)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { bench(b, &state{where: b.TempDir(), now: morning}) })
	b.Run("postgres", func(b *testing.B) { bench(b, &state{where: postgres.URL(b), now: morning}) })
}

// document is a feed of n articles of 5 KB.
func document(feed string, n, from int) []digest.Article {
	articles := make([]digest.Article, n)
	for i := range articles {
		articles[i] = article(feed, fmt.Sprint(from+i))
		articles[i].Content = strings.Repeat("<p>Fifty bytes of text that say nothing at all.</p>", 100)
	}
	return articles
}

func BenchmarkSaveFeedOfThirtyNewArticles(b *testing.B) {
	benchBoth(b, func(b *testing.B, st *state) {
		s := st.open(b)
		n := 0
		for b.Loop() {
			articleList(b)(s.SaveFeed(b.Context(), feed("f"), document("f", 30, n)))
			n += 30
		}
	})
}

func BenchmarkSaveFeedOfThirtyKnownArticles(b *testing.B) {
	benchBoth(b, func(b *testing.B, st *state) {
		s := st.open(b)
		for b.Loop() {
			articleList(b)(s.SaveFeed(b.Context(), feed("f"), document("f", 30, 0)))
		}
	})
}

func BenchmarkArticlesThousandOfTenThousand(b *testing.B) {
	benchBoth(b, func(b *testing.B, st *state) {
		s := st.open(b)
		var feeds []string
		for i := range 100 {
			f := fmt.Sprint("f", i)
			feeds = append(feeds, f)
			for range 10 {
				articleList(b)(s.SaveFeed(b.Context(), feed(f), document(f, 10, 10*int(st.clock().Unix()))))
				st.pass(time.Second)
			}
		}
		for b.Loop() {
			if got := articleList(b)(s.Articles(b.Context(), feeds, st.clock().Add(-101*time.Second), st.clock())); len(got) != 1000 {
				b.Fatal(len(got))
			}
		}
	})
}

func BenchmarkSaveIssueForHundredThousand(b *testing.B) {
	benchBoth(b, func(b *testing.B, st *state) {
		s := st.open(b)
		day := 0
		for b.Loop() {
			is := issue("daily", digest.SlotOf(morning.AddDate(0, 0, day), time.UTC))
			save(b, s, is, deliveries(is, 100_000))
			day++
		}
	})
}

func BenchmarkAdvance(b *testing.B) {
	benchBoth(b, func(b *testing.B, st *state) {
		s := st.open(b)
		is := issue("daily", "2026-05-04T07:00")
		save(b, s, is, deliveries(is, 100_000))
		var done *digest.Ended
		var due []string
		for b.Loop() {
			if len(due) == 0 {
				b.StopTimer()
				due = claim(b, s, "me", 100)
				b.StartTimer()
			}
			if len(due) == 0 {
				b.Fatal("all have been sent")
			}
			ok(b, s.Advance(b.Context(), "me", done, due[0]))
			done, due = ended(due[0], digest.Sent), due[1:]
		}
	})
}

func BenchmarkClaimHundred(b *testing.B) {
	benchBoth(b, func(b *testing.B, st *state) {
		s := st.open(b)
		is := issue("daily", "2026-05-04T07:00")
		save(b, s, is, deliveries(is, 100_000))
		for b.Loop() {
			if got := claim(b, s, "me", 100); len(got) != 100 {
				b.Fatal(len(got))
			}
			b.StopTimer()
			ok(b, s.Release(b.Context(), "me"))
			b.StartTimer()
		}
	})
}

func BenchmarkPastsOfHundredThousand(b *testing.B) {
	benchBoth(b, func(b *testing.B, st *state) {
		s := st.open(b)
		for day := range 3 {
			is := issue("daily", digest.SlotOf(morning.AddDate(0, 0, day), time.UTC))
			save(b, s, is, deliveries(is, 100_000))
		}
		for b.Loop() {
			if got := must[map[string]digest.Past](b)(s.Pasts(b.Context(), "daily", morning, morning.AddDate(1, 0, 0))); len(got) != 100_000 {
				b.Fatal(len(got))
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	benchBoth(b, func(b *testing.B, st *state) {
		st.open(b)
		for b.Loop() {
			s, err := Open(b.Context(), st.where, Options{})
			ok(b, err)
			ok(b, s.Close())
		}
	})
}
