package digest

import "time"

// WallTime is the first instant at which a wall clock in loc reads wall or later; wall carries the reading and its own
// zone is ignored. A reading that daylight saving skips becomes the first instant after the gap; one that it repeats
// becomes the earlier of the two.
func WallTime(wall time.Time, loc *time.Location) time.Time {
	want := wallOf(wall)
	t := time.Date(want.Year(), want.Month(), want.Day(), want.Hour(), want.Minute(), want.Second(), want.Nanosecond(), loc)
	start, end := t.ZoneBounds()
	if wallOf(t).Equal(want) {
		return earlierReading(t, start, want, loc)
	}
	if wallOf(t).After(want) {
		return start.In(loc)
	}
	return end.In(loc)
}

// earlierReading is t, or the instant before the zone change at start at which the clock read the same.
func earlierReading(t, start, want time.Time, loc *time.Location) time.Time {
	if start.IsZero() {
		return t
	}
	_, offset := start.Add(-time.Second).In(loc).Zone()
	earlier := want.Add(-time.Duration(offset) * time.Second)
	if earlier.Before(start) && wallOf(earlier.In(loc)).Equal(want) {
		return earlier.In(loc)
	}
	return t
}

// wallOf keeps what the clock reads and drops the zone.
func wallOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}
