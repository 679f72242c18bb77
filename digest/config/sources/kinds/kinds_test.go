package kinds_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
