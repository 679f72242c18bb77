package feeds

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

func TestHealthSaysWhatIsWrongWithAFeed(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	before := func(d time.Duration) time.Time { return now.Add(-d) }
	const day, address = 24 * time.Hour, "https://a.example/feed"
	every := func(gap time.Duration, n int, quiet time.Duration) (dates []time.Time) {
		for i := range n {
			dates = append(dates, before(quiet+time.Duration(i)*gap))
		}
		return dates
	}
	well := digest.FeedState{URL: address, LastTry: before(time.Hour), LastOK: before(time.Hour)}
	for _, c := range []struct {
		name   string
		change func(*digest.FeedState)
		dates  []time.Time
		held   int
		status string
		note   string
	}{
		{"well", nil, every(time.Hour, 9, time.Hour), 0, "well", ""},
		{"never asked", func(st *digest.FeedState) { *st = digest.FeedState{} }, nil, 0, "new", "never asked"},
		{"fails", func(st *digest.FeedState) { st.Fails, st.Reason = 3, address+": the server answered 500" }, nil, 0, "failing", "3 failures in a row: the server answered 500"},
		{"gone", func(st *digest.FeedState) {
			st.Gone, st.Fails, st.Reason = true, 1, address+": the server answered 410"
		}, nil, 0, "gone", "gone for good"},
		{"moves", func(st *digest.FeedState) { st.Moved, st.MovedSince = "https://b.example/", before(2*day) }, nil, 0, "moved", "moved to https://b.example/, its server has said since 21 Nov 2026"},
		{"has moved", func(st *digest.FeedState) {
			st.Moved, st.URL, st.MovedSince = "https://b.example/", "https://b.example/", before(2*day)
		}, nil, 0, "moved", "write that address in sources.yaml"},
		{"pours", nil, nil, 80, "held", "80 articles came at once"},
		{"hourly, quiet for a day", nil, every(time.Hour, 9, day), 0, "well", ""},
		{"hourly, quiet for three days", nil, every(time.Hour, 9, 3*day), 0, "silent", "nothing new for 3 days"},
		{"weekly, quiet for 20 days", nil, every(7*day, 9, 20*day), 0, "well", ""},
		{"weekly, quiet for 22 days", nil, every(7*day, 9, 22*day), 0, "silent", "nothing new for 22 days"},
		{"few articles, quiet for 13 days", nil, every(time.Hour, 2, 13*day), 0, "well", ""},
		{"few articles, quiet for 15 days", nil, every(time.Hour, 2, 15*day), 0, "silent", "nothing new for 15 days"},
		{"fails and is silent", func(st *digest.FeedState) { st.Fails, st.Reason = 1, "it is ill" }, every(time.Hour, 9, 5*day), 0, "failing", "nothing new for 5 days"},
	} {
		st := well
		if c.change != nil {
			c.change(&st)
		}
		h := healthOf(digest.Feed{URL: address}, "A", st, c.dates, c.held, now)
		if h.Status != c.status || c.note == "" && len(h.notes) > 0 ||
			c.note != "" && !slices.ContainsFunc(h.notes, func(n string) bool { return strings.Contains(n, c.note) }) {
			t.Errorf("a feed that is %s: %s %q, want %s %q", c.name, h.Status, h.notes, c.status, c.note)
		}
	}
}
