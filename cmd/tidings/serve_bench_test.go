//go:build linux

package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/cmd/soak/fleet"
)

// program builds the one binary as `make build` does.
func program(b *testing.B) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "tidings")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", file, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return file
}

// started is a machine that serves a configuration, once it does its work.
func started(b *testing.B, file, sources string) *fleet.Node {
	b.Helper()
	node, err := fleet.NewNode(file, b.TempDir(), "node")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { node.Close() })
	if err := errors.Join(node.Configure(sources), node.Start(), node.AwaitReady(5*time.Minute)); err != nil {
		b.Fatal(err)
	}
	return node
}

// resident is the memory of a process, as /proc/PID/status of proc(5) has it, in MB.
func resident(b *testing.B, pid int, field string) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), field+":")
	kilobytes, err := strconv.ParseFloat(strings.Fields(after)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kilobytes / 1024
}

// processorTime is what a process has used, as field 14 and 15 of /proc/PID/stat say it in hundredths of a second.
func processorTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the name may hold anything
	fields := strings.Fields(after)
	ticks := 0
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100
}

// BenchmarkIdle is what `tidings serve` takes while it has nothing to do, on SQLite, with the readers' pages and metrics
// on, from half a minute after its start for two minutes.
func BenchmarkIdle(b *testing.B) {
	const settle, watch = 30 * time.Second, 2 * time.Minute
	const mostMemory, mostProcessor = 40, 1 // MB, and percent of a core
	file := program(b)
	press, err := fleet.NewPress()
	if err != nil {
		b.Fatal(err)
	}
	defer press.Close()
	for b.Loop() {
		node := started(b, file, fmt.Sprintf(`
feeds: [%q]
network: {allow: [127.0.0.0/8]}
web: {listen: "127.0.0.1:0", url: http://127.0.0.1}
smtp: {host: 127.0.0.1, port: 1}
delivery: {from: Paper <paper@paper.example>}
alerts: {to: operator@paper.example}
subscribers: [reader@example.com]
`, press.Feeds(1)[fleet.Papers-1]))
		time.Sleep(settle)
		used := processorTime(b, node.PID())
		time.Sleep(watch)
		percent := (processorTime(b, node.PID()) - used).Seconds() / watch.Seconds() * 100
		memory := resident(b, node.PID(), "VmRSS")
		b.ReportMetric(0, "ns/op") // it says nothing here
		b.ReportMetric(memory, "MB")
		b.ReportMetric(mostMemory, "MB-limit")
		b.ReportMetric(resident(b, node.PID(), "RssAnon"), "MB-not-of-the-program-file")
		b.ReportMetric(percent, "%core")
		b.ReportMetric(mostProcessor, "%core-limit")
		if err := node.Stop(); err != nil {
			b.Fatal(err)
		}
	}
}

// papers serves so many articles at every address: other ones at each, in words that are as frequent as those of a language
// (Zipf, Human Behavior and the Principle of Least Effort, 1949), so that grouping has its usual work.
func papers(articles int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash := fnv.New64()
		io.WriteString(hash, r.URL.Path)
		words := rand.NewZipf(rand.New(rand.NewPCG(hash.Sum64(), 1)), 1.1, 2.7, 50_000)
		text := func(n int) string {
			var s strings.Builder
			for range n {
				s.WriteString("w" + strconv.FormatUint(words.Uint64(), 36) + " ")
			}
			return s.String()
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Paper %s</title>`, r.URL.Path)
		for i := range articles {
			fmt.Fprintf(w, "<item><guid>%s/%d</guid><link>https://paper.example%s/%d</link><title>%s</title><pubDate>%s</pubDate><description>%s.</description></item>",
				r.URL.Path, i, r.URL.Path, i, text(8), time.Now().Add(-time.Hour).Format(time.RFC1123Z), text(150))
		}
		io.WriteString(w, `</channel></rss>`)
	})
}

// BenchmarkFirstMessage is how long after the due second of a slot the mail server has the first message of it, and the
// last, from 1,000 feeds with five articles each for 10,000 readers with 40 different wishes, on SQLite. The edition is due each minute: what is
// measured is the first slot after the feeds have been read.
func BenchmarkFirstMessage(b *testing.B) {
	const feeds, articles, readers, wishes = 1_000, 5, 10_000, 40
	const limit = 5 // seconds
	file := program(b)
	press := httptest.NewServer(papers(articles))
	defer press.Close()
	var sources strings.Builder
	sources.WriteString("defaults: {extract: never}\nnetwork: {allow: [127.0.0.0/8]}\neditions: [{id: each, schedule: {cron: \"* * * * *\"}, quiet: {then: skip}}]\nfeeds:\n")
	for i := range feeds {
		fmt.Fprintf(&sources, "  - %s/%d\n", press.URL, i)
	}
	sources.WriteString("subscribers:\n")
	for i := range readers {
		fmt.Fprintf(&sources, "  - {email: %s, max_stories: %d}\n", readerAt(i), 10+i%wishes)
	}
	for b.Loop() {
		relay, err := fleet.NewRelay()
		if err != nil {
			b.Fatal(err)
		}
		node := started(b, file, sources.String()+fmt.Sprintf("smtp: {host: 127.0.0.1, port: %d}\ndelivery: {from: Paper <paper@paper.example>}\n", relay.Port))
		used := processorTime(b, node.PID())
		awaitMails(b, relay, 1)
		used = processorTime(b, node.PID()) - used
		awaitMails(b, relay, readers)
		due := relay.First().Truncate(time.Minute)
		b.ReportMetric(0, "ns/op") // it says nothing here
		b.ReportMetric(relay.First().Sub(due).Seconds(), "s-to-first")
		b.ReportMetric(limit, "s-to-first-limit")
		b.ReportMetric(used.Seconds(), "processor-s-to-first")
		b.ReportMetric((relay.First().Sub(due) + relay.Between()).Seconds(), "s-to-last")
		b.ReportMetric(resident(b, node.PID(), "VmHWM"), "MB-peak")
		if err := node.Stop(); err != nil {
			b.Fatal(err)
		}
		relay.Close()
	}
}
