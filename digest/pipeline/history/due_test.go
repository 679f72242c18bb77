package history

import (
	"testing"
	"time"

	"tidings/digest"
)

const day = 24 * time.Hour

// monday23 is the due moment of the issue at hand, and ana has had the one of a day before it.
var monday23 = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)

func before(ago time.Duration, s digest.Subscriber) *History {
	h := &History{Issue: Issue{
		Edition: digest.Edition{ID: "daily", Location: time.UTC, FirstReach: day}, Slot: digest.SlotOf(monday23, time.UTC), Until: monday23,
	}, lastUntil: monday23.Add(-day)}
	if ago > 0 {
		h.pasts = map[string]digest.Past{s.Key(): {Until: monday23.Add(-ago)}}
	}
	return h
}

func TestAnIssueBeginsWhereTheReadersLastOneEnded(t *testing.T) {
	ana := digest.Subscriber{Email: "ana@example.com"}
	away, back := ana, ana
	away.Pause = digest.Pause{Until: "2026-11-23", Then: digest.PauseCatchUp}
	back.Pause = digest.Pause{Until: "2026-11-23", Then: digest.PauseResume}
	for name, tt := range map[string]struct {
		reader digest.Subscriber
		ago    time.Duration // the reader's last issue; 0: none
		window time.Duration // of the edition
		want   time.Duration
	}{
		"three days ago":                       {ana, 3 * day, 0, 3 * day},
		"never, and so a first issue":          {ana, 0, 0, day},
		"a window that is longer":              {ana, day, 7 * day, 7 * day},
		"after a pause, with what was in it":   {away, 9 * day, 0, 9 * day},
		"after a pause, of which none is kept": {back, 9 * day, 0, day},
		"away longer than anybody remembers":   {away, 0, 0, Window},
		"anybody":                              {digest.Subscriber{}, 0, 0, day},
	} {
		h := before(tt.ago, tt.reader)
		h.Edition.Window = tt.window
		if got := monday23.Sub(h.Since(tt.reader)); got != tt.want {
			t.Errorf("%s: it begins %s before its end, want %s", name, got, tt.want)
		}
	}
}

func TestWhoPausesOrHasHadTheWeeksIssueRests(t *testing.T) {
	ana := digest.Subscriber{Email: "ana@example.com"}
	paused, weekly := ana, ana
	paused.Pause.Until = "2026-11-24"
	weekly.Cadence.Weekly = true
	for name, tt := range map[string]struct {
		reader digest.Subscriber
		ago    time.Duration
		want   bool
	}{
		"every day":                    {ana, day, false},
		"a pause that ends tomorrow":   {paused, day, true},
		"weekly, and last week's read": {weekly, day, false},
		"weekly, and this week's read": {weekly, time.Hour, true},
	} {
		h := before(tt.ago, tt.reader)
		if got := h.Rests(tt.reader); got != tt.want {
			t.Errorf("%s: rests is %v", name, got)
		}
		if h.Anyway = true; h.Rests(tt.reader) {
			t.Errorf("%s: a look counts it", name)
		}
	}
}
