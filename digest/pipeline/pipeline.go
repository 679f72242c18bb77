// Package pipeline knows the order of things, and is the only package that does. It turns configured feeds into stored
// articles (Gather), stored articles into a frozen issue with one delivery row a reader (Build), and delivery rows into
// mail (Send). Each phase reads at its start, writes at its end, and can be run again at any time with the same result.
//
// Draft is Build without the writing: an issue is a pure function of stored facts, configuration, reader and moment, so
// that looking at a digest never changes what will be sent.
package pipeline

import (
	"context"
	"log/slog"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/pipeline/gather"
	"tidings/digest/pipeline/pictures"
	"tidings/digest/pipeline/readers"
	"tidings/digest/render"
)

// Pipeline runs the phases. All fields but Mail, Web, Links, Returns, Leaving, Readers, Pace, PictureWait, Jitter and Watch are required.
type Pipeline struct {
	Site     digest.Site
	Feeds    []digest.Feed
	Editions []digest.Edition
	Lists    []digest.List
	Owner    string                                  // names this process in the ledger; no other process that shares the state may have it
	From     string                                  // RFC 5322 mailbox of editions that name none
	Look     func(e digest.Edition) *render.Renderer // the theme of an edition, ready to draw
	Fetch    gather.Fetcher
	Store    Store
	Mail     Mailer        // nil: Send and Proof refuse
	Web      string        // address of the readers' pages, without a slash at its end; empty: none are served
	Links    *links.Signer // signs the links to them, and return paths; needed with Web, Returns and Leaving
	Returns  string        // address that mails come back to, with a token of each reader's own added; empty: the sender's
	Leaving  string        // address that readers leave by writing to, with such a token, and that is read; empty: none
	Readers  *readers.Roll // who gets mail; nil: whoever a Run names, and nobody ever leaves
	Pace     Pace          // how fast mail goes out; the zero value will do

	PictureWait time.Duration // how long one building waits for pictures; 0: ten seconds

	Log    *slog.Logger
	Now    func() time.Time
	Jitter func(most time.Duration) time.Duration // random, below most: added to the wait before the next poll; nil: none
	Watch  func(Progress)                         // told of every step; nil: nobody watches. Called from one goroutine at a time.

	pacing pacing
}

// What the phases say of their runs, by the names that their callers know.
type (
	GatherReport = gather.Report
	FeedReport   = gather.FeedReport
)

// Mailer opens connections to the mail server.
type Mailer interface {
	Connect(ctx context.Context) (Session, error)
}

// Session is one open connection. Send calls mark when the server waits for the message, and what mark returns before the
// server can have accepted it; when that fails the message is not sent. A session whose Send says that the connection is gone
// (Usable is false) is closed and another opened.
type Session interface {
	Send(ctx context.Context, m digest.Message, mark func(context.Context) (durable func() error)) digest.Outcome
	Usable() bool
	Close() error
}

// Store keeps the facts. Its methods are those of package store.
type Store interface {
	gather.Store
	buildStore
	sendStore
}

type buildStore interface {
	pictures.Store
	FeedStates(ctx context.Context, feeds []string) (map[string]digest.FeedState, error)
	Articles(ctx context.Context, feeds []string, from, to time.Time) ([]digest.Article, error)
	Prepared(ctx context.Context, articles []string) (map[string][]byte, error)
	KeepPrepared(ctx context.Context, forms map[string][]byte) error
	Links(ctx context.Context, since time.Time) ([]digest.Link, error)
	Pasts(ctx context.Context, edition string, since, before time.Time) (map[string]digest.Past, error)
	CopiesPast(ctx context.Context, edition string, since, before time.Time) (renderings []string, err error)
	Elsewhere(ctx context.Context, edition, date string, before time.Time) (map[string][]string, error)
	Facts(ctx context.Context, articles []string) (map[string]digest.Facts, error)
	Listings(ctx context.Context, feeds []string) (map[string][]string, error)
	ToldStories(ctx context.Context, renderings []string) (map[string][]digest.ToldStory, error)
	FindIssue(ctx context.Context, edition string, slot digest.Slot, seq int) (digest.Issue, error)
	LastIssue(ctx context.Context, edition string, before time.Time) (digest.Issue, error)
	SaveIssue(ctx context.Context, is digest.Issue, links []digest.Link, facts map[string]digest.Facts,
		renderings []digest.Rendering, deliveries []digest.Delivery) (saved bool, err error)
	EndIssue(ctx context.Context, id string, state digest.IssueState, note string) error
	PassOver(ctx context.Context, edition string, until time.Time, begins map[string]time.Time) error
	JoinIssue(ctx context.Context, r digest.Rendering, d digest.Delivery) error
	MostRead(ctx context.Context, issue string) (digest.Rendering, error)
	Tally(ctx context.Context, issue string) (digest.Tally, error)
}

type sendStore interface {
	Claim(ctx context.Context, edition, owner string, lease time.Duration, n int) ([]digest.Delivery, error)
	Advance(ctx context.Context, owner string, done *digest.Ended, mark string) error
	Enter(ctx context.Context, owner string, done *digest.Ended, mark string) (durable func() error)
	Renew(ctx context.Context, owner string, lease time.Duration) error
	Release(ctx context.Context, owner string) error
	Lapse(ctx context.Context) (uncertain int, err error)
	Expire(ctx context.Context) ([]digest.Delivery, error)
	Resend(ctx context.Context, edition string, insist bool) (n int, err error)
	Pause(ctx context.Context, edition, reason string) error
	Resume(ctx context.Context, edition string) error
	Rendering(ctx context.Context, id string) (digest.Rendering, error)
	Settle(ctx context.Context, issue string) (done bool, err error)
	SaveBounce(ctx context.Context, b digest.Bounce) (suppressed bool, err error)
}

// Progress is how far a phase has come, for a line on a terminal.
type Progress struct {
	Phase string // "feeds", "pages", "stories", "mail"
	Done  int
	Total int
}

func (p *Pipeline) watch(phase string, done, total int) {
	if p.Watch != nil {
		p.Watch(Progress{Phase: phase, Done: done, Total: total})
	}
}

// Gather polls every feed that is due, stores its new articles, and fetches and extracts the pages that their text
// needs. A feed or page that fails is counted and shown and never stops the others; the error is of the store or the
// context alone. Gathering twice stores once.
func (p *Pipeline) Gather(ctx context.Context) (GatherReport, error) {
	g := gather.Gatherer{Feeds: p.Feeds, Fetch: p.Fetch, Store: p.Store, Log: p.Log, Now: p.Now, Jitter: p.Jitter, Watch: p.watch}
	return g.Gather(ctx)
}

func (p *Pipeline) feedIDs(feeds []digest.Feed) []string {
	ids := make([]string, len(feeds))
	for i, f := range feeds {
		ids[i] = f.ID
	}
	return ids
}
