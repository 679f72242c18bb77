package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
)

// build builds a planned issue, unless another machine is at it or it has been built.
func (d *Daemon) build(ctx context.Context, edition, issue string) error {
	return d.alone(ctx, "build "+issue, func(ctx context.Context) error {
		planned, err := d.Store.Issues(ctx, edition, []digest.IssueState{digest.IssuePlanned})
		if err != nil {
			return err
		}
		i := slices.IndexFunc(planned, func(is digest.Issue) bool { return is.ID == issue })
		if i < 0 {
			return nil
		}
		return d.buildIssue(ctx, planned[i])
	})
}

func (d *Daemon) buildIssue(ctx context.Context, is digest.Issue) error {
	i := slices.IndexFunc(d.Editions, func(e Edition) bool { return e.ID == is.Edition })
	if i < 0 {
		return d.miss(ctx, is, "the edition was taken out of the configuration before it was built")
	}
	e, err := d.enrolled(ctx, d.Editions[i])
	if err != nil {
		return err
	}
	if note := e.tooLate(is.Due, d.Now()); note != "" { // it was planned in time, and building failed ever since
		return d.miss(ctx, is, note)
	}
	before, err := d.Store.Wakes(ctx, e.ID, is.Slot.Reading())
	if err != nil {
		return err
	}
	draft, err := d.Pipeline.Build(ctx, pipeline.Run{
		Edition: e.Edition, Slot: is.Slot, Seq: is.Seq, Readers: e.readersOf(is, before, d.Now()), Until: d.Now(), Next: e.after(is.Slot),
	})
	if err != nil {
		return fmt.Errorf("build %s %s: %w", is.Edition, is.Slot, err)
	}
	r := draft.Report
	d.meter().Built(e.ID, draft.Issue.State, max(0, d.Now().Sub(is.Due)), r.Took)
	d.Log.Info("issue built", "edition", e.ID, "slot", is.Slot, "state", draft.Issue.State, "note", draft.Issue.Note, "articles", r.Articles,
		"stories", r.Stories, "readers", r.Readers, "nothing for", r.Quiet, "not due", r.Resting, "renderings", r.Renderings, "pictures", r.Pictures, "no picture", r.PicturesLost, "took", r.Took.Round(time.Millisecond).String())
	if draft.Issue.Proof != nil && !r.Existed {
		d.proofs(ctx)
	}
	return nil
}

// miss ends an issue that is not made any more.
func (d *Daemon) miss(ctx context.Context, is digest.Issue, why string) error {
	if err := d.Store.EndIssue(ctx, is.ID, digest.IssueMissed, why); err != nil {
		return err
	}
	d.meter().Missed(is.Edition)
	d.Log.Warn("issue missed", "edition", is.Edition, "slot", is.Slot, "reason", why)
	return nil
}

// deliver mails one batch of what is due of an edition. A mail server that cannot be used is left alone for longer each
// time, by this machine: another may have a way to it.
func (d *Daemon) deliver(ctx context.Context, edition, job string) error {
	if d.relay.shut(d.Now()) {
		return nil // the rows stay due
	}
	r, err := d.Pipeline.Deliver(ctx, edition, job)
	switch {
	case err == nil && r.Halted != "":
		d.Log.Error("the mail server refuses this edition: it is paused; when that is mended, tidings send goes on with it",
			"edition", edition, "refused", r.Halted)
	case err == nil:
		if r.Tally.Total() > 0 {
			d.relay.open()
		}
	case ctx.Err() != nil || errors.Is(err, pipeline.ErrNoMailer):
		return err
	case errors.Is(err, pipeline.ErrUnreachable):
		if next, first := d.relay.close(d.Now()); first {
			d.relay.blame(err)
			d.Log.Error("sending stopped; deliveries stay due", "error", err, "next try", next.Format(time.TimeOnly))
		}
		return nil
	default:
		return fmt.Errorf("deliver %s: %w", edition, err)
	}
	if n := r.Tally.Total(); n > 0 {
		d.meter().Mailed(r.Tally, r.Took)
		d.Log.Debug("batch mailed", "edition", edition, "sent", r.Tally[digest.Sent], "deferred", r.Tally[digest.Deferred],
			"failed", r.Tally[digest.Failed], "uncertain", r.Tally[digest.Uncertain], "took", r.Took.Round(time.Millisecond).String())
	}
	return nil
}

// How long a machine has a task that it alone may do. It is less than a tick, so that the task of one that dies is free
// when the next tick but one comes, if not the next: in time for a digest that is built within the minute.
const (
	leaseFor = 12 * time.Second
	renewals = 3 // within one lease
)

// alone runs work while no other machine has the task; it does nothing when one has. The work is cancelled when the
// lease is lost: the machine was asleep for longer, and another has the task now.
func (d *Daemon) alone(ctx context.Context, task string, work func(context.Context) error) error {
	owner := d.Pipeline.Owner
	ok, err := d.Store.Lease(ctx, task, owner, leaseFor)
	if err != nil || !ok {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(func() {
		beat := time.NewTicker(leaseFor / renewals)
		defer beat.Stop()
		for {
			select {
			case <-done:
				return
			case <-beat.C:
			}
			if ok, err := d.Store.Lease(context.WithoutCancel(ctx), task, owner, leaseFor); err == nil && !ok {
				stop(fmt.Errorf("%s: another machine has taken over", task))
			}
		}
	})
	err = work(ctx)
	close(done)
	wg.Wait()
	return errors.Join(err, d.Store.Free(context.WithoutCancel(ctx), task, owner))
}

// gate keeps a machine from a mail server that cannot be used. It is safe for concurrent use.
type gate struct {
	mu    sync.Mutex
	until time.Time
	wait  time.Duration
	since time.Time // when it was first found of no use; zero: it is of use
	why   string
}

// The waits between two tries of a mail server that cannot be used.
const (
	shortestWait = time.Minute
	longestWait  = 15 * time.Minute
)

func (g *gate) shut(now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return now.Before(g.until)
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.until, g.wait, g.since, g.why = time.Time{}, 0, time.Time{}, ""
}

// trouble says since when the server is of no use, and why; zero when it is of use.
func (g *gate) trouble() (since time.Time, why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.since, g.why
}

// blame keeps why the gate was closed.
func (g *gate) blame(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.why = err.Error()
}

// close shuts the gate for twice as long as the last time. Of several that find the server out of use together, first is
// said to one.
func (g *gate) close(now time.Time) (until time.Time, first bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now.Before(g.until) {
		return g.until, false
	}
	if g.since.IsZero() {
		g.since = now
	}
	g.wait = min(max(2*g.wait, shortestWait), longestWait)
	g.until = now.Add(g.wait)
	return g.until, true
}
