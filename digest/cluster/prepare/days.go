package prepare

import (
	"math/bits"
	"time"

	"tidings/digest/text"
)

// A report says on which day it happened ("on Tuesday"), and another of the same event says the same day. So reports whose
// dates are lost, or are those of a crawler, still tell two raids by one navy apart.

// DaySet is a set of weekdays, a bit for each.
type DaySet uint8

func (s DaySet) with(d time.Weekday) DaySet { return s | 1<<d }

// Alike is the share of the days of two sets that both have, 0 when either has none.
func (s DaySet) Alike(o DaySet) float64 {
	if s == 0 || o == 0 {
		return 0
	}
	return float64(bits.OnesCount8(uint8(s&o))) / float64(bits.OnesCount8(uint8(s|o)))
}

// Disjoint says whether both sets have days, and none in common.
func (s DaySet) Disjoint(o DaySet) bool { return s != 0 && o != 0 && s&o == 0 }

// Days are the weekdays that a text names.
type Days struct {
	All  DaySet
	Head DaySet // within datingWords
}

// daysOf reads the days of a text in a language.
func daysOf(words []text.Word, lang string) Days {
	var d Days
	for i, w := range words {
		if day, ok := text.Weekday(w.Fold, lang); ok {
			d.All = d.All.with(day)
			if i < datingWords {
				d.Head = d.Head.with(day)
			}
		}
	}
	return d
}
