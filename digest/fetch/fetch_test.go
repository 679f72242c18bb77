package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tidings/digest"
)

// loopback allows 127.0.0.1 and not ::1, so that ::1 stands for an address nobody allowed.
func loopback() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} }

func client(t *testing.T, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{UserAgent: "tidings-test/1 (+https://example.org)", Allow: loopback()}
	for _, f := range change {
		f(&o)
	}
	c := New(o)
	t.Cleanup(c.Close)
	return c
}

func server(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func wantKind(t *testing.T, err error, kind digest.FetchKind) *digest.FetchError {
	t.Helper()
	var fe *digest.FetchError
	if !errors.As(err, &fe) {
		t.Fatalf("error = %v (%T), want a FetchError of kind %s", err, err, kind)
	}
	if fe.Kind != kind {
		t.Fatalf("kind = %s (%v), want %s", fe.Kind, err, kind)
	}
	return fe
}

func TestValidatorsGoOutByteForByteAsAPair(t *testing.T) {
	var got http.Header
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		w.Header()["Etag"] = []string{`W/"new`}
		w.Header().Set("Last-Modified", "not even a date")
		w.WriteHeader(http.StatusNotModified)
	})
	page, err := client(t).Fetch(t.Context(), digest.Request{
		URL: url, Validators: digest.Validators{ETag: `W/"a b"`, LastModified: "Tue, 1 Jan 2030 00:00:00 GMT"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Get("If-None-Match") != `W/"a b"` || got.Get("If-Modified-Since") != "Tue, 1 Jan 2030 00:00:00 GMT" {
		t.Errorf("sent %q and %q", got.Get("If-None-Match"), got.Get("If-Modified-Since"))
	}
	if !page.NotModified || page.Validators != (digest.Validators{ETag: `W/"new`, LastModified: "not even a date"}) {
		t.Errorf("page = %+v", page)
	}
}

func TestFirstRequestSaysOnlyWhatIsNeeded(t *testing.T) {
	var got http.Header
	var uri string
	url := server(t, func(_ http.ResponseWriter, r *http.Request) { got, uri = r.Header.Clone(), r.RequestURI })
	if _, err := client(t).Fetch(t.Context(), digest.Request{URL: url + "/a?b=c#fragment"}); err != nil {
		t.Fatal(err)
	}
	if uri != "/a?b=c" {
		t.Errorf("asked for %q", uri)
	}
	for name := range got {
		switch name {
		case "User-Agent", "Accept", "Accept-Encoding":
		default:
			t.Errorf("sent %s: %s", name, got.Get(name))
		}
	}
	if got.Get("User-Agent") != "tidings-test/1 (+https://example.org)" {
		t.Errorf("User-Agent = %q", got.Get("User-Agent"))
	}
}

func TestGzipIsReadAndItsBombRefused(t *testing.T) {
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		if r.URL.Path == "/bomb" {
			zero := make([]byte, 1<<20)
			for range 64 {
				z.Write(zero)
			}
			return
		}
		fmt.Fprint(z, "hello")
	})
	c := client(t)
	page, err := c.Fetch(t.Context(), digest.Request{URL: url})
	if err != nil || string(page.Body) != "hello" {
		t.Errorf("body = %q, %v", page.Body, err)
	}
	_, err = c.Fetch(t.Context(), digest.Request{URL: url + "/bomb"})
	wantKind(t, err, digest.FetchTooLarge)
}

func TestEndlessBodyIsRefused(t *testing.T) {
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		block := []byte(strings.Repeat("x", 1<<16))
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	_, err := client(t, func(o *Options) { o.MaxBytes = 1 << 20 }).Fetch(t.Context(), digest.Request{URL: url})
	wantKind(t, err, digest.FetchTooLarge)
}

func TestOneDeadlineHoldsForASlowDrip(t *testing.T) {
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			fmt.Fprint(w, "drip")
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Millisecond):
			}
		}
	})
	_, err := client(t, func(o *Options) { o.Timeout = 50 * time.Millisecond }).Fetch(t.Context(), digest.Request{URL: url})
	wantKind(t, err, digest.FetchTimeout)
}

func TestErrorsAreToldApart(t *testing.T) {
	status := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	cut := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, "half")
	})
	tlsServer := httptest.NewUnstartedServer(http.NotFoundHandler())
	tlsServer.Config.ErrorLog = log.New(io.Discard, "", 0)
	tlsServer.StartTLS()
	t.Cleanup(tlsServer.Close)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + ln.Addr().String()
	ln.Close()
	tests := []struct {
		name, url string
		kind      digest.FetchKind
	}{
		{"an error status", status, digest.FetchStatus},
		{"a body cut short", cut, digest.FetchInterrupted},
		{"a certificate nobody signed", tlsServer.URL, digest.FetchTLS},
		{"nothing listens", closed, digest.FetchRefused},
		{"a name that does not exist", "http://no-such-host.invalid/", digest.FetchDNS},
		{"a file", "file:///etc/passwd", digest.FetchBadURL},
		{"no address", "", digest.FetchBadURL},
		{"a private address", "http://[::1]:1/", digest.FetchPrivate},
		{"a metadata service", "http://169.254.169.254/latest", digest.FetchPrivate},
		{"a private address in another dress", "http://[::ffff:10.0.0.1]/", digest.FetchPrivate},
	}
	c := client(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.Fetch(t.Context(), digest.Request{URL: tt.url})
			fe := wantKind(t, err, tt.kind)
			if tt.kind == digest.FetchStatus && (fe.Status != 429 || fe.RetryAfter != 2*time.Minute) {
				t.Errorf("status %d, retry after %s", fe.Status, fe.RetryAfter)
			}
		})
	}
}

func TestPrivateRefusalPrintsTheLineToAdd(t *testing.T) {
	_, err := client(t).Fetch(t.Context(), digest.Request{URL: "http://10.1.2.3/feed"})
	if err == nil || !strings.Contains(err.Error(), "network: {allow: [10.1.2.3]}") {
		t.Errorf("error = %v", err)
	}
}

func TestTypedAddressMayBePrivateButNotWhatItRedirectsTo(t *testing.T) {
	other := server(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "secret") })
	typed := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, other, http.StatusFound)
			return
		}
		fmt.Fprint(w, "mine")
	})
	c := client(t, func(o *Options) { o.Allow = nil })
	page, err := c.Fetch(t.Context(), digest.Request{URL: typed, Trusted: true})
	if err != nil || string(page.Body) != "mine" {
		t.Errorf("typed address: %q, %v", page.Body, err)
	}
	_, err = c.Fetch(t.Context(), digest.Request{URL: typed + "/away", Trusted: true})
	wantKind(t, err, digest.FetchPrivate)
}

func TestRedirectsAreBoundedAndChecked(t *testing.T) {
	mux := http.NewServeMux()
	for i := range 9 {
		mux.HandleFunc(fmt.Sprintf("/%d", i), func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, fmt.Sprintf("/%d", i+1), http.StatusFound)
		})
	}
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/private", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/nowhere", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusFound) })
	url := server(t, mux.ServeHTTP)
	c := client(t)
	for path, kind := range map[string]digest.FetchKind{
		"/0": digest.FetchRedirects, "/loop": digest.FetchRedirects, "/private": digest.FetchPrivate,
		"/file": digest.FetchRedirects, "/nowhere": digest.FetchRedirects,
	} {
		_, err := c.Fetch(t.Context(), digest.Request{URL: url + path})
		wantKind(t, err, kind)
	}
}

func TestOnlyAnUnbrokenPermanentChainIsAMove(t *testing.T) {
	mux := http.NewServeMux()
	hop := func(from, to string, code int) {
		mux.HandleFunc(from, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, code) })
	}
	hop("/a", "/b", http.StatusMovedPermanently)
	hop("/b", "/end", http.StatusPermanentRedirect)
	hop("/c", "/d", http.StatusMovedPermanently)
	hop("/d", "/end", http.StatusFound)
	hop("/e", "/a", http.StatusTemporaryRedirect)
	mux.HandleFunc("/end", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "end") })
	url := server(t, mux.ServeHTTP)
	c := client(t)
	for from, want := range map[string]string{"/a": "/end", "/c": "", "/e": "", "/end": ""} {
		page, err := c.Fetch(t.Context(), digest.Request{URL: url + from})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimPrefix(page.PermanentURL, url); got != want {
			t.Errorf("%s moved to %q, want %q", from, got, want)
		}
		if page.FinalURL != url+"/end" {
			t.Errorf("%s ended at %s", from, page.FinalURL)
		}
	}
}

func TestCredentialsStayOnTheirHost(t *testing.T) {
	var away, home http.Header
	other := server(t, func(w http.ResponseWriter, r *http.Request) { away = r.Header.Clone() })
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		home = r.Header.Clone()
		http.Redirect(w, r, other, http.StatusFound)
	})
	_, err := client(t).Fetch(t.Context(), digest.Request{URL: url, Headers: map[string]string{"Authorization": "Bearer x", "Cookie": "a=b"}})
	if err != nil {
		t.Fatal(err)
	}
	if home.Get("Authorization") != "Bearer x" {
		t.Error("the header did not reach its host")
	}
	if away.Get("Authorization") != "" || away.Get("Cookie") != "" || away.Get("Referer") != "" {
		t.Errorf("another host was told %v", away)
	}
}

func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	proxied := false
	proxy := server(t, func(w http.ResponseWriter, r *http.Request) { proxied = true })
	t.Setenv("HTTP_PROXY", proxy)
	t.Setenv("http_proxy", proxy)
	_, err := client(t).Fetch(t.Context(), digest.Request{URL: "http://no-such-host.invalid/"})
	wantKind(t, err, digest.FetchDNS)
	if proxied {
		t.Error("the request went through the proxy")
	}
}

func TestNoMoreThanTwoConnectionsAHost(t *testing.T) {
	var now, most atomic.Int32
	arrived := make(chan struct{}, 8)
	let := make(chan struct{})
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		arrived <- struct{}{}
		<-let
		now.Add(-1)
	})
	c := client(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := c.Fetch(context.Background(), digest.Request{URL: url}); err != nil {
				t.Error(err)
			}
		})
	}
	<-arrived
	<-arrived
	close(let)
	wg.Wait()
	if most.Load() != 2 {
		t.Errorf("%d requests at once", most.Load())
	}
	if n := len(c.hosts.gates); n != 0 {
		t.Errorf("%d hosts are remembered after their requests", n)
	}
}

func TestGapBetweenRequestsToOneHost(t *testing.T) {
	h := newHosts(2)
	g := h.join("a.example")
	if d := h.reserve(g, time.Hour); d != 0 {
		t.Errorf("the first request waits %s", d)
	}
	if d := h.reserve(g, time.Hour); d < 59*time.Minute {
		t.Errorf("the second request waits %s", d)
	}
	if d := h.reserve(g, 0); d != 0 {
		t.Errorf("a request without a gap waits %s", d)
	}
}

func TestStoppingEndsAFetchWithTheCallersReason(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	url := server(t, func(w http.ResponseWriter, r *http.Request) {
		cancel(errors.New("the user stopped it"))
		<-r.Context().Done()
	})
	_, err := client(t).Fetch(ctx, digest.Request{URL: url})
	if err == nil || err.Error() != "the user stopped it" {
		t.Errorf("error = %v", err)
	}
}

func TestFreshnessAndRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	for _, tt := range []struct {
		name string
		got  time.Duration
		want time.Duration
	}{
		{"max-age", freshness(header("Cache-Control", "public, max-age=3600"), now), time.Hour},
		{"no-cache wins", freshness(header("Cache-Control", "no-cache, max-age=3600"), now), 0},
		{"expires", freshness(header("Expires", "Mon, 23 Nov 2026 08:00:00 GMT"), now), time.Hour},
		{"expires by the server's clock", freshness(header("Expires", "Mon, 23 Nov 2026 08:00:00 GMT", "Date", "Mon, 23 Nov 2026 07:30:00 GMT"), now), 30 * time.Minute},
		{"expires 0", freshness(header("Expires", "0"), now), 0},
		{"an absurd age", freshness(header("Cache-Control", "max-age=99999999999"), now), 365 * 24 * time.Hour},
		{"seconds", retryAfter(header("Retry-After", "90"), now), 90 * time.Second},
		{"a date", retryAfter(header("Retry-After", "Mon, 23 Nov 2026 07:05:00 GMT"), now), 5 * time.Minute},
		{"a date in the past", retryAfter(header("Retry-After", "Mon, 23 Nov 2026 06:05:00 GMT"), now), 0},
		{"nonsense", retryAfter(header("Retry-After", "soon"), now), 0},
	} {
		if tt.got != tt.want {
			t.Errorf("%s = %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}

func TestOnlyPublicAddressesArePublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "127.0.0.1": false, "10.0.0.1": false, "172.16.0.1": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false,
		"255.255.255.255": false, "::1": false, "fe80::1": false, "fd00::1": false, "fec0::1": false, "::": false,
		"64:ff9b::a00:1": false, "64:ff9b::5db8:d822": true, "2002:7f00:1::": false, "198.18.0.1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("public(%s) = %v, want %v", address, got, want)
		}
	}
}
