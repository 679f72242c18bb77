package pipeline_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
	building "tidings/digest/pipeline/build"
	"tidings/digest/store"
)

var morning = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

func gather(t *testing.T, p *pipeline.Pipeline) pipeline.GatherReport {
	t.Helper()
	r, err := p.Gather(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// stored is everything that was gathered.
func stored(t *testing.T, p *pipeline.Pipeline, st *store.Store) []digest.Article {
	t.Helper()
	var ids []string
	for _, f := range p.Feeds {
		ids = append(ids, f.ID)
	}
	articles, err := st.Articles(t.Context(), ids, time.Time{}, p.Now())
	if err != nil {
		t.Fatal(err)
	}
	return articles
}

func TestOneBadFeedNeverHarmsTheOthers(t *testing.T) {
	s := newSite(t)
	good := s.feed("/good.xml", morning, item{"The crossing is approved", "/crossing", "The council approves the river crossing."})
	s.serve("/notxml.xml", "application/rss+xml", "this is no feed at all")
	s.serve("/page.xml", "text/html", "<!doctype html><html><head><title>Home</title></head><body><p>Welcome</p></body></html>")
	s.serve("/empty.xml", "application/rss+xml", "")
	s.set("/endless.xml", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(strings.Repeat("<item>", 1<<12))); err != nil {
				return
			}
		}
	})
	s.set("/slow.xml", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s.set("/loop.xml", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop.xml", http.StatusFound) })
	s.set("/private.xml", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
	})
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	bad := map[string]string{
		"/notxml.xml": "neither RSS nor Atom", "/page.xml": "web page", "/empty.xml": "empty", "/gone.xml": "404",
		"/endless.xml": "larger than", "/slow.xml": "within 2s", "/loop.xml": "circle", "/private.xml": "private address",
		secure.URL + "/": "certificate", closed.URL + "/": "refused", "ftp://x.example/feed": "not an http",
	}
	feeds := []digest.Feed{good}
	for path := range bad {
		feeds = append(feeds, s.at(path))
	}
	p, st, _ := newPipeline(t, feeds...)
	r := gather(t, p)
	if r.Failed() != len(bad) {
		t.Errorf("%d feeds failed, want %d", r.Failed(), len(bad))
	}
	for _, f := range r.Feeds[1:] {
		want := bad[strings.TrimPrefix(f.Feed.Name, "Feed ")]
		if f.Err == nil || !strings.Contains(f.Err.Error(), want) {
			t.Errorf("%s: %v; want it to say %q", f.Feed.URL, f.Err, want)
		}
	}
	if got := stored(t, p, st); len(got) != 1 || got[0].Text.Method == "" || got[0].Text.Words < 50 {
		t.Errorf("the good feed gave %+v", got)
	}
}

func TestGatheringTwiceAsksAndStoresOnce(t *testing.T) {
	s := newSite(t)
	f := s.feed("/feed.xml", morning, item{"One", "/one", "The first story."}, item{"Two", "/two", "The second story."})
	p, st, c := newPipeline(t, f)
	if r := gather(t, p); r.New() != 2 || r.Pages != 2 {
		t.Fatalf("first run: %+v", r)
	}
	if r := gather(t, p); !r.Feeds[0].Skipped || s.count("/feed.xml") != 1 {
		t.Errorf("within the hour: %+v, %d requests", r.Feeds[0], s.count("/feed.xml"))
	}
	c.pass(time.Hour + time.Minute)
	if r := gather(t, p); !r.Feeds[0].Unchanged || r.New() != 0 {
		t.Errorf("an hour later: %+v", r.Feeds[0])
	}
	if s.count("/feed.xml") != 2 || s.count("/one") != 1 {
		t.Errorf("%d requests of the feed, %d of a page", s.count("/feed.xml"), s.count("/one"))
	}
	if got := stored(t, p, st); len(got) != 2 {
		t.Errorf("%d articles stored", len(got))
	}
}

func TestPagesThatFailAreTriedAgainAndThenTheFeedsWordsStand(t *testing.T) {
	s := newSite(t)
	f := s.feed("/feed.xml", morning, item{"One", "/one", "What the feed says."}, item{"Gone", "/gone", "All that is left of it."})
	s.set("/gone", nil)
	s.set("/one", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	p, st, c := newPipeline(t, f)
	if r := gather(t, p); r.Lost != 2 || r.Failed() != 0 {
		t.Errorf("first run: %+v", r)
	}
	for range 4 {
		c.pass(25 * time.Hour)
		gather(t, p)
	}
	if s.count("/gone") != 1 || s.count("/one") != 3 {
		t.Errorf("a missing page was asked for %d times, a failing one %d times", s.count("/gone"), s.count("/one"))
	}
	articles := stored(t, p, st)
	for _, a := range articles {
		if a.Text.Method != digest.OwnWords {
			t.Errorf("%s: text by %q", a.Title, a.Text.Method)
		}
	}
	building.Texts(articles)
	for _, a := range articles {
		if a.Text.Body != a.Summary {
			t.Errorf("%s: text %q", a.Title, a.Text.Body)
		}
	}
}

func TestPagesThatAreNoArticlesLeaveTheFeedsWords(t *testing.T) {
	s := newSite(t)
	f := s.feed("/feed.xml", morning, item{"Binary", "/binary", "Words of the feed."}, item{"Empty", "/empty", "Words of the feed."})
	s.serve("/binary", "image/png", "\x89PNG\x00\x00\x01\x02")
	s.serve("/empty", "text/html", "")
	p, st, _ := newPipeline(t, f)
	gather(t, p)
	for _, a := range stored(t, p, st) {
		if a.Text.Body != "Words of the feed." {
			t.Errorf("%s: %q", a.Title, a.Text.Body)
		}
	}
}

func TestSitesAddressFindsItsFeedOnceAndIsRemembered(t *testing.T) {
	s := newSite(t)
	s.feed("/found.xml", morning, item{"One", "/one", "The first story."})
	s.serve("/", "text/html", `<html><head><title>A blog</title><link rel="alternate" type="application/rss+xml" href="/found.xml"></head><body></body></html>`)
	p, st, c := newPipeline(t, s.at("/"))
	if r := gather(t, p); r.New() != 1 {
		t.Fatalf("report %+v", r.Feeds[0])
	}
	c.pass(2 * time.Hour)
	if r := gather(t, p); r.Failed() != 0 || s.count("/") != 1 || s.count("/found.xml") != 2 {
		t.Errorf("%+v; the site was asked %d times, its feed %d times", r.Feeds[0], s.count("/"), s.count("/found.xml"))
	}
	if len(stored(t, p, st)) != 1 {
		t.Error("the article was not stored once")
	}
}

func TestCredentialsOfAFeedStayOnItsHost(t *testing.T) {
	var mu sync.Mutex
	got := make(map[string]string)
	note := func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got[r.URL.Path] = r.Header.Get("Authorization")
		io.WriteString(w, page("A page", "Words."))
	}
	home, away := newSite(t), newSite(t)
	home.set("/own", note)
	away.set("/other", note)
	home.serve("/feed.xml", "application/rss+xml", `<rss version="2.0"><channel><title>x</title><item><title>Own</title><link>`+
		home.URL+`/own</link></item><item><title>Other</title><link>`+away.URL+`/other</link></item></channel></rss>`)
	f := home.at("/feed.xml")
	f.Headers = map[string]string{"Authorization": "Bearer secret"}
	p, _, _ := newPipeline(t, f)
	gather(t, p)
	if got["/own"] != "Bearer secret" {
		t.Errorf("the feed's own page was asked with %q", got["/own"])
	}
	if secret, asked := got["/other"]; !asked || secret != "" {
		t.Errorf("another host was told %q (asked: %v)", secret, asked)
	}
}

func TestFailingServersAreLeftAloneLongerEachTime(t *testing.T) {
	s := newSite(t)
	s.set("/feed.xml", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	p, _, c := newPipeline(t, s.at("/feed.xml"))
	for hour, want := range []int{1, 2, 2, 3, 3, 3, 3, 4} { // asked at hours 0, 1, 3 and 7
		gather(t, p)
		if got := s.count("/feed.xml"); got != want {
			t.Errorf("at hour %d: %d requests, want %d", hour, got, want)
		}
		c.pass(time.Hour)
	}
}

func TestMendedConfigurationIsSeenAtOnce(t *testing.T) {
	p, st, _ := newPipeline(t, digest.Feed{ID: "x", URL: "http://10.9.8.7/feed.xml"})
	gather(t, p)
	states, err := st.FeedStates(t.Context(), []string{"x"})
	if err != nil {
		t.Fatal(err)
	}
	if got := states["x"]; got.Fails != 1 || got.NextPoll.After(p.Now()) {
		t.Errorf("a refused private address waits until %s", got.NextPoll)
	}
}
