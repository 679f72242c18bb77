package gather_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/fetch"
	"tidings/digest/pipeline/gather"
	"tidings/digest/pipeline/presstest"
	"tidings/digest/store"
)

// P1 to P30 are what people who run servers ask of feed readers, each a promise and a test by its number. The server is
// scripted, everything else is real. Its loopback address stands for one on the public internet.

// scripted is a server that remembers every request.
type scripted struct {
	URL  string
	t    *testing.T
	mu   sync.Mutex
	log  []*http.Request
	says map[string]http.HandlerFunc
}

func newScripted(t *testing.T) *scripted {
	s := &scripted{t: t, says: make(map[string]http.HandlerFunc)}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *scripted) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.log = append(s.log, r)
	h := s.says[r.URL.Path]
	s.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

// on sets what a path answers, and returns the feed there.
func (s *scripted) on(path string, h http.HandlerFunc) digest.Feed {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.says[path] = h
	return s.feed(path)
}

func (s *scripted) feed(path string) digest.Feed {
	url := s.URL + path
	return digest.Feed{ID: digest.Key("feed", url), URL: url, Weight: 1, Extract: digest.ExtractNever}
}

// requests are those for a path since the server began; all of them when the path is empty.
func (s *scripted) requests(path string) []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.log), func(r *http.Request) bool { return path != "" && r.URL.Path != path })
}

// want fails the test unless a path was asked for n times so far.
func (s *scripted) want(when, path string, n int) {
	s.t.Helper()
	if got := len(s.requests(path)); got != n {
		s.t.Errorf("%s: %d requests of %q, want %d", when, got, path, n)
	}
}

func (s *scripted) last(path string) http.Header {
	s.t.Helper()
	all := s.requests(path)
	if len(all) == 0 {
		s.t.Fatalf("%s was never asked for", path)
	}
	return all[len(all)-1].Header
}

// rss is a document with an article for each title; extra goes into its channel.
func rss(extra string, titles ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>A feed</title>` + extra)
	for _, title := range titles {
		fmt.Fprintf(&b, `<item><title>%s</title><guid isPermaLink="false">%s</guid><description>Of %s.</description></item>`, title, title, title)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// document answers with a feed and headers, and with 304 and the same headers to a request with the ETag among them.
func document(body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header()[headers[i]] = []string{headers[i+1]}
		}
		if etag := w.Header()["Etag"]; len(etag) > 0 && r.Header.Get("If-None-Match") == etag[0] {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, body)
	}
}

// refusal answers with a status and headers.
func refusal(status int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
	}
}

// reader is a Tidings that gathers: it can be stopped and started again with the same state.
type reader struct {
	*presstest.Clock
	t       *testing.T
	dir     string
	options fetch.Options
	jitter  func(time.Duration) time.Duration
	feeds   []digest.Feed
	store   *store.Store
	stop    func()
}

var loopback = netip.MustParsePrefix("127.0.0.1/32")

func newReader(t *testing.T, feeds ...digest.Feed) *reader {
	r := &reader{t: t, dir: t.TempDir(), feeds: feeds, Clock: presstest.NewClock()}
	r.options = fetch.Options{UserAgent: fetch.UserAgent("1.2", 3), Public: loopback.Contains, Now: r.Now, Timeout: 5 * time.Second}
	t.Cleanup(func() { r.restart() })
	return r
}

// restart ends the program; the next run starts it again.
func (r *reader) restart() {
	if r.stop != nil {
		r.stop()
		r.stop = nil
	}
}

func (r *reader) gather() gather.Report {
	r.t.Helper()
	if r.stop == nil {
		r.open()
	}
	return run(r.t, &gather.Gatherer{
		Feeds: r.feeds, Fetch: r.client(), Store: r.store, Log: slog.New(slog.DiscardHandler), Now: r.Now, Jitter: r.jitter, Watch: nobody,
	})
}

// client is a new one for every run, as it is for a program that cron starts.
func (r *reader) client() *fetch.Client {
	c := fetch.New(r.options)
	r.t.Cleanup(c.Close)
	return c
}

func (r *reader) open() {
	r.t.Helper()
	st, err := store.Open(r.t.Context(), r.dir, store.Options{Now: r.Now})
	if err != nil {
		r.t.Fatal(err)
	}
	r.store, r.stop = st, func() { st.Close() }
}

func (r *reader) state() digest.FeedState {
	r.t.Helper()
	states, err := r.store.FeedStates(r.t.Context(), []string{r.feeds[0].ID})
	if err != nil {
		r.t.Fatal(err)
	}
	return states[r.feeds[0].ID]
}

// articles counts what is stored of all feeds and not held.
func (r *reader) articles() int {
	r.t.Helper()
	return len(stored(r.t, &gather.Gatherer{Feeds: r.feeds, Now: r.Now}, r.store))
}

// later lets a time pass and gathers.
func (r *reader) later(d time.Duration) gather.Report {
	r.t.Helper()
	r.Pass(d)
	return r.gather()
}

func validators(h http.Header) string {
	return strings.Join(h["If-None-Match"], ",") + "|" + strings.Join(h["If-Modified-Since"], ",")
}

func TestP01FirstRequestIsOneAndUnconditional(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", document(rss("", "One"), "Etag", `"1"`)))
	r.gather()
	s.want("at first", "", 1)
	if got := validators(s.last("/feed.xml")); got != "|" {
		t.Errorf("sent %q", got)
	}
}

func TestP02EveryLaterRequestIsConditional(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", document(rss("", "One"), "Etag", `"1"`)))
	r.gather()
	for range 5 {
		if report := r.later(2 * time.Hour); !report.Feeds[0].Unchanged {
			t.Errorf("report %+v", report.Feeds[0])
		}
		if got := validators(s.last("/feed.xml")); got != `"1"|` {
			t.Errorf("sent %q", got)
		}
	}
	s.want("after six polls", "", 6)
	r.later(9 * 24 * time.Hour)
	if got := validators(s.last("/feed.xml")); got != "|" {
		t.Errorf("validators of a document nine days old were sent: %q", got)
	}
}

func TestP03ETagGoesBackByteForByte(t *testing.T) {
	for _, etag := range []string{`"a"`, `W/"a b"`, `unquoted`, `"ü\"`, `""`, `W/"x`, `"a", "b"`} {
		s := newScripted(t)
		r := newReader(t, s.on("/feed.xml", document(rss("", "One"), "Etag", etag)))
		r.gather()
		r.later(2 * time.Hour)
		if got := validators(s.last("/feed.xml")); got != etag+"|" {
			t.Errorf("sent %q, want %q", got, etag)
		}
	}
}

func TestP04LastModifiedGoesBackByteForByte(t *testing.T) {
	for _, date := range []string{"Mon, 23 Nov 2026 06:00:00 GMT", "2026-11-23T06:00:00Z", "yesterday", "0", "Tue, 19 Jan 2038 03:14:07 GMT"} {
		s := newScripted(t)
		r := newReader(t, s.on("/feed.xml", document(rss("", "One"), "Last-Modified", date)))
		r.gather()
		r.later(2 * time.Hour)
		if got := validators(s.last("/feed.xml")); got != "|"+date {
			t.Errorf("sent %q, want %q", got, date)
		}
	}
}

func TestP05BothValidatorsAreSentWhenBothWereGivenAndNoneIsInvented(t *testing.T) {
	s := newScripted(t)
	date := "Mon, 23 Nov 2026 06:00:00 GMT"
	for path, headers := range map[string][]string{
		`"1"|` + date: {"Etag", `"1"`, "Last-Modified", date}, `"1"|`: {"Etag", `"1"`}, "|" + date: {"Last-Modified", date},
		"|": {"Date", date},
	} {
		r := newReader(t, s.on("/feed.xml", document(rss("", "One"), headers...)))
		r.gather()
		for range 2 {
			r.later(2 * time.Hour)
			if got := validators(s.last("/feed.xml")); got != path {
				t.Errorf("sent %q, want %q", got, path)
			}
		}
	}
}

func TestP06NewDocumentReplacesValidatorsAsAPair(t *testing.T) {
	s := newScripted(t)
	f := s.on("/feed.xml", document(rss("", "One"), "Etag", `"1"`, "Last-Modified", "Mon, 23 Nov 2026 06:00:00 GMT"))
	r := newReader(t, f)
	r.gather()
	s.on("/feed.xml", document(rss("", "Two"), "Etag", `"2"`))
	r.later(2 * time.Hour)
	s.on("/feed.xml", document(rss("", "Three")))
	r.later(2 * time.Hour)
	if got := validators(s.last("/feed.xml")); got != `"2"|` {
		t.Errorf("after a document with an ETag alone: sent %q", got)
	}
	r.later(2 * time.Hour)
	if got := validators(s.last("/feed.xml")); got != "|" {
		t.Errorf("after a document without validators: sent %q", got)
	}
}

func TestP07ValidatorsAreKeptOnlyWithTheArticles(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", document("<rss><chan", "Etag", `"broken"`)))
	r.gather()
	s.on("/feed.xml", document(rss("", "One"), "Etag", `"1"`))
	r.Pass(2 * time.Hour)
	broken := &gather.Gatherer{Feeds: r.feeds, Fetch: r.client(), Store: fullDisk{r.store}, Log: slog.New(slog.DiscardHandler), Now: r.Now, Watch: nobody}
	if _, err := broken.Gather(t.Context()); err == nil {
		t.Fatal("the articles were stored nowhere")
	}
	if got := validators(s.last("/feed.xml")); got != "|" {
		t.Errorf("after a document that could not be read: sent %q", got)
	}
	r.restart()
	if report := r.gather(); report.New() != 1 {
		t.Errorf("report %+v", report.Feeds[0])
	}
	if got := validators(s.last("/feed.xml")); got != "|" {
		t.Errorf("after articles that could not be stored: sent %q", got)
	}
}

func TestP08ValidatorsBelongToTheFinalURL(t *testing.T) {
	s := newScripted(t)
	to := "/a.xml"
	f := s.on("/feed.xml", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
	s.on("/a.xml", document(rss("", "One"), "Etag", `"same"`))
	s.on("/b.xml", document(rss("", "Two"), "Etag", `"same"`))
	r := newReader(t, f)
	r.gather()
	r.later(2 * time.Hour)
	if got := validators(s.last("/a.xml")); got != `"same"|` {
		t.Errorf("the same place again: sent %q", got)
	}
	to = "/b.xml"
	if report := r.later(2 * time.Hour); report.New() != 1 {
		t.Errorf("another place: %+v", report.Feeds[0])
	}
	if got := validators(s.last("/b.xml")); got != "|" {
		t.Errorf("another place: sent %q", got)
	}
	if got := validators(s.last("/feed.xml")); got != "|" {
		t.Errorf("the redirect was sent %q", got)
	}
}

func TestP09NotModifiedIsASuccess(t *testing.T) {
	s := newScripted(t)
	date := "Mon, 23 Nov 2026 06:00:00 GMT"
	r := newReader(t, s.on("/feed.xml", document(rss("", "One"), "Etag", `"1"`, "Last-Modified", date)))
	r.gather()
	s.on("/feed.xml", refusal(http.StatusInternalServerError))
	r.later(2 * time.Hour)
	s.on("/feed.xml", refusal(http.StatusNotModified, "ETag", `"1a"`)) // many servers leave Last-Modified out of a 304
	r.later(2 * time.Hour)
	if st := r.state(); st.Fails != 0 || st.Reason != "" || !st.LastOK.Equal(r.Now()) {
		t.Errorf("state %+v", st)
	}
	r.later(2 * time.Hour)
	if got := validators(s.last("/feed.xml")); got != `"1a"|`+date {
		t.Errorf("sent %q", got)
	}
}

func TestP10IntervalAndValidatorsSurviveARestart(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", document(rss("", "One"), "Etag", `"1"`)))
	r.gather()
	r.restart()
	r.later(59 * time.Minute)
	s.want("within the hour", "", 1)
	r.restart()
	r.later(2 * time.Minute)
	s.want("after the hour", "", 2)
	if got := validators(s.last("/feed.xml")); got != `"1"|` {
		t.Errorf("sent %q", got)
	}
}

func TestP11PollsAreAnHourApartAndChanceOnlyMakesThatLonger(t *testing.T) {
	for _, share := range []time.Duration{0, 1} {
		s := newScripted(t)
		r := newReader(t, s.on("/feed.xml", document(rss("", "One"))))
		r.jitter = func(most time.Duration) time.Duration { return share * most }
		r.gather()
		if wait := r.state().NextPoll.Sub(r.Now()); wait < time.Hour || wait > 66*time.Minute {
			t.Errorf("the next poll is after %s", wait)
		}
		r.later(59 * time.Minute)
		s.want("a minute before the hour", "", 1)
		r.later(10 * time.Minute)
		s.want("after the hour", "", 2)
	}
}

func TestP11FeedIsAskedAsOftenAsItsOwnerLikesAndNoOftenerThanItsServerDoes(t *testing.T) {
	for _, tt := range []struct {
		check, want time.Duration
		headers     []string
	}{
		{15 * time.Minute, 15 * time.Minute, nil},
		{15 * time.Minute, 3 * time.Hour, []string{"Cache-Control", "max-age=10800"}},
		{5 * 24 * time.Hour, 5 * 24 * time.Hour, nil},
	} {
		s := newScripted(t)
		f := s.on("/feed.xml", document(rss("", "One"), tt.headers...))
		f.Check = tt.check
		r := newReader(t, f)
		r.gather()
		if wait := r.state().NextPoll.Sub(r.Now()); wait != tt.want {
			t.Errorf("check %s, %q: the next poll is after %s, want %s", tt.check, tt.headers, wait, tt.want)
		}
	}
}

func TestP12ServersThatWantFewerPollsGetFewer(t *testing.T) {
	// The test's clock is not the server's: Expires counts from Date.
	date, expires := "Mon, 23 Nov 2026 07:00:00 GMT", "Mon, 23 Nov 2026 10:00:00 GMT"
	for _, tt := range []struct {
		name, extra string
		headers     []string
		wait        time.Duration
	}{
		{"max-age", "", []string{"Cache-Control", "public, max-age=10800"}, 3 * time.Hour},
		{"Expires", "", []string{"Expires", expires, "Date", date}, 3 * time.Hour},
		{"ttl", "<ttl>180</ttl>", nil, 3 * time.Hour},
		{"sy", "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>8</sy:updateFrequency>", nil, 3 * time.Hour},
		{"the longest", "<ttl>60</ttl>", []string{"Cache-Control", "max-age=10800"}, 3 * time.Hour},
		{"a shorter one", "<ttl>5</ttl>", []string{"Cache-Control", "max-age=60"}, time.Hour},
		{"a year", "", []string{"Cache-Control", "max-age=31536000"}, 24*time.Hour - 15*time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScripted(t)
			r := newReader(t, s.on("/feed.xml", document(rss(tt.extra, "One"), append(tt.headers, "Etag", `"1"`)...)))
			for polls := 1; polls <= 3; polls++ { // the first is answered 200, the others 304
				r.gather()
				s.want("when due", "", polls)
				r.later(tt.wait - time.Minute)
				s.want("a minute too early", "", polls)
				r.Pass(2 * time.Minute)
			}
		})
	}
}

// fullDisk is a store that cannot write.
type fullDisk struct{ *store.Store }

func (fullDisk) SaveFeed(context.Context, digest.FeedState, []digest.Article) ([]digest.Article, error) {
	return nil, errors.New("disk full")
}
