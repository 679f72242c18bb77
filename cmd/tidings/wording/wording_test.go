package wording

import (
	"testing"
	"time"

	"tidings/digest"
)

func TestLengthsOfTimeAreSaidInTheirLargestUnit(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		-time.Hour: "just now", 59 * time.Second: "just now", time.Minute: "1 min ago", 59 * time.Minute: "59 min ago",
		time.Hour: "1 h ago", 47 * time.Hour: "47 h ago", 48 * time.Hour: "2 days ago", 40 * 24 * time.Hour: "40 days ago",
	} {
		if got := Ago(now.Add(-ago), now); got != want {
			t.Errorf("%s before now is %q, want %q", ago, got, want)
		}
	}
	if got := Ago(time.Time{}, now); got != "never" {
		t.Errorf("the zero time is %q", got)
	}
	if got := Span(time.Second); got != "1 min" {
		t.Errorf("a second is %q", got)
	}
}

func TestTextIsCutAndBrokenByCharactersAndNotBytes(t *testing.T) {
	if got := Cut("Überfähre nach Skerry", 10); got != "Überfähre…" {
		t.Errorf("cut: %q", got)
	}
	if got := Cut("Überfähre", 9); got != "Überfähre" {
		t.Errorf("what fits is cut: %q", got)
	}
	if got := Wrapped("öööö öööö öööö\n\nfähre", 9); got != "öööö öööö\nöööö\n\nfähre" {
		t.Errorf("wrapped: %q", got)
	}
}

func TestTallyNamesOnlyStatesThatThereAre(t *testing.T) {
	if got := Tally(digest.Tally{digest.Failed: 1, digest.Sent: 12, digest.Uncertain: 0}); got != "12 sent · 1 failed" {
		t.Errorf("got %q", got)
	}
	if got := Tally(nil); got != "" {
		t.Errorf("no deliveries are %q", got)
	}
}
