package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tidings/digest/config"
)

// BenchmarkSubscribers reads 100,000 of them, written as mappings. MB is the memory that the process had of the system
// at the end, which is close to its peak.
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
	for b.Loop() {
		c, err := config.Load(config.Options{Path: dir, Env: noEnv})
		if err != nil || len(c.Subscribers) != people {
			b.Fatal(err)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB")
}
