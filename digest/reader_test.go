package digest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
)

const day = 24 * time.Hour

func TestFirstIssueOfACadenceReachesBackToItsDayBefore(t *testing.T) {
	monThu := digest.Cadence{Days: []time.Weekday{time.Monday, time.Thursday}}
	tests := []struct {
		name    string
		cadence digest.Cadence
		on      time.Weekday
		want    time.Duration
	}{
		{"every day", digest.Cadence{}, time.Monday, day},
		{"Thursday after Monday", monThu, time.Thursday, 3 * day},
		{"Monday after Thursday", monThu, time.Monday, 4 * day},
		{"a day asked for by hand", monThu, time.Friday, day},
		{"one day a week", digest.Cadence{Days: []time.Weekday{time.Sunday}}, time.Sunday, 7 * day},
		{"weekly", digest.Cadence{Weekly: true}, time.Monday, 7 * day},
	}
	for _, tt := range tests {
		if got := tt.cadence.Reach(tt.on); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestChoicesForAnEditionReplaceAndRulesAddUp(t *testing.T) {
	rust, crypto := rule(t, "rust"), rule(t, "crypto")
	s := digest.Subscriber{
		Email: "ana@example.com", Format: digest.FormatHTML, MaxStories: 20, SkipSections: []string{"sport"},
		Mute: digest.Filter{Exclude: []digest.Rule{crypto}}, Cadence: digest.Cadence{Weekly: true},
		Editions: map[string]digest.Choices{"morning": {
			MaxStories: 10, Format: digest.FormatText, SkipSections: []string{}, Cadence: &digest.Cadence{},
			Mute: digest.Filter{Exclude: []digest.Rule{rust}},
		}},
	}
	got := s.For("morning")
	if got.MaxStories != 10 || got.Format != digest.FormatText || len(got.SkipSections) != 0 || got.Cadence.Weekly {
		t.Errorf("for the morning: %+v", got)
	}
	if len(got.Mute.Exclude) != 2 || got.Mute.Exclude[0].String() != "crypto" {
		t.Errorf("mutes for the morning: %v", got.Mute)
	}
	if other := s.For("evening"); other.MaxStories != 20 || !other.Cadence.Weekly || len(other.Mute.Exclude) != 1 {
		t.Errorf("for another edition: %+v", other)
	}
}

func TestQuietKeepsBackWhatHasLittleToTell(t *testing.T) {
	kept := make(map[string][]bool) // of no, two and three stories
	for name, q := range map[string]digest.Quiet{
		"nothing said": {}, "below three": {Below: 3}, "dropped below three": {Below: 3, Then: digest.QuietSkip}, "sent": {Below: 3, Then: digest.QuietSend},
	} {
		kept[name] = []bool{q.Few(0), q.Few(2), q.Few(3)}
	}
	want := map[string][]bool{
		"nothing said": {true, false, false}, "below three": {true, true, false}, "dropped below three": {true, true, false}, "sent": {false, false, false},
	}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Error(diff)
	}
}

func rule(t *testing.T, s string) digest.Rule {
	t.Helper()
	r, err := digest.ParseRule(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
