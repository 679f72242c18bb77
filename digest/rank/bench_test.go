package rank

import (
	"fmt"
	"testing"

	"tidings/digest"
)

// BenchmarkOrder is a thousand stories, one in five told by four papers.
func BenchmarkOrder(b *testing.B) {
	var stories []digest.Story
	for i := range 1000 {
		feeds := []string{fmt.Sprint("f", i%50)}
		if i%5 == 0 {
			feeds = []string{"a", "b", "c", "d"}
		}
		stories = append(stories, told(fmt.Sprint("s", i), feeds...))
	}
	for b.Loop() {
		Order(stories, Options{Now: now})
	}
}
