package summarize

import (
	"fmt"
	"strings"
	"testing"

	"tidings/digest"
)

// BenchmarkStory is a story of five reports of some 400 words each.
func BenchmarkStory(b *testing.B) {
	st := digest.Story{ID: "s"}
	for i := range 5 {
		var body strings.Builder
		for j := range 20 {
			fmt.Fprintf(&body, "The harbour council of Port %d voted on Monday to spend %d million on a new sea wall, said Ana Prazeres. ", i, j)
		}
		a := digest.Article{ID: fmt.Sprint(i), FeedID: fmt.Sprint(i), Title: fmt.Sprintf("Council %d votes for a new sea wall at the harbour", i)}
		a.Text.Body = body.String()
		st.Articles = append(st.Articles, a)
	}
	teller := New(Options{})
	for b.Loop() {
		teller.Story(st)
	}
}
