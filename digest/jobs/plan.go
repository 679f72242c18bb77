package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/schedule"
)

// Plan turns what is due of an edition, if anything is, into issues to be built, and sets the edition's next due moment,
// in one transaction that only one machine wins. Of several slots that passed while the machine was off only the latest
// is made; when that is too old it is recorded as missed, never silently dropped.
func (d *Daemon) Plan(ctx context.Context, e Edition) error {
	now := d.Now()
	next, ok := e.next(now)
	if !ok {
		return fmt.Errorf("edition %s: its schedule %s has no next moment", e.ID, e.Schedule)
	}
	was, err := d.Store.NextDue(ctx, e.ID)
	if errors.Is(err, digest.ErrNotFound) {
		_, err = d.Store.PlanSlot(ctx, nil, next)
		return err
	}
	if err != nil || (was.Slot == next.Slot && was.At.Equal(next.At)) {
		return err
	}
	var issues []digest.Issue
	if !was.At.After(now) {
		if issues, err = d.unmade(ctx, e.due(was.At, now)); err != nil {
			return err
		}
	}
	won, err := d.Store.PlanSlot(ctx, &was, next, issues...)
	if err != nil || !won {
		return err
	}
	for _, is := range issues {
		d.meter().Planned(e.ID, is.State)
		d.Log.Info("slot planned", "edition", e.ID, "slot", is.Slot, "state", is.State, "next", next.At.Format(time.RFC3339))
	}
	return nil
}

// unmade leaves out the issues that exist: the clocks of several readers come round to one.
func (d *Daemon) unmade(ctx context.Context, issues []digest.Issue) (out []digest.Issue, err error) {
	for _, is := range issues {
		_, err := d.Store.FindIssue(ctx, is.Edition, is.Slot, is.Seq)
		if errors.Is(err, digest.ErrNotFound) {
			out = append(out, is)
		} else if err != nil {
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

// wakes are the edition's due moments from since to now, in their order.
func (e Edition) wakes(since, now time.Time) []wake {
	var wakes []wake
	for _, c := range e.Clocks(e.Readers) {
		for _, m := range e.Schedule.MovedTo(c.At).Between(since.Add(-time.Millisecond), now, c.Location) {
			wakes = append(wakes, e.wake(m))
		}
	}
	slices.SortFunc(wakes, wake.compare)
	return wakes
}

// due are the issues to be made of what came round from since to now; none when the schedule has nothing there any more.
// Where readers share issues that is the latest slot's. Where each wake has its own it is one of each slot that can still
// be made, the latest, which serves those whose clocks came round earlier; and the latest wake that is too old, as missed.
func (e Edition) due(since, now time.Time) []digest.Issue {
	wakes := e.wakes(since, now)
	if len(wakes) == 0 {
		return nil
	}
	if !e.fresh() {
		return []digest.Issue{e.planned(slices.MaxFunc(wakes, func(a, b wake) int {
			return cmp.Or(cmp.Compare(a.slot, b.slot), a.at.Compare(b.at))
		}), now)}
	}
	latest := make(map[digest.Slot]digest.Issue)
	for _, w := range wakes {
		is := e.planned(w, now)
		of := w.slot.Reading()
		if is.State == digest.IssueMissed {
			of = "" // of all that are missed one is recorded
		}
		latest[of] = is
	}
	return slices.SortedFunc(maps.Values(latest), func(a, b digest.Issue) int { return a.Due.Compare(b.Due) })
}

// planned is the issue of a wake: to be built, or missed.
func (e Edition) planned(w wake, now time.Time) digest.Issue {
	is := digest.Issue{ID: pipeline.IssueID(e.ID, w.slot, 0), Edition: e.ID, Slot: w.slot, Due: w.at, State: digest.IssuePlanned}
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
		if (!own || at.After(since) && !at.After(woken)) && e.tooLate(at, now) == "" {
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
