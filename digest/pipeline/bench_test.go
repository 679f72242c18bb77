package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"tidings/digest"
	"tidings/digest/fetch"
	"tidings/digest/pipeline"
	"tidings/digest/store"
)

// The benchmarks of gathering run server and client as programs of their own, so that the client's memory and time are
// its own: this test binary, told by the environment what to be.
const (
	benchRole = "TIDINGS_BENCH_ROLE" // one of those in TestMain
	benchPort = "TIDINGS_BENCH_PORT"
	benchDir  = "TIDINGS_BENCH_STATE"
	benchHour = "TIDINGS_BENCH_HOUR" // of the client's clock

	benchFeeds  = 10_000
	benchHosts  = 1_000
	benchAtOnce = 64 // what Gather has, for the peer
)

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(benchRole) {
	case "server":
		err = benchServer()
	case "tidings":
		err = benchClient(gatherOurs)
	case "gofeed":
		err = benchClient(gatherGofeed)
	case "builder":
		var result benchResult
		if result, err = benchBuild(); err == nil {
			err = json.NewEncoder(os.Stdout).Encode(result)
		}
	case "sender":
		err = benchSender(sender.send)
	case "gomail":
		err = benchSender(sender.gomail)
	default:
		code := m.Run()
		postgres.Stop()
		os.Exit(code)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func benchAddress(host int) string { return fmt.Sprintf("127.0.%d.%d", host/200, 1+host%200) }

func benchURLs(port string) []string {
	urls := make([]string, benchFeeds)
	for i := range urls {
		urls[i] = fmt.Sprintf("http://%s:%s/%d.xml", benchAddress(i%benchHosts), port, i)
	}
	return urls
}

// benchServer answers every path with one feed of 20 articles in 47 KB, zipped, and with 304 to those who have it. It
// says its port and ends with its standard input.
func benchServer() error {
	r := rand.New(rand.NewPCG(1, 2))
	var doc strings.Builder
	doc.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title><link>https://feed.example/</link>`)
	for i := range 20 {
		fmt.Fprintf(&doc, `<item><title>Title %d</title><link>https://feed.example/%d</link><guid>%d</guid><pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate><description>&lt;p&gt;`, i, i, i)
		for doc.Len() < (i+1)*2350 {
			fmt.Fprintf(&doc, "w%s ", strconv.FormatUint(r.Uint64N(1<<20), 26))
		}
		doc.WriteString(`&lt;/p&gt;</description></item>`)
	}
	doc.WriteString(`</channel></rss>`)
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	io.WriteString(z, doc.String())
	z.Close()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Etag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Write(zipped.Bytes())
	})}
	port := "0"
	for host := range benchHosts {
		ln, err := net.Listen("tcp", net.JoinHostPort(benchAddress(host), port))
		if err != nil {
			return err
		}
		_, port, _ = net.SplitHostPort(ln.Addr().String())
		go server.Serve(ln)
	}
	fmt.Println(port)
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// benchResult is what a client says of itself.
type benchResult struct {
	Seconds float64
	PeakMB  float64 // 0: the system does not say
	Read    int     // feeds that came with all their articles
	Same    int     // feeds that had not changed
	Sent    int     // messages
}

func benchClient(gather func(urls []string) (benchResult, error)) error {
	result, err := gather(benchURLs(os.Getenv(benchPort)))
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result.withPeak())
}

func gatherOurs(urls []string) (benchResult, error) {
	hours, _ := strconv.Atoi(os.Getenv(benchHour))
	born := time.Now()
	now := func() time.Time { return morning.Add(time.Duration(hours)*time.Hour + time.Since(born)) }
	st, err := store.Open(context.Background(), os.Getenv(benchDir), store.Options{Now: now})
	if err != nil {
		return benchResult{}, err
	}
	defer st.Close()
	client := fetch.New(fetch.Options{UserAgent: fetch.UserAgent("bench", 1), Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	defer client.Close()
	p := &pipeline.Pipeline{Fetch: client, Store: st, Log: slog.New(slog.DiscardHandler), Now: now}
	p.Feeds = make([]digest.Feed, 0, len(urls))
	for _, url := range urls {
		p.Feeds = append(p.Feeds, digest.Feed{ID: digest.Key("feed", url), URL: url, Extract: digest.ExtractNever})
	}
	started := time.Now()
	report, err := p.Gather(context.Background())
	result := benchResult{Seconds: time.Since(started).Seconds()}
	for _, f := range report.Feeds {
		if f.New == 20 {
			result.Read++
		}
		if f.Unchanged {
			result.Same++
		}
	}
	return result, err
}

// gatherGofeed is what a program has that uses gofeed as its README shows, with as many goroutines: it stores nothing.
func gatherGofeed(urls []string) (result benchResult, err error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 2}, Timeout: 20 * time.Second}
	queue := make(chan string)
	var wg sync.WaitGroup
	var mu sync.Mutex
	started := time.Now()
	for range benchAtOnce {
		wg.Go(func() {
			parser := gofeed.NewParser()
			parser.Client = client
			for url := range queue {
				feed, ferr := parser.ParseURL(url)
				mu.Lock()
				if ferr != nil {
					err = ferr
				} else if len(feed.Items) == 20 {
					result.Read++
				}
				mu.Unlock()
			}
		})
	}
	for _, url := range urls {
		queue <- url
	}
	close(queue)
	wg.Wait()
	result.Seconds = time.Since(started).Seconds()
	return result, err
}

// startServer starts the server and gives its port.
func startServer(b *testing.B) string {
	b.Helper()
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), benchRole+"=server")
	server.Stderr = os.Stderr
	in, err := server.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		server.Wait()
	})
	var port string
	if _, err := fmt.Fscanln(out, &port); err != nil {
		b.Skip("no server on a thousand loopback addresses: ", err)
	}
	return port
}

// runClient runs a client and gives what it says and the processor time it took.
func runClient(b *testing.B, role, port, dir string, hour int) (benchResult, time.Duration) {
	b.Helper()
	client := exec.Command(os.Args[0])
	client.Env = append(os.Environ(), benchRole+"="+role, benchPort+"="+port, benchDir+"="+dir, benchHour+"="+strconv.Itoa(hour))
	if role == "tidings" {
		client.Env = append(client.Env, "GOGC=50") // as cmd/tidings sets it
	}
	client.Stderr = os.Stderr
	out, err := client.Output()
	if err != nil {
		b.Fatal(err)
	}
	var result benchResult
	if err := json.Unmarshal(out, &result); err != nil {
		b.Fatal(err)
	}
	return result, client.ProcessState.UserTime() + client.ProcessState.SystemTime()
}

func say(b *testing.B, r benchResult, cpu time.Duration) {
	b.ReportMetric(benchFeeds/r.Seconds, "feeds/s")
	b.ReportMetric(float64(cpu.Microseconds())/benchFeeds, "cpu-µs/feed")
	b.ReportMetric(r.PeakMB, "MB-peak")
}

// BenchmarkGather10000Cold reads ten thousand feeds on a thousand hosts for the first time: 200,000 articles.
func BenchmarkGather10000Cold(b *testing.B) {
	port := startServer(b)
	for _, role := range []string{"tidings", "gofeed"} {
		b.Run(role, func(b *testing.B) {
			for b.Loop() {
				r, cpu := runClient(b, role, port, b.TempDir(), 0)
				if r.Read != benchFeeds {
					b.Fatalf("read %d feeds", r.Read)
				}
				say(b, r, cpu)
			}
		})
	}
}

// BenchmarkGather10000Unchanged asks the same feeds an hour later. gofeed alone reads them all again.
func BenchmarkGather10000Unchanged(b *testing.B) {
	port := startServer(b)
	b.Run("tidings", func(b *testing.B) {
		dir := b.TempDir()
		runClient(b, "tidings", port, dir, 0)
		hour := 0
		for b.Loop() {
			hour += 2
			r, cpu := runClient(b, "tidings", port, dir, hour)
			if r.Same != benchFeeds {
				b.Fatalf("%d feeds were unchanged", r.Same)
			}
			say(b, r, cpu)
		}
	})
	b.Run("gofeed", func(b *testing.B) {
		for b.Loop() {
			r, cpu := runClient(b, "gofeed", port, "", 0)
			say(b, r, cpu)
		}
	})
}
