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

func TestReadersOwnHourCountsWhereEachReaderHasAClock(t *testing.T) {
	paris, tokyo := time.FixedZone("Paris", 2*3600), time.FixedZone("Tokyo", 9*3600)
	own := digest.Edition{ID: "morning", Location: paris, OwnZone: true, Once: digest.OncePerDate}
	fixed, twice := own, own
	fixed.OwnZone, twice.Once = false, digest.OncePerSlot
	early := digest.Subscriber{At: "06:30", Location: tokyo}
	tests := []struct {
		name    string
		edition digest.Edition
		reader  digest.Subscriber
		want    string
	}{
		{"a zone and an hour", own, early, "2026-11-23T06:30:00+09:00"},
		{"an hour alone", own, digest.Subscriber{At: "06:30"}, "2026-11-23T06:30:00+02:00"},
		{"a zone alone", own, digest.Subscriber{Location: tokyo}, "2026-11-23T07:00:00+09:00"},
		{"neither", own, digest.Subscriber{}, "2026-11-23T07:00:00+02:00"},
		{"another hour for this edition", own, digest.Subscriber{At: "06:30", Editions: map[string]digest.Choices{"morning": {At: "22:15"}}}, "2026-11-23T22:15:00+02:00"},
		{"an edition with a clock of its own", fixed, early, "2026-11-23T07:00:00+02:00"},
		{"an edition that is due twice a day", twice, early, "2026-11-23T07:00:00+09:00"},
	}
	for _, tt := range tests {
		got, ok := tt.edition.Clock(tt.reader).Wake("2026-11-23T07:00")
		if !ok || got.Format(time.RFC3339) != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got.Format(time.RFC3339), tt.want)
		}
	}
}

func TestClocksAreNamedOnceEach(t *testing.T) {
	paris := time.FixedZone("Paris", 2*3600)
	e := digest.Edition{ID: "morning", Location: paris, OwnZone: true, Once: digest.OncePerDate}
	tokyo := func() *time.Location { return time.FixedZone("Tokyo", 9*3600) } // as loaded twice
	clocks := e.Clocks([]digest.Subscriber{{}, {Location: tokyo()}, {Location: tokyo()}, {Location: tokyo(), At: "06:30"}, {Location: paris}})
	if len(clocks) != 3 || clocks[0].Location != paris || clocks[1].At != "" || clocks[2].At != "06:30" {
		t.Errorf("the clocks are %v", clocks)
	}
	if e.OwnZone = false; len(e.Clocks([]digest.Subscriber{{Location: tokyo()}})) != 1 {
		t.Error("an edition with a clock of its own goes by those of its readers")
	}
}
