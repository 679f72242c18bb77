package config_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tidings/digest/config"
)

func TestEachValueOfASubscriberHasAnOrigin(t *testing.T) {
	c, dir, err := load(t, map[string]string{
		config.SourcesFile: "feeds: [https://example.com/feed]\nfiles: [people]\n",
		"people/a.yaml": "lists:\n  all: {default: true, language: fr}\n  far: {timezone: Asia/Tokyo, language: ja}\nsubscribers:\n" +
			"  - me@example.com\n  - email: ana@example.com\n    lists: [far]\n    language: en\n    pause: {until: 2026-12-28}\n",
		"people/.a.yaml.swp": "what an editor keeps", "people/notes.txt": "no YAML",
	})
	if err != nil {
		t.Fatal(err)
	}
	told := func(email string) string {
		n := c.Invited(email)
		if n < 0 {
			return "nobody"
		}
		origins := c.Origins(n)
		var facts []string
		for _, name := range slices.Sorted(maps.Keys(origins)) {
			facts = append(facts, name+": "+strings.TrimPrefix(origins[name].String(), dir+string(filepath.Separator)))
		}
		return strings.Join(facts, ", ")
	}
	for email, want := range map[string]string{
		"ME@example.com":     "language: list all, lists: list all",
		"ana@example.com":    "language: people/a.yaml:6, lists: people/a.yaml:6, pause: people/a.yaml:6, timezone: list far",
		"nobody@example.com": "nobody",
	} {
		if got := told(email); got != want {
			t.Errorf("%s: %s, want %s", email, got, want)
		}
	}
	if at := c.Entry(1); at.Line != 6 || filepath.Base(at.File) != "a.yaml" {
		t.Errorf("the second stands at %v", at)
	}
}

func TestAFolderWithoutAListIsOddAndNotWrong(t *testing.T) {
	c, _, err := load(t, map[string]string{
		config.SourcesFile: "feeds: [https://example.com/feed]\nfiles: [people]\nsubscribers: [me@example.com]\n", "people/notes.txt": "",
	})
	if err != nil || !strings.Contains(c.Warnings.Error(), "sources.yaml:2:9: warning: this folder has no YAML file") {
		t.Errorf("%v, %v", c, err)
	}
}
