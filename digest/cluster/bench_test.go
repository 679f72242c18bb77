package cluster

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/cluster/prepare"
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

// The benchmark groups in a process of its own, so that the peak of memory and the time of the processors are those of
// grouping: this test binary, told by the environment how many articles to group, and whether they were prepared before.
const (
	benchArticles = "TIDINGS_BENCH_ARTICLES"
	benchAgain    = "TIDINGS_BENCH_AGAIN"
)

func TestMain(m *testing.M) {
	n, err := strconv.Atoi(os.Getenv(benchArticles))
	if err != nil {
		os.Exit(m.Run())
	}
	if err := benchGroup(n, os.Getenv(benchAgain) != ""); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// benchResult is what the process says of itself.
type benchResult struct {
	Seconds, Busy float64 // on the clock; of the processors
	PeakMB        float64 // with the articles; 0: the system does not say
	Stories       int
}

func benchGroup(n int, again bool) error {
	articles := press(n, 400)
	known := make(map[string]Prepared)
	if again {
		sorted := inOrder(articles)
		forms, _ := prepare.All(sorted, nil)
		for i, a := range sorted {
			known[a.ID] = forms[i]
		}
	}
	runtime.GC()
	started, busy := time.Now(), busySeconds()
	result := benchResult{Stories: len(Group(articles, Options{Prepared: known}))}
	result.Seconds, result.Busy = time.Since(started).Seconds(), busySeconds()-busy
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		_, peak, _ := strings.Cut(string(status), "VmHWM:")
		kb, _ := strconv.Atoi(strings.Fields(peak)[0])
		result.PeakMB = float64(kb) / 1024
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// busySeconds is what the runtime takes for the time its goroutines and its garbage collector ran.
func busySeconds() float64 {
	sample := []metrics.Sample{{Name: "/cpu/classes/total:cpu-seconds"}, {Name: "/cpu/classes/idle:cpu-seconds"}}
	metrics.Read(sample)
	return sample[0].Value.Float64() - sample[1].Value.Float64()
}

// BenchmarkCluster groups windows of three days, of articles of 400 words: the first time, and again with what was
// prepared of each article kept. The heap grows as in cmd/tidings. The limits are for two processors; the time an article takes should not grow with the
// window.
func BenchmarkCluster(b *testing.B) {
	for _, c := range []struct {
		articles int
		again    string
		limit    string
	}{
		{1000, "", ""}, {10_000, "", "3 s, 300 MB"}, {10_000, "yes", "1 s"}, {100_000, "", "30 s, 2000 MB"},
	} {
		name := fmt.Sprint(c.articles)
		if c.again != "" {
			name += "/again"
		}
		b.Run(name, func(b *testing.B) {
			var got benchResult
			for b.Loop() {
				child := exec.Command(os.Args[0])
				child.Env = append(os.Environ(), "GOGC=50", fmt.Sprintf("%s=%d", benchArticles, c.articles), benchAgain+"="+c.again)
				child.Stderr = os.Stderr
				out, err := child.Output()
				if err != nil {
					b.Fatal(err)
				}
				if err := json.Unmarshal(out, &got); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(got.Seconds, "s")
			b.ReportMetric(got.Busy, "cpu-s")
			b.ReportMetric(got.PeakMB, "peak-MB")
			b.ReportMetric(float64(got.Stories), "stories")
			b.ReportMetric(got.Seconds*1e6/float64(c.articles), "µs/article")
			if c.limit != "" {
				b.Log("limit: ", c.limit)
			}
		})
	}
}
