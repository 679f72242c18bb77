package gather_test

import (
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline/build"
	"tidings/digest/pipeline/gather"
	"tidings/digest/pipeline/presstest"
	"tidings/digest/store"
)

var morning = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// newGatherer wires a Gatherer over real rooms: SQLite in a folder of the test, fetching from loopback.
func newGatherer(t *testing.T, feeds ...digest.Feed) (*gather.Gatherer, *store.Store, *presstest.Clock) {
	t.Helper()
	st, client, c := presstest.Rooms(t)
	return &gather.Gatherer{Feeds: feeds, Fetch: client, Store: st, Log: slog.New(slog.DiscardHandler), Now: c.Now, Watch: nobody}, st, c
}

// nobody watches.
func nobody(string, int, int) {}

func run(t *testing.T, g *gather.Gatherer) gather.Report {
	t.Helper()
	r, err := g.Gather(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// stored is everything that was gathered.
func stored(t *testing.T, g *gather.Gatherer, st *store.Store) []digest.Article {
	t.Helper()
	var ids []string
	for _, f := range g.Feeds {
		ids = append(ids, f.ID)
	}
	articles, err := st.Articles(t.Context(), ids, time.Time{}, g.Now())
	if err != nil {
		t.Fatal(err)
	}
	return articles
}

func TestOneBadFeedNeverHarmsTheOthers(t *testing.T) {
	s := presstest.NewSite(t)
	good := s.Feed("/good.xml", morning, presstest.Told("The crossing is approved", "/crossing", "The council approves the river crossing."))
	s.Serve("/notxml.xml", "application/rss+xml", "this is no feed at all")
	s.Serve("/page.xml", "text/html", "<!doctype html><html><head><title>Home</title></head><body><p>Welcome</p></body></html>")
	s.Serve("/empty.xml", "application/rss+xml", "")
	s.Set("/endless.xml", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(strings.Repeat("<item>", 1<<12))); err != nil {
				return
			}
		}
	})
	s.Set("/slow.xml", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s.Set("/loop.xml", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop.xml", http.StatusFound) })
	s.Set("/private.xml", func(w http.ResponseWriter, r *http.Request) {
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
		feeds = append(feeds, s.At(path))
	}
	g, st, _ := newGatherer(t, feeds...)
	r := run(t, g)
	if r.Failed() != len(bad) {
		t.Errorf("%d feeds failed, want %d", r.Failed(), len(bad))
	}
	for _, f := range r.Feeds[1:] {
		want := bad[strings.TrimPrefix(f.Feed.Name, "Feed ")]
		if f.Err == nil || !strings.Contains(f.Err.Error(), want) {
			t.Errorf("%s: %v; want it to say %q", f.Feed.URL, f.Err, want)
		}
	}
	if got := stored(t, g, st); len(got) != 1 || got[0].Text.Method == "" || got[0].Text.Words < 50 {
		t.Errorf("the good feed gave %+v", got)
	}
}

func TestGatheringTwiceAsksAndStoresOnce(t *testing.T) {
	s := presstest.NewSite(t)
	f := s.Feed("/feed.xml", morning, presstest.Told("One", "/one", "The first story."), presstest.Told("Two", "/two", "The second story."))
	g, st, c := newGatherer(t, f)
	if r := run(t, g); r.New() != 2 || r.Pages != 2 {
		t.Fatalf("first run: %+v", r)
	}
	if r := run(t, g); !r.Feeds[0].Skipped || s.Count("/feed.xml") != 1 {
		t.Errorf("within the hour: %+v, %d requests", r.Feeds[0], s.Count("/feed.xml"))
	}
	c.Pass(time.Hour + time.Minute)
	if r := run(t, g); !r.Feeds[0].Unchanged || r.New() != 0 {
		t.Errorf("an hour later: %+v", r.Feeds[0])
	}
	if s.Count("/feed.xml") != 2 || s.Count("/one") != 1 {
		t.Errorf("%d requests of the feed, %d of a page", s.Count("/feed.xml"), s.Count("/one"))
	}
	if got := stored(t, g, st); len(got) != 2 {
		t.Errorf("%d articles stored", len(got))
	}
}

func TestPagesThatFailAreTriedAgainAndThenTheFeedsWordsStand(t *testing.T) {
	s := presstest.NewSite(t)
	f := s.Feed("/feed.xml", morning, presstest.Told("One", "/one", "What the feed says."), presstest.Told("Gone", "/gone", "All that is left of it."))
	s.Set("/gone", nil)
	s.Set("/one", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	g, st, c := newGatherer(t, f)
	if r := run(t, g); r.Lost != 2 || r.Failed() != 0 {
		t.Errorf("first run: %+v", r)
	}
	for range 4 {
		c.Pass(25 * time.Hour)
		run(t, g)
	}
	if s.Count("/gone") != 1 || s.Count("/one") != 3 {
		t.Errorf("a missing page was asked for %d times, a failing one %d times", s.Count("/gone"), s.Count("/one"))
	}
	articles := stored(t, g, st)
	for _, a := range articles {
		if a.Text.Method != digest.OwnWords {
			t.Errorf("%s: text by %q", a.Title, a.Text.Method)
		}
	}
	build.Texts(articles)
	for _, a := range articles {
		if a.Text.Body != a.Summary {
			t.Errorf("%s: text %q", a.Title, a.Text.Body)
		}
	}
}

func TestPagesThatAreNoArticlesLeaveTheFeedsWords(t *testing.T) {
	s := presstest.NewSite(t)
	f := s.Feed("/feed.xml", morning, presstest.Told("Binary", "/binary", "Words of the feed."), presstest.Told("Empty", "/empty", "Words of the feed."))
	s.Serve("/binary", "image/png", "\x89PNG\x00\x00\x01\x02")
	s.Serve("/empty", "text/html", "")
	g, st, _ := newGatherer(t, f)
	run(t, g)
	for _, a := range stored(t, g, st) {
		if a.Text.Body != "Words of the feed." {
			t.Errorf("%s: %q", a.Title, a.Text.Body)
		}
	}
}

func TestSitesAddressFindsItsFeedOnceAndIsRemembered(t *testing.T) {
	s := presstest.NewSite(t)
	s.Feed("/found.xml", morning, presstest.Told("One", "/one", "The first story."))
	s.Serve("/", "text/html", `<html><head><title>A blog</title><link rel="alternate" type="application/rss+xml" href="/found.xml"></head><body></body></html>`)
	g, st, c := newGatherer(t, s.At("/"))
	if r := run(t, g); r.New() != 1 {
		t.Fatalf("report %+v", r.Feeds[0])
	}
	c.Pass(2 * time.Hour)
	if r := run(t, g); r.Failed() != 0 || s.Count("/") != 1 || s.Count("/found.xml") != 2 {
		t.Errorf("%+v; the site was asked %d times, its feed %d times", r.Feeds[0], s.Count("/"), s.Count("/found.xml"))
	}
	if len(stored(t, g, st)) != 1 {
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
		io.WriteString(w, presstest.Page("A page", "Words."))
	}
	home, away := presstest.NewSite(t), presstest.NewSite(t)
	home.Set("/own", note)
	away.Set("/other", note)
	home.Serve("/feed.xml", "application/rss+xml", `<rss version="2.0"><channel><title>x</title><item><title>Own</title><link>`+
		home.URL+`/own</link></item><item><title>Other</title><link>`+away.URL+`/other</link></item></channel></rss>`)
	f := home.At("/feed.xml")
	f.Headers = map[string]string{"Authorization": "Bearer secret"}
	g, _, _ := newGatherer(t, f)
	run(t, g)
	if got["/own"] != "Bearer secret" {
		t.Errorf("the feed's own page was asked with %q", got["/own"])
	}
	if secret, asked := got["/other"]; !asked || secret != "" {
		t.Errorf("another host was told %q (asked: %v)", secret, asked)
	}
}

func TestFailingServersAreLeftAloneLongerEachTime(t *testing.T) {
	s := presstest.NewSite(t)
	s.Set("/feed.xml", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	g, _, c := newGatherer(t, s.At("/feed.xml"))
	for hour, want := range []int{1, 2, 2, 3, 3, 3, 3, 4} { // asked at hours 0, 1, 3 and 7
		run(t, g)
		if got := s.Count("/feed.xml"); got != want {
			t.Errorf("at hour %d: %d requests, want %d", hour, got, want)
		}
		c.Pass(time.Hour)
	}
}

func TestMendedConfigurationIsSeenAtOnce(t *testing.T) {
	g, st, _ := newGatherer(t, digest.Feed{ID: "x", URL: "http://10.9.8.7/feed.xml"})
	run(t, g)
	states, err := st.FeedStates(t.Context(), []string{"x"})
	if err != nil {
		t.Fatal(err)
	}
	if got := states["x"]; got.Fails != 1 || got.NextPoll.After(g.Now()) {
		t.Errorf("a refused private address waits until %s", got.NextPoll)
	}
}
