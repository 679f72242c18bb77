package digest

import "time"

// WallTime is the first instant at which a wall clock in loc reads wall or later; wall carries the reading and its own
// zone is ignored. A reading that daylight saving skips becomes the first instant after the gap; one that it repeats
// becomes the earlier of the two.
func WallTime(wall time.Time, loc *time.Location) time.Time {
	wall = reading(wall)
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), loc)
	start, end := t.ZoneBounds()
	switch read := reading(t); {
	case read.After(wall): // wall is in the gap before t
		return start
	case read.Before(wall): // wall is in the gap after t
		return end
	case start.IsZero():
		return t
	}
	_, offset := start.Add(-time.Second).Zone()
	if earlier := wall.Add(-time.Duration(offset) * time.Second); earlier.Before(start) {
		return earlier.In(loc)
	}
	return t
}

// reading keeps what a clock reads and drops its zone.
func reading(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}
