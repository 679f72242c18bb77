package jobs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// ownHours is a daily edition whose readers in Tokyo, Paris, Berlin and New York get an issue of their own hour each.
func ownHours(t *testing.T) Edition {
	e := daily(t)
	e.OwnZone, e.Fresh = true, true
	e.Readers = nil
	for _, z := range []string{"Asia/Tokyo", "Europe/Paris", "Europe/Berlin", "America/New_York"} {
		city := strings.ToLower(z[strings.Index(z, "/")+1:])
		e.Readers = append(e.Readers, digest.Subscriber{Email: city + "@example.com", Location: zone(t, z)})
	}
	return e
}

// gathered stores an article, as of now.
func gathered(t *testing.T, d *Daemon, headline string) {
	t.Helper()
	id := digest.Key(headline)
	a := digest.Article{
		ID: id, FeedID: "feed", GUID: id, URL: "https://feed.example/" + id, Title: headline, Published: d.Now(),
		Text: digest.Text{Body: headline + " at last.", Words: 5, Method: "feed"},
	}
	if _, err := d.Store.SaveFeed(t.Context(), digest.FeedState{Feed: "feed"}, []digest.Article{a}); err != nil {
		t.Fatal(err)
	}
}

// told lists what each reader was given, an entry an issue: slot, reader and headlines.
func told(t *testing.T, d *Daemon) []string {
	t.Helper()
	var out []string
	for _, is := range issues(t, d, "daily") {
		rows, err := d.Store.Deliveries(t.Context(), is.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			r, err := d.Store.Rendering(t.Context(), row.Rendering)
			if err != nil {
				t.Fatal(err)
			}
			var headlines []string
			for _, section := range r.Contents.Sections {
				for _, st := range section.Stories {
					headlines = append(headlines, st.Headline)
				}
			}
			slices.Sort(headlines)
			name, _, _ := strings.Cut(row.Subscriber, "@")
			out = append(out, fmt.Sprintf("%s %s: %s", row.Due.UTC().Format("02 15:04"), name, strings.Join(headlines, ", ")))
		}
	}
	slices.Sort(out)
	return out
}

func wantTold(t *testing.T, d *Daemon, want ...string) {
	t.Helper()
	if got := told(t, d); !slices.Equal(got, want) {
		t.Errorf("they were given\n%s\nand not\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const (
	bridge = "Council approves the river crossing" // stored by newDaemon
	keeper = "Lighthouse keeper retires early"
	comet  = "Astronomers photograph distant comet"
)

func TestFreshContentsAreOfWhatWasGatheredByEachReadersHour(t *testing.T) {
	d, c := newDaemon(t, ownHours(t))
	tickAt(t, d, c, at("2026-11-22", "20:00"))
	tickAt(t, d, c, at("2026-11-22", "22:00")) // seven in Tokyo
	c.set(at("2026-11-22", "23:00"))
	gathered(t, d, keeper)
	tickAt(t, d, c, at("2026-11-23", "06:00")) // seven in Paris and Berlin
	c.set(at("2026-11-23", "07:00"))
	gathered(t, d, comet)
	tickAt(t, d, c, at("2026-11-23", "12:00")) // seven in New York
	wantTold(t, d,
		"22 22:00 tokyo: "+bridge,
		"23 06:00 berlin: "+bridge+", "+keeper,
		"23 06:00 paris: "+bridge+", "+keeper,
		"23 12:00 new_york: "+comet+", "+keeper, // the crossing is older than a day
	)
	got := issues(t, d, "daily")
	if len(got) != 3 || got[0].Slot != "2026-11-23T07:00@2026-11-22T22:00Z" {
		t.Fatalf("issues %+v", got)
	}
	tickAt(t, d, c, at("2026-11-23", "22:00")) // Tokyo's next has what came since its own last one
	if all := told(t, d); !slices.Contains(all, "23 22:00 tokyo: "+comet+", "+keeper) {
		t.Errorf("they were given\n%s", strings.Join(all, "\n"))
	}
}

func TestReaderWhoMovesGetsNoFreshIssueTwice(t *testing.T) {
	tests := []struct {
		name string
		move func(s *digest.Subscriber)
		want string // of what the reader is given by the end of the next day
	}{
		{"west, after the issue", func(s *digest.Subscriber) { s.Location = zone(t, "America/New_York") }, "23 06:00, 24 12:00"},
		{"to a later hour", func(s *digest.Subscriber) { s.At = "20:30" }, "23 06:00, 24 19:30"},
		{"to an earlier hour", func(s *digest.Subscriber) { s.At = "05:15" }, "23 06:00, 24 04:15"},
		{"east", func(s *digest.Subscriber) { s.Location = zone(t, "Asia/Tokyo") }, "23 06:00, 23 22:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := ownHours(t)
			e.Repeats = digest.RepeatAlways // so that no issue is quiet
			d, c := newDaemon(t, e)
			for hour := at("2026-11-22", "20:00"); hour.Before(at("2026-11-24", "21:00")); hour = hour.Add(15 * time.Minute) {
				tickAt(t, d, c, hour)
				if hour.Equal(at("2026-11-23", "08:00")) {
					tt.move(&d.Editions[0].Readers[1])
				}
				gathered(t, d, fmt.Sprintf("Report %s of the council", hour.Format("02 15:04")))
			}
			var had []string
			for _, line := range told(t, d) {
				if when, _, ok := strings.Cut(line, " paris: "); ok {
					had = append(had, when)
				}
			}
			if got := strings.Join(had, ", "); got != tt.want {
				t.Errorf("given at %s, want %s", got, tt.want)
			}
		})
	}
}

func TestAfterDowntimeReadersOfSeveralHoursShareALateIssueAndTheRestIsMissed(t *testing.T) {
	d, c := newDaemon(t, ownHours(t))
	tickAt(t, d, c, at("2026-11-22", "20:00"))
	gathered(t, d, keeper)
	tickAt(t, d, c, at("2026-11-23", "12:01")) // New York's hour has come, Paris's was six hours and a minute ago
	wantTold(t, d, "23 12:00 new_york: "+keeper)
	got := issues(t, d, "daily")
	if len(got) != 2 || got[0].State != digest.IssueMissed || got[0].Slot != "2026-11-23T07:00@2026-11-23T06:00Z" {
		t.Fatalf("issues %+v", got)
	}

	d, c = newDaemon(t, ownHours(t))
	tickAt(t, d, c, at("2026-11-22", "20:00"))
	gathered(t, d, keeper)
	tickAt(t, d, c, at("2026-11-23", "12:00"))
	wantTold(t, d, "23 12:00 berlin: "+keeper, "23 12:00 new_york: "+keeper, "23 12:00 paris: "+keeper)
}

func TestAfterDaysOfDowntimeEachReaderOfFreshIssuesGetsOneLateOne(t *testing.T) {
	e := ownHours(t)
	e.Late.Send = true
	d, c := newDaemon(t, e)
	tickAt(t, d, c, at("2026-11-22", "20:00"))
	c.set(at("2026-11-25", "11:00"))
	gathered(t, d, keeper)
	tickAt(t, d, c, at("2026-11-25", "11:30")) // New York's last hour was a day ago
	wantTold(t, d, "24 12:00 new_york: "+keeper, "25 06:00 berlin: "+keeper, "25 06:00 paris: "+keeper, "25 06:00 tokyo: "+keeper)
	states := make(map[digest.IssueState]int)
	for _, is := range issues(t, d, "daily") {
		states[is.State]++
	}
	if states[digest.IssueMissed] != 1 {
		t.Errorf("issues: %v", states)
	}
}

func TestFreshIssueForAnHourThatItsReadersHaveLeftIsQuiet(t *testing.T) {
	d, c := newDaemon(t, ownHours(t))
	tickAt(t, d, c, at("2026-11-22", "20:00"))
	c.set(at("2026-11-22", "22:00"))
	if err := d.plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Editions[0].Readers[0].Location = zone(t, "Europe/Paris") // between planning and building
	tickAt(t, d, c, at("2026-11-22", "22:01"))
	got := issues(t, d, "daily")
	if len(got) != 1 || got[0].State != digest.IssueQuiet || got[0].Note != "no reader is due" {
		t.Fatalf("issues %+v", got)
	}
	tickAt(t, d, c, at("2026-11-23", "06:00"))
	wantTold(t, d, "23 06:00 berlin: "+bridge, "23 06:00 paris: "+bridge, "23 06:00 tokyo: "+bridge)
}

func TestLateIssueOfOneForAllLeavesOutThoseForWhomItIsTooLate(t *testing.T) {
	e := ownHours(t)
	e.Fresh = false
	d, c := newDaemon(t, e)
	tickAt(t, d, c, at("2026-11-22", "20:00"))
	tickAt(t, d, c, at("2026-11-23", "10:00")) // the machine was off at seven in Tokyo, twelve hours ago, and in Paris, four hours ago
	wantTold(t, d, "23 06:00 berlin: "+bridge, "23 06:00 paris: "+bridge, "23 12:00 new_york: "+bridge)
}
