package pipeline

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"tidings/digest"
	"tidings/digest/extract"
	"tidings/digest/feed"
)

// The bounds of gathering.
const (
	feedsAtOnce  = 64   // feeds in hand at the same time; each host has its own, smaller limit in fetch
	pagesPerFeed = 50   // article pages asked for from one feed in one run: a new feed may pour out its archive
	leftovers    = 2000 // articles of earlier runs without text that one run takes up again
	pageTries    = 3    // after that the feed's own words are the text
	feedAccept   = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
	pageAccept   = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
)

// GatherReport is what one run of Gather did.
type GatherReport struct {
	Feeds []FeedReport // in the order of the configuration
	Pages int          // article pages asked for
	Lost  int          // article pages that could not be had or read this time
	Took  time.Duration
}

// FeedReport is what became of one feed.
type FeedReport struct {
	Feed      digest.Feed
	Title     string // the configured name, else the feed's own title, else its URL
	Skipped   bool   // asked so recently that it was left in peace
	Failing   string // why the last try failed, of a feed that is skipped; empty when it did not
	Unchanged bool   // the server said 304
	Articles  int    // in the document
	New       int    // not seen before
	Warnings  []string
	Err       error // why it could not be read; nil when it was
}

// Failed counts the feeds that could not be read.
func (r GatherReport) Failed() int {
	n := 0
	for _, f := range r.Feeds {
		if f.Err != nil {
			n++
		}
	}
	return n
}

// New counts the articles not seen before.
func (r GatherReport) New() int {
	n := 0
	for _, f := range r.Feeds {
		n += f.New
	}
	return n
}

// Gather polls every feed that is due, stores its new articles, and fetches and extracts the pages that their text
// needs. A feed or page that fails is counted and shown and never stops the others; the error is of the store or the
// context alone. Gathering twice stores once.
func (p *Pipeline) Gather(ctx context.Context) (GatherReport, error) {
	g, err := p.newGathering(ctx)
	if err != nil {
		return GatherReport{}, err
	}
	started := p.Now()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan int)
	var wg sync.WaitGroup
	for range min(feedsAtOnce, len(p.Feeds)) {
		wg.Go(func() {
			for i := range queue {
				if err := g.feed(ctx, i); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range p.Feeds {
		if ctx.Err() != nil {
			break
		}
		queue <- i
	}
	close(queue)
	wg.Wait()
	g.report.Took = p.Now().Sub(started)
	return g.report, context.Cause(ctx)
}

// gathering is one run of Gather. Reports are written under mu; everything else is read only.
type gathering struct {
	*Pipeline
	states  map[string]digest.FeedState
	left    map[string][]digest.Article // articles of earlier runs without text, by feed
	tries   map[string]digest.PageTry
	parsing chan struct{} // bounds the memory of documents being parsed
	mu      sync.Mutex

	report       GatherReport
	polled       int
	articles     int // known to need their text
	articlesRead int
}

func (p *Pipeline) newGathering(ctx context.Context) (*gathering, error) {
	ids := p.feedIDs(p.Feeds)
	g := &gathering{
		Pipeline: p,
		left:     make(map[string][]digest.Article),
		parsing:  make(chan struct{}, 2*runtime.GOMAXPROCS(0)),
	}
	g.report.Feeds = make([]FeedReport, len(p.Feeds))
	var err error
	if g.states, err = p.Store.FeedStates(ctx, ids); err != nil {
		return nil, err
	}
	unread, err := p.Store.Unread(ctx, ids, leftovers)
	if err != nil {
		return nil, err
	}
	articles := make([]string, len(unread))
	for i, a := range unread {
		articles[i] = a.ID
		g.left[a.FeedID] = append(g.left[a.FeedID], a)
	}
	g.tries, err = p.Store.PageTries(ctx, articles)
	return g, err
}

// feed polls one feed and reads the pages of its articles.
func (g *gathering) feed(ctx context.Context, i int) error {
	f := g.Feeds[i]
	state := g.states[f.ID]
	report := FeedReport{Feed: f, Title: cmp.Or(f.Name, state.Title, f.URL)}
	articles := g.left[f.ID]
	if g.Now().Before(state.NextPoll) {
		report.Skipped, report.Failing = true, state.Reason
	} else {
		fresh, err := g.poll(ctx, f, state, &report)
		if err != nil {
			return err
		}
		articles = append(fresh, articles...)
	}
	g.count(func() {
		g.report.Feeds[i] = report
		g.polled++
		g.articles += len(articles)
		g.watch("feeds", g.polled, len(g.Feeds))
	})
	return g.read(ctx, f, articles)
}

// poll asks for the feed and stores what it says. The error is the store's or the context's; what is wrong with the
// feed goes into the report and the feed's state.
func (g *gathering) poll(ctx context.Context, f digest.Feed, state digest.FeedState, report *FeedReport) ([]digest.Article, error) {
	now := g.Now()
	state.Feed, state.LastTry = f.ID, now
	if state.URL == "" {
		state.URL = f.URL
	}
	page, channel, err := g.document(ctx, f, &state)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if err != nil {
		report.Err = err
		state.Fails++
		state.Reason = err.Error()
		state.NextPoll = now.Add(backOff(state.Fails, err))
		g.Log.Debug("feed failed", "feed", f.URL, "fails", state.Fails, "next", state.NextPoll, "error", err)
		_, err := g.Store.SaveFeed(ctx, state, nil)
		return nil, err
	}
	succeed(&state, page, channel, now)
	report.Unchanged, report.Articles, report.Warnings = page.NotModified, len(channel.Articles), channel.Warnings
	report.Title = cmp.Or(f.Name, state.Title, f.URL)
	for i := range channel.Articles {
		a := &channel.Articles[i]
		a.FeedID = f.ID
		a.ID = digest.Key("article", f.ID, a.GUID)
	}
	fresh, err := g.Store.SaveFeed(ctx, state, channel.Articles)
	report.New = len(fresh)
	return fresh, err
}

// document gets and parses the feed; when the address is a site's, the feed that the site declares is looked for once
// and remembered in the state.
func (g *gathering) document(ctx context.Context, f digest.Feed, state *digest.FeedState) (digest.Page, digest.Channel, error) {
	page, channel, err := g.fetchFeed(ctx, f, state.URL, state.Validators)
	var pe *digest.ParseError
	if !errors.As(err, &pe) || pe.Kind != digest.ParseIsHTML {
		return page, channel, err
	}
	for _, candidate := range feed.Autodiscover(page) {
		found, channel, ferr := g.fetchFeed(ctx, f, candidate, digest.Validators{})
		if ferr == nil {
			state.URL = candidate
			return found, channel, nil
		}
	}
	return page, channel, digest.Hint(err, "this page declares no feed that could be read; look for its RSS or Atom address and write that instead")
}

func (g *gathering) fetchFeed(ctx context.Context, f digest.Feed, address string, v digest.Validators) (digest.Page, digest.Channel, error) {
	page, err := g.Fetch.Fetch(ctx, digest.Request{URL: address, Validators: v, Headers: f.Headers, Accept: feedAccept})
	if err != nil || page.NotModified {
		return page, digest.Channel{}, err
	}
	g.parsing <- struct{}{}
	defer func() { <-g.parsing }()
	channel, err := feed.Parse(page, feed.Limits{Now: g.Now()})
	return page, channel, err
}

// read makes the text of the articles, fetching the pages that it takes.
func (g *gathering) read(ctx context.Context, f digest.Feed, articles []digest.Article) error {
	asked := 0
	for _, a := range articles {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		mode := f.Extract
		if !g.shown(a, f) {
			mode = digest.ExtractNever
		}
		var err error
		switch {
		case !extract.NeedsPage(a, mode):
			err = g.Store.SaveText(ctx, a.ID, extract.Article(a, nil, mode))
		case asked < pagesPerFeed: // the rest is left for later runs
			asked++
			err = g.readPage(ctx, a, f)
		}
		if err != nil {
			return err
		}
		g.count(func() {
			g.articlesRead++
			g.watch("pages", g.articlesRead, g.articles)
		})
	}
	return nil
}

// count changes the run's figures, one goroutine at a time.
func (g *gathering) count(change func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change()
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
	g.count(func() { g.report.Pages++ })
	page, err := g.Fetch.Fetch(ctx, digest.Request{URL: a.URL, Headers: f.Headers, Accept: pageAccept})
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err == nil {
		return g.Store.SaveText(ctx, a.ID, g.extract(a, &page, f.Extract))
	}
	g.count(func() { g.report.Lost++ })
	try := g.tries[a.ID]
	try.Article, try.Reason = a.ID, err.Error()
	try.Tries++
	g.Log.Debug("page failed", "article", a.URL, "tries", try.Tries, "error", err)
	if try.Tries >= pageTries || final(err) {
		return g.Store.SaveText(ctx, a.ID, extract.Article(a, nil, digest.ExtractNever))
	}
	try.Next = g.Now().Add(backOff(try.Tries, err))
	return g.Store.SavePageTry(ctx, try)
}

func (g *gathering) extract(a digest.Article, page *digest.Page, mode digest.ExtractMode) digest.Text {
	g.parsing <- struct{}{}
	defer func() { <-g.parsing }()
	return extract.Article(a, page, mode)
}

func (p *Pipeline) watch(phase string, done, total int) {
	if p.Watch != nil {
		p.Watch(Progress{Phase: phase, Done: done, Total: total})
	}
}
