package novelty

import (
	"fmt"
	"strings"
	"testing"

	"tidings/digest"
)

// BenchmarkWorth is a hundred stories that were sent before, each with three new articles of some 350 words: for the first
// reader, and for the next, whose articles are read already.
func BenchmarkWorth(b *testing.B) {
	o := Options{Sent: map[string]digest.Facts{"first": Facts(sent)}}
	var stories []digest.Story
	for i := range 100 {
		var articles []digest.Article
		for j := range 3 {
			articles = append(articles, piece(fmt.Sprint(i, "-", j), fmt.Sprint("f", j), "Kestrel Dam", strings.Repeat(dam+"\n\n", 7)))
		}
		st := again(articles...)
		st.ID = fmt.Sprint(i)
		stories = append(stories, st)
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			new(Judge).Worth(stories, o)
		}
	})
	b.Run("next", func(b *testing.B) {
		var j Judge
		j.Worth(stories, o)
		for b.Loop() {
			j.Worth(stories, o)
		}
	})
}

// BenchmarkFacts is what is kept of an article of some 5,000 words: it does not grow with the text.
func BenchmarkFacts(b *testing.B) {
	long := piece("long", "f", "Kestrel Dam", strings.Repeat(dam+"\n\n", 100))
	for b.Loop() {
		Facts(long)
	}
	b.ReportMetric(float64(4*len(Facts(long))), "bytes/kept")
}
