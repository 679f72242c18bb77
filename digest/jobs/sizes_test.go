//go:build unix

package jobs

import (
	"crypto/rand"
	"flag"
	"fmt"
	"hash/fnv"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store"
)

var sizes = flag.String("sizes", "10000", "how many stored articles BenchmarkSizes has, one size after another")

// sizedFeeds is how many feeds the articles are of, whatever their number.
const sizedFeeds = 10_000

// BenchmarkSizes fills states with more and more articles of 10,000 feeds, evenly over the thirty days of a retention, and
// reports what planning and building the last day's issue takes, how large the file is, and what a sweep of the older half
// takes. All but planning grow with the articles: of-linear is how many times the processor time an article takes, in building
// and sweeping together, that it took in the first size.
func BenchmarkSizes(b *testing.B) {
	var first float64
	for _, size := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(size, func(b *testing.B) {
			for b.Loop() {
				d, c, dir := stored(b, n)
				tick := func() time.Duration {
					started := time.Now()
					if err := d.plan(b.Context()); err != nil {
						b.Fatal(err)
					}
					return time.Since(started)
				}
				tick()
				c.set(c.now().Add(time.Hour)) // it is seven
				b.ReportMetric(0, "ns/op")    // it says nothing here
				b.ReportMetric(tick().Seconds()*1000, "plan-ms")
				started, used := time.Now(), processorTime(b)
				if err := planAndWork(d); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(time.Since(started).Seconds(), "build-s")
				b.ReportMetric((processorTime(b) - used).Seconds(), "build-processor-s")
				b.ReportMetric(fileMB(b, dir), "file-MB")
				started = time.Now()
				swept, err := d.Store.Sweep(b.Context(), c.now().AddDate(0, 0, -15))
				if err != nil || swept.Articles < n/3 {
					b.Fatal(swept, err)
				}
				b.ReportMetric(time.Since(started).Seconds(), "sweep-s")
				each := (processorTime(b) - used).Seconds() / float64(n)
				if first == 0 {
					first = each
				}
				b.ReportMetric(each/first, "of-linear")
			}
		})
	}
}

// stored is a daemon with so many articles, an hour before its issue is due.
func stored(b *testing.B, n int) (*Daemon, *clock, string) {
	b.Helper()
	due := at("2026-11-23", "07:00")
	c := &clock{t: due.AddDate(0, 0, -30)}
	dir := b.TempDir()
	st, err := store.Open(b.Context(), dir, store.Options{Now: c.now, Rand: rand.Reader})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { st.Close() })
	e := daily(b)
	for i := range 100 {
		e.Readers = append(e.Readers, digest.Subscriber{Email: fmt.Sprintf("reader%d@example.com", i), MaxStories: 5 + i%20})
	}
	d := onState(b, st, c, e)
	d.Pipeline.Feeds = nil
	step := 30 * 24 * time.Hour / (sizedFeeds + 1)
	for i := range sizedFeeds {
		id := "feed" + strconv.Itoa(i)
		d.Pipeline.Feeds = append(d.Pipeline.Feeds, digest.Feed{ID: id, URL: "https://" + id + ".example/", Name: id, Weight: 1})
		c.set(due.AddDate(0, 0, -30).Add(time.Duration(i) * step))
		articles := make([]digest.Article, max(1, n/sizedFeeds))
		for j := range articles {
			articles[j] = sized(id, j, c.now())
		}
		// Its next document lists none of them, so that they may be swept, and one that may not.
		for _, document := range [][]digest.Article{articles, {sized(id, len(articles), c.now())}} {
			if _, err := st.SaveFeed(b.Context(), digest.FeedState{Feed: id}, document); err != nil {
				b.Fatal(err)
			}
		}
	}
	c.set(due.Add(-time.Hour))
	return d, c, dir
}

// sized is an article of 150 words that are as frequent as those of a language (Zipf, Human Behavior and the Principle of
// Least Effort, 1949).
func sized(feed string, n int, seen time.Time) digest.Article {
	id := feed + "/" + strconv.Itoa(n)
	hash := fnv.New64()
	hash.Write([]byte(id))
	words := mathrand.NewZipf(mathrand.New(mathrand.NewPCG(hash.Sum64(), 1)), 1.1, 2.7, 50_000)
	text := func(n int) string {
		var s strings.Builder
		for range n {
			s.WriteString("w" + strconv.FormatUint(words.Uint64(), 36) + " ")
		}
		return s.String()
	}
	return digest.Article{
		ID: digest.Key(id), FeedID: feed, GUID: id, URL: "https://" + feed + ".example/" + id, Title: text(8), Published: seen.Add(-time.Hour),
		Text: digest.Text{Body: text(150) + ".", Words: 150, Method: "feed"},
	}
}

// processorTime is what this process has used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fileMB is how large the database is, with its log.
func fileMB(b *testing.B, dir string) float64 {
	b.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "tidings.db*"))
	if err != nil {
		b.Fatal(err)
	}
	var bytes int64
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			b.Fatal(err)
		}
		bytes += info.Size()
	}
	return float64(bytes) / (1 << 20)
}
