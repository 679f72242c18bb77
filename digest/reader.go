package digest

import (
	"slices"
	"time"
)

// Cadence is on which of an edition's slots a reader gets it. The zero value is every slot.
type Cadence struct {
	Days   []time.Weekday // of the slot's date; empty: any
	Weekly bool           // the first issue of a calendar week, which begins on Monday
}

// On says whether a day is one of the cadence's.
func (c Cadence) On(day time.Weekday) bool { return len(c.Days) == 0 || slices.Contains(c.Days, day) }

// Reach is how far a first issue on a day reaches back: to the day of the cadence before it, a week at most.
func (c Cadence) Reach(day time.Weekday) time.Duration {
	days := 1
	for days < 7 && (c.Weekly || !c.On((day+7-time.Weekday(days))%7)) {
		days++
	}
	return time.Duration(days) * 24 * time.Hour
}

// Clock is what decides when the slots of an edition come round for a reader.
type Clock struct {
	Location *time.Location
	At       TimeOfDay // at which hour of the slot's date; empty: at the slot's own
}

// Clock is the clock by which a reader gets the edition: the edition's, or with OwnZone the reader's. There the reader's
// own hour counts as well, unless the edition is due several times a day: one hour cannot stand for all of them.
func (e Edition) Clock(s Subscriber) Clock {
	c := Clock{Location: e.Location}
	if !e.OwnZone {
		return c
	}
	if s.Location != nil {
		c.Location = s.Location
	}
	if e.Once == OncePerDate {
		c.At = s.At
		if own := s.Editions[e.ID].At; own != "" {
			c.At = own
		}
	}
	return c
}

// Clocks are the clocks by which the edition comes round: its own first, then those of some readers that differ, in their
// order. Its own does not count where each clock has an issue to itself: there would be nobody to read it.
func (e Edition) Clocks(readers []Subscriber) []Clock {
	type name struct {
		zone string
		at   TimeOfDay
	}
	var clocks []Clock
	seen := make(map[name]bool)
	if !e.OwnZone || !e.Fresh || len(readers) == 0 {
		clocks = append(clocks, Clock{Location: e.Location})
		seen[name{e.Location.String(), ""}] = true
	}
	if !e.OwnZone {
		return clocks
	}
	for _, s := range readers {
		c := e.Clock(s)
		if n := (name{c.Location.String(), c.At}); !seen[n] {
			seen[n] = true
			clocks = append(clocks, c)
		}
	}
	return clocks
}

// Wake is the moment at which a slot comes round by the clock. ok is false for a malformed slot.
func (c Clock) Wake(slot Slot) (t time.Time, ok bool) {
	if c.At != "" {
		slot = slot.At(c.At)
	}
	return slot.In(c.Location)
}

// Pause is a reader's absence. The zero value is none.
type Pause struct {
	Until string // the date of the first slot that the reader gets again, "2006-01-02"; empty: no pause
	Then  PauseThen
}

// PauseThen says what the first issue after a pause holds.
type PauseThen string

// The ways back. The zero value means PauseCatchUp.
const (
	PauseCatchUp PauseThen = "catch_up" // the best of what was gathered in the meantime
	PauseResume  PauseThen = "resume"   // what is new since the edition's last issue, as if nothing had been missed
)

// Choices are what a reader wants otherwise for one edition. What is not set is as for all editions; filters are added.
type Choices struct {
	At           TimeOfDay
	Cadence      *Cadence
	Format       Format
	Language     string
	Topics       Filter
	Mute         Filter
	MaxStories   int
	SkipSections []string
}

// For is the subscriber as a reader of one edition: with the choices made for it.
func (s Subscriber) For(edition string) Subscriber {
	c, ok := s.Editions[edition]
	if !ok {
		return s
	}
	s.Topics, s.Mute = s.Topics.Plus(c.Topics), s.Mute.Plus(c.Mute)
	if c.At != "" {
		s.At = c.At
	}
	if c.Cadence != nil {
		s.Cadence = *c.Cadence
	}
	if c.Format != "" {
		s.Format = c.Format
	}
	if c.Language != "" {
		s.Language = c.Language
	}
	if c.MaxStories > 0 {
		s.MaxStories = c.MaxStories
	}
	if c.SkipSections != nil {
		s.SkipSections = c.SkipSections
	}
	return s
}

// Quiet says what becomes of an issue that has little to tell a reader. The zero value keeps back what has nothing to
// tell.
type Quiet struct {
	Below int // fewer stories than this are little; 0 is 1
	Then  QuietThen
}

// QuietThen is what becomes of it.
type QuietThen string

// What becomes of an issue with little to tell. The zero value means QuietCarry.
const (
	QuietCarry QuietThen = "carry" // it is not sent, and its stories wait for the next issue
	QuietSkip  QuietThen = "skip"  // it is not sent, and its stories are dropped
	QuietSend  QuietThen = "send"  // it is sent all the same, even with no story at all
)

// Few says whether an issue with so many stories is to be kept back.
func (q Quiet) Few(stories int) bool { return q.Then != QuietSend && stories < max(1, q.Below) }

// Layout is how the stories of a section are set. The zero value means LayoutCards.
type Layout string

// The layouts.
const (
	LayoutCards     Layout = "cards"     // headline, summary and sources of each story
	LayoutLead      Layout = "lead"      // the same, the first story large
	LayoutHeadlines Layout = "headlines" // headlines only
)
