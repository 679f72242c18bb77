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
