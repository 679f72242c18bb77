package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

// document is a feed of n articles of 5 KB.
func document(feed string, n, from int) []digest.Article {
	articles := make([]digest.Article, n)
	for i := range articles {
		articles[i] = storetest.Article(feed, fmt.Sprint(from+i))
		articles[i].Content = strings.Repeat("<p>Fifty bytes of text that say nothing at all.</p>", 100)
	}
	return articles
}

func BenchmarkSaveFeedOfThirtyNewArticles(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		n := 0
		for b.Loop() {
			storetest.Must[[]digest.Article](b)(s.SaveFeed(b.Context(), storetest.Feed("f"), document("f", 30, n)))
			n += 30
		}
	})
}

func BenchmarkSaveFeedOfThirtyKnownArticles(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		for b.Loop() {
			storetest.Must[[]digest.Article](b)(s.SaveFeed(b.Context(), storetest.Feed("f"), document("f", 30, 0)))
		}
	})
}

func BenchmarkArticlesThousandOfTenThousand(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		var feeds []string
		for i := range 100 {
			f := fmt.Sprint("f", i)
			feeds = append(feeds, f)
			for range 10 {
				storetest.Must[[]digest.Article](b)(s.SaveFeed(b.Context(), storetest.Feed(f), document(f, 10, 10*int(st.Clock().Unix()))))
				st.Pass(time.Second)
			}
		}
		for b.Loop() {
			if got := storetest.Must[[]digest.Article](b)(s.Articles(b.Context(), feeds, st.Clock().Add(-101*time.Second), st.Clock())); len(got) != 1000 {
				b.Fatal(len(got))
			}
		}
	})
}

func BenchmarkSaveIssueForHundredThousand(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		day := 0
		for b.Loop() {
			is := storetest.Issue("daily", digest.SlotOf(morning.AddDate(0, 0, day), time.UTC))
			storetest.Save(b, s, is, storetest.Deliveries(is, 100_000))
			day++
		}
	})
}

func BenchmarkAdvance(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(b, s, is, storetest.Deliveries(is, 100_000))
		var done *digest.Ended
		var due []string
		for b.Loop() {
			if len(due) == 0 {
				b.StopTimer()
				due = storetest.Claim(b, s, "me", 100)
				b.StartTimer()
			}
			if len(due) == 0 {
				b.Fatal("all have been sent")
			}
			storetest.OK(b, s.Advance(b.Context(), "me", done, due[0]))
			done, due = storetest.Ended(due[0], digest.Sent), due[1:]
		}
	})
}

func BenchmarkClaimHundred(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(b, s, is, storetest.Deliveries(is, 100_000))
		for b.Loop() {
			if got := storetest.Claim(b, s, "me", 100); len(got) != 100 {
				b.Fatal(len(got))
			}
			b.StopTimer()
			storetest.OK(b, s.Release(b.Context(), "me"))
			b.StartTimer()
		}
	})
}

func BenchmarkPastsOfHundredThousand(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		for day := range 3 {
			is := storetest.Issue("daily", digest.SlotOf(morning.AddDate(0, 0, day), time.UTC))
			storetest.Save(b, s, is, storetest.Deliveries(is, 100_000))
		}
		for b.Loop() {
			if got := storetest.Must[map[string]digest.Past](b)(s.Pasts(b.Context(), "daily", morning, morning.AddDate(1, 0, 0))); len(got) != 100_000 {
				b.Fatal(len(got))
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		st.Open(b)
		for b.Loop() {
			s, err := store.Open(b.Context(), st.Where, store.Options{})
			storetest.OK(b, err)
			storetest.OK(b, s.Close())
		}
	})
}
