// Package peers turns a press on loopback, and the programs that are there to read its feeds, into a table of what each run
// took: time, requests, bytes.
package peers

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// The size of the press: that of a long list of subscriptions, with feeds as long as blogs have them.
const (
	feedCount    = 200
	articleCount = 20
)

// press serves invented feeds and the pages of their articles as well-behaved servers do, with validators and gzip, and
// counts what it costs.
type press struct {
	url      string
	listener net.Listener
	started  time.Time

	feeds, pages, unchanged atomic.Int64 // requests
	moved                   atomic.Int64 // bytes on the wire, both ways
}

func newPress() (*press, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &press{url: "http://" + l.Addr().String(), started: time.Now().Truncate(time.Second)}
	p.listener = &counting{Listener: l, moved: &p.moved}
	mux := http.NewServeMux()
	mux.HandleFunc("/feed/{feed}", p.feed)
	mux.HandleFunc("/page/{feed}/{article}", p.page)
	go func() { _ = http.Serve(p.listener, mux) }() // until the listener is closed
	return p, nil
}

// opml is the list of the feeds.
func (p *press) opml() []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0"?><opml version="2.0"><body>` + "\n")
	for n := range feedCount {
		fmt.Fprintf(&b, "<outline type=\"rss\" text=\"Paper %d\" xmlUrl=\"%s/feed/%d\"/>\n", n, p.url, n)
	}
	b.WriteString("</body></opml>\n")
	return b.Bytes()
}

func (p *press) feed(w http.ResponseWriter, r *http.Request) {
	p.feeds.Add(1)
	name := r.PathValue("feed")
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0"><channel><title>Paper %s</title><link>%s/</link>`, name, p.url)
	for n := range articleCount {
		fmt.Fprintf(&b, "<item><title>%s: %s</title><link>%s/page/%s/%d</link><guid isPermaLink=\"false\">%s-%d</guid><pubDate>%s</pubDate><description>%s</description></item>\n",
			name, words(name, n, 8), p.url, name, n, name, n, p.started.Add(-time.Duration(n)*time.Hour).Format(time.RFC1123Z), words(name, n, 40))
	}
	b.WriteString("</channel></rss>")
	p.serve(w, r, "application/rss+xml", b.Bytes())
}

func (p *press) page(w http.ResponseWriter, r *http.Request) {
	p.pages.Add(1)
	name := r.PathValue("feed") + "-" + r.PathValue("article")
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!doctype html><title>%s</title><nav><a href=/>Home</a></nav><article>", words(name, 0, 8))
	for n := range 12 {
		fmt.Fprintf(&b, "<p>%s.</p>\n", words(name, n, 70))
	}
	b.WriteString("</article><footer>All rights reserved</footer>")
	p.serve(w, r, "text/html; charset=utf-8", b.Bytes())
}

// serve answers with the document, or with the word that it has not changed.
func (p *press) serve(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	etag := fmt.Sprintf(`"%x"`, len(body))
	w.Header().Set("ETag", etag)
	w.Header().Set("Last-Modified", p.started.UTC().Format(http.TimeFormat))
	if r.Header.Get("If-None-Match") == etag {
		p.unchanged.Add(1)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", kind)
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		_, _ = zip.Write(body)
		_ = zip.Close()
		return
	}
	_, _ = w.Write(body)
}

// words is invented text, the same for the same name and number.
func words(name string, n, count int) string {
	syllables := strings.Fields("al ben cor dun el fen gar hol in jas kel lor mar nor ost pel quin ros sal tor um ven wes yor zan")
	seed := uint32(2166136261) // FNV-1a, which needs no table
	for _, c := range fmt.Sprint(name, "/", n) {
		seed = (seed ^ uint32(c)) * 16777619
	}
	var b strings.Builder
	for i := range count {
		if i > 0 {
			b.WriteByte(' ')
		}
		for range 1 + seed>>30 {
			seed = seed*1664525 + 1013904223
			b.WriteString(syllables[int(seed>>24)%len(syllables)])
		}
	}
	return b.String()
}

// counting is a listener whose connections add up what goes over them.
type counting struct {
	net.Listener
	moved *atomic.Int64
}

func (c *counting) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &counted{Conn: conn, moved: c.moved}, nil
}

type counted struct {
	net.Conn
	moved *atomic.Int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.moved.Add(int64(n))
	return n, err
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.moved.Add(int64(n))
	return n, err
}
