package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/schedule"
)

// Plan turns the due slot of an edition, if there is one, into an issue to be built, and sets the edition's next due
// moment, in one transaction that only one machine wins. Of several slots that passed while the machine was off only
// the latest is made; when that is too old it is recorded as missed, never silently dropped.
func (d *Daemon) Plan(ctx context.Context, e Edition) error {
	now := d.Now()
	next, ok := e.next(now)
	if !ok {
		return fmt.Errorf("edition %s: its schedule %s has no next moment", e.ID, e.Schedule)
	}
	was, err := d.Store.NextDue(ctx, e.ID)
	if errors.Is(err, digest.ErrNotFound) {
		_, err = d.Store.PlanSlot(ctx, nil, next, nil)
		return err
	}
	if err != nil || (was.Slot == next.Slot && was.At.Equal(next.At)) {
		return err
	}
	var issue *digest.Issue
	if !was.At.After(now) {
		issue = e.due(was.At, now)
	}
	won, err := d.Store.PlanSlot(ctx, &was, next, issue)
	if err == nil && won && issue != nil {
		d.meter().Planned(e.ID, issue.State)
		d.Log.Info("slot planned", "edition", e.ID, "slot", issue.Slot, "state", issue.State, "next", next.At.Format(time.RFC3339))
	}
	return err
}

// next is the edition's first due moment after t: the earliest among its readers' clocks.
func (e Edition) next(t time.Time) (digest.Due, bool) {
	var due digest.Due
	for _, c := range e.clocks() {
		m, ok := e.Schedule.MovedTo(c.At).Next(t, c.Location)
		if ok && (due.At.IsZero() || m.At.Before(due.At)) {
			due = digest.Due{Edition: e.ID, Slot: digest.SlotOf(m.Wall, time.UTC), At: m.At}
		}
	}
	return due, !due.At.IsZero()
}

// due is the issue of the latest slot from since to now, nil when the schedule has none there any more.
func (e Edition) due(since, now time.Time) *digest.Issue {
	var latest schedule.Moment
	for _, c := range e.clocks() {
		for _, m := range e.Schedule.MovedTo(c.At).Between(since.Add(-time.Millisecond), now, c.Location) {
			if m.Wall.After(latest.Wall) || latest.At.IsZero() {
				latest = m
			}
		}
	}
	if latest.At.IsZero() {
		return nil
	}
	slot := digest.SlotOf(latest.Wall, time.UTC)
	is := &digest.Issue{
		ID: pipeline.IssueID(e.ID, slot, 0), Edition: e.ID, Slot: slot, Due: latest.At, State: digest.IssuePlanned,
	}
	if is.Note = e.tooLate(latest.At, now); is.Note != "" {
		is.State = digest.IssueMissed
	}
	return is
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

// clocks are those by which the edition is due: its own, and those of its readers.
func (e Edition) clocks() []digest.Clock { return e.Edition.Clocks(e.Readers) }

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
