package pipeline_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tidings/digest"
	"tidings/digest/fetch"
	"tidings/digest/mail"
	"tidings/digest/pipeline"
	"tidings/digest/render"
	"tidings/digest/store"
	"tidings/templates"
)

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// site is a web server whose every path is set by the test and whose every request is counted.
type site struct {
	URL   string
	mu    sync.Mutex
	paths map[string]http.HandlerFunc
	asked map[string]int
}

func newSite(t *testing.T) *site {
	s := &site{paths: make(map[string]http.HandlerFunc), asked: make(map[string]int)}
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

func (s *site) set(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paths[path] = h
}

// serve answers a path with a body, and with 304 to a request that knows it.
func (s *site) serve(path, kind, body string) {
	etag := `"` + digest.Key(body) + `"`
	s.set(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", kind)
		io.WriteString(w, body)
	})
}

func (s *site) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

// item is an article as a feed lists it.
type item struct{ title, path, summary string }

// feed serves an RSS feed of items and a page for each.
func (s *site) feed(path string, at time.Time, items ...item) digest.Feed {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0"><channel><title>Feed %s</title><link>%s/</link>`, path, s.URL)
	for _, it := range items {
		fmt.Fprintf(&b, `<item><title>%s</title><link>%s%s</link><guid>%s</guid><pubDate>%s</pubDate><description>%s</description></item>`,
			it.title, s.URL, it.path, it.path, at.Format(time.RFC1123Z), it.summary)
		s.serve(it.path, "text/html", page(it.title, it.summary))
	}
	b.WriteString(`</channel></rss>`)
	s.serve(path, "application/rss+xml", b.String())
	return s.at(path)
}

// at is a configured feed.
func (s *site) at(path string) digest.Feed {
	url := s.URL + path
	if strings.Contains(path, "://") {
		url = path
	}
	return digest.Feed{ID: digest.Key("feed", url), URL: url, Weight: 1, Name: "Feed " + path}
}

// page is an article's page with furniture round a text of its own: invented words, so that two pages share none.
func page(title, text string) string {
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

// newPipeline wires a pipeline over real rooms: SQLite in a folder of the test, fetching from loopback.
func newPipeline(t *testing.T, feeds ...digest.Feed) (*pipeline.Pipeline, *store.Store, *clock) {
	t.Helper()
	c := &clock{t: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)}
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: c.now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	client := fetch.New(fetch.Options{
		UserAgent: "tidings-test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		Timeout: 2 * time.Second, MaxBytes: 1 << 20,
	})
	t.Cleanup(client.Close)
	renderer, err := render.New(templates.FS, digest.Theme{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &pipeline.Pipeline{
		Site:  digest.Site{Name: "The Test Paper", Language: "en", Location: time.UTC},
		Feeds: feeds, From: "The Test Paper <paper@paper.example>", Look: func(digest.Edition) *render.Renderer { return renderer },
		Fetch: client, Store: st, Log: slog.New(slog.DiscardHandler), Now: c.now, Owner: t.Name(),
	}, st, c
}

func edition() digest.Edition {
	return digest.Edition{ID: "daily", Location: time.UTC, FirstReach: 24 * time.Hour, Once: digest.OncePerDate, MaxStories: 25}
}

func run(c *clock, readers ...string) pipeline.Run {
	r := pipeline.Run{Edition: edition(), Slot: digest.SlotOf(c.now(), time.UTC), Until: c.now(), AtOnce: true}
	for _, email := range readers {
		r.Readers = append(r.Readers, digest.Subscriber{Email: email})
	}
	return r
}

// relay is a real mail server on loopback that refuses what the test tells it to.
type relay struct {
	mu     sync.Mutex
	mails  map[string]int
	refuse map[string]error // by recipient
	sender error            // of every sender
	dialer mail.Dialer
}

func newRelay(t *testing.T) *relay {
	r := &relay{mails: make(map[string]int), refuse: make(map[string]error)}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &visit{relay: r}, nil }))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(ln)
	t.Cleanup(func() { server.Close() })
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	r.dialer = mail.Dialer{Host: "127.0.0.1", Port: n, HELO: "test.example"}
	return r
}

// Connect makes the relay a pipeline.Mailer.
func (r *relay) Connect(ctx context.Context) (pipeline.Session, error) { return r.dialer.Connect(ctx) }

func (r *relay) got(to string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mails[to]
}

func (r *relay) total() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, k := range r.mails {
		n += k
	}
	return n
}

type visit struct {
	relay *relay
	to    string
}

func (v *visit) Mail(string, *smtp.MailOptions) error { return v.relay.sender }

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = to
	v.relay.mu.Lock()
	defer v.relay.mu.Unlock()
	return v.relay.refuse[to]
}

func (v *visit) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	v.relay.mu.Lock()
	defer v.relay.mu.Unlock()
	v.relay.mails[v.to]++
	return nil
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

var errNoSuchUser = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}

// lostAfterTheDot is a session whose connection breaks when the server may already have the message.
type lostAfterTheDot struct{ pipeline.Session }

func (l lostAfterTheDot) Send(ctx context.Context, m digest.Message, mark func(context.Context) func() error) digest.Outcome {
	if err := mark(ctx)(); err != nil {
		return digest.Outcome{State: digest.Deferred, Reply: err.Error(), Stage: digest.StageData}
	}
	return digest.Outcome{State: digest.Uncertain, Stage: digest.StageDot, Reply: "the connection broke"}
}

type mailerFunc func(context.Context) (pipeline.Session, error)

func (f mailerFunc) Connect(ctx context.Context) (pipeline.Session, error) { return f(ctx) }

var errDown = &digest.RelayError{Way: "mail server relay.example:25", Stage: digest.StageConnect, Temporary: true, Err: errors.New("refused")}
