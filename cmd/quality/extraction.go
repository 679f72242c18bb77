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
	"tidings/digest/text"
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
	found, err := extract.Page(digest.Page{FinalURL: p.URL, ContentType: "text/html", Body: p.HTML}, extract.Options{})
	if err != nil {
		return ""
	}
	return found.Body
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
	var out bytes.Buffer
	if err := article.RenderText(&out); err != nil {
		return ""
	}
	return out.String()
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

// secondOpinionText is ours, but go-shiori's where ours is short and theirs is longer by half: a measure of what a second
// opinion would be worth.
func secondOpinionText(p pages.Page) string {
	const short = 300 // words
	ours := oursText(p)
	n := text.Count(ours)
	if n >= short {
		return ours
	}
	if theirs := shioriText(p); 2*text.Count(theirs) > 3*n {
		return theirs
	}
	return ours
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

// rounds is how often each extractor reads each page. The quickest counts: what it took more at another time, others on
// the machine took.
const rounds = 3

// extractionTable prints precision, recall and F1 of each extractor on each set, the mean over sets, and what a page
// costs, beside what it costs the last of them. The extractors take turns page by page, and take turns in being first, so
// that a busy machine and a cold cache are the same for all of them.
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
		best := make([]cost, len(systems))
		for k := range rounds * len(systems) {
			i := (turn + k) % len(systems)
			found, c := measure(systems[i], p)
			if k < len(systems) {
				best[i] = c
				agreements[i][p.Set] = append(agreements[i][p.Set], pages.Compare(found, p.Text))
			}
			best[i].elapsed = min(best[i].elapsed, c.elapsed)
		}
		for i, c := range best {
			costs[i] = append(costs[i], c)
		}
	}
	fmt.Fprintf(w, "Readable text: %d labelled pages, 4-token shingles; a page's time is the least of %d\n", len(labelled), rounds)
	last := len(systems) - 1
	for i, s := range systems {
		printScores(w, s.name, agreements[i])
		printCosts(w, summed(costs[i]), summed(costs[last]), systems[last].name)
	}
	return nil
}

func measure(s extractor, p pages.Page) (string, cost) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	found := s.text(p)
	elapsed := time.Since(start)
	runtime.ReadMemStats(&after)
	return found, cost{elapsed: elapsed, alloc: after.TotalAlloc - before.TotalAlloc}
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

// costs are what pages took: milliseconds, and megabytes allocated a page.
type costs struct{ mean, p95, megabytes float64 }

func summed(pages []cost) costs {
	if len(pages) == 0 {
		return costs{}
	}
	times := make([]float64, 0, len(pages))
	var c costs
	for _, p := range pages {
		ms := float64(p.elapsed) / float64(time.Millisecond)
		times = append(times, ms)
		c.mean += ms / float64(len(pages))
		c.megabytes += float64(p.alloc) / 1e6 / float64(len(pages))
	}
	slices.Sort(times)
	c.p95 = times[len(times)*95/100]
	return c
}

func printCosts(w io.Writer, c, peer costs, name string) {
	fmt.Fprintf(w, "  %-15s %-9s mean %.2f ms  p95 %.2f ms  %.2f MB allocated a page", "", "cost", c.mean, c.p95, c.megabytes)
	if c != peer {
		fmt.Fprintf(w, "  (%.2f, %.2f, %.2f of %s's)", c.mean/peer.mean, c.p95/peer.p95, c.megabytes/peer.megabytes, name)
	}
	fmt.Fprintln(w)
}
