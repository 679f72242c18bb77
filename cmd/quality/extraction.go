package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	readeck "codeberg.org/readeck/go-readability/v2"
	shiori "github.com/go-shiori/go-readability"
	"golang.org/x/net/html"

	"tidings/digest"
	"tidings/digest/extract"
)

// labelledPage is a page and the text a reader wants of it.
type labelledPage struct {
	Set, URL, File, Text string

	html []byte
}

// extractor is a way from a page to its text. All read the same bytes, which are UTF-8.
type extractor struct {
	name string
	text func(page labelledPage) string
}

func extractors() []extractor {
	return []extractor{
		{"tidings", oursText},
		{"readability v2", readeckText},
		{"go-shiori", shioriText},
	}
}

func oursText(p labelledPage) string {
	text, err := extract.Page(digest.Page{FinalURL: p.URL, ContentType: "text/html", Body: p.html}, extract.Options{})
	if err != nil {
		return ""
	}
	return text.Body
}

func readeckText(p labelledPage) string {
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

func shioriText(p labelledPage) string {
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

func parsePage(p labelledPage) (*html.Node, *url.URL, error) {
	base, err := url.Parse(p.URL)
	if err != nil {
		return nil, nil, fmt.Errorf("page address: %w", err)
	}
	doc, err := html.Parse(bytes.NewReader(p.html))
	if err != nil {
		return nil, nil, fmt.Errorf("page: %w", err)
	}
	return doc, base, nil
}

// readLabelledPages reads the pages of a data folder, in the order of truth.jsonl.
func readLabelledPages(data string) ([]labelledPage, error) {
	folder := filepath.Join(data, "pages")
	f, err := os.Open(filepath.Join(folder, "truth.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("labelled pages: %w", err)
	}
	defer f.Close()
	var pages []labelledPage
	lines := json.NewDecoder(bufio.NewReader(f))
	for {
		var p labelledPage
		if err := lines.Decode(&p); err == io.EOF {
			return pages, nil
		} else if err != nil {
			return nil, fmt.Errorf("labelled pages: %w", err)
		}
		if p.html, err = readGzip(filepath.Join(folder, p.File)); err != nil {
			return nil, fmt.Errorf("labelled page %s: %w", p.File, err)
		}
		pages = append(pages, p)
	}
}

func readGzip(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
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
	pages, err := readLabelledPages(data)
	if err != nil {
		return err
	}
	systems := extractors()
	agreements := make([]map[string][]agreement, len(systems))
	costs := make([][]cost, len(systems))
	for i := range systems {
		agreements[i] = map[string][]agreement{}
	}
	for turn, p := range pages {
		for k := range systems {
			i := (turn + k) % len(systems)
			text, c := measure(systems[i], p)
			costs[i] = append(costs[i], c)
			agreements[i][p.Set] = append(agreements[i][p.Set], compareTexts(text, p.Text))
		}
	}
	fmt.Fprintf(w, "Readable text: %d labelled pages, 4-token shingles\n", len(pages))
	for i, s := range systems {
		printScores(w, s.name, agreements[i])
		printCosts(w, costs[i])
	}
	return nil
}

func measure(s extractor, p labelledPage) (string, cost) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	text := s.text(p)
	elapsed := time.Since(start)
	runtime.ReadMemStats(&after)
	return text, cost{elapsed: elapsed, alloc: after.TotalAlloc - before.TotalAlloc}
}

func printScores(w io.Writer, name string, bySet map[string][]agreement) {
	sets := make([]string, 0, len(bySet))
	for set := range bySet {
		sets = append(sets, set)
	}
	slices.Sort(sets)
	macro := 0.0
	for _, set := range sets {
		mean := meanAgreement(bySet[set])
		macro += mean.f1() / float64(len(sets))
		fmt.Fprintf(w, "  %-15s %-9s P %.4f  R %.4f  F1 %.4f  (%d pages)\n",
			name, set, mean.precision, mean.recall, mean.f1(), len(bySet[set]))
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
