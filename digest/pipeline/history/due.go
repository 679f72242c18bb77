package history

import (
	"time"

	"tidings/digest"
)

// This file decides which readers of an edition get the issue at hand, and where it begins for each.

// Rests says that a reader gets nothing in this slot: there is a pause, or the cadence leaves it out.
func (h *History) Rests(s digest.Subscriber) bool {
	if h.Anyway {
		return false
	}
	date := h.Slot.Date()
	day, ok := h.Slot.In(time.UTC)
	if date < s.Pause.Until || !ok || !s.Cadence.On(day.Weekday()) {
		return true
	}
	sent := h.pasts[s.Key()].Until
	return s.Cadence.Weekly && !sent.IsZero() && monday(sent.In(h.Edition.Clock(s).Location)) == monday(day)
}

// monday is the date of the Monday of a moment's week.
func monday(t time.Time) string {
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}

// returns says that this issue is a reader's first after a pause. Of a reader who had nothing for as long as the past is
// looked at, only a pause that ended since then tells it.
func (h *History) returns(s digest.Subscriber) bool {
	if s.Pause.Until == "" || h.Slot.Date() < s.Pause.Until {
		return false
	}
	sent := h.pasts[s.Key()].Until
	if sent.IsZero() {
		return h.Until.Add(-Window).Format(time.DateOnly) < s.Pause.Until
	}
	return sent.In(h.Edition.Clock(s).Location).Format(time.DateOnly) < s.Pause.Until
}

// CatchesUp says that this issue holds the best of what was gathered while a reader was away.
func (h *History) CatchesUp(s digest.Subscriber) bool {
	return s.Pause.Then != digest.PauseResume && h.returns(s)
}

// Since is where a reader's issue begins: where the last one ended, or the edition's window.
func (h *History) Since(s digest.Subscriber) time.Time {
	e, until := h.Edition, h.Until
	past := h.pasts[s.Key()]
	last := later(past.Until, past.Begins)
	switch {
	case s.Key() == "":
		last = h.lastUntil
	case h.CatchesUp(s) && last.IsZero():
		return until.Add(-Window)
	case h.CatchesUp(s):
		return earlier(last, until.Add(-e.Window))
	case h.returns(s):
		last = h.lastUntil
	}
	if e.Window > 0 {
		return until.Add(-e.Window)
	}
	if last.IsZero() || !last.Before(until) {
		return until.Add(-h.reach(s))
	}
	return last
}

// reach is how far a first issue reaches back: to when the one before would have been due.
func (h *History) reach(s digest.Subscriber) time.Duration {
	day, _ := h.Slot.In(time.UTC)
	return max(h.Edition.FirstReach, s.Cadence.Reach(day.Weekday()))
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
