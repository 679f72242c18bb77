package effective_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/digest/config/strict/effective"
)

func keyed(key string, s effective.Setting) effective.Setting {
	s.Key = key
	return s
}

func table(of ...effective.Setting) effective.Setting {
	return effective.Setting{Form: effective.Table, Of: of}
}

func list(of ...effective.Setting) effective.Setting {
	return effective.Setting{Form: effective.List, Of: of}
}

// paper is a small configuration.
func paper() effective.Setting {
	feed := func(url string, weight int) effective.Setting {
		return table(keyed("url", effective.Text(url).At("a.yaml", 3)), keyed("weight", effective.Number(weight).Because(effective.Default)))
	}
	return table(
		keyed("feeds", list(feed("https://one.example/feed", 1))),
		keyed("sections", list(table(
			keyed("id", effective.Text("world").At("a.yaml", 5)), keyed("title", effective.Text("World: all of it").At("a.yaml", 5)),
			keyed("feeds", list(feed("https://two.example/feed", 2), feed("https://two.example/feed.xml", 3)))))),
		keyed("smtp", table(keyed("host", effective.Text("mail.example").At("a.yaml", 9)), keyed("port", effective.Number(587).Because(effective.Default)))),
		keyed("tags", list(effective.Text("a").At("a.yaml", 9), effective.Text("off").At("a.yaml", 9))),
		keyed("unset", effective.Setting{}),
	).Pruned()
}

func yamlOf(t *testing.T, s effective.Setting) string {
	t.Helper()
	var b strings.Builder
	if err := s.WriteYAML(&b, func(effective.Setting) string { return "" }); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAPathShowsWhatItNamesInsideWhatItIsPartOf(t *testing.T) {
	for path, want := range map[string]string{
		"smtp.port":                             "smtp:\n  port: 587\n",
		"sections.world.title":                  "sections:\n  - id: world\n    title: 'World: all of it'\n",
		"sections.world.id":                     "sections:\n  - id: world\n",
		"tags":                                  "tags: [a, off]\n",
		"feeds.https://two.example/feed.weight": "sections:\n  - id: world\n    feeds:\n      - url: https://two.example/feed\n        weight: 2\n",
		"feeds.https://two.example/feed.xml.weight": "sections:\n  - id: world\n    feeds:\n      - url: https://two.example/feed.xml\n        weight: 3\n",
		"feeds.https://one.example/feed":            "feeds:\n  - url: https://one.example/feed\n    weight: 1\n",
	} {
		got, err := paper().Select(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if diff := cmp.Diff(want, yamlOf(t, got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	every, err := paper().Select("feeds")
	if n := strings.Count(yamlOf(t, every), "url:"); err != nil || n != 3 {
		t.Errorf("feeds shows %d of 3: %v", n, err)
	}
}

func TestAWrongPathIsToldWhatWasLikelyMeant(t *testing.T) {
	for path, want := range map[string]string{
		"smtp.prot":                "smtp.port",
		"subscriber":               "subscribers",
		"port":                     "smtp.port",
		"world":                    "sections.world",
		"sektions.world.title":     "sections.world.title",
		"sections.worl.title":      "sections.world.title",
		"https://one.example/feed": "feeds.https://one.example/feed",
		"smtp.nothing-like-it":     "smtp.host, smtp.port, ",
		"nothing-like-it":          "feeds, sections, smtp, tags, subscribers, ",
	} {
		_, err := paper().Select(path)
		unknown, ok := errors.AsType[*effective.UnknownError](err)
		if !ok || strings.Join(append(unknown.There, unknown.Meant), ", ") != want {
			t.Errorf("%s: %v, meant %v, want %s", path, err, unknown, want)
		}
	}
}

func TestEntriesHoldEachValueOnceWithItsPlace(t *testing.T) {
	got := paper().Entries()
	want := []string{
		"feeds.https://one.example/feed.url", "feeds.https://one.example/feed.weight",
		"sections.world.feeds.https://two.example/feed.url", "sections.world.feeds.https://two.example/feed.weight",
		"sections.world.feeds.https://two.example/feed.xml.url", "sections.world.feeds.https://two.example/feed.xml.weight",
		"sections.world.id", "sections.world.title", "smtp.host", "smtp.port", "tags[0]", "tags[1]",
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if e := got["smtp.host"]; e != (effective.Entry{Value: "mail.example", File: "a.yaml", Line: 9}) {
		t.Errorf("a written value: %+v", e)
	}
	part, err := paper().Select("sections.world.title")
	if entries := part.Entries(); err != nil || len(entries) != 1 {
		t.Errorf("what was not asked for is in it: %v, %v", entries, err)
	}
}

func TestOriginsStandBelowEachOtherAndBehindLongLines(t *testing.T) {
	s := table(
		keyed("a", effective.Text("short").At("f", 1)),
		keyed("long", effective.Text(strings.Repeat("x", 70)).At("f", 2)),
		keyed("number", effective.Text("12").Because(effective.Default)),
	)
	var b strings.Builder
	if err := s.WriteYAML(&b, func(s effective.Setting) string { return s.Origin(strings.ToUpper) }); err != nil {
		t.Fatal(err)
	}
	want := "a: short      # F:1\nlong: " + strings.Repeat("x", 70) + "  # F:2\nnumber: \"12\"  # default\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
