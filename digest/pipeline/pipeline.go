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
	"tidings/digest/pipeline/build"
	"tidings/digest/pipeline/gather"
	"tidings/digest/pipeline/readers"
	"tidings/digest/pipeline/send"
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

	pacing send.Pacing
}

// What the phases are asked for, what they say, and the mail server that they write to: who runs them needs to know no other room.
type (
	GatherReport = gather.Report
	FeedReport   = gather.FeedReport
	Run          = build.Run
	Draft        = build.Draft
	Explanation  = build.Explanation
	SendReport   = send.Report
	Mailer       = send.Mailer
	Session      = send.Session
	Pace         = send.Pace
)

// Why nothing was sent.
var (
	ErrNoMailer    = send.ErrNoMailer
	ErrUnreachable = send.ErrUnreachable
)

// How deliveries are taken in hand: Send on Connections at once, each claiming a Batch at a time.
const (
	Connections = send.Connections
	Batch       = send.Batch
)

// Store keeps the facts. Its methods are those of package store.
type Store interface {
	gather.Store
	build.Store
	send.Store
	JoinIssue(ctx context.Context, r digest.Rendering, d digest.Delivery) error
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

func (p *Pipeline) builder() *build.Builder {
	return &build.Builder{
		Site: p.Site, Feeds: p.Feeds, Lists: p.Lists, From: p.From, Look: p.Look, Fetch: p.Fetch, Store: p.Store,
		Web: p.Web, Links: p.Links, Leaving: p.Leaving, Wait: p.PictureWait, Log: p.Log, Now: p.Now, Watch: p.watch,
	}
}

// Build drafts the issue and freezes it. An issue that was built before is left as it is, with Report.Existed set.
func (p *Pipeline) Build(ctx context.Context, r Run) (Draft, error) { return p.builder().Build(ctx, r) }

// Built finds the issue of a run when it has been built already; digest.ErrNotFound says that it has not.
func (p *Pipeline) Built(ctx context.Context, r Run) (digest.Issue, error) {
	return p.builder().Built(ctx, r)
}

// Draft builds an issue without writing anything of it.
func (p *Pipeline) Draft(ctx context.Context, r Run) (Draft, error) { return p.builder().Draft(ctx, r) }

// Freeze writes a draft: the issue, its renderings, its web copy and one delivery row a reader, in one transaction.
func (p *Pipeline) Freeze(ctx context.Context, d *Draft) error { return p.builder().Freeze(ctx, d) }

// Explain says what became of a story or an article in the issue of a run, for its one reader.
func (p *Pipeline) Explain(ctx context.Context, r Run, about string) (Explanation, error) {
	return p.builder().Explain(ctx, r, about)
}

// ExplainAll is Explain for several stories or articles of one issue, which it builds once.
func (p *Pipeline) ExplainAll(ctx context.Context, r Run, abouts []string) ([]Explanation, error) {
	return p.builder().ExplainAll(ctx, r, abouts)
}

func (p *Pipeline) sender() *send.Sender {
	return &send.Sender{
		Site: p.Site, Editions: p.Editions, Owner: p.Owner, From: p.From, Store: p.Store, Mail: p.Mail, Web: p.Web, Links: p.Links,
		Returns: p.Returns, Leaving: p.Leaving, Readers: p.Readers, Pace: p.Pace, Pacing: &p.pacing, Log: p.Log, Now: p.Now, Watch: p.watch,
	}
}

// Send mails the deliveries of an edition that are due, of every edition when it is empty.
func (p *Pipeline) Send(ctx context.Context, edition string) (SendReport, error) {
	return p.sender().Send(ctx, edition)
}

// Deliver is Send in pieces, for a queue that spreads them: one batch over one connection.
func (p *Pipeline) Deliver(ctx context.Context, edition, job string) (SendReport, error) {
	return p.sender().Deliver(ctx, edition, job)
}

// Lapse ends what time has ended, of deliveries.
func (p *Pipeline) Lapse(ctx context.Context) (uncertain, expired int, err error) {
	return p.sender().Lapse(ctx)
}

// Proof mails a rendering to any address and writes nothing.
func (p *Pipeline) Proof(ctx context.Context, e digest.Edition, r digest.Rendering, to string) (digest.Outcome, error) {
	return p.sender().Proof(ctx, e, r, to)
}

// MailProof mails a built issue to the one who is to see it first, and writes nothing.
func (p *Pipeline) MailProof(ctx context.Context, is digest.Issue, to string) (digest.Outcome, error) {
	return p.sender().MailProof(ctx, is, to)
}

// Post mails one message at once, beside the ledger.
func (p *Pipeline) Post(ctx context.Context, m digest.Message) (digest.Outcome, error) {
	return p.sender().Post(ctx, m)
}
