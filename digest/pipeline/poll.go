package pipeline

import (
	"cmp"
	"context"
	"errors"
	"net/url"

	"tidings/digest"
	"tidings/digest/extract"
	"tidings/digest/feed"
)

// candidates is how many of the feeds that a site declares are tried.
const candidates = 3

// poll asks for the feed and stores what it says. The error is the store's or the context's; what is wrong with the
// feed goes into the report and the feed's state.
func (g *gathering) poll(ctx context.Context, f digest.Feed, state digest.FeedState, report *FeedReport) ([]digest.Article, error) {
	now := g.Now()
	before := state
	state.Feed, state.LastTry = f.ID, now
	state.URL = cmp.Or(state.URL, f.URL)
	page, channel, err := g.document(ctx, f, &state)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if held(err) {
		report.Skipped, report.Failing, report.Waiting = true, before.Reason, err.Error()
		return nil, nil
	}
	if err != nil {
		report.Err = err
		fail(&state, f.URL, err, now)
		report.Gone = state.Gone
		g.delay(&state)
		g.Log.Debug("feed failed", "feed", f.URL, "fails", state.Fails, "next", state.NextPoll, "error", err)
		if err := g.holdHost(ctx, err); err != nil {
			return nil, err
		}
		_, err := g.Store.SaveFeed(ctx, state, nil)
		return nil, err
	}
	if err := g.freeHost(ctx, page.FinalURL); err != nil {
		return nil, err
	}
	report.Unchanged, report.Articles, report.Warnings = page.NotModified, len(channel.Articles), channel.Warnings
	if err := g.sort(ctx, f, &state, channel.Articles, report); err != nil {
		return nil, err
	}
	succeed(&state, page, channel, now)
	g.delay(&state)
	report.Title = cmp.Or(f.Name, state.Title, f.URL)
	if state.Moved == state.URL {
		report.Moved = state.Moved
	}
	fresh, err := g.Store.SaveFeed(ctx, state, channel.Articles)
	report.New = len(fresh)
	return fresh, err
}

// sort prepares the articles of a document for the store: those that are new and shall wait are marked, and those that
// are told in full by the feed get their text.
func (g *gathering) sort(ctx context.Context, f digest.Feed, state *digest.FeedState, articles []digest.Article, report *FeedReport) error {
	if len(articles) == 0 {
		return nil
	}
	ids := make([]string, len(articles))
	for i := range articles {
		a := &articles[i]
		a.FeedID = f.ID
		a.ID = digest.Key("article", f.ID, a.GUID)
		ids[i] = a.ID
	}
	known, err := g.Store.KnownArticles(ctx, ids)
	if err != nil {
		return err
	}
	var fresh []*digest.Article
	for i := range articles {
		if !known[articles[i].ID] {
			articles[i].Seen = g.Now()
			fresh = append(fresh, &articles[i])
		}
	}
	report.Older, report.Poured = holdBack(state, fresh, g.Now())
	g.parsing <- struct{}{}
	defer func() { <-g.parsing }()
	for _, a := range fresh {
		if mode := g.mode(*a, f); a.Held == "" && !extract.NeedsPage(*a, mode) {
			a.Text = extract.Article(*a, nil, mode)
		}
	}
	return nil
}

// document gets and parses the feed. When the address turns out to be a site's, the feed that the site declares is
// looked for once and remembered; a feed that answers with a web page one day is not, its server is only ill.
func (g *gathering) document(ctx context.Context, f digest.Feed, state *digest.FeedState) (digest.Page, digest.Channel, error) {
	page, channel, err := g.fetchFeed(ctx, f, digest.Request{
		URL: state.URL, Validators: validatorsOf(*state, g.Now()), ValidatorsFor: state.ValidatorsFor,
	})
	var pe *digest.ParseError
	isSite := errors.As(err, &pe) && pe.Kind == digest.ParseIsHTML && state.URL == f.URL
	if !isSite || !state.LastOK.IsZero() && !state.Site {
		return page, channel, err
	}
	for i, candidate := range feed.Autodiscover(page) {
		if i == candidates {
			break
		}
		found, channel, ferr := g.fetchFeed(ctx, f, digest.Request{URL: candidate})
		if ferr == nil {
			state.URL, state.Site = candidate, true
			return found, channel, nil
		}
	}
	return page, channel, digest.Hint(err, "this page declares no feed that could be read; look for its RSS or Atom address and write that instead")
}

func (g *gathering) fetchFeed(ctx context.Context, f digest.Feed, r digest.Request) (digest.Page, digest.Channel, error) {
	r.Headers, r.Accept, r.Feed = headersFor(f, r.URL), feedAccept, true
	page, err := g.Fetch.Fetch(ctx, r)
	if err != nil || page.NotModified {
		return page, digest.Channel{}, err
	}
	g.parsing <- struct{}{}
	defer func() { <-g.parsing }()
	channel, err := feed.Parse(page, feed.Limits{Now: g.Now()})
	return page, channel, err
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
func (g *gathering) delay(st *digest.FeedState) {
	if g.Jitter != nil && st.NextPoll.After(st.LastTry) {
		st.NextPoll = st.NextPoll.Add(g.Jitter(jitterMost))
	}
}
