package schedule

import (
	"fmt"
	"strings"
	"time"
)

// Days is a set of days of the week.
type Days uint8

// The sets that have a name.
const (
	Daily    = Weekdays | Weekends
	Weekdays = Days(1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday)
	Weekends = Days(1<<time.Saturday | 1<<time.Sunday)
)

// DaySets lists the words that stand for several days.
func DaySets() []string { return []string{"daily", "weekdays", "weekends"} }

// DayNames lists the words that stand for one day, Monday first: the short ones, then the long ones.
func DayNames() []string {
	var short, long []string
	for _, d := range week {
		name := strings.ToLower(d.String())
		short, long = append(short, name[:3]), append(long, name)
	}
	return append(short, long...)
}

var week = [...]time.Weekday{
	time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
}

// ParseDays reads one of DaySets or DayNames.
func ParseDays(word string) (Days, error) {
	switch word {
	case "daily":
		return Daily, nil
	case "weekdays":
		return Weekdays, nil
	case "weekends":
		return Weekends, nil
	}
	for i, name := range DayNames() {
		if word == name {
			return 1 << week[i%len(week)], nil
		}
	}
	return 0, &ParseError{
		Text: word, Problem: fmt.Sprintf("%q is not a day", word),
		Instead: "daily, weekdays, weekends, or days such as [mon, thu]",
	}
}

// Has says whether a day is in the set.
func (d Days) Has(day time.Weekday) bool { return d&(1<<day) != 0 }

// String names the set as it follows a verb: "every day", "weekdays", "Mondays and Thursdays".
func (d Days) String() string {
	switch d {
	case Daily:
		return "every day"
	case Weekdays:
		return "weekdays"
	case Weekends:
		return "weekends"
	}
	var names []string
	for _, day := range week {
		if d.Has(day) {
			names = append(names, day.String()+"s")
		}
	}
	return and(names)
}

// and joins words as in a sentence.
func and(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}
