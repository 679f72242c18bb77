package build

import (
	"time"

	"tidings/digest"
)

// This file decides which readers of an edition get the issue at hand, and where it begins for each.

// rests says that a reader gets nothing in this slot: there is a pause, or the cadence leaves it out.
func (b *building) rests(s digest.Subscriber) bool {
	if b.run.Anyway {
		return false
	}
	date := b.run.Slot.Date()
	day, ok := b.run.Slot.In(time.UTC)
	if date < s.Pause.Until || !ok || !s.Cadence.On(day.Weekday()) {
		return true
	}
	sent := b.pasts[s.Key()].Until
	return s.Cadence.Weekly && !sent.IsZero() && monday(sent.In(b.zone(s))) == monday(day)
}

// monday is the date of the Monday of a moment's week.
func monday(t time.Time) string {
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}

// returns says that this issue is a reader's first after a pause. Of a reader who had nothing for as long as the past is
// looked at, only a pause that ended since then tells it.
func (b *building) returns(s digest.Subscriber) bool {
	if s.Pause.Until == "" || b.run.Slot.Date() < s.Pause.Until {
		return false
	}
	sent := b.pasts[s.Key()].Until
	if sent.IsZero() {
		return b.run.Until.Add(-pastWindow).Format(time.DateOnly) < s.Pause.Until
	}
	return sent.In(b.zone(s)).Format(time.DateOnly) < s.Pause.Until
}

// catchesUp says that this issue holds the best of what was gathered while a reader was away.
func (b *building) catchesUp(s digest.Subscriber) bool {
	return s.Pause.Then != digest.PauseResume && b.returns(s)
}

// since is where a reader's issue begins: where the last one ended, or the edition's window.
func (b *building) since(s digest.Subscriber) time.Time {
	e, until := b.run.Edition, b.run.Until
	past := b.pasts[s.Key()]
	last := later(past.Until, past.Begins)
	switch {
	case s.Key() == "":
		last = b.lastUntil
	case b.catchesUp(s) && last.IsZero():
		return until.Add(-pastWindow)
	case b.catchesUp(s):
		return earlier(last, until.Add(-e.Window))
	case b.returns(s):
		last = b.lastUntil
	}
	if e.Window > 0 {
		return until.Add(-e.Window)
	}
	if last.IsZero() || !last.Before(until) {
		return until.Add(-b.reach(s))
	}
	return last
}

// reach is how far a first issue reaches back: to when the one before would have been due.
func (b *building) reach(s digest.Subscriber) time.Duration {
	day, _ := b.run.Slot.In(time.UTC)
	return max(b.run.Edition.FirstReach, s.Cadence.Reach(day.Weekday()))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
