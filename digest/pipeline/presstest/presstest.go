// Package presstest gives tests a clock that they set, a press on loopback (feeds, and the pages of their articles), and the
// rooms that read it and keep what was read.
package presstest

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/fetch"
	"tidings/digest/store"
)

// Clock is a clock that tests set.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// NewClock is a clock at seven in the morning of Monday, 23 November 2026 (UTC).
func NewClock() *Clock { return &Clock{t: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Pass moves it on.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// Rooms are real ones that go by a new clock: a state in a folder of the test, and a client that fetches from loopback. They
// end with the test.
func Rooms(t testing.TB) (*store.Store, *fetch.Client, *Clock) {
	t.Helper()
	c := NewClock()
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: c.Now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	client := fetch.New(fetch.Options{
		UserAgent: "tidings-test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		Timeout: 2 * time.Second, MaxBytes: 1 << 20,
	})
	t.Cleanup(client.Close)
	return st, client, c
}

// Site is a web server whose every path is set by the test and whose every request is counted.
type Site struct {
	URL   string
	mu    sync.Mutex
	paths map[string]http.HandlerFunc
	asked map[string]int
}

// NewSite starts a server that ends with the test.
func NewSite(t testing.TB) *Site {
	s := &Site{paths: make(map[string]http.HandlerFunc), asked: make(map[string]int)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked[r.URL.Path]++
		h := s.paths[r.URL.Path]
		s.mu.Unlock()
		if h == nil {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Set has a path answered; by nothing but 404 when h is nil.
func (s *Site) Set(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paths[path] = h
}

// Serve answers a path with a body, and with 304 to a request that knows it.
func (s *Site) Serve(path, kind, body string) {
	etag := `"` + digest.Key(body) + `"`
	s.Set(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", kind)
		io.WriteString(w, body)
	})
}

// Count is how often a path was asked for.
func (s *Site) Count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

// Item is an article as a feed lists it.
type Item struct{ title, path, summary string }

// Told is an item with a title, a path of the site where its page is, and the words of the feed about it.
func Told(title, path, summary string) Item { return Item{title, path, summary} }

// Feed serves an RSS feed of items and a page for each.
func (s *Site) Feed(path string, at time.Time, items ...Item) digest.Feed {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0"><channel><title>Feed %s</title><link>%s/</link>`, path, s.URL)
	for _, it := range items {
		fmt.Fprintf(&b, `<item><title>%s</title><link>%s%s</link><guid>%s</guid><pubDate>%s</pubDate><description>%s</description></item>`,
			it.title, s.URL, it.path, it.path, at.Format(time.RFC1123Z), it.summary)
		s.Serve(it.path, "text/html", Page(it.title, it.summary))
	}
	b.WriteString(`</channel></rss>`)
	s.Serve(path, "application/rss+xml", b.String())
	return s.At(path)
}

// At is a configured feed.
func (s *Site) At(path string) digest.Feed {
	url := s.URL + path
	if strings.Contains(path, "://") {
		url = path
	}
	return digest.Feed{ID: digest.Key("feed", url), URL: url, Weight: 1, Name: "Feed " + path}
}

// Page is an article's page with furniture round a text of its own: invented words, so that two pages share none.
func Page(title, text string) string {
	key := digest.Key(title)
	var b strings.Builder
	for i := range 6 {
		fmt.Fprintf(&b, "<p>%s", text)
		for j := range 5 {
			at := (i*5 + j) % 20
			fmt.Fprintf(&b, " Then %so and %sa walked to the %sen, for nobody had seen the %sul.", key[at:at+5], key[at+1:at+5], key[at+2:at+6], key[at:at+4])
		}
		b.WriteString("</p>")
	}
	return "<!doctype html><html lang=en><head><title>" + title + "</title></head><body><nav><a href=/>Home</a></nav><article><h1>" +
		title + "</h1>" + b.String() + "</article><footer>All rights reserved</footer></body></html>"
}
