package gather_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline/presstest"
)

func TestFeedAndItsPagesGoThroughItsProxyAndOtherFeedsDoNot(t *testing.T) {
	const far = "http://93.184.215.14" // an address that may be fetched; the proxy answers in its place
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.RequestURI)
		switch r.RequestURI {
		case far + "/feed.xml":
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>Far</title><item><title>One</title><link>%s/one</link></item></channel></rss>`, far)
		case far + "/one":
			_, _ = io.WriteString(w, presstest.Page("One", "Told far away."))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(proxy.Close)
	s := presstest.NewSite(t)
	near := s.Feed("/near.xml", time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC), presstest.Told("Near", "/near", "Told near by."))
	g, st, _ := newGatherer(t, digest.Feed{ID: "far", URL: far + "/feed.xml", Weight: 1, Proxy: digest.Proxy{URL: proxy.URL}}, near)
	run(t, g)
	if want := []string{far + "/feed.xml", far + "/one"}; !slices.Equal(asked, want) {
		t.Errorf("the proxy was asked for %q, want %q", asked, want)
	}
	for _, a := range stored(t, g, st) {
		if a.Text.Words < 100 {
			t.Errorf("%s has the text %q", a.Title, a.Text.Body)
		}
	}
}
