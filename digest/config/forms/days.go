package forms

import (
	"errors"
	"fmt"
	"time"

	"github.com/invopop/jsonschema"

	"tidings/digest"
	"tidings/digest/config/strict"
	"tidings/digest/schedule"
	"tidings/digest/spelling"
)

// days is a set of days of the week: a word for several, or a list of days.
func days() strict.Shape[schedule.Days] {
	words := append(schedule.DaySets(), schedule.DayNames()...)
	return strict.Either(day(words), severalDays(day(words)))
}

// weekly is the word of a cadence that is no set of days.
const weekly = "weekly"

// Cadence is on which days a reader gets an edition: as for the schedule of an edition, or weekly.
func Cadence() strict.Shape[digest.Cadence] {
	named := append(schedule.DaySets(), schedule.DayNames()...)
	of := func(_ strict.Value, d schedule.Days) (digest.Cadence, bool) { return cadence(d), true }
	set := strict.Either(strict.Then(day(append(named, weekly)), of), strict.Then(severalDays(day(named)), of))
	return strict.Either(strict.Constant(weekly, digest.Cadence{Weekly: true}), set)
}

func cadence(set schedule.Days) digest.Cadence {
	var c digest.Cadence
	if set == schedule.Daily {
		return c
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if set.Has(d) {
			c.Days = append(c.Days, d)
		}
	}
	return c
}

// day is a word for a day or for several. words are those that may have been meant by another.
func day(words []string) strict.Shape[schedule.Days] {
	parse := func(s string) (schedule.Days, *strict.Fault) {
		d, err := schedule.ParseDays(s)
		if bad, ok := errors.AsType[*schedule.ParseError](err); ok {
			f := &strict.Fault{Text: bad.Problem, Hint: strict.DidYouMean(spelling.Nearest(s, words))}
			if f.Hint == "" {
				f.Hint = "write " + bad.Instead
			}
			return 0, f
		}
		return d, nil
	}
	var enum []any
	for _, w := range words {
		if w != weekly {
			enum = append(enum, w)
		}
	}
	return strict.Scalar("days", jsonschema.Schema{Enum: enum}, parse)
}

func severalDays(word strict.Shape[schedule.Days]) strict.Shape[schedule.Days] {
	return strict.Then(strict.Some(strict.List(word)), func(_ strict.Value, all []schedule.Days) (schedule.Days, bool) {
		var sum schedule.Days
		for _, d := range all {
			sum |= d
		}
		return sum, true
	})
}

// Date is a day of the calendar, such as 2026-12-28.
func Date() strict.Shape[string] {
	schema := strict.PatternSchema(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	schema.Examples = []any{"2026-12-28"}
	return strict.Scalar("a date such as 2026-12-28", schema, func(s string) (string, *strict.Fault) {
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			return "", &strict.Fault{Text: fmt.Sprintf("%q is not a date", s), Hint: "write year, month and day, as in 2026-12-28"}
		}
		return s, nil
	})
}
