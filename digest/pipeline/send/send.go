// Package send turns delivery rows into mail, and what the mail server says into the ledger: no reader gets an issue twice, and
// none is missed and not said to be.
package send

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/pipeline/readers"
)

// How deliveries are taken in hand: Send on Connections at once, each claiming a Batch at a time.
const (
	Connections = 4 // at once: most relays allow more, few are faster for it
	Batch       = 100
	lease       = 2 * time.Minute // renewed at a third of it; a run that misses it is taken for dead
)

// ErrNoMailer says that no mail server is configured.
var ErrNoMailer = errors.New("no mail server is configured")

// ErrUnreachable says that the mail server could not be reached or would not let us in; deliveries stay due.
var ErrUnreachable = errors.New("the mail server cannot be used")

// Sender mails what is due. All fields but Mail, Web, Links, Returns, Leaving, Readers and Pace are required.
type Sender struct {
	Site     digest.Site
	Editions []digest.Edition
	Owner    string // names this process in the ledger; no other process that shares the state may have it
	From     string // RFC 5322 mailbox of editions that name none
	Store    Store
	Mail     Mailer        // nil: nothing is sent
	Web      string        // address of the readers' pages, without a slash at its end; empty: none are served
	Links    *links.Signer // signs the links to them, and return paths; needed with Web, Returns and Leaving
	Returns  string        // address that mails come back to, with a token of each reader's own added; empty: the sender's
	Leaving  string        // address that readers leave by writing to, with such a token, and that is read; empty: none
	Readers  *readers.Roll // who gets mail; nil: nobody ever leaves
	Pace     Pace          // how fast mail goes out; the zero value will do
	Pacing   *Pacing       // what the process remembers of it
	Log      *slog.Logger
	Now      func() time.Time
	Watch    func(phase string, done, total int) // told of every step, from one goroutine at a time
}

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

// Store keeps issues, deliveries and what is known of readers. Its methods are those of package store.
type Store interface {
	MostRead(ctx context.Context, issue string) (digest.Rendering, error)
	Tally(ctx context.Context, issue string) (digest.Tally, error)
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

// Report is what one run of Send did.
type Report struct {
	Tally   digest.Tally // deliveries this run ended or put off
	Trouble []Trouble    // every delivery that was not sent, with the server's words
	Halted  string       // why the relay refused us and the run stopped; empty when it did not
	Took    time.Duration
}

// Trouble is one delivery that did not get through.
type Trouble struct {
	To      string
	Outcome digest.Outcome
	Next    time.Time // when it is tried again; zero: never
}

// Send mails the deliveries of an edition that are due, of every edition when it is empty. Each is marked durably
// before the server can have accepted it, so that a run that dies never leads to a second copy; what may have been
// accepted and was not acknowledged is uncertain and stays so. The error is ErrUnreachable when no connection could be
// had, else the store's or the context's; refusals of single messages are in the report.
//
// An edition that is paused goes on: whoever calls Send wants it sent.
//
// When ctx ends, the message on the wire is finished and no other begun.
func (s *Sender) Send(ctx context.Context, edition string) (Report, error) {
	if s.Mail == nil {
		return Report{}, ErrNoMailer
	}
	started := s.Now()
	if err := s.prepare(ctx, edition); err != nil {
		return Report{}, err
	}
	run := s.newSending(edition)
	work, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	for i := range s.Pace.AtOnce() {
		wg.Go(func() {
			if err := run.connection(work, fmt.Sprintf("%s-%d", s.Owner, i), false); err != nil {
				stop(err)
			}
		})
	}
	wg.Wait()
	run.report.Took = s.Now().Sub(started)
	if err := run.settle(context.WithoutCancel(ctx)); err != nil {
		return run.report, err
	}
	if cause := context.Cause(work); cause != nil && !errors.Is(cause, errHalted) {
		return run.report, cause
	}
	return run.report, nil
}

// prepare ends what time has ended, and lets go what waits for a person.
func (s *Sender) prepare(ctx context.Context, edition string) error {
	if err := s.Store.Resume(ctx, edition); err != nil {
		return err
	}
	if _, _, err := s.Lapse(ctx); err != nil {
		return err
	}
	if !s.Pace.Resend {
		return nil
	}
	_, err := s.Store.Resend(ctx, edition, false)
	return err
}

// Deliver mails one batch of the deliveries of an edition that are due, over one connection; several calls at once share
// the work. It is Send in pieces, for a queue that spreads them: the lapse of old leases and the settling of issues are
// its caller's. job tells this call from others of the same process.
func (s *Sender) Deliver(ctx context.Context, edition, job string) (Report, error) {
	if s.Mail == nil {
		return Report{}, ErrNoMailer
	}
	started := s.Now()
	run := s.newSending(edition)
	err := run.connection(ctx, s.Owner+"-"+job, true)
	run.report.Took = s.Now().Sub(started)
	if errors.Is(err, errHalted) {
		err = nil
	}
	return run.report, err
}

// errHalted ends the other connections of a run whose relay refuses us.
var errHalted = errors.New("halted")

// sending is one run of Send. The maps and the report are written under mu.
type sending struct {
	*Sender
	only    string // the edition to send; empty: all
	mu      sync.Mutex
	issues  map[string]bool
	letters map[string]digest.Message // by rendering: what its readers' messages have in common
	report  Report
	claimed int
}

func (s *Sender) newSending(edition string) *sending {
	run := &sending{Sender: s, only: edition, issues: make(map[string]bool), letters: make(map[string]digest.Message)}
	run.report.Tally = make(digest.Tally)
	return run
}

// connection claims batches and sends them over one session until nothing is due, or only the first batch.
func (s *sending) connection(ctx context.Context, owner string, once bool) error {
	line := &line{sending: s, owner: owner}
	defer line.close()
	stopRenewing := s.renew(ctx, owner)
	defer stopRenewing()
	defer func() { _ = s.Store.Release(context.WithoutCancel(ctx), owner) }()
	for ctx.Err() == nil {
		due, err := s.Store.Claim(ctx, s.only, owner, lease, Batch)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			break
		}
		s.count(func() { s.claimed += len(due) })
		gone, err := s.gone(ctx, due)
		if err != nil {
			return err
		}
		err = line.batch(ctx, due, gone)
		if err = errors.Join(err, line.settle(ctx)); err != nil || once {
			return err
		}
	}
	return line.settle(ctx)
}

// renew keeps the owner's lease alive until the returned function is called.
func (s *sending) renew(ctx context.Context, owner string) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(lease / 3)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				if err := s.Store.Renew(ctx, owner, lease); err != nil && ctx.Err() == nil {
					s.Log.Warn("a delivery lease could not be renewed", "error", err)
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() { cancel(); <-done }
}

// settle closes the issues whose deliveries have all ended.
func (s *sending) settle(ctx context.Context) error {
	for id := range s.issues {
		if _, err := s.Store.Settle(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// lettersKept is how many renderings are kept in memory, of up to a hundred kilobytes each: as many as readers with tastes
// of their own, of a few batches, may have. An issue has at most as many as it has readers.
const lettersKept = Connections * Batch / 4

// letter is the message of a delivery without what is its reader's own. A rendering is read once for many of its readers.
func (s *sending) letter(ctx context.Context, d digest.Delivery) (digest.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.letters[d.Rendering]; ok {
		return m, nil
	}
	r, err := s.Store.Rendering(ctx, d.Rendering)
	if err != nil {
		return digest.Message{}, fmt.Errorf("rendering %s: %w", d.Rendering, err)
	}
	e := s.edition(d.Edition)
	from := s.from(e)
	m := digest.Message{
		Rendering: &r, From: from, ReplyTo: e.ReplyTo, Feedback: feedbackID(d, digest.DomainOf(from)),
		ListID: listID(r.Contents.Title, d.Edition, digest.DomainOf(from)),
	}
	r.Contents = digest.Contents{} // only its title is needed, and it is as large as the rendering
	if len(s.letters) == lettersKept {
		clear(s.letters)
	}
	s.letters[d.Rendering] = m
	return m, nil
}

func (s *sending) count(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// ended notes the end of one attempt.
func (s *sending) ended(d digest.Delivery, o digest.Outcome, next time.Time) {
	s.count(func() {
		s.issues[d.Issue] = true
		s.report.Tally[o.State]++
		if o.State != digest.Sent && o.State != digest.Suppressed {
			s.report.Trouble = append(s.report.Trouble, Trouble{To: d.To, Outcome: o, Next: next})
		}
		s.Watch("mail", s.report.Tally.Total(), s.claimed)
	})
}

// edition finds a configured edition; one that was taken out of the configuration since is known by its ID alone.
func (s *Sender) edition(id string) digest.Edition {
	for _, e := range s.Editions {
		if e.ID == id {
			return e
		}
	}
	return digest.Edition{ID: id}
}

// from is the mailbox an edition is sent from.
func (s *Sender) from(e digest.Edition) string { return cmp.Or(e.From, s.From) }
