package prepare

import (
	"strings"
	"testing"
	"time"

	"tidings/digest/text"
)

func TestDaysAreThoseThatATextNames(t *testing.T) {
	late := strings.Repeat("word ", datingWords)
	for _, c := range []struct {
		text, lang string
		all, head  DaySet
	}{
		{"The bridge fell on Tuesday. It was closed on Monday.", "en", 1<<time.Monday | 1<<time.Tuesday, 1<<time.Monday | 1<<time.Tuesday},
		{late + "On Sunday it rained.", "en", 1 << time.Sunday, 0},
		{"Am Dienstag stürzte die Brücke ein.", "de", 1 << time.Tuesday, 1 << time.Tuesday},
		{"The bridge fell.", "en", 0, 0},
		{"", "en", 0, 0},
	} {
		if got := daysOf(text.Words(c.text), c.lang); got != (Days{c.all, c.head}) {
			t.Errorf("%.40q: %07b in all, %07b at its head", c.text, got.All, got.Head)
		}
	}
}

func TestDaysAreComparedOnlyWhereBothTextsHaveSome(t *testing.T) {
	monday, tuesday := DaySet(0).with(time.Monday), DaySet(0).with(time.Tuesday)
	for _, c := range []struct {
		a, b     DaySet
		alike    float64
		disjoint bool
	}{
		{monday, monday, 1, false},
		{monday, tuesday, 0, true},
		{monday | tuesday, monday, 0.5, false},
		{0, monday, 0, false},
		{0, 0, 0, false},
	} {
		if alike, disjoint := c.a.Alike(c.b), c.a.Disjoint(c.b); alike != c.alike || disjoint != c.disjoint {
			t.Errorf("%07b and %07b: alike %v, disjoint %v", c.a, c.b, alike, disjoint)
		}
	}
}
