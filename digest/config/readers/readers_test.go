package readers_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tidings/digest/config"
)

// load loads subscribers, beside one feed.
func load(t *testing.T, subscribers string) (*config.Config, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		config.SourcesFile: "feeds: [https://example.com/feed]\n", config.SubscribersFile: subscribers,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return config.Load(config.Options{Path: dir, Env: func(string) string { return "" }})
}

func TestWhoIsListedAgainIsToldWhereFirst(t *testing.T) {
	const text = "subscribers:\n  - a@example.com\n  - b@example.com\n  - A@example.com\n  - {email: a@example.com, name: Ana}\n"
	_, loaded := load(t, text)
	_, alone := config.CheckSubscribers("import.yaml", []byte(text))
	for how, err := range map[string]error{"loaded": loaded, "looked over alone": alone} {
		var problems config.Problems
		if !errors.As(err, &problems) || len(problems) != 2 {
			t.Errorf("%s: %v", how, err)
			continue
		}
		for i, p := range problems {
			if p.Line != 4+i || !strings.HasSuffix(p.Text, "@example.com is listed twice") || p.Hint != "the first time on line 2" {
				t.Errorf("%s: %v", how, p)
			}
		}
	}
}

func TestOneBadLineAmongManyLoadsNothing(t *testing.T) {
	const people = 10_000
	var text strings.Builder
	text.WriteString("subscribers:\n")
	for i := range people {
		switch i {
		case 3000:
			text.WriteString("  - reader at example.com\n")
		case 7000:
			text.WriteString("  - {email: reader7000@example.com, formt: text}\n")
		case 9000:
			text.WriteString("  - READER1@example.com\n")
		default:
			fmt.Fprintf(&text, "  - reader%d@example.com\n", i)
		}
	}
	c, err := load(t, text.String())
	var problems config.Problems
	if c != nil || !errors.As(err, &problems) {
		t.Fatalf("%v, %v", c, err)
	}
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if !slices.Equal(lines, []int{3002, 7002, 9002}) {
		t.Errorf("problems in lines %v:\n%v", lines, err)
	}
	if n, err := config.CheckSubscribers("import.yaml", []byte(text.String())); n != 0 || !errors.As(err, &problems) || len(problems) != 3 {
		t.Errorf("looked over alone: %d, %v", n, err)
	}
}
