// Package build turns stored articles into an issue: what each reader has not been told, grouped into stories, ordered, told in
// a few sentences, drawn, and frozen with one delivery a reader; and it says what became of a story on the way there.
package build

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/novelty"
	"tidings/digest/pipeline/history"
	"tidings/digest/pipeline/pictures"
	"tidings/digest/render"
)

// Builder builds issues. All fields but Fetch, Web, Links, Leaving and Wait are required.
type Builder struct {
	Site    digest.Site
	Feeds   []digest.Feed
	Lists   []digest.List
	From    string                                  // RFC 5322 mailbox of editions that name none
	Look    func(e digest.Edition) *render.Renderer // the theme of an edition, ready to draw
	Fetch   pictures.Fetcher                        // gets pictures; nil: none but those that were had before
	Store   Store
	Web     string        // address of the readers' pages, without a slash at its end; empty: none are served
	Links   *links.Signer // names the web copies; nil: none are made
	Leaving string        // address that readers leave by writing to; empty: none
	Wait    time.Duration // how long one building waits for pictures; 0: ten seconds
	Log     *slog.Logger
	Now     func() time.Time
	Watch   func(phase string, done, total int) // told of every step
}

// Store keeps what was gathered, and issues. Its methods are those of package store.
type Store interface {
	history.Store
	pictures.Store
	FeedStates(ctx context.Context, feeds []string) (map[string]digest.FeedState, error)
	Articles(ctx context.Context, feeds []string, from, to time.Time) ([]digest.Article, error)
	Prepared(ctx context.Context, articles []string) (map[string][]byte, error)
	KeepPrepared(ctx context.Context, forms map[string][]byte) error
	Listings(ctx context.Context, feeds []string) (map[string][]string, error)
	SaveIssue(ctx context.Context, is digest.Issue, links []digest.Link, facts map[string]digest.Facts,
		renderings []digest.Rendering, deliveries []digest.Delivery) (saved bool, err error)
	EndIssue(ctx context.Context, id string, state digest.IssueState, note string) error
	PassOver(ctx context.Context, edition string, until time.Time, begins map[string]time.Time) error
}

// Run says which issue to build, for whom.
type Run struct {
	Edition digest.Edition
	Slot    digest.Slot
	Seq     int                 // 0, or the number of the repeat that the user insisted on
	Readers []digest.Subscriber // a reader without an address is anybody: no history and no preferences
	Until   time.Time           // the issue covers what was gathered up to here
	Anyway  bool                // for a look: pauses, cadences and quiet days do not count
	Insist  bool                // quiet days do not count
	AtOnce  bool                // deliveries are due now, not when the slot comes round for each reader
	Next    digest.Slot         // the slot after: a delivery that has not got through by then is given up; empty: after a day
}

// Draft is a built issue that nothing has been written of.
type Draft struct {
	Issue      digest.Issue
	Renderings []digest.Rendering      // each for one or more readers
	Reader     map[string]string       // subscriber key → ID of the rendering; readers with nothing to read are absent
	Links      []digest.Link           // which article belongs to which story
	Facts      map[string]digest.Facts // by article: what those that are told here tell
	Deliveries []digest.Delivery
	Passed     map[string]time.Time // subscriber key → where the next issue begins, of readers for whom there is too little to send
	Report     Report

	rule digest.Quiet // of the edition
}

// Report is what one run of Build did.
type Report struct {
	Articles   int // gathered in the window and let through by the filters
	Stories    int // they were grouped into
	Shared     int // stories told by more than one feed
	Readers    int
	Quiet      int // readers for whom there was nothing new, or too little
	Few        int // the most stories that there were for one of them
	Resting    int // readers who pause, or whose cadence leaves this slot out
	Renderings int

	Pictures     int // had from their servers
	PicturesLost int // asked for, and not to be had or none to show

	Existed bool // the issue had been built before; nothing was done
	Took    time.Duration
}

// Build drafts the issue and freezes it. An issue that was built before is left as it is, with Report.Existed set.
func (b *Builder) Build(ctx context.Context, r Run) (Draft, error) {
	is, err := b.Built(ctx, r)
	if err == nil {
		return Draft{Issue: is, Report: Report{Existed: true}}, nil
	}
	if !errors.Is(err, digest.ErrNotFound) {
		return Draft{}, err
	}
	d, err := b.Draft(ctx, r)
	if err != nil {
		return Draft{}, err
	}
	return d, b.Freeze(ctx, &d)
}

// Built finds the issue of a run when it has been built already; digest.ErrNotFound says that it has not.
func (b *Builder) Built(ctx context.Context, r Run) (digest.Issue, error) {
	return history.Built(ctx, b.Store, r.Edition.ID, r.Slot, r.Seq)
}

// Freeze writes a draft: the issue, its renderings, its web copy and one delivery row a reader, in one transaction. When another run
// was faster the draft's Report.Existed is set and nothing is written. When no reader has anything to read the issue
// ends quiet.
func (b *Builder) Freeze(ctx context.Context, d *Draft) error {
	if len(d.Deliveries) == 0 {
		return b.endQuiet(ctx, d)
	}
	saved, err := b.Store.SaveIssue(ctx, d.Issue, d.Links, d.Facts, d.Renderings, d.Deliveries)
	if err != nil {
		return fmt.Errorf("issue %s %s: %w", d.Issue.Edition, d.Issue.Slot, err)
	}
	d.Report.Existed = !saved
	if !saved || len(d.Passed) == 0 {
		return nil
	}
	// A death before this line makes the few stories of these readers wait instead of being dropped.
	return b.Store.PassOver(ctx, d.Issue.Edition, d.Issue.Until, d.Passed)
}

// endQuiet closes a planned slot that has nothing to tell. A slot that was not planned has no issue, so that a
// digest asked for by hand may find something later in the day.
func (b *Builder) endQuiet(ctx context.Context, d *Draft) error {
	d.Issue.State, d.Issue.Note = digest.IssueQuiet, d.Quiet()
	if len(d.Passed) > 0 {
		if err := b.Store.PassOver(ctx, d.Issue.Edition, d.Issue.Until, d.Passed); err != nil {
			return err
		}
	}
	err := b.Store.EndIssue(ctx, d.Issue.ID, digest.IssueQuiet, d.Issue.Note)
	if errors.Is(err, digest.ErrNotFound) {
		return nil
	}
	return err
}

// Quiet says why an issue is sent to nobody.
func (d *Draft) Quiet() string {
	switch r := d.Report; {
	case r.Readers == 0:
		return "no reader is due"
	case r.Few == 0 && r.Quiet == 0 && r.Resting > 0:
		return "no reader is due: each pauses, or gets it on other days"
	case r.Few == 0:
		return "nothing new since the last issue"
	case d.rule.Then == digest.QuietSkip:
		return fmt.Sprintf("too little new: %d of at least %d stories; they are dropped", r.Few, d.rule.Below)
	default:
		return fmt.Sprintf("too little new: %d of at least %d stories; they wait for the next issue", r.Few, d.rule.Below)
	}
}

// Draft builds an issue without writing anything of it. What grouping reads of an article is kept, so that it is read once;
// so are the pictures that it shows. That changes nothing but the time.
func (b *Builder) Draft(ctx context.Context, r Run) (Draft, error) {
	started := b.Now()
	run, err := b.newBuilding(ctx, r)
	if err != nil {
		return Draft{}, err
	}
	defer run.gallery.Close()
	if err := run.gatherFacts(ctx); err != nil {
		return Draft{}, err
	}
	run.group()
	run.keepPrepared(ctx)
	for _, s := range r.Readers {
		if err := context.Cause(ctx); err != nil {
			return Draft{}, err
		}
		if err := run.reader(ctx, s); err != nil {
			return Draft{}, err
		}
	}
	if len(run.draft.Deliveries) > 0 && run.copies() {
		if run.draft.Issue.Copy, err = run.webCopy(ctx); err != nil {
			return Draft{}, err
		}
	}
	run.draft.Facts = run.facts()
	run.draft.Issue.Proof = run.proof()
	d := run.draft
	d.Issue.Built, d.Issue.State = b.Now(), digest.IssueBuilt
	d.Report.Readers, d.Report.Renderings = len(r.Readers), len(d.Renderings)
	asked, lost := run.gallery.Asked()
	d.Report.Pictures, d.Report.PicturesLost = asked-lost, lost
	d.Report.Took, d.rule = b.Now().Sub(started), r.Edition.Quiet
	return d, nil
}

// deliver adds the delivery row of a reader.
func (b *building) deliver(s digest.Subscriber, rendering string) {
	if s.Key() == "" {
		return
	}
	is := b.draft.Issue
	once := b.run.Edition.Once.In(is.Slot)
	if is.Seq > 0 {
		once = fmt.Sprintf("%s#%d", once, is.Seq)
	}
	due, clock := is.Due, b.run.Edition.Clock(s)
	if at, ok := clock.Wake(is.Slot); ok && !b.run.AtOnce && !b.woken() {
		due = at
	}
	expires, ok := clock.Wake(b.run.Next)
	if !ok {
		expires = due.Add(24 * time.Hour)
	}
	if due.Before(b.draft.Issue.Due) {
		b.draft.Issue.Due = due
	}
	state, why := digest.Pending, ""
	if !s.Suppressed.IsZero() {
		state, why = digest.Suppressed, s.Suppressed.Words()
	}
	b.draft.Deliveries = append(b.draft.Deliveries, digest.Delivery{
		ID: digest.Key("delivery", is.ID, s.Key()), Issue: is.ID, Edition: is.Edition, Slot: is.Slot, Once: once,
		Subscriber: s.Key(), To: s.Email, Name: s.Name, Rendering: rendering, Due: due, Expires: expires,
		State: state, Reply: why, MessageID: digest.Key("message", is.ID, s.Key()) + "@" + b.domain(),
	})
}

// zone is the zone by which a reader's copy is due and dated.
func (b *building) zone(s digest.Subscriber) *time.Location { return b.run.Edition.Clock(s).Location }

// domain is the right side of the sender's address: Message-IDs are made at it (RFC 5322 section 3.6.4).
func (b *building) domain() string { return digest.DomainOf(cmp.Or(b.run.Edition.From, b.From)) }

// proof is what is owed to whoever sees the issue first; nil when nobody does, or it is too late for that: an issue that is
// sent at once, or made after its moment, waits for nobody.
func (b *building) proof() *digest.Proof {
	rule := b.run.Edition.Proof
	if rule.To == "" || b.run.AtOnce || b.run.Anyway || !b.Now().Before(b.draft.Issue.Due) {
		return nil
	}
	return &digest.Proof{To: rule.To}
}

// facts is what the articles of the drafted renderings tell, to be kept when they are sent.
func (b *building) facts() map[string]digest.Facts {
	facts := make(map[string]digest.Facts)
	renderings := b.draft.Renderings
	if c := b.draft.Issue.Copy; c != nil {
		renderings = append(slices.Clip(renderings), c.Rendering)
	}
	for _, r := range renderings {
		for _, section := range r.Contents.Sections {
			for _, st := range section.Stories {
				for _, id := range st.Members {
					facts[id] = nil
				}
			}
		}
	}
	for _, st := range b.stories {
		for _, a := range st.Articles {
			if _, told := facts[a.ID]; told {
				facts[a.ID] = novelty.Facts(a)
			}
		}
	}
	return facts
}
