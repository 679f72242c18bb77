package gather_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"tidings/digest"
	"tidings/digest/pipeline/gather"
)

func TestP21HostHasTwoRequestsAtMostAndASecondBetweenThem(t *testing.T) {
	const gap = 30 * time.Millisecond // for the second that the program leaves
	s := newScripted(t)
	var now, most atomic.Int32
	var feeds []digest.Feed
	for i := range 6 {
		feeds = append(feeds, s.on(fmt.Sprintf("/%d.xml", i), func(w http.ResponseWriter, _ *http.Request) {
			n := now.Add(1)
			defer now.Add(-1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			io.WriteString(w, rss("", "One"))
		}))
	}
	r := newReader(t, feeds...)
	r.options.FeedGap, r.options.Gap = gap, time.Hour
	started := time.Now()
	r.gather()
	if took := time.Since(started); took < time.Duration(len(feeds)-1)*gap { // no request can come before its time
		t.Errorf("%d requests in %s", len(feeds), took)
	}
	if most.Load() > 2 {
		t.Errorf("%d requests at once", most.Load())
	}
	s.want("in all", "", len(feeds))
}

func TestP21NoGapIsKeptOnTheUsersOwnNetwork(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/a.xml", document(rss("", "One"))), s.on("/b.xml", document(rss("", "Two"))), s.on("/c.xml", document(rss("", "Three"))))
	r.options.Public, r.options.Allow = nil, []netip.Prefix{loopback}
	r.options.FeedGap, r.options.Gap = time.Hour, time.Hour // the test would never end
	r.gather()
	s.want("in all", "", 3)
}

func TestP22GzipIsAskedForAndRead(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		io.WriteString(z, rss("", "One", "Two"))
	}))
	if report := r.gather(); report.New() != 2 {
		t.Errorf("report %+v", report.Feeds[0])
	}
	if got := s.last("/feed.xml").Get("Accept-Encoding"); got != "gzip" {
		t.Errorf("Accept-Encoding: %s", got)
	}
}

func TestP23UserAgentSaysWhoWhereAndForHowMany(t *testing.T) {
	s := newScripted(t)
	newReader(t, s.on("/feed.xml", document(rss("", "One")))).gather()
	if got := s.last("/feed.xml").Get("User-Agent"); got != "tidings/1.2 (+https://github.com/tidings/tidings; 3 readers)" {
		t.Errorf("User-Agent: %s", got)
	}
}

func TestP24RequestSaysNothingMore(t *testing.T) {
	s := newScripted(t)
	f := s.on("/feed.xml", document(rss("", "One"), "Set-Cookie", "session=1", "Etag", `"1"`))
	f.URL += "?b=2&a=%7e1&c#top"
	r := newReader(t, f)
	r.gather()
	r.later(2 * time.Hour)
	for _, request := range s.requests("") {
		if request.RequestURI != "/feed.xml?b=2&a=%7e1&c" {
			t.Errorf("asked for %s", request.RequestURI)
		}
		for name := range request.Header {
			switch name {
			case "User-Agent", "Accept", "Accept-Encoding", "If-None-Match":
			default:
				t.Errorf("sent %s: %s", name, request.Header.Get(name))
			}
		}
	}
}

func TestP25PollsProbeNothing(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", document(rss("", "One"))))
	s.on("/other.xml", document(rss("", "Two")))
	r.gather()
	s.on("/feed.xml", document(`<!doctype html><head><title>Back soon</title><link rel="alternate" type="application/rss+xml" href="/other.xml"></head>`))
	if report := r.later(2 * time.Hour); report.Failed() != 1 {
		t.Errorf("report %+v", report.Feeds[0])
	}
	s.want("after two polls", "", 2)
	s.want("after two polls", "/feed.xml", 2)
}

func TestP26RedirectsAreBoundedAndCredentialsStayAtHome(t *testing.T) {
	s, away := newScripted(t), newScripted(t)
	for i := range 6 {
		s.on(fmt.Sprintf("/%d", i), http.RedirectHandler(fmt.Sprintf("/%d", i+1), http.StatusFound).ServeHTTP)
	}
	s.on("/6", document(rss("", "One")))
	for path, ok := range map[string]bool{"/1": true, "/0": false} { // five redirects, six
		before := len(s.requests(""))
		report := newReader(t, s.feed(path)).gather()
		if (report.Failed() == 0) != ok || len(s.requests(""))-before != 6 {
			t.Errorf("%s: %v after %d requests", path, report.Feeds[0].Err, len(s.requests(""))-before)
		}
	}
	loop := s.on("/loop", http.RedirectHandler("/loop", http.StatusMovedPermanently).ServeHTTP)
	if report := newReader(t, loop).gather(); report.Failed() != 1 || len(s.requests("/loop")) != 1 {
		t.Errorf("a circle: %d requests", len(s.requests("/loop")))
	}
	private := s.on("/private", http.RedirectHandler("http://192.168.1.1/", http.StatusFound).ServeHTTP)
	wantKind(t, newReader(t, private).gather(), digest.FetchPrivate)
	away.on("/", document(rss("", "One")))
	f := s.on("/away", http.RedirectHandler(away.URL, http.StatusMovedPermanently).ServeHTTP)
	f.Headers = map[string]string{"Authorization": "Basic c2VjcmV0", "Cookie": "a=b"}
	r := newReader(t, f)
	for range 4 { // also when the move was adopted
		r.gather()
		r.Pass(13 * time.Hour)
	}
	if s.last("/away").Get("Authorization") == "" || r.state().URL != away.URL+"/" && r.state().URL != away.URL {
		t.Errorf("the header did not reach its host, or the move was not adopted: %s", r.state().URL)
	}
	for _, request := range away.requests("") {
		if request.Header.Get("Authorization") != "" || request.Header.Get("Cookie") != "" {
			t.Errorf("another host was told %v", request.Header)
		}
	}
}

// wantKind fails the test unless the first feed failed in a way.
func wantKind(t *testing.T, report gather.Report, kind digest.FetchKind) {
	t.Helper()
	var fe *digest.FetchError
	if err := report.Feeds[0].Err; !errors.As(err, &fe) || fe.Kind != kind {
		t.Errorf("error %v, want one of kind %s", err, kind)
	}
}

func TestP27NameMayNotLeadToAPrivateAddress(t *testing.T) {
	const public, private = "127.0.0.1", "127.0.0.2"
	mine, port := listen(t, public, "")
	theirs, _ := listen(t, private, port)
	for _, tt := range []struct {
		name    string
		answers [][]string // to the first lookup, the second …
		asked   int        // requests that the public server gets in two polls
	}{
		{"a public name", [][]string{{public}, {public}}, 2},
		{"a private name", [][]string{{private}, {private}}, 0},
		{"a name that is bound anew", [][]string{{public}, {private}}, 1},
		{"a name with both, the private one first", [][]string{{private, public}, {private, public}}, 2},
		{"the private one second", [][]string{{public, private}, {public, private}}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mine.Store(0)
			url := fmt.Sprintf("http://%s.example:%s/", strings.ReplaceAll(tt.name, " ", "-"), port)
			r := newReader(t, digest.Feed{ID: "f", URL: strings.ReplaceAll(url, ",", ""), Extract: digest.ExtractNever})
			r.options.Resolver = resolver(t, tt.answers)
			r.gather()
			r.later(25 * time.Hour)
			if mine.Load() != int32(tt.asked) || theirs.Load() != 0 {
				t.Errorf("the public server was asked %d times, want %d; the private one %d times", mine.Load(), tt.asked, theirs.Load())
			}
		})
	}
}

// listen serves a feed on an address of the loopback network and counts the requests.
func listen(t *testing.T, address, port string) (asked *atomic.Int32, at string) {
	t.Helper()
	ln, err := net.Listen("tcp", net.JoinHostPort(address, port))
	if err != nil {
		t.Skip("this machine has no ", address, ": ", err)
	}
	asked = new(atomic.Int32)
	server := &httptest.Server{Listener: ln, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		io.WriteString(w, rss("", "One"))
	})}}
	server.Start()
	t.Cleanup(server.Close)
	_, at, _ = net.SplitHostPort(ln.Addr().String())
	return asked, at
}

// resolver asks a name server that gives each lookup of an IPv4 address the next of the answers.
func resolver(t *testing.T, answers [][]string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Authoritative, m.Additionals = true, true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA && len(answers) > 0 {
				for _, a := range answers[0] {
					m.Answers = append(m.Answers, dnsmessage.Resource{
						Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
						Body:   &dnsmessage.AResource{A: netip.MustParseAddr(a).As4()},
					})
				}
				answers = answers[1:]
			}
			if out, err := m.Pack(); err == nil {
				conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func TestP28OversizedAnswersAreBrokenOffAndNotAskedForAgain(t *testing.T) {
	block := make([]byte, 1<<16)
	endless := func(w io.Writer) error {
		for {
			if _, err := w.Write(block); err != nil {
				return err
			}
		}
	}
	for name, says := range map[string]func(w http.ResponseWriter) error{
		"an endless text": func(w http.ResponseWriter) error { return endless(w) },
		"a bomb": func(w http.ResponseWriter) error {
			w.Header().Set("Content-Encoding", "gzip")
			return endless(gzip.NewWriter(w))
		},
		"a length too long": func(w http.ResponseWriter) error {
			w.Header().Set("Content-Length", "1000000000000")
			return endless(w)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t)
			closed := make(chan error, 1)
			r := newReader(t, s.on("/feed.xml", func(w http.ResponseWriter, _ *http.Request) { closed <- says(w) }))
			wantKind(t, r.gather(), digest.FetchTooLarge)
			if err := <-closed; err == nil {
				t.Error("the connection stayed open")
			}
			r.later(59 * time.Minute)
			s.want("within the hour", "", 1)
		})
	}
}

func TestP29SlowDripEndsAtTheDeadline(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", func(w http.ResponseWriter, q *http.Request) {
		drop := time.NewTicker(5 * time.Millisecond)
		defer drop.Stop()
		for q.Context().Err() == nil {
			io.WriteString(w, "<rss>")
			w.(http.Flusher).Flush()
			<-drop.C
		}
	}))
	r.options.Timeout = 100 * time.Millisecond
	wantKind(t, r.gather(), digest.FetchTimeout)
	s.want("after the deadline", "", 1)
}

func TestP30SameRunTwiceInAnHourIsOneRequestAFeed(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/a.xml", document(rss("", "One"))), s.on("/b.xml", refusal(http.StatusInternalServerError)), s.on("/c.xml", document("no feed")))
	for range 4 {
		r.gather()
		r.restart()
		r.Pass(10 * time.Minute)
	}
	for _, path := range []string{"/a.xml", "/b.xml", "/c.xml"} {
		s.want("within the hour", path, 1)
	}
}
