package config_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/digest/config"
)

// loadAlone is the variable that makes a test binary load a folder and nothing else.
const loadAlone = "TIDINGS_BENCH_LOAD"

// loaded is what loading took.
type loaded struct {
	Seconds float64
	PeakMB  float64 // of the process; 0: the system does not say
	People  int
}

func TestMain(m *testing.M) {
	dir := os.Getenv(loadAlone)
	if dir == "" {
		os.Exit(m.Run())
	}
	started := time.Now()
	c, err := config.Load(config.Options{Path: dir, Env: noEnv})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	r := loaded{Seconds: time.Since(started).Seconds(), People: len(c.Subscribers)}
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		_, peak, _ := strings.Cut(string(status), "VmHWM:")
		kb, _ := strconv.Atoi(strings.Fields(peak)[0])
		r.PeakMB = float64(kb) / 1024
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		os.Exit(1)
	}
}

// BenchmarkEffective shows 1,000 feeds that inherit; readers are in it when they are asked for.
func BenchmarkEffective(b *testing.B) {
	var text strings.Builder
	text.WriteString("defaults: {max_age: 3d, exclude: [horoscope], labels: {region: national}}\nsections:\n  - id: all\n    feeds:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "      - {url: https://paper%d.example.com/feed, weight: 2}\n", i)
	}
	path := filepath.Join(b.TempDir(), config.SourcesFile)
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		shown(b, path, "")
	}
}

// BenchmarkSubscribers reads 100,000 of them, written as mappings, each time in a process of its own whose heap grows as in
// cmd/tidings. The limit is 2 s and 300 MB.
func BenchmarkSubscribers(b *testing.B) {
	const people = 100_000
	dir := b.TempDir()
	var text strings.Builder
	text.WriteString("lists:\n  staff: {default: true}\nsubscribers:\n")
	for i := range people {
		fmt.Fprintf(&text, "  - {email: reader%d@example.com, name: Reader %d, lists: [staff], timezone: Europe/Paris}\n", i, i)
	}
	for name, s := range map[string]string{
		config.SourcesFile: "feeds: [https://example.com/feed]\n", config.SubscribersFile: text.String(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	var total loaded
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), "GOGC=50", loadAlone+"="+dir)
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		var r loaded
		if err := json.Unmarshal(out, &r); err != nil || r.People != people {
			b.Fatalf("%s: %v", out, err)
		}
		total.Seconds += r.Seconds
		total.PeakMB = max(total.PeakMB, r.PeakMB)
	}
	b.ReportMetric(total.Seconds/float64(b.N), "s/load")
	b.ReportMetric(2, "s-limit")
	b.ReportMetric(total.PeakMB, "peak-MB")
	b.ReportMetric(300, "MB-limit")
}
