package cluster

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// press invents articles: a vocabulary of made-up words with the frequencies of a natural language (Zipf), events with
// their own rare words and names, and for two events in five one to five more articles in other words. Like a real feed
// it covers three days.
func press(n, words int) []digest.Article {
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.1, 8, 40000)
	word := func(i uint64) string {
		const syllables = "bacedifogulamenitoruvaxeziwykoputesaro"
		var b strings.Builder
		for i += 40; i > 0; i /= 19 {
			b.WriteString(syllables[i%19*2 : i%19*2+2])
		}
		return b.String()
	}
	start := time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)
	var out []digest.Article
	for event := 0; len(out) < n; event++ {
		var own []string
		for range 12 {
			own = append(own, word(zipf.Uint64()%30000+200), strings.ToUpper(word(r.Uint64N(1e6) + 40000)[:1])+word(r.Uint64N(1e6) + 40000)[1:])
		}
		when := start.Add(time.Duration(r.Int64N(int64(72 * time.Hour))))
		for range 1 + max(0, r.IntN(10)-4)%6 {
			var b strings.Builder
			for k := range words {
				if w := word(zipf.Uint64()); r.IntN(5) > 0 {
					b.WriteString(w)
				} else {
					b.WriteString(own[r.IntN(len(own))])
				}
				b.WriteString([]string{" ", ". "}[k%15/14])
			}
			i := len(out)
			title := []string{word(zipf.Uint64()), word(zipf.Uint64())}
			for range 6 {
				title = append(title, own[r.IntN(len(own))])
			}
			out = append(out, digest.Article{
				ID: fmt.Sprintf("a%06d", i), FeedID: fmt.Sprint("f", r.IntN(300)), Title: strings.Join(title, " "), Language: "en",
				Published: when.Add(time.Duration(r.Int64N(int64(12 * time.Hour)))), Text: digest.Text{Body: b.String()},
			})
		}
	}
	return out[:n]
}

// BenchmarkGroup groups windows of articles of 400 words; the time an article takes should not grow with the window.
func BenchmarkGroup(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		articles := press(n, 400)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			stories := 0
			for b.Loop() {
				stories = len(Group(articles, Options{}))
			}
			b.ReportMetric(float64(stories), "stories")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/article")
		})
	}
}
