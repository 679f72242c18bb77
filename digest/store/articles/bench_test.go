package articles_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/digest"
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
