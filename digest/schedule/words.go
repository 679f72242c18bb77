package schedule

import (
	"fmt"
	"time"
)

// maxTimes is how many times of day are still read as a list; more of them are shown as the cron line.
const maxTimes = 4

// String is the schedule in words, "weekdays at 07:00", and the cron line itself where words would be longer than it.
func (s Schedule) String() string {
	if s == (Schedule{}) {
		return "never"
	}
	var clock []string
	for hour := range 24 {
		for minute := range 60 {
			if s.spec.Hour&(1<<hour) != 0 && s.spec.Minute&(1<<minute) != 0 {
				clock = append(clock, fmt.Sprintf("%02d:%02d", hour, minute))
			}
		}
	}
	plainDates := s.spec.Dom&star != 0 && times(s.spec.Month) == 1<<13-2
	if len(clock) > maxTimes || !plainDates {
		return fmt.Sprintf("cron %q", s.line)
	}
	var days Days
	for day := time.Sunday; day <= time.Saturday; day++ {
		if s.spec.Dow&(1<<day) != 0 {
			days |= 1 << day
		}
	}
	return days.String() + " at " + and(clock)
}
