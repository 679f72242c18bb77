package gather

import (
	"cmp"
	"context"
	"errors"
	"net/url"

	"tidings/digest"
	"tidings/digest/extract"
	"tidings/digest/feed"
	"tidings/digest/pipeline/large"
)

// candidates is how many of the feeds that a site declares are tried.
const candidates = 3

// polling is one feed being asked.
type polling struct {
	*gathering
	feed   digest.Feed
	state  digest.FeedState
	inHand int64 // bytes of documents that are taken up
	place  *large.Place
}

// poll asks for the feed and stores what it says. The error is the store's or the context's; what is wrong with the
// feed goes into the report and the feed's state.
func (g *gathering) poll(ctx context.Context, f digest.Feed, before digest.FeedState, report *FeedReport) ([]digest.Article, error) {
	p := &polling{gathering: g, feed: f, state: before, place: g.large.Place()}
	defer p.place.Leave()
	defer p.letGo()
	now := g.Now()
	state := &p.state
	state.Feed, state.LastTry = f.ID, now
	state.URL = cmp.Or(state.URL, f.URL)
	page, channel, err := p.document(ctx)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if held(err) {
		report.Skipped, report.Failing, report.Waiting = true, before.Reason, err.Error()
		return nil, nil
	}
	if err != nil {
		report.Err = err
		fail(state, f.URL, err, now)
		report.Gone = state.Gone
		report.Again = state.Reason == before.Reason && !state.NextPoll.After(now)
		p.delay()
		g.Log.Debug("feed failed", "feed", f.URL, "fails", state.Fails, "next", state.NextPoll, "error", err)
		if err := g.holdHost(ctx, err); err != nil {
			return nil, err
		}
		_, err := g.Store.SaveFeed(ctx, *state, nil)
		return nil, err
	}
	if err := g.freeHost(ctx, page.FinalURL); err != nil {
		return nil, err
	}
	report.Unchanged, report.Articles, report.Warnings = page.NotModified, len(channel.Articles), channel.Warnings
	if err := p.sort(ctx, channel.Articles, report); err != nil {
		return nil, err
	}
	succeed(state, page, channel, f.Check, now)
	p.delay()
	report.Title = cmp.Or(f.Name, state.Title, f.URL)
	if state.Moved == state.URL {
		report.Moved = state.Moved
	}
	fresh, err := g.Store.SaveFeed(ctx, *state, channel.Articles)
	report.New = len(fresh)
	return fresh, err
}

// sort prepares the articles of a document for the store: those that are new and shall wait are marked, and those that
// are told in full by the feed need no other text.
func (p *polling) sort(ctx context.Context, articles []digest.Article, report *FeedReport) error {
	if len(articles) == 0 {
		return nil
	}
	ids := make([]string, len(articles))
	for i := range articles {
		a := &articles[i]
		a.FeedID = p.feed.ID
		a.ID = digest.ArticleID(p.feed.ID, a.GUID)
		ids[i] = a.ID
	}
	var known map[string]bool
	if !p.state.LastOK.IsZero() { // else nothing of it was ever stored
		var err error
		if known, err = p.Store.KnownArticles(ctx, ids); err != nil {
			return err
		}
	}
	var fresh []*digest.Article
	for i := range articles {
		if !known[articles[i].ID] {
			articles[i].Seen = p.Now()
			fresh = append(fresh, &articles[i])
		}
	}
	report.Older, report.Poured = holdBack(&p.state, fresh, p.Now())
	for _, a := range fresh {
		if mode := p.mode(*a, p.feed); a.Held == "" && !extract.NeedsPage(*a, mode) {
			a.Text.Method = digest.OwnWords
		}
	}
	return nil
}

// document gets and parses the feed. When the address turns out to be a site's, the feed that the site declares is
// looked for once and remembered; a feed that answers with a web page one day is not, its server is only ill.
func (p *polling) document(ctx context.Context) (digest.Page, digest.Channel, error) {
	page, channel, err := p.read(ctx, digest.Request{
		URL: p.state.URL, Validators: validatorsOf(p.state, p.Now()), ValidatorsFor: p.state.ValidatorsFor,
	})
	var pe *digest.ParseError
	isSite := errors.As(err, &pe) && pe.Kind == digest.ParseIsHTML && p.state.URL == p.feed.URL
	if !isSite || !p.state.LastOK.IsZero() && !p.state.Site {
		return page, channel, err
	}
	for i, candidate := range feed.Autodiscover(page) {
		if i == candidates {
			break
		}
		found, channel, ferr := p.read(ctx, digest.Request{URL: candidate})
		if ferr == nil {
			p.state.URL, p.state.Site = candidate, true
			return found, channel, nil
		}
	}
	return page, channel, digest.Hint(err, "this page declares no feed that could be read; look for its RSS or Atom address and write that instead")
}

// read gets a document and parses it. From then on it counts among those in memory.
func (p *polling) read(ctx context.Context, r digest.Request) (digest.Page, digest.Channel, error) {
	p.letGo() // of a site's page: one that waits must hold nothing that another waits for
	r.Headers, r.Accept, r.Feed = headersFor(p.feed, r.URL), feedAccept, true
	r.Proxy, r.Room = p.feed.Proxy, func() error { return p.place.Take(ctx) }
	page, err := p.Fetch.Fetch(ctx, r)
	if err != nil || page.NotModified {
		return page, digest.Channel{}, err
	}
	if err := p.take(ctx, len(page.Body)); err != nil {
		return page, digest.Channel{}, err
	}
	channel, err := feed.Parse(page, feed.Limits{Now: p.Now()})
	return page, channel, err
}

// take waits until a document may be parsed.
func (p *polling) take(ctx context.Context, size int) error {
	weight := min(int64(size), inHand)
	if err := p.documents.Acquire(ctx, weight); err != nil {
		return err
	}
	p.inHand = weight
	return nil
}

// letGo has other documents parsed.
func (p *polling) letGo() {
	p.documents.Release(p.inHand)
	p.inHand = 0
}

// headersFor are the headers of a feed for a request to an address: none on another host than the configured one, for
// they may be credentials.
func headersFor(f digest.Feed, address string) map[string]string {
	if len(f.Headers) == 0 {
		return nil
	}
	home, err := url.Parse(f.URL)
	if err != nil {
		return nil
	}
	to, err := url.Parse(address)
	if err != nil || to.Scheme != home.Scheme || to.Host != home.Host {
		return nil
	}
	return f.Headers
}

// delay moves a poll by a little, never forward, so that feeds asked together do not stay together for ever.
func (p *polling) delay() {
	if p.Jitter != nil && p.state.NextPoll.After(p.state.LastTry) {
		p.state.NextPoll = p.state.NextPoll.Add(p.Jitter(jitterMost))
	}
}
