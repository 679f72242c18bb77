package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"tidings/digest"
	"tidings/digest/schedule"
)

// Plan turns what is due of an edition, if anything is, into issues to be built, and sets the edition's next due moment,
// in one transaction that only one machine wins. Of several slots that passed while the machine was off only the latest
// is made; the others are recorded as missed, and so is the latest when it is too old: none is silently dropped.
//
// An edition with a proof is planned so much earlier. Its issue is built then, and sent when it is due.
func (d *Daemon) Plan(ctx context.Context, e Edition) error {
	now := d.Now()
	for range planTries {
		until, done, err := d.planOnce(ctx, e, now)
		if err != nil {
			return err
		}
		if done {
			d.looked.set(e.ID, until)
			return nil
		}
	}
	return nil // the next tick looks at the same time again
}

// planTries is how often one tick tries to plan when others are faster.
const planTries = 3

// planOnce plans what comes round until a moment. It says whether it came through: nobody else has planned meanwhile.
func (d *Daemon) planOnce(ctx context.Context, e Edition, now time.Time) (until time.Time, done bool, err error) {
	first, ok := e.next(now)
	if !ok {
		return until, false, fmt.Errorf("edition %s: its schedule %s has no next moment", e.ID, e.Schedule)
	}
	was, err := d.Store.NextDue(ctx, e.ID)
	if errors.Is(err, digest.ErrNotFound) {
		was = first
		if done, err = d.Store.PlanSlot(ctx, nil, first); err == nil && !done {
			return until, false, nil
		}
	}
	if err != nil {
		return until, false, err
	}
	until = now // a slot that has passed comes before one that is only to be proofed
	if was.At.After(now) {
		until = now.Add(e.ahead())
	}
	next, _ := e.next(until) // there is a first one
	// What came round since this machine looked is planned even when the due moment of the state is past it: another
	// machine, with another schedule for the edition, may have moved it.
	from := was.At
	if looked := d.looked.at(e.ID); !looked.IsZero() && looked.Before(from) {
		from = looked.Add(time.Millisecond)
	}
	var issues []digest.Issue
	if !from.After(until) {
		if issues, err = d.unmade(ctx, e.due(from, until, now)); err != nil {
			return until, false, err
		}
	}
	if len(issues) == 0 && was.Slot == next.Slot && was.At.Equal(next.At) {
		return until, true, nil
	}
	if done, err = d.Store.PlanSlot(ctx, &was, next, issues...); err != nil || !done {
		return until, false, err
	}
	for _, is := range issues {
		d.meter().Planned(e.ID, is.State)
		d.Log.Info("slot planned", "edition", e.ID, "slot", is.Slot, "state", is.State, "note", is.Note, "next", next.At.Format(time.RFC3339))
	}
	return until, true, nil
}

// looks are the moments until which a machine has planned what is due, by edition. It is safe for concurrent use.
type looks struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// at is zero when it has not looked yet.
func (l *looks) at(edition string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last[edition]
}

func (l *looks) set(edition string, t time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == nil {
		l.last = make(map[string]time.Time)
	}
	l.last[edition] = t
}

// unmade leaves out the issues that exist: the clocks of several readers come round to one. One that was missed is made
// when its time comes all the same: the clock had been wrong.
func (d *Daemon) unmade(ctx context.Context, issues []digest.Issue) (out []digest.Issue, err error) {
	for _, is := range issues {
		before, err := d.Store.FindIssue(ctx, is.Edition, is.Slot, is.Seq)
		switch {
		case errors.Is(err, digest.ErrNotFound), err == nil && before.State == digest.IssueMissed && is.State == digest.IssuePlanned:
			out = append(out, is)
		case err != nil:
			return nil, err
		}
	}
	return out, nil
}

// wake is a moment at which a slot comes round by the clock of some reader.
type wake struct {
	slot digest.Slot // names the moment as well when it has an issue to itself
	at   time.Time
}

// compare orders wakes by their moments, and those of one moment so that all machines see the same order.
func (w wake) compare(of wake) int {
	return cmp.Or(w.at.Compare(of.at), cmp.Compare(w.slot, of.slot))
}

func (e Edition) wake(m schedule.Moment) wake {
	w := wake{slot: digest.SlotOf(m.Wall, time.UTC), at: m.At}
	if e.fresh() {
		w.slot = w.slot.WokenAt(w.at)
	}
	return w
}

// fresh says that each wake has an issue to itself.
func (e Edition) fresh() bool { return e.OwnZone && e.Fresh }

// next is the edition's first due moment after t: the earliest among its readers' clocks.
func (e Edition) next(t time.Time) (digest.Due, bool) {
	var first wake
	for _, c := range e.Clocks(e.Readers) {
		m, ok := e.Schedule.MovedTo(c.At).Next(t, c.Location)
		if w := e.wake(m); ok && (first.at.IsZero() || w.compare(first) < 0) {
			first = w
		}
	}
	return digest.Due{Edition: e.ID, Slot: first.slot, At: first.at}, !first.at.IsZero()
}

// ahead is how long before its moment an issue is planned.
func (e Edition) ahead() time.Duration {
	if e.Proof.To == "" {
		return 0
	}
	return e.Proof.Before
}

// wakes are the edition's due moments from since to until, in their order.
func (e Edition) wakes(since, until time.Time) []wake {
	var wakes []wake
	for _, c := range e.Clocks(e.Readers) {
		for _, m := range e.Schedule.MovedTo(c.At).Between(since.Add(-time.Millisecond), until, c.Location) {
			wakes = append(wakes, e.wake(m))
		}
	}
	slices.SortFunc(wakes, wake.compare)
	return wakes
}

// mostPassed is how many slots of one outage are recorded: those of a daily edition in a year. Where more have passed, the
// note of the oldest says how many.
const mostPassed = 366

// due are the issues of what came round from since to until; none when the schedule has nothing there any more. Where
// readers share issues the latest slot is made. Where each wake has its own it is one of each slot that can still be made,
// the latest, which serves those whose clocks came round earlier; and of each slot the latest wake that is too old, as
// missed. Every other slot is missed.
func (e Edition) due(since, until, now time.Time) []digest.Issue {
	type kind struct {
		slot   digest.Slot
		missed bool
	}
	latest := make(map[kind]digest.Issue)
	for _, w := range e.wakes(since, until) {
		is := e.planned(w, now)
		latest[kind{w.slot.Reading(), e.fresh() && is.State == digest.IssueMissed}] = is
	}
	issues := slices.SortedFunc(maps.Values(latest), func(a, b digest.Issue) int { return cmp.Compare(a.Slot, b.Slot) })
	for i := range issues {
		is := &issues[i]
		passed := i < len(issues)-1
		if e.fresh() {
			passed = !e.awaited(is.Slot, until)
		}
		if passed {
			is.State, is.Note = digest.IssueMissed, cmp.Or(is.Note, "the machine was off, and the next slot has come")
		}
	}
	if more := len(issues) - mostPassed; more > 0 {
		issues = issues[more:]
		issues[0].Note += fmt.Sprintf("; %d slots before it were missed too", more)
	}
	return issues
}

// awaited says whether the clock of some reader has not come round to the slot after this one by an instant.
func (e Edition) awaited(slot digest.Slot, by time.Time) bool {
	return slices.ContainsFunc(e.Clocks(e.Readers), func(c digest.Clock) bool { return !e.overtaken(slot, c, by) })
}

// overtaken says whether a clock has come round to the slot after this one by an instant: who gets that one gets no late
// issue besides.
func (e Edition) overtaken(slot digest.Slot, c digest.Clock, by time.Time) bool {
	next, ok := c.Wake(e.after(slot.Reading()))
	return ok && !next.After(by)
}

// planned is the issue of a wake: to be built, or missed.
func (e Edition) planned(w wake, now time.Time) digest.Issue {
	is := digest.Issue{ID: digest.IssueID(e.ID, w.slot, 0), Edition: e.ID, Slot: w.slot, Due: w.at, State: digest.IssuePlanned}
	if is.Note = e.tooLate(w.at, now); is.Note != "" {
		is.State = digest.IssueMissed
	}
	return is
}

// readersOf are those of the edition's readers whom an issue is for: with an issue for each wake, those whose clocks have
// come round to it since the issue before; where readers have clocks of their own, none for whom it is too late. before
// are the slots of the other issues that read alike.
func (e Edition) readersOf(is digest.Issue, before []digest.Slot, now time.Time) []digest.Subscriber {
	if !e.OwnZone {
		return e.Readers
	}
	woken, own := is.Slot.Woken()
	var since time.Time
	for _, slot := range before {
		if t, ok := slot.Woken(); ok && t.Before(woken) && t.After(since) {
			since = t
		}
	}
	var readers []digest.Subscriber
	for _, s := range e.Readers {
		at, _ := e.Clock(s).Wake(is.Slot)
		at = at.Truncate(time.Minute)
		its := !own || at.After(since) && !at.After(woken) && !e.overtaken(is.Slot, e.Clock(s), now)
		if its && e.tooLate(at, now) == "" {
			readers = append(readers, s)
		}
	}
	return readers
}

// tooLate says why an issue that was due is not made any more; empty when it still is.
func (e Edition) tooLate(due, now time.Time) string {
	late := now.Sub(due)
	if e.Late.Send || late <= e.Late.Within {
		return ""
	}
	return fmt.Sprintf("the machine was off; %s is more than %s late", late.Round(time.Minute), e.Late.Within)
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

// SlotOn is the slot that an issue asked for by hand belongs to, so that asking and the schedule make one issue and not
// two: the latest of the day that has begun by now, else the day's next, else the day's midnight. day is any moment of
// the day in loc.
func SlotOn(s schedule.Schedule, day, now time.Time, loc *time.Location) digest.Slot {
	y, m, d := day.In(loc).Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	from, to := digest.WallTime(midnight, loc), digest.WallTime(midnight.AddDate(0, 0, 1), loc)
	slot := digest.SlotOf(midnight, time.UTC)
	for i, moment := range s.Between(from.Add(-time.Millisecond), to.Add(-time.Millisecond), loc) {
		if i > 0 && moment.At.After(now) {
			break
		}
		slot = digest.SlotOf(moment.Wall, time.UTC)
	}
	return slot
}
