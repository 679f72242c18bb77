package fetch

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"tidings/digest"
)

// stranger has loopback stand for the public internet: it has gaps, and can be held.
func stranger(o *Options) {
	o.Allow, o.Public = nil, func(a netip.Addr) bool { return a.IsLoopback() }
}

func TestMoveFromHTTPSToHTTPIsNoMove(t *testing.T) {
	plain := server(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "end") })
	secure := httptest.NewTLSServer(http.RedirectHandler(plain, http.StatusMovedPermanently))
	t.Cleanup(secure.Close)
	c := client(t)
	c.guarded.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool()}
	c.guarded.TLSClientConfig.RootCAs.AddCert(secure.Certificate())
	page, err := c.Fetch(t.Context(), digest.Request{URL: secure.URL})
	if err != nil || page.PermanentURL != "" || page.FinalURL != plain {
		t.Errorf("page %+v, %v", page, err)
	}
}

func TestHeldHostIsNotAsked(t *testing.T) {
	var asked atomic.Int32
	url := server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	c := client(t, stranger, func(o *Options) { o.Now = func() time.Time { return now } })
	_, err := c.Fetch(t.Context(), digest.Request{URL: url})
	if fe := wantKind(t, err, digest.FetchStatus); fe.Own || fe.Host == "" {
		t.Errorf("error %+v", fe)
	}
	_, err = c.Fetch(t.Context(), digest.Request{URL: url})
	if fe := wantKind(t, err, digest.FetchHeld); fe.RetryAfter != time.Minute {
		t.Errorf("held for %s", fe.RetryAfter)
	}
	now = now.Add(61 * time.Second)
	_, err = c.Fetch(t.Context(), digest.Request{URL: url})
	wantKind(t, err, digest.FetchStatus)
	if asked.Load() != 2 {
		t.Errorf("asked %d times", asked.Load())
	}
}

func TestUnaskedForNotModifiedIsAnError(t *testing.T) {
	url := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	_, err := client(t).Fetch(t.Context(), digest.Request{URL: url, Validators: digest.Validators{ETag: `"1"`}, ValidatorsFor: "http://elsewhere.example/"})
	if fe := wantKind(t, err, digest.FetchStatus); fe.Status != http.StatusNotModified {
		t.Errorf("status %d", fe.Status)
	}
}

func TestWaitingForATurnIsNotTheServersTime(t *testing.T) {
	url := server(t, func(http.ResponseWriter, *http.Request) {})
	c := client(t, stranger, func(o *Options) { o.Timeout, o.Gap = 250*time.Millisecond, 100*time.Millisecond })
	errs := make(chan error)
	for range 6 { // the last one waits half a second
		go func() {
			_, err := c.Fetch(t.Context(), digest.Request{URL: url})
			errs <- err
		}()
	}
	for range 6 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestDroppedConnectionIsTriedOnceMore(t *testing.T) {
	var asked atomic.Int32
	url := server(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, "back")
	})
	page, err := client(t).Fetch(t.Context(), digest.Request{URL: url})
	if err != nil || string(page.Body) != "back" || asked.Load() != 2 {
		t.Errorf("%q, %v after %d requests", page.Body, err, asked.Load())
	}
}

func TestGatesThatNobodyNeedsAreForgotten(t *testing.T) {
	h := newHosts(2)
	for i := range 10 * tidyFrom {
		turn, err := h.enter(t.Context(), entry{host: fmt.Sprint(i), gap: time.Nanosecond, now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		turn.leave()
	}
	if n := len(h.gates); n > tidyFrom {
		t.Errorf("%d gates", n)
	}
	h.hold("held", time.Now().Add(time.Hour))
	h.tidy()
	if _, err := h.enter(t.Context(), entry{host: "held", now: time.Now}); !errors.As(err, new(heldError)) {
		t.Errorf("a hold was forgotten: %v", err)
	}
}
