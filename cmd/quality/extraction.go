package main

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"slices"
	"time"

	readeck "codeberg.org/readeck/go-readability/v2"
	shiori "github.com/go-shiori/go-readability"
	"golang.org/x/net/html"

	"tidings/cmd/quality/pages"
	"tidings/digest"
	"tidings/digest/extract"
)

// extractor is a way from a page to its text. All read the same bytes, which are UTF-8.
type extractor struct {
	name string
	text func(p pages.Page) string
}

func extractors() []extractor {
	return []extractor{
		{"tidings", oursText},
		{"readability v2", readeckText},
		{"go-shiori", shioriText},
	}
}

func oursText(p pages.Page) string {
	text, err := extract.Page(digest.Page{FinalURL: p.URL, ContentType: "text/html", Body: p.HTML}, extract.Options{})
	if err != nil {
		return ""
	}
	return text.Body
}

func readeckText(p pages.Page) string {
	doc, base, err := parsePage(p)
	if err != nil {
		return ""
	}
	parser := readeck.NewParser()
	article, err := parser.ParseAndMutate(doc, base)
	if err != nil || article.Node == nil {
		return ""
	}
	var text bytes.Buffer
	if err := article.RenderText(&text); err != nil {
		return ""
	}
	return text.String()
}

func shioriText(p pages.Page) string {
	doc, base, err := parsePage(p)
	if err != nil {
		return ""
	}
	article, err := shiori.FromDocument(doc, base)
	if err != nil {
		return ""
	}
	return article.TextContent
}

func parsePage(p pages.Page) (*html.Node, *url.URL, error) {
	base, err := url.Parse(p.URL)
	if err != nil {
		return nil, nil, fmt.Errorf("page address: %w", err)
	}
	doc, err := html.Parse(bytes.NewReader(p.HTML))
	if err != nil {
		return nil, nil, fmt.Errorf("page: %w", err)
	}
	return doc, base, nil
}

// cost is what one page took.
type cost struct {
	elapsed time.Duration
	alloc   uint64 // bytes
}

// extractionTable prints precision, recall and F1 of each extractor on each set, the mean over sets, and what a page
// costs. The extractors take turns page by page, and take turns in being first, so that a busy machine and a cold cache
// are the same for all of them.
func extractionTable(w io.Writer, data string) error {
	labelled, err := pages.Read(data)
	if err != nil {
		return err
	}
	systems := extractors()
	agreements := make([]map[string][]pages.Agreement, len(systems))
	costs := make([][]cost, len(systems))
	for i := range systems {
		agreements[i] = map[string][]pages.Agreement{}
	}
	for turn, p := range labelled {
		for k := range systems {
			i := (turn + k) % len(systems)
			text, c := measure(systems[i], p)
			costs[i] = append(costs[i], c)
			agreements[i][p.Set] = append(agreements[i][p.Set], pages.Compare(text, p.Text))
		}
	}
	fmt.Fprintf(w, "Readable text: %d labelled pages, 4-token shingles\n", len(labelled))
	for i, s := range systems {
		printScores(w, s.name, agreements[i])
		printCosts(w, costs[i])
	}
	return nil
}

func measure(s extractor, p pages.Page) (string, cost) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	text := s.text(p)
	elapsed := time.Since(start)
	runtime.ReadMemStats(&after)
	return text, cost{elapsed: elapsed, alloc: after.TotalAlloc - before.TotalAlloc}
}

func printScores(w io.Writer, name string, bySet map[string][]pages.Agreement) {
	sets := make([]string, 0, len(bySet))
	for set := range bySet {
		sets = append(sets, set)
	}
	slices.Sort(sets)
	macro := 0.0
	for _, set := range sets {
		mean := pages.Mean(bySet[set])
		macro += mean.F1() / float64(len(sets))
		fmt.Fprintf(w, "  %-15s %-9s P %.4f  R %.4f  F1 %.4f  (%d pages)\n",
			name, set, mean.Precision, mean.Recall, mean.F1(), len(bySet[set]))
	}
	fmt.Fprintf(w, "  %-15s %-9s                      F1 %.4f\n", name, "macro", macro)
}

func printCosts(w io.Writer, costs []cost) {
	if len(costs) == 0 {
		return
	}
	var elapsed time.Duration
	var alloc uint64
	times := make([]time.Duration, 0, len(costs))
	for _, c := range costs {
		elapsed += c.elapsed
		alloc += c.alloc
		times = append(times, c.elapsed)
	}
	slices.Sort(times)
	n := len(costs)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	fmt.Fprintf(w, "  %-15s %-9s mean %.2f ms  p95 %.2f ms  %.2f MB allocated a page\n", "", "cost",
		ms(elapsed)/float64(n), ms(times[n*95/100]), float64(alloc)/float64(n)/1e6)
}
