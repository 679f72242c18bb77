package pipeline_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/render"
	"tidings/digest/store"
	"tidings/templates"
)

// The benchmark of building: a window of so many articles of 400 words in so many feeds.
const (
	benchWindow  = 10_000
	benchSources = 300
)

// windowArticles invents articles of events that one to four feeds tell: sentences of words with the frequencies of a
// language, in which every fifth word is one of the event's own.
func windowArticles() []digest.Article {
	r := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(r, 1.1, 8, 40_000)
	word := func(n uint64) string { return "w" + strconv.FormatUint(n+1296, 36) }
	var articles []digest.Article
	for len(articles) < benchWindow {
		names := make([]string, 12)
		for i := range names {
			names[i] = "N" + word(r.Uint64N(1e6))
		}
		for range 1 + r.IntN(4) {
			var text strings.Builder
			for i := range 400 {
				if r.IntN(5) == 0 {
					text.WriteString(names[r.IntN(len(names))])
				} else {
					text.WriteString(word(zipf.Uint64()))
				}
				text.WriteString([]string{" ", ". "}[i%15/14])
			}
			n := len(articles)
			feed := fmt.Sprint("f", n%benchSources)
			url := fmt.Sprintf("https://%s.example/%d", feed, n)
			articles = append(articles, digest.Article{
				ID: digest.Key("article", url), FeedID: feed, URL: url, Canonical: url, Language: "en",
				Title: strings.Join(names[:6], " "), Content: "<p>" + text.String() + "</p>",
				Published: morning.Add(-time.Duration(r.IntN(24*60)) * time.Minute),
			})
		}
	}
	return articles[:benchWindow]
}

// window makes a state with the articles of a window: with the texts of their pages, or told in full by their feeds.
func window(b *testing.B, pages bool) (dir string) {
	b.Helper()
	dir = b.TempDir()
	st, err := store.Open(b.Context(), dir, store.Options{Now: func() time.Time { return morning.Add(-time.Hour) }})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	byFeed := make(map[string][]digest.Article)
	var ids []string
	articles := windowArticles()
	for _, a := range articles {
		if pages {
			a.Content = ""
		}
		byFeed[a.FeedID] = append(byFeed[a.FeedID], a)
		ids = append(ids, a.ID)
	}
	for feed, list := range byFeed {
		if _, err := st.SaveFeed(b.Context(), digest.FeedState{Feed: feed, Title: feed}, list); err != nil {
			b.Fatal(err)
		}
	}
	if !pages {
		if err := st.TakeOwnWords(b.Context(), ids); err != nil {
			b.Fatal(err)
		}
		return dir
	}
	for _, a := range articles {
		body := strings.TrimSuffix(strings.TrimPrefix(a.Content, "<p>"), "</p>")
		text := digest.Text{Body: body, HTML: a.Content, Words: 400, Method: "page", Language: "en"}
		if err := st.SaveText(b.Context(), a.ID, text); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// benchBuild drafts an issue of the window in the state, as the daemon does before it writes it.
func benchBuild() (benchResult, error) {
	now := func() time.Time { return morning }
	st, err := store.Open(context.Background(), os.Getenv(benchDir), store.Options{Now: now})
	if err != nil {
		return benchResult{}, err
	}
	defer st.Close()
	renderer, err := render.New(templates.FS, digest.Theme{}, nil)
	if err != nil {
		return benchResult{}, err
	}
	p := &pipeline.Pipeline{
		Site: digest.Site{Name: "The Test Paper", Language: "en", Location: time.UTC}, From: "The Test Paper <paper@paper.example>",
		Look:  func(digest.Edition) *render.Renderer { return renderer },
		Store: st, Log: slog.New(slog.DiscardHandler), Now: now,
	}
	for i := range benchSources {
		p.Feeds = append(p.Feeds, digest.Feed{ID: fmt.Sprint("f", i), Weight: 1})
	}
	started := time.Now()
	draft, err := p.Draft(context.Background(), pipeline.Run{
		Edition: edition(), Slot: digest.SlotOf(morning, time.UTC), Until: morning,
		Readers: []digest.Subscriber{{Email: "ana@example.com"}},
	})
	result := benchResult{Seconds: time.Since(started).Seconds()}
	if err == nil && (draft.Report.Articles != benchWindow || len(draft.Renderings) != 1) {
		err = fmt.Errorf("drafted %+v", draft.Report)
	}
	return result.withPeak(), err
}

// BenchmarkBuild10000 drafts an issue of ten thousand articles that one reader gets: of texts from pages and of texts that
// feeds tell in full, for the first time and again, when grouping has read the articles before.
func BenchmarkBuild10000(b *testing.B) {
	for _, texts := range []string{"pages", "feeds"} {
		made := window(b, texts == "pages")
		b.Run(texts+"/first", func(b *testing.B) {
			for b.Loop() {
				dir := b.TempDir()
				if err := os.CopyFS(dir, os.DirFS(made)); err != nil {
					b.Fatal(err)
				}
				runBuilder(b, dir)
			}
		})
		b.Run(texts+"/again", func(b *testing.B) {
			runBuilder(b, made)
			for b.Loop() {
				runBuilder(b, made)
			}
		})
	}
}

// runBuilder runs a builder of the state's issue to its end, and reports what that takes.
func runBuilder(b *testing.B, dir string) {
	b.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), benchRole+"=builder", benchDir+"="+dir, "GOGC=50") // as cmd/tidings sets it
	child.Stderr = os.Stderr
	out, err := child.Output()
	if err != nil {
		b.Fatal(err)
	}
	var result benchResult
	if err := json.Unmarshal(out, &result); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(result.Seconds, "s")
	b.ReportMetric((child.ProcessState.UserTime() + child.ProcessState.SystemTime()).Seconds(), "cpu-s")
	b.ReportMetric(result.PeakMB, "MB-peak")
}
