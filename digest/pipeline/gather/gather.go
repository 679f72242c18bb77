// Package gather turns configured feeds into stored articles: it asks the feeds whose turn has come, stores what is new, and
// fetches and reads the pages that the text of their articles needs.
package gather

import (
	"cmp"
	"context"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"tidings/digest"
	"tidings/digest/extract"
	"tidings/digest/pipeline/large"
)

// The bounds of gathering.
const (
	feedsAtOnce  = 64   // feeds asked at the same time; each host has its own, smaller limit in fetch
	pagesPerFeed = 50   // article pages asked for from one feed in one run: a new feed may pour out its archive
	leftovers    = 2000 // articles of earlier runs without text that one run takes up again
	pageTries    = 3    // after that the feed's own words are the text

	// inHand is how many bytes of documents are parsed and not yet stored: two groups of small ones, as the store commits
	// them, so that one is parsed while the other is on its way to the disk; and one large one. With its articles a document
	// weighs about three times as much.
	inHand = 2 << 20

	feedAccept = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
	pageAccept = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
)

// Gatherer asks feeds. All fields but Jitter are required.
type Gatherer struct {
	Feeds  []digest.Feed
	Fetch  Fetcher
	Store  Store
	Log    *slog.Logger
	Now    func() time.Time
	Jitter func(most time.Duration) time.Duration // random, below most: added to the wait before the next poll; nil: none
	Watch  func(phase string, done, total int)    // told of every step, from one goroutine at a time
}

// Fetcher gets one document from somebody else's server. After Hold, a host is not asked before a moment.
type Fetcher interface {
	Fetch(ctx context.Context, r digest.Request) (digest.Page, error)
	Hold(host string, until time.Time)
}

// Store keeps what feeds and pages said. Its methods are those of package store.
type Store interface {
	FeedStates(ctx context.Context, feeds []string) (map[string]digest.FeedState, error)
	SaveFeed(ctx context.Context, st digest.FeedState, articles []digest.Article) (fresh []digest.Article, err error)
	KnownArticles(ctx context.Context, ids []string) (map[string]bool, error)
	HostHolds(ctx context.Context) ([]digest.HostHold, error)
	HoldHost(ctx context.Context, h digest.HostHold) error
	FreeHost(ctx context.Context, host string) error
	Unread(ctx context.Context, feeds []string, limit int) ([]digest.Article, error)
	PageTries(ctx context.Context, articles []string) (map[string]digest.PageTry, error)
	SavePageTry(ctx context.Context, t digest.PageTry) error
	SaveText(ctx context.Context, article string, t digest.Text) error
	TakeOwnWords(ctx context.Context, articles []string) error
	SiteLines(ctx context.Context, host string) ([]digest.SiteLine, error)
	SaveSiteLines(ctx context.Context, host string, lines []digest.SiteLine) error
}

// Report is what one run of Gather did.
type Report struct {
	Feeds []FeedReport // in the order of the configuration
	Pages int          // article pages asked for
	Lost  int          // article pages that could not be had or read this time
	Took  time.Duration
}

// FeedReport is what became of one feed.
type FeedReport struct {
	Feed      *digest.Feed // nil when the run was stopped before its turn
	Title     string       // the configured name, else the feed's own title, else its URL
	Skipped   bool         // not asked: it was a short while ago, or its server wants peace
	Failing   string       // why the last try failed, of a feed that is skipped; empty when it did not
	Waiting   string       // why a feed was not asked although it was due: its host wants to be left alone
	Gone      bool         // the server said that there is no such feed any more: it is not asked again
	Moved     string       // where the feed has moved to for good, and is asked: the configuration should say so
	Unchanged bool         // the server said 304
	Articles  int          // in the document
	New       int          // not seen before
	Older     int          // of a feed read for the first time: left out, being older than its newest
	Poured    int          // held back: far more at once than the feed ever brought, a migration most likely
	Warnings  []string
	Err       error // why it could not be read; nil when it was
	Again     bool  // Err is what it was in the run before, and no server had a part in it: it is tried in every run
}

// Failed counts the feeds that could not be read, now or the last time they were asked.
func (r Report) Failed() int {
	n := 0
	for _, f := range r.Feeds {
		if f.Err != nil || f.Failing != "" {
			n++
		}
	}
	return n
}

// New counts the articles not seen before.
func (r Report) New() int {
	n := 0
	for _, f := range r.Feeds {
		n += f.New
	}
	return n
}

// Gather polls every feed that is due, stores its new articles, and fetches and extracts the pages that their text
// needs. A feed or page that fails is counted and shown and never stops the others; the error is of the store or the
// context alone. Gathering twice stores once.
func (g *Gatherer) Gather(ctx context.Context) (Report, error) {
	run, err := g.newGathering(ctx)
	if err != nil {
		return Report{}, err
	}
	started := g.Now()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan due)
	var wg sync.WaitGroup
	for range min(feedsAtOnce, len(g.Feeds)) {
		wg.Go(func() {
			for d := range queue {
				if err := run.feed(ctx, d); err != nil {
					stop(err)
				}
			}
		})
	}
	if err := run.enqueue(ctx, queue); err != nil {
		stop(err)
	}
	close(queue)
	wg.Wait()
	run.report.Took = g.Now().Sub(started)
	return run.report, context.Cause(ctx)
}

// due is a feed whose turn has come.
type due struct {
	place int // in the configuration
	state digest.FeedState
}

// statesAtOnce is how many feeds' states are read at a time, so that those of many thousand are never all in memory.
const statesAtOnce = 4 * feedsAtOnce

// enqueue hands out the feeds in turn, until the context ends.
func (g *gathering) enqueue(ctx context.Context, queue chan<- due) error {
	for some := range slices.Chunk(inTurn(g.Feeds), statesAtOnce) {
		ids := make([]string, len(some))
		for i, place := range some {
			ids[i] = g.Feeds[place].ID
		}
		states, err := g.Store.FeedStates(ctx, ids)
		if err != nil {
			return err
		}
		for _, place := range some {
			select {
			case queue <- due{place, states[g.Feeds[place].ID]}:
			case <-ctx.Done():
				return nil
			}
		}
	}
	return nil
}

// gathering is one run of Gather. Reports are written under mu; everything else is read only.
type gathering struct {
	*Gatherer
	left    map[string][]digest.Article // articles of earlier runs without text, by feed
	tries   map[string]digest.PageTry
	parsing chan struct{} // bounds the memory of pages being parsed

	large     large.Room
	documents *semaphore.Weighted // the bytes of documents that are parsed and not yet stored
	mu        sync.Mutex

	holds map[string]digest.HostHold // by host

	report       Report
	polled       int
	articles     int // known to need their text
	articlesRead int
}

func (g *Gatherer) newGathering(ctx context.Context) (*gathering, error) {
	ids := make([]string, len(g.Feeds))
	for i, f := range g.Feeds {
		ids[i] = f.ID
	}
	run := &gathering{
		Gatherer:  g,
		left:      make(map[string][]digest.Article),
		parsing:   make(chan struct{}, 2*runtime.GOMAXPROCS(0)),
		large:     large.NewRoom(),
		documents: semaphore.NewWeighted(inHand),
	}
	run.report.Feeds = make([]FeedReport, len(g.Feeds))
	var err error
	if err = run.keepHolds(ctx); err != nil {
		return nil, err
	}
	unread, err := g.Store.Unread(ctx, ids, leftovers)
	if err != nil {
		return nil, err
	}
	articles := make([]string, len(unread))
	for i, a := range unread {
		articles[i] = a.ID
		run.left[a.FeedID] = append(run.left[a.FeedID], a)
	}
	run.tries, err = g.Store.PageTries(ctx, articles)
	return run, err
}

// feed polls one feed and reads the pages of its articles.
func (g *gathering) feed(ctx context.Context, d due) error {
	f, state := g.Feeds[d.place], d.state
	report := FeedReport{Feed: &g.Feeds[d.place], Title: cmp.Or(f.Name, state.Title, f.URL)}
	articles := g.left[f.ID]
	if state.Gone || g.Now().Before(state.NextPoll) {
		report.Skipped, report.Failing, report.Gone = true, state.Reason, state.Gone
	} else {
		fresh, err := g.poll(ctx, f, state, &report)
		if err != nil {
			return err
		}
		articles = append(fresh, articles...)
	}
	g.count(func() {
		g.report.Feeds[d.place] = report
		g.polled++
		g.articles += len(articles)
		g.Watch("feeds", g.polled, len(g.Feeds))
	})
	return g.read(ctx, f, articles)
}

// read makes the text of the articles, fetching the pages that it takes.
func (g *gathering) read(ctx context.Context, f digest.Feed, articles []digest.Article) error {
	asked := 0
	var whole []string // told by the feed as much as by their pages
	for _, a := range articles {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		switch {
		case a.Text.Method != "": // it came with the feed
		case !extract.NeedsPage(a, g.mode(a, f)):
			whole = append(whole, a.ID)
		case asked < pagesPerFeed: // the rest is left for later runs
			asked++
			if err := g.readPage(ctx, a, f); err != nil {
				return err
			}
		}
		g.count(func() {
			g.articlesRead++
			g.Watch("pages", g.articlesRead, g.articles)
		})
	}
	if len(whole) == 0 {
		return nil
	}
	return g.Store.TakeOwnWords(ctx, whole)
}

// count changes the run's figures, one goroutine at a time.
func (g *gathering) count(change func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change()
}

// mode is where the text of an article comes from: one that is never shown makes do with the feed's words.
func (g *gathering) mode(a digest.Article, f digest.Feed) digest.ExtractMode {
	if !g.shown(a, f) {
		return digest.ExtractNever
	}
	return f.Extract
}

// shown says whether an article may ever stand in an issue: a page is not asked for in vain.
func (g *gathering) shown(a digest.Article, f digest.Feed) bool {
	if f.MaxAge > 0 && a.Seen.Sub(a.When()) > f.MaxAge {
		return false
	}
	for _, r := range f.Filter.Exclude {
		if r.Match(digest.NewSubject(&a, &f)) {
			return false
		}
	}
	return true
}

// readPage fetches an article's page and stores the text. A page that fails is tried again in later runs; after the
// last try the feed's own words are stored as the text, so that the article is never lost.
func (g *gathering) readPage(ctx context.Context, a digest.Article, f digest.Feed) error {
	place := g.large.Place()
	defer place.Leave()
	page, err := g.Fetch.Fetch(ctx, digest.Request{
		URL: a.URL, Headers: headersFor(f, a.URL), Accept: pageAccept, Proxy: f.Proxy, Room: func() error { return place.Take(ctx) },
	})
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if held(err) {
		return nil // not asked: it does not count as a try
	}
	g.count(func() { g.report.Pages++ })
	if err == nil {
		return g.savePage(ctx, a, &page, f)
	}
	g.count(func() { g.report.Lost++ })
	if err := g.holdHost(ctx, err); err != nil {
		return err
	}
	try := g.tries[a.ID]
	try.Article, try.Reason = a.ID, err.Error()
	try.Tries++
	g.Log.Debug("page failed", "article", a.URL, "tries", try.Tries, "error", err)
	if try.Tries >= pageTries || final(err) {
		return g.Store.TakeOwnWords(ctx, []string{a.ID})
	}
	try.Next = g.Now().Add(backOff(try.Tries, err))
	return g.Store.SavePageTry(ctx, try)
}
