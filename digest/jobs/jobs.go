// Package jobs turns schedules into work on one machine: it plans what is due, gathers ahead of it, builds, and sends,
// minute by minute, and can be stopped and started at any time. The order within each phase is the pipeline's; the
// truth about what was done is the store's.
package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/schedule"
	"tidings/digest/store"
)

// The daemon's own rhythm.
const (
	tick        = time.Minute
	firstGather = 2 * time.Minute // how long a start waits for the feeds before it builds what is due
	sweepEvery  = 24 * time.Hour
	longestWait = 15 * time.Minute // between two tries of a mail server that cannot be used
	lateWithin  = 6 * time.Hour    // a slot that is older when the machine comes back is missed, not sent late
)

// Edition is a configured digest with its schedule and its readers.
type Edition struct {
	digest.Edition
	Schedule schedule.Schedule
	Readers  []digest.Subscriber
}

// Daemon runs the editions. Pipeline, Store, Editions, Log and Now are required.
type Daemon struct {
	Pipeline  *pipeline.Pipeline
	Store     *store.Store
	Editions  []Edition
	Retention time.Duration // how long articles and ended issues are kept; 0: for ever
	Log       *slog.Logger
	Now       func() time.Time
}

// Run works until ctx ends; the message on the wire is finished first. Errors of single phases are logged and the phase
// is tried again at the next tick; Run itself fails only when nothing can be done any more.
func (d *Daemon) Run(ctx context.Context) error {
	first, cancel := context.WithTimeout(ctx, firstGather)
	d.gather(first)
	cancel()
	wake := make(chan struct{}, 1)
	var wg sync.WaitGroup
	wg.Go(func() { d.every(ctx, tick, nil, func() { d.gather(ctx) }) })
	wg.Go(func() { d.every(ctx, tick, wake, d.sender(ctx)) })
	wg.Go(func() { d.every(ctx, sweepEvery, nil, func() { d.sweep(ctx) }) })
	d.every(ctx, tick, nil, func() {
		if err := d.Tick(ctx); err != nil && ctx.Err() == nil {
			d.Log.Error("planning failed; it is tried again in a minute", "error", err)
		}
		select {
		case wake <- struct{}{}:
		default:
		}
	})
	wg.Wait()
	return nil
}

// every calls work at once, and then at each full period of the clock and on each wake, until ctx ends.
func (d *Daemon) every(ctx context.Context, period time.Duration, wake <-chan struct{}, work func()) {
	for ctx.Err() == nil {
		work()
		now := d.Now()
		timer := time.NewTimer(now.Truncate(period).Add(period).Sub(now))
		select {
		case <-timer.C:
		case <-wake:
			timer.Stop()
		case <-ctx.Done():
			timer.Stop()
		}
	}
}

// Tick plans every edition and builds what is planned.
func (d *Daemon) Tick(ctx context.Context) error {
	var errs []error
	for _, e := range d.Editions {
		if err := d.Plan(ctx, e); err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, d.build(ctx, e))
	}
	errs = append(errs, d.settle(ctx))
	return errors.Join(errs...)
}

// settle closes issues whose deliveries had all ended when a run died before it could say so.
func (d *Daemon) settle(ctx context.Context) error {
	open, err := d.Store.Issues(ctx, "", []digest.IssueState{digest.IssueBuilt})
	if err != nil {
		return err
	}
	for _, is := range open {
		if _, err := d.Store.Settle(ctx, is.ID); err != nil {
			return err
		}
	}
	return nil
}

// build builds the planned issues of an edition.
func (d *Daemon) build(ctx context.Context, e Edition) error {
	planned, err := d.Store.Issues(ctx, e.ID, []digest.IssueState{digest.IssuePlanned})
	if err != nil {
		return err
	}
	for _, is := range planned {
		draft, err := d.Pipeline.Build(ctx, pipeline.Run{
			Edition: e.Edition, Slot: is.Slot, Seq: is.Seq, Readers: e.Readers, Until: d.Now(), Next: e.after(is.Slot),
		})
		if err != nil {
			return err
		}
		r := draft.Report
		d.Log.Info("issue built", "edition", e.ID, "slot", is.Slot, "state", draft.Issue.State, "articles", r.Articles,
			"stories", r.Stories, "readers", r.Readers, "nothing for", r.Quiet, "renderings", r.Renderings, "took", r.Took.Round(time.Millisecond).String())
	}
	return nil
}

// after is the slot after another; empty when there is none.
func (e Edition) after(slot digest.Slot) digest.Slot {
	wall, _ := slot.In(time.UTC)
	next, ok := e.Schedule.Next(wall, time.UTC)
	if !ok {
		return ""
	}
	return digest.SlotOf(next.Wall, time.UTC)
}

func (d *Daemon) gather(ctx context.Context) {
	r, err := d.Pipeline.Gather(ctx)
	if err != nil {
		if ctx.Err() == nil {
			d.Log.Error("gathering failed; it is tried again in a minute", "error", err)
		}
		return
	}
	asked := 0
	for _, f := range r.Feeds {
		if f.Skipped {
			continue
		}
		asked++
		if f.Err != nil {
			d.Log.Warn("feed failed", "feed", f.Feed.URL, "error", f.Err)
		}
	}
	if asked > 0 {
		d.Log.Info("feeds gathered", "asked", asked, "failed", r.Failed(), "new articles", r.New(), "pages", r.Pages, "took", r.Took.Round(time.Millisecond).String())
	}
}

// sender is the work of the sending loop. A mail server that cannot be used is left alone for longer each time.
func (d *Daemon) sender(ctx context.Context) func() {
	var notBefore time.Time
	wait := tick
	return func() {
		if d.Now().Before(notBefore) {
			return
		}
		r, err := d.Pipeline.Send(ctx, "")
		switch {
		case err == nil && r.Halted == "":
			wait, notBefore = tick, time.Time{}
		case ctx.Err() != nil || errors.Is(err, pipeline.ErrNoMailer):
			return
		default:
			notBefore = d.Now().Add(wait)
			d.Log.Error("sending stopped; deliveries stay due", "error", err, "refused", r.Halted, "next try", notBefore.Format(time.TimeOnly))
			wait = min(2*wait, longestWait)
		}
		if n := r.Tally.Total(); n > 0 {
			d.Log.Info("mail sent", "sent", r.Tally[digest.Sent], "deferred", r.Tally[digest.Deferred],
				"failed", r.Tally[digest.Failed], "uncertain", r.Tally[digest.Uncertain], "took", r.Took.Round(time.Millisecond).String())
		}
	}
}

func (d *Daemon) sweep(ctx context.Context) {
	if d.Retention <= 0 {
		return
	}
	if _, err := d.Store.Sweep(ctx, d.Now().Add(-d.Retention)); err != nil && ctx.Err() == nil {
		d.Log.Error("old articles could not be dropped", "error", err)
	}
}
