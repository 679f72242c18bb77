package build_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline/build"
	"tidings/digest/pipeline/presstest"
	"tidings/digest/render"
	"tidings/digest/store"
	"tidings/templates"
)

const day = 24 * time.Hour

// desk is a paper whose articles come from the test's own hand, on a clock that begins on Monday, 23 November 2026, at
// 07:00.
type desk struct {
	*testing.T
	b      *build.Builder
	st     *store.Store
	c      *presstest.Clock
	guid   int
	reader digest.Subscriber
	of     digest.Edition
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	news := digest.Feed{ID: "news", URL: "https://news.example/", Name: "The News", Weight: 1, Section: "world"}
	sport := digest.Feed{ID: "sport", URL: "https://sport.example/", Name: "The Sport", Weight: 1, Section: "sport"}
	c := presstest.NewClock()
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	look, err := render.New(templates.FS, digest.Theme{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &build.Builder{
		Site: digest.Site{Name: "The Test Paper", Language: "en", Location: time.UTC}, Feeds: []digest.Feed{news, sport},
		From: "The Test Paper <paper@paper.example>", Look: func(digest.Edition) *render.Renderer { return look },
		Store: st, Log: slog.New(slog.DiscardHandler), Now: c.Now, Watch: func(string, int, int) {},
	}
	of := digest.Edition{ID: "daily", Location: time.UTC, FirstReach: day, Once: digest.OncePerDate, MaxStories: 25}
	of.Sections = []digest.Section{{ID: "world", Title: "World"}, {ID: "sport", Title: "Sport"}}
	return &desk{T: t, b: b, st: st, c: c, of: of, reader: digest.Subscriber{Email: "ana@example.com"}}
}

func frozen(t *testing.T, b *build.Builder, r build.Run) build.Draft {
	t.Helper()
	d, err := b.Build(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func draft(t *testing.T, b *build.Builder, r build.Run) build.Draft {
	t.Helper()
	d, err := b.Draft(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// gather stores an article a headline, an hour old.
func (d *desk) gather(feed string, headlines ...string) {
	d.Helper()
	var articles []digest.Article
	for _, h := range headlines {
		d.guid++
		id := fmt.Sprint(feed, d.guid)
		articles = append(articles, digest.Article{
			ID: id, FeedID: feed, GUID: id, URL: "https://" + feed + ".example/" + id, Title: h, Published: d.c.Now().Add(-time.Hour),
			Text: digest.Text{Body: h + " at last.", Words: 5, Method: "feed"},
		})
	}
	if _, err := d.st.SaveFeed(d.Context(), digest.FeedState{Feed: feed}, articles); err != nil {
		d.Fatal(err)
	}
}

// issue builds the issue of the moment, and is the headlines that the reader gets; "-" for no mail.
func (d *desk) issue() string {
	d.Helper()
	return d.told(frozen(d.T, d.b, d.run()))
}

func (d *desk) run() build.Run {
	return build.Run{
		Edition: d.of, Slot: digest.SlotOf(d.c.Now(), time.UTC), Until: d.c.Now(), AtOnce: true, Readers: []digest.Subscriber{d.reader},
	}
}

func (d *desk) told(draft build.Draft) string {
	d.Helper()
	if len(draft.Renderings) == 0 {
		return "-"
	}
	var headlines []string
	c := draft.Renderings[0].Contents
	for _, s := range c.Sections {
		for _, st := range s.Stories {
			headlines = append(headlines, st.Headline)
		}
	}
	slices.Sort(headlines)
	told := strings.Join(headlines, ", ")
	if !c.Away.IsZero() {
		told = "away since " + c.Away.Format("2 Jan") + ": " + told
	}
	return told
}

func (d *desk) want(got, want string) {
	d.Helper()
	if got != want {
		d.Errorf("on %s: %q, want %q", d.c.Now().Format("Mon 2 Jan"), got, want)
	}
}

const (
	bridge = "Council approves river crossing"
	bakers = "Bakers strike over flour prices"
	keeper = "Lighthouse keeper retires early"
	comet  = "Astronomers photograph distant comet"
	final  = "Rovers win the cup final"
)

func TestQuietIssueIsCarriedDroppedOrSent(t *testing.T) {
	tests := []struct {
		then                      digest.QuietThen
		monday, tuesday, note     string
		tuesdayIsSentAtOnceByHand bool
	}{
		{then: digest.QuietCarry, monday: "-", tuesday: strings.Join([]string{comet, bridge, keeper}, ", "), note: "too little new: 1 of at least 2 stories; they wait for the next issue"},
		{then: digest.QuietSkip, monday: "-", tuesday: strings.Join([]string{comet, keeper}, ", "), note: "too little new: 1 of at least 2 stories; they are dropped"},
		{then: digest.QuietSend, monday: bridge, tuesday: strings.Join([]string{comet, keeper}, ", ")},
	}
	for _, tt := range tests {
		t.Run(string(tt.then), func(t *testing.T) {
			d := newDesk(t)
			d.of.Quiet = digest.Quiet{Below: 2, Then: tt.then}
			d.gather("news", bridge)
			monday := frozen(t, d.b, d.run())
			d.want(d.told(monday), tt.monday)
			if monday.Issue.Note != tt.note || (tt.note != "") != (monday.Issue.State == digest.IssueQuiet) {
				t.Errorf("the issue ended %s: %s", monday.Issue.State, monday.Issue.Note)
			}
			d.c.Pass(day)
			d.gather("news", keeper, comet)
			d.want(d.issue(), tt.tuesday)
		})
	}
}

func TestQuietSendSendsAnIssueWithNothingInIt(t *testing.T) {
	d := newDesk(t)
	d.of.Quiet.Then = digest.QuietSend
	got := frozen(t, d.b, d.run())
	if len(got.Deliveries) != 1 || !strings.Contains(got.Renderings[0].Text, "Nothing new this time.") {
		t.Errorf("%d deliveries, %+v", len(got.Deliveries), got.Report)
	}
}

func TestQuietCountsWhatDidNotFitAndNotWhatIsMuted(t *testing.T) {
	d := newDesk(t)
	d.of.Quiet.Below = 2
	d.gather("news", bridge, bakers)
	d.reader.MaxStories = 1
	if got := draft(t, d.b, d.run()); len(got.Deliveries) != 1 {
		t.Errorf("two stories of which one fits: %+v", got.Report)
	}
	d.reader.Mute.Exclude = []digest.Rule{rule(t, "flour")}
	if got := draft(t, d.b, d.run()); len(got.Deliveries) != 0 || got.Report.Few != 1 {
		t.Errorf("two stories of which one is muted: %+v", got.Report)
	}
	look := d.run()
	look.Anyway = true
	if got := draft(t, d.b, look); len(got.Renderings) != 1 {
		t.Error("a look shows nothing of a quiet day")
	}
}

// TestOneReadersQuietDayIsNotAnothers drops a quiet day for one reader while another gets the issue.
func TestOneReadersQuietDayIsNotAnothers(t *testing.T) {
	d := newDesk(t)
	d.of.Quiet = digest.Quiet{Below: 2, Then: digest.QuietSkip}
	d.gather("news", bridge, bakers)
	r := d.run()
	r.Readers = append(r.Readers, digest.Subscriber{Email: "bob@example.com", Mute: digest.Filter{Exclude: []digest.Rule{rule(t, "flour")}}})
	if got := frozen(t, d.b, r); len(got.Deliveries) != 1 || len(got.Passed) != 1 || !got.Passed["bob@example.com"].Equal(d.c.Now()) {
		t.Fatalf("%d deliveries, passed over %v", len(got.Deliveries), got.Passed)
	}
	d.c.Pass(day)
	d.gather("news", keeper, comet)
	d.reader = r.Readers[1]
	d.want(d.issue(), comet+", "+keeper)
}

func TestReaderOfSomeDaysGetsWhatCameBetween(t *testing.T) {
	d := newDesk(t)
	d.reader.Cadence.Days = []time.Weekday{time.Monday, time.Wednesday}
	d.gather("news", bridge)
	d.want(d.issue(), bridge)
	d.c.Pass(day)
	d.gather("news", bakers)
	tuesday := frozen(t, d.b, d.run())
	d.want(d.told(tuesday), "-")
	if tuesday.Issue.Note != "no reader is due: each pauses, or gets it on other days" {
		t.Errorf("note %q", tuesday.Issue.Note)
	}
	d.c.Pass(day)
	d.gather("news", keeper)
	d.want(d.issue(), bakers+", "+keeper)
}

func TestWeeklyReaderGetsTheFirstIssueOfAWeek(t *testing.T) {
	d := newDesk(t)
	d.reader.Cadence.Weekly = true
	d.c.Pass(2 * day) // Wednesday: a reader who is new to it waits for no Monday
	d.gather("news", bridge)
	d.want(d.issue(), bridge)
	d.c.Pass(4 * day) // Sunday
	d.gather("news", bakers)
	d.want(d.issue(), "-")
	d.c.Pass(day) // Monday
	d.gather("news", keeper)
	d.want(d.issue(), bakers+", "+keeper)
	d.c.Pass(day)
	d.gather("news", comet)
	d.want(d.issue(), "-")
}

func TestAfterAPauseOneIssueCatchesUpOrNone(t *testing.T) {
	tests := []struct {
		then      digest.PauseThen
		back, out string
	}{
		{digest.PauseCatchUp, "away since 23 Nov: " + comet + ", " + bakers, keeper},
		{digest.PauseResume, comet, keeper},
	}
	for _, tt := range tests {
		t.Run(string(tt.then), func(t *testing.T) {
			d := newDesk(t)
			d.gather("news", bridge)
			d.want(d.issue(), bridge)
			d.reader.Pause = digest.Pause{Until: "2026-11-26", Then: tt.then}
			others := digest.Subscriber{Email: "bob@example.com"}
			for _, headline := range []string{bakers, ""} {
				d.c.Pass(day)
				if headline != "" {
					d.gather("news", headline)
				}
				r := d.run()
				r.Readers = append(r.Readers, others)
				if got := frozen(t, d.b, r); got.Reader["ana@example.com"] != "" {
					t.Errorf("%s: mail in the pause", r.Slot)
				}
			}
			d.c.Pass(day)
			d.gather("news", comet)
			d.want(d.issue(), tt.back)
			d.c.Pass(day)
			d.gather("news", keeper)
			d.want(d.issue(), tt.out)
		})
	}
}

func TestCatchingUpIsNoLongerThanAnyIssue(t *testing.T) {
	d := newDesk(t)
	d.reader.Pause, d.of.MaxStories = digest.Pause{Until: "2026-11-26"}, 2
	d.gather("news", bridge, bakers)
	d.c.Pass(3 * day)
	d.gather("news", keeper, comet)
	got := draft(t, d.b, d.run()).Renderings[0].Contents
	if got.Stories() != 2 || got.Left != 2 || got.Away.IsZero() {
		t.Errorf("%d stories, %d left out, away since %v", got.Stories(), got.Left, got.Away)
	}
}

func TestSkippedSectionIsNotThereAndNotCounted(t *testing.T) {
	d := newDesk(t)
	d.gather("news", bridge)
	d.gather("sport", final)
	d.reader.SkipSections = []string{"sport"}
	d.reader.Editions = map[string]digest.Choices{"evening": {SkipSections: []string{}}}
	got := draft(t, d.b, d.run())
	d.want(d.told(got), bridge)
	if got.Renderings[0].Contents.Left != 0 {
		t.Error("what the reader does not want is said to have found no room")
	}
	d.of.ID = "evening"
	d.want(d.told(draft(t, d.b, d.run())), bridge+", "+final)
}

func rule(t testing.TB, s string) digest.Rule {
	t.Helper()
	r, err := digest.ParseRule(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAThousandReadersWithFortyWishesCostFortyRenderings holds what makes large lists cheap.
func TestAThousandReadersWithFortyWishesCostFortyRenderings(t *testing.T) {
	d := newDesk(t)
	d.gather("news", bridge, bakers, keeper)
	d.gather("sport", final, comet)
	r := d.run()
	r.Readers = nil
	for i := range 1000 {
		s := digest.Subscriber{Email: fmt.Sprintf("reader%d@example.com", i), Language: []string{"en", "fr", "de", "es", "it"}[i%5]}
		switch i / 5 % 8 {
		case 1:
			s.Format = digest.FormatText
		case 2:
			s.Mute.Exclude = []digest.Rule{rule(t, "flour")}
		case 3:
			s.Topics.Include = []digest.Rule{rule(t, "comet")}
		case 4:
			s.MaxStories = 2
		case 5:
			s.SkipSections = []string{"sport"}
		case 6:
			s.Editions = map[string]digest.Choices{"daily": {MaxStories: 3}}
		case 7:
			s.Mute.Exclude, s.Format = []digest.Rule{rule(t, "cricket")}, digest.FormatText // mutes nothing: as case 1
		}
		r.Readers = append(r.Readers, s)
	}
	got := draft(t, d.b, r)
	if len(got.Deliveries) != 1000 || len(got.Renderings) != 35 {
		t.Errorf("%d deliveries of %d renderings; 35 of the 40 wishes differ in what they bring", len(got.Deliveries), len(got.Renderings))
	}
}
