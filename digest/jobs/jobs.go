// Package jobs turns schedules into work, on one machine or on many that share a state: it plans what is due, gathers
// ahead of it, and lets River spread the building and the mailing. It can be stopped, killed and started at any time.
// The order within each phase is the pipeline's; the truth about what was done is the store's.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/schedule"
	"tidings/digest/store"
)

// The daemon's own rhythm.
const (
	tick        = 15 * time.Second // divides the minute, so that one tick stands on each slot
	gatherEvery = time.Minute
	firstGather = 2 * time.Minute // how long a start waits for the feeds before it builds what is due
	sweepEvery  = 24 * time.Hour

	returnsEvery = 5 * time.Minute
)

// Edition is a configured digest with its schedule and its readers.
type Edition struct {
	digest.Edition
	Schedule schedule.Schedule
	Late     digest.Late
	Readers  []digest.Subscriber // where the pipeline has no roll of readers
}

// Daemon runs the editions. Pipeline, Store, Editions, Log and Now are required. Every machine that shares the state
// runs one; the pipeline's Owner tells them apart.
type Daemon struct {
	Pipeline  *pipeline.Pipeline
	Store     *store.Store
	Editions  []Edition
	Retention time.Duration               // how long articles and ended issues are kept; 0: for ever
	Returns   func(context.Context) error // takes in mail that came back; nil: none is read
	Log       *slog.Logger
	Now       func() time.Time
	Meter     Meter  // nil: nothing is counted
	AlertTo   string // who is told by mail what is wrong; empty: nobody

	relay gate
	heir  atomic.Pointer[Daemon] // what it works as since the last Reload
	pulse pulse

	looked looks
}

// Reload has the daemon do by another what it begins from now on; what has begun ends as it began. The other shares the
// store and the pipeline's Owner, and is not run itself: the queue goes on, and nothing that waits in it is lost.
func (d *Daemon) Reload(as *Daemon) { d.heir.Store(as) }

// present is the daemon by which a piece of work is done, from its beginning to its end.
func (d *Daemon) present() *Daemon {
	if heir := d.heir.Load(); heir != nil {
		return heir
	}
	return d
}

// Run works until ctx ends; the message on the wire is finished first. Errors of single phases are logged and the phase
// is tried again; Run fails when it cannot begin: digest.ErrServed when another daemon has the file of the state.
func (d *Daemon) Run(ctx context.Context) error {
	release, err := d.Store.Serve(ctx, d.Pipeline.Owner)
	if err != nil {
		return err
	}
	defer release()
	fed := make(chan struct{})
	q, err := d.openQueue(ctx, fed)
	if err != nil {
		return err
	}
	defer d.Store.Attach(nil)
	if err := q.start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	if err := d.present().resume(ctx, q); err != nil && ctx.Err() == nil {
		d.Log.Error("what waits could not be looked up; it is tried again in a moment", "error", err)
	}
	first, cancel := context.WithTimeout(ctx, firstGather)
	d.present().gather(first)
	cancel()
	close(fed)
	var wg sync.WaitGroup
	sweep := func(ctx context.Context) { d.present().sweep(ctx) }
	takeReturns := func(ctx context.Context) { d.present().takeReturns(ctx) }
	wg.Go(func() { d.every(ctx, gatherEvery, func(ctx context.Context) { d.present().gather(ctx) }) })
	wg.Go(func() { d.every(ctx, tick, func(ctx context.Context) { d.present().proofs(ctx) }) })
	wg.Go(func() {
		d.every(ctx, tick, func(ctx context.Context) {
			if err := q.fit(ctx, d.present().Pipeline.Pace.AtOnce()); err != nil && ctx.Err() == nil {
				d.Log.Error("the number of connections could not be changed; it is tried again in a moment", "error", err)
			}
		})
	})
	wg.Go(func() { d.every(ctx, alertEvery, func(ctx context.Context) { d.present().alert(ctx) }) })
	wg.Go(func() { sweep(ctx); d.every(ctx, sweepEvery, sweep) })
	wg.Go(func() { takeReturns(ctx); d.every(ctx, returnsEvery, takeReturns) })
	look := func(ctx context.Context) {
		if err := d.present().Tick(ctx, q); err != nil && ctx.Err() == nil {
			d.Log.Error("planning failed; it is tried again in a moment", "error", err)
			return
		}
		d.pulse.beat(q, d.Now())
	}
	look(ctx)
	d.every(ctx, tick, look)
	d.pulse.beat(nil, time.Time{})
	wg.Wait()
	return q.stop(context.WithoutCancel(ctx))
}

// resume goes on with what was there when the daemon started: it is mailed while feeds are read for what will be built.
func (d *Daemon) resume(ctx context.Context, q *queue) error {
	if err := d.lapse(ctx); err != nil {
		return err
	}
	due, err := d.Store.Due(ctx)
	if err != nil {
		return err
	}
	return q.top(ctx, due)
}

// openQueue makes the queue, with its tables, and lets the store enqueue in its own transactions. Nothing is built before
// fed is closed: an issue that is late shall hold what there is now. Jobs end with ctx, after the message on the wire.
func (d *Daemon) openQueue(ctx context.Context, fed <-chan struct{}) (*queue, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(job context.Context, j *river.Job[buildJob]) error {
		return d.work(ctx, job, func(job context.Context) error {
			select {
			case <-fed:
				return d.present().build(job, j.Args.Edition, j.Args.Issue)
			case <-job.Done():
				return job.Err()
			}
		})
	}))
	river.AddWorker(workers, river.WorkFunc(func(job context.Context, j *river.Job[deliverJob]) error {
		return d.work(ctx, job, func(job context.Context) error { return d.present().deliver(job, j.Args.Edition, fmt.Sprint(j.ID)) })
	}))
	q, err := newQueue(d.Store, d.Pipeline.Owner, d.Pipeline.Pace.AtOnce(), workers, d.Log)
	if err != nil {
		return nil, err
	}
	if err := d.Store.Exclusively(context.WithoutCancel(ctx), q.migrate); err != nil { // a moment; half of it would be worse
		return nil, fmt.Errorf("queue: %w", err)
	}
	d.Store.Attach(q)
	return q, nil
}

// work runs a job that ends when River ends it or the daemon stops. A job that was stopped is no failure.
func (d *Daemon) work(daemon, job context.Context, work func(context.Context) error) error {
	job, cancel := context.WithCancel(job)
	defer cancel()
	defer context.AfterFunc(daemon, cancel)()
	err := work(job)
	if daemon.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// every calls work at each full period of the clock, until ctx ends.
func (d *Daemon) every(ctx context.Context, period time.Duration, work func(context.Context)) {
	for {
		now := d.Now()
		timer := time.NewTimer(now.Truncate(period).Add(period).Sub(now))
		select {
		case <-timer.C:
			work(ctx)
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// Tick plans every edition, ends what time has ended, and enqueues what is due and in nobody's hands: jobs that were
// lost with a machine, deliveries whose moment or next try has come.
func (d *Daemon) Tick(ctx context.Context, q *queue) error {
	errs := []error{d.plan(ctx)}
	due, err := d.Store.Due(ctx)
	if err == nil {
		err = q.top(ctx, due)
	}
	return errors.Join(append(errs, err)...)
}

// plan is the part of a tick that needs no queue.
func (d *Daemon) plan(ctx context.Context) error {
	var errs []error
	for _, e := range d.Editions {
		var err error
		if e.OwnZone { // else it does not matter for planning who reads it
			e, err = d.enrolled(ctx, e)
		}
		if err == nil {
			err = d.Plan(ctx, e)
		}
		errs = append(errs, err)
	}
	errs = append(errs, d.lapse(ctx))
	if d.Pipeline.Pace.Resend {
		n, err := d.Store.Resend(ctx, "", false)
		if n > 0 {
			d.Log.Warn("deliveries of unknown fate are sent again; whoever has the first copy gets a second", "deliveries", n)
		}
		errs = append(errs, err)
	}
	return errors.Join(append(errs, d.settle(ctx))...)
}

// lapse ends the deliveries that time has ended.
func (d *Daemon) lapse(ctx context.Context) error {
	uncertain, expired, err := d.Pipeline.Lapse(ctx)
	if err == nil && uncertain+expired > 0 {
		d.Log.Warn("deliveries ended without an answer", "uncertain", uncertain, "expired", expired)
	}
	return err
}

// enrolled is an edition with its readers as they are now: some have joined or left since the last time.
func (d *Daemon) enrolled(ctx context.Context, e Edition) (Edition, error) {
	if d.Pipeline.Readers == nil {
		return e, nil
	}
	var err error
	e.Readers, err = d.Pipeline.Readers.Of(ctx, e.Edition)
	return e, err
}

// settle closes issues whose deliveries have all ended.
func (d *Daemon) settle(ctx context.Context) error {
	open, err := d.Store.Issues(ctx, "", []digest.IssueState{digest.IssueBuilt})
	if err != nil {
		return err
	}
	for _, is := range open {
		done, err := d.Store.Settle(ctx, is.ID)
		if err != nil {
			return err
		}
		if !done {
			continue
		}
		t, err := d.Store.Tally(ctx, is.ID)
		if err != nil {
			return err
		}
		d.Log.Info("issue mailed", "edition", is.Edition, "slot", is.Slot, "sent", t[digest.Sent], "failed", t[digest.Failed],
			"uncertain", t[digest.Uncertain])
	}
	return nil
}

// gather reads the feeds that are due, unless another machine is at it: two would ask one host twice as often as it
// likes.
func (d *Daemon) gather(ctx context.Context) {
	err := d.alone(ctx, "gather", func(ctx context.Context) error {
		r, err := d.Pipeline.Gather(ctx)
		d.logGathered(r)
		return err
	})
	if err != nil && ctx.Err() == nil {
		d.Log.Error("gathering failed; it is tried again in a minute", "error", err)
	}
}

// takeReturns reads what mail came back, unless another machine is at it.
func (d *Daemon) takeReturns(ctx context.Context) {
	if d.Returns == nil {
		return
	}
	if err := d.alone(ctx, "returns", d.Returns); err != nil && ctx.Err() == nil {
		d.Log.Error("mail that came back could not be read; it is tried again in five minutes", "error", err)
	}
}

// logGathered says what a run did. What failed as it did a minute ago was said then.
func (d *Daemon) logGathered(r pipeline.GatherReport) {
	asked, failed := 0, 0 // in this run: a feed that is left alone because it failed before was not asked
	for _, f := range r.Feeds {
		if f.Skipped || f.Feed == nil || f.Again { // not asked, or not come to
			continue
		}
		asked++
		if f.Err == nil {
			continue
		}
		failed++
		if refused := (*digest.FetchError)(nil); errors.As(f.Err, &refused) && refused.Kind == digest.FetchPrivate {
			d.Log.Info("feed refused", "feed", f.Feed.URL, "error", f.Err)
		} else {
			d.Log.Warn("feed failed", "feed", f.Feed.URL, "error", f.Err)
		}
	}
	if asked > 0 {
		d.meter().Gathered(asked, failed, r.Took)
		d.Log.Info("feeds gathered", "asked", asked, "failed", failed, "new articles", r.New(), "pages", r.Pages, "took", r.Took.Round(time.Millisecond).String())
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
