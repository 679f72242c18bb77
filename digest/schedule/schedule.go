// Package schedule turns a cron line, or a time of day and its days, into the moments at which an edition is due.
//
// A schedule is read on a wall clock, not counted in seconds: 07:00 is 07:00 in summer and in winter. A reading that
// daylight saving skips is due at the first instant after the gap, and one that it repeats is due the first time only,
// so that a daily schedule has exactly one moment a day in every zone. robfig/cron reads the lines; left to itself it
// loses the day of a gap and doubles the hour of an overlap.
package schedule

import (
	"math/bits"
	"time"

	"github.com/robfig/cron/v3"

	"tidings/digest"
)

// Schedule says when an edition is due, in readings of a clock and in no zone. The zero Schedule has no moments.
type Schedule struct {
	spec cron.SpecSchedule
	line string // the cron line as written; kept for schedules that have no plain words

	later time.Duration // how much later than its slot reads a moment is due; see MovedTo
}

// Moment is one time at which a schedule is due.
type Moment struct {
	// Wall is what the schedule says, as a reading in UTC: 02:30 even on the day on which the clock skips 02:30. It
	// names the slot, and is the same in every zone.
	Wall time.Time
	// At is the instant at which the clock of the zone first reads Wall, or the reading that it was moved to, or later.
	At time.Time
}

// MovedTo is a schedule that is due once a day for a reader with an hour of his own: on the same dates and at his hour,
// with slots that read as they do for everybody. One that is due several times a day, and one moved to no hour, stay as
// they are.
func (s Schedule) MovedTo(own digest.TimeOfDay) Schedule {
	if own == "" || !s.OncePerDay() {
		return s
	}
	hour, minute := own.Clock()
	s.later += time.Duration(hour-bits.TrailingZeros64(times(s.spec.Hour))) * time.Hour
	s.later += time.Duration(minute-bits.TrailingZeros64(times(s.spec.Minute))) * time.Minute
	s.spec.Hour, s.spec.Minute = 1<<hour, 1<<minute
	return s
}

// Next is the first moment after an instant, on the clock of loc. ok is false for the zero Schedule only. Readings that
// fall into one gap are due at the same instant and count as one moment, that of the first of them.
func (s Schedule) Next(after time.Time, loc *time.Location) (m Moment, ok bool) {
	if s == (Schedule{}) {
		return Moment{}, false
	}
	wall := reading(after.In(loc))
	for {
		wall = s.nextReading(wall)
		if at := digest.WallTime(wall, loc); at.After(after) {
			return Moment{Wall: wall.Add(-s.later), At: at}, true
		}
	}
}

// Between lists the moments after from, up to and including to, on the clock of loc.
func (s Schedule) Between(from, to time.Time, loc *time.Location) []Moment {
	var out []Moment
	for m, ok := s.Next(from, loc); ok && !m.At.After(to); m, ok = s.Next(m.At, loc) {
		out = append(out, m)
	}
	return out
}

// OncePerDay says that no date has more than one moment.
func (s Schedule) OncePerDay() bool {
	return bits.OnesCount64(times(s.spec.Hour)) == 1 && bits.OnesCount64(times(s.spec.Minute)) == 1
}

// Weekly says that no two moments are less than seven days apart, as with one day a week or one day a month.
func (s Schedule) Weekly() bool {
	if !s.OncePerDay() {
		return false
	}
	// Two moments that can come closer do so within eight years: these hold two leap days, and no date falls on the same
	// day of the week in all of them.
	first := s.nextReading(calendarStart)
	for last := first; last.Before(first.AddDate(8, 0, 0)); {
		next := s.nextReading(last)
		if next.Sub(last) < 7*24*time.Hour {
			return false
		}
		last = next
	}
	return true
}

// calendarStart is where a search over the calendar starts. A leap year follows, so that a schedule with any moment at
// all has one in the next five years, which is as far as robfig/cron looks.
var calendarStart = time.Date(2023, time.December, 31, 0, 0, 0, 0, time.UTC)

// nextReading is the first reading of the clock after another that the schedule names.
func (s Schedule) nextReading(wall time.Time) time.Time {
	for {
		next := s.spec.Next(wall)
		if !next.IsZero() {
			return next
		}
		// robfig/cron gives up after five years, and between 2096 and 2104 there are eight without a 29 February.
		wall = wall.AddDate(4, 0, 0)
	}
}

// times drops the mark that robfig/cron leaves in the highest bit of a field written as "*".
func times(field uint64) uint64 { return field &^ star }

const star = 1 << 63

// reading keeps what a clock reads and drops its zone.
func reading(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}
