package sources_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/config"
)

func loadFeed(t *testing.T, feed string) (*config.Config, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), config.SourcesFile)
	if err := os.WriteFile(name, []byte("subscribers: [me@example.com]\nfeeds:\n  - "+feed+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Load(config.Options{Path: name, Env: func(string) string { return "" }})
}

func TestAFeedOfAKindHasItsAddress(t *testing.T) {
	const channel = "UCabcdefghijklmnopqrstuv"
	for feed, want := range map[string]string{
		"{hn: best, min_points: 150}":                      "https://hnrss.org/best?points=150",
		"{hn: frontpage, weight: 0}":                       "https://hnrss.org/frontpage",
		"{reddit: golang}":                                 "https://www.reddit.com/r/golang/.rss",
		"{reddit: golang, sort: new}":                      "https://www.reddit.com/r/golang/new/.rss",
		"{reddit: golang, sort: top, window: day}":         "https://www.reddit.com/r/golang/top/.rss?t=day",
		"{youtube: " + channel + "}":                       "https://www.youtube.com/feeds/videos.xml?channel_id=" + channel,
		`{youtube: "@golang", name: Go}`:                   "https://www.youtube.com/@golang",
		`{youtube: "@日本"}`:                                 "https://www.youtube.com/@%E6%97%A5%E6%9C%AC",
		"{url: https://example.com/feed.xml, name: Plain}": "https://example.com/feed.xml",
	} {
		c, err := loadFeed(t, feed)
		if err != nil {
			t.Errorf("%s: %v", feed, err)
		} else if got := c.Feeds[0].URL; got != want {
			t.Errorf("%s: %s, want %s", feed, got, want)
		}
	}
}

func TestAFeedOfAKindSaysWhatIsWrong(t *testing.T) {
	for feed, want := range map[string]string{
		"{name: Nothing}":                            `a feed needs "url"`,
		"{hn: best, reddit: golang}":                 "hn and reddit are two",
		"{url: https://a.example/, youtube: \"@a\"}": "url and youtube are two",
		"{reddit: golang, min_points: 3}":            `"min_points" goes with hn`,
		"{hn: best, sort: top}":                      `"sort" and "window" go with reddit`,
		"{reddit: golang, window: day}":              `"window" goes with sort`,
		"{reddit: golang, sort: hot, window: day}":   `"window" goes with sort`,
		"{reddit: r/golang}":                         `"r/golang" is no subreddit`,
		"{youtube: golang}":                          `"golang" is no YouTube channel`,
		"{hn: worst}":                                "worst",
		"{hn: best, min_points: many}":               "many",
	} {
		_, err := loadFeed(t, feed)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", feed, err, want)
		}
	}
}

func TestAFeedLogsInAndCallsItself(t *testing.T) {
	c, err := loadFeed(t, `{url: https://a.example/, user_agent: Reader/1, headers: {X-A: b, User-Agent: Other}, auth: {user: ana, password: s3cret}}`)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"X-A": "b", "User-Agent": "Reader/1", "Authorization": "Basic YW5hOnMzY3JldA=="}
	if got := c.Feeds[0].Headers; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}

	name := filepath.Join(t.TempDir(), config.SourcesFile)
	text := "feeds: [{url: https://a.example/, auth: {user: ana, password: {env: FEED}}}]\ndefaults: {user_agent: Reader/1}\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err = config.Load(config.Options{Path: name, Env: func(name string) string { return map[string]string{"FEED": "s3cret"}[name] }})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ReadSecrets(t.Context()); err != nil {
		t.Fatal(err)
	}
	delete(want, "X-A")
	if got := c.Feeds[0].Headers; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestASelectorSaysWhereTheTextStands(t *testing.T) {
	c, err := loadFeed(t, `{url: https://a.example/, extract: {css: "article.body, #story p"}}`)
	if err != nil {
		t.Fatal(err)
	}
	if f := c.Feeds[0]; f.Extract != digest.ExtractAlways || f.Select != "article.body, #story p" {
		t.Errorf("%q %q", f.Extract, f.Select)
	}
	if _, err := loadFeed(t, `{url: https://a.example/, extract: {css: "p["}}`); err == nil || !strings.Contains(err.Error(), "is not a CSS selector") {
		t.Error(err)
	}
	if _, err := loadFeed(t, `{url: https://a.example/, extract: {}}`); err == nil || !strings.Contains(err.Error(), `needs "css"`) {
		t.Error(err)
	}
}

func TestALoginSaysWhatIsWrong(t *testing.T) {
	for feed, want := range map[string]string{
		"{url: https://a.example/, auth: {user: ana}}":                `needs "password"`,
		"{url: https://a.example/, auth: {user: 'a:b', password: x}}": "no colon",
		"{url: https://a.example/, user_agent: \"a\\nb\"}":            "write it on one line",
		"{url: https://a.example/, auth: {user: a, passwrd: x}}":      `"passwrd"`,
	} {
		_, err := loadFeed(t, feed)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", feed, err, want)
		}
	}
}
