package peers

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"tidings/digest"
	"tidings/digest/feed"
)

func TestPressServesFeedsAsServersDoAndCountsThem(t *testing.T) {
	p, err := newPress()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.listener.Close() })
	ask := func(path, etag string) (*http.Response, []byte) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if etag != "" {
			req.Header.Set("If-None-Match", etag)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, body
	}
	res, body := ask("/feed/7", "")
	c, err := feed.Parse(digest.Page{URL: p.url + "/feed/7", Body: body}, feed.Limits{})
	if err != nil || len(c.Articles) != articleCount || len(c.Warnings) > 0 {
		t.Fatalf("%v, %d articles, %q", err, len(c.Articles), c.Warnings)
	}
	if res, _ := ask("/feed/7", res.Header.Get("Etag")); res.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %s", res.Status)
	}
	if _, body := ask(c.Articles[3].URL[len(p.url):], ""); len(body) < 2000 {
		t.Errorf("a page of %d bytes", len(body))
	}
	if p.feeds.Load() != 2 || p.unchanged.Load() != 1 || p.pages.Load() != 1 || p.moved.Load() < 1000 {
		t.Errorf("counted %d feeds, %d unchanged, %d pages, %d bytes", p.feeds.Load(), p.unchanged.Load(), p.pages.Load(), p.moved.Load())
	}
}

func TestWithoutThePeerThereIsNoTable(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "tidings")
	if err := os.WriteFile(bin, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "")
	if err := Table(io.Discard, bin); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
