package digest

import (
	"strconv"
	"testing"
)

func TestArticlesOfAFeedHaveKeysThatBeginAlikeAndDiffer(t *testing.T) {
	common := func(a, b string) int {
		n := 0
		for n < len(a) && a[n] == b[n] {
			n++
		}
		return n
	}
	seen := map[string]bool{}
	for _, feed := range []string{"one", "two"} {
		for i := range 1000 {
			id := ArticleID(feed, strconv.Itoa(i))
			if seen[id] {
				t.Fatalf("%s stands for two articles", id)
			}
			seen[id] = true
			if n := common(id, ArticleID("one", "0")); (n >= 9) != (feed == "one") || len(id) != len(Key("x")) {
				t.Errorf("%s of feed %s has %d letters in common with another of feed one", id, feed, n)
			}
		}
	}
}
