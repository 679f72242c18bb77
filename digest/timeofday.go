package digest

import (
	"fmt"
	"regexp"
	"time"
)

// TimeOfDay is an hour and a minute on a wall clock, "07:00". The zero value is none.
type TimeOfDay string

// timeOfDayForm is what may be written: "7:00" does for "07:00".
var timeOfDayForm = regexp.MustCompile(`^([01]?[0-9]|2[0-3]):([0-5][0-9])$`)

// ParseTimeOfDay reads a time of day from "0:00" to "23:59".
func ParseTimeOfDay(s string) (t TimeOfDay, ok bool) {
	part := timeOfDayForm.FindStringSubmatch(s)
	if part == nil {
		return "", false
	}
	return TimeOfDay(fmt.Sprintf("%02s:%s", part[1], part[2])), true
}

// Clock is the hour and the minute; both are 0 for the zero value.
func (t TimeOfDay) Clock() (hour, minute int) {
	at, err := time.Parse("15:04", string(t))
	if err != nil {
		return 0, 0
	}
	return at.Hour(), at.Minute()
}
