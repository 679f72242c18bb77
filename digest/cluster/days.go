package cluster

import (
	"math/bits"
	"time"

	"tidings/digest/text"
)

// A report says on which day it happened ("on Tuesday"), and another of the same event says the same day. So reports whose
// dates are lost, or are those of a crawler, still tell two raids by one navy apart.

// daySet is a set of weekdays, a bit for each.
type daySet uint8

func (s daySet) with(d time.Weekday) daySet { return s | 1<<d }

// alike is the share of the days of two sets that both have, 0 when either has none.
func (s daySet) alike(o daySet) float64 {
	if s == 0 || o == 0 {
		return 0
	}
	return float64(bits.OnesCount8(uint8(s&o))) / float64(bits.OnesCount8(uint8(s|o)))
}

// disjoint says whether both sets have days, and none in common.
func (s daySet) disjoint(o daySet) bool { return s != 0 && o != 0 && s&o == 0 }

// days are the weekdays that a text names.
type days struct {
	all  daySet
	head daySet // within datingWords
}

// daysOf reads the days of a text in a language.
func daysOf(words []text.Word, lang string) days {
	var d days
	for i, w := range words {
		if day, ok := text.Weekday(w.Fold, lang); ok {
			d.all = d.all.with(day)
			if i < datingWords {
				d.head = d.head.with(day)
			}
		}
	}
	return d
}

func appendDays(p Prepared, d days) Prepared { return append(p, byte(d.all), byte(d.head)) }

// days is what appendDays wrote.
func (d *decoder) days() days {
	d.at += 2
	return days{daySet(d.form[d.at-2]), daySet(d.form[d.at-1])}
}
