package pipeline_test

import (
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/pipeline/presstest"
	"tidings/digest/store"
)

// gathered is a pipeline that has read one feed of two stories.
func gathered(t *testing.T) (*presstest.Site, *pipeline.Pipeline, *store.Store, *presstest.Clock) {
	t.Helper()
	s := presstest.NewSite(t)
	f := s.Feed("/feed.xml", morning,
		presstest.Told("Council approves the river crossing", "/crossing", "The council approved the river crossing after nine years of dispute."),
		presstest.Told("Bakers strike over flour prices", "/bakers", "Bakers in three towns closed their shops over the price of flour."))
	p, st, c := newPipeline(t, f)
	gather(t, p)
	return s, p, st, c
}

func build(t *testing.T, p *pipeline.Pipeline, r pipeline.Run) pipeline.Draft {
	t.Helper()
	d, err := p.Build(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func draft(t *testing.T, p *pipeline.Pipeline, r pipeline.Run) pipeline.Draft {
	t.Helper()
	d, err := p.Draft(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLookingNeverConsumes(t *testing.T) {
	_, p, _, c := gathered(t)
	first := draft(t, p, run(c, ""))
	if len(first.Renderings) != 1 || first.Renderings[0].Contents.Stories() != 2 {
		t.Fatalf("draft: %+v", first.Report)
	}
	second := draft(t, p, run(c, ""))
	if second.Renderings[0].HTML != first.Renderings[0].HTML {
		t.Error("a second look shows something else")
	}
	built := build(t, p, run(c, "ana@example.com"))
	if built.Report.Existed || built.Renderings[0].Contents.Stories() != 2 {
		t.Errorf("built after looking: %+v", built.Report)
	}
}

func TestBuildingTwiceMakesOneIssue(t *testing.T) {
	_, p, st, c := gathered(t)
	first := build(t, p, run(c, "ana@example.com", "bob@example.com"))
	again := build(t, p, run(c, "ana@example.com", "bob@example.com", "eve@example.com"))
	if !again.Report.Existed || again.Issue.ID != first.Issue.ID {
		t.Errorf("second build: %+v", again.Report)
	}
	rows, err := st.Deliveries(t.Context(), first.Issue.ID)
	if err != nil || len(rows) != 2 {
		t.Errorf("%d delivery rows, %v", len(rows), err)
	}
}

func TestReadersWithTheSameContentsShareARendering(t *testing.T) {
	_, p, _, c := gathered(t)
	mute, err := digest.ParseRule("flour")
	if err != nil {
		t.Fatal(err)
	}
	nothing, err := digest.ParseRule("cricket")
	if err != nil {
		t.Fatal(err)
	}
	r := run(c, "ana@example.com", "bob@example.com")
	r.Readers = append(r.Readers,
		digest.Subscriber{Email: "muted@example.com", Mute: digest.Filter{Exclude: []digest.Rule{mute}}},
		digest.Subscriber{Email: "same@example.com", Mute: digest.Filter{Exclude: []digest.Rule{nothing}}},
		digest.Subscriber{Email: "text@example.com", Format: digest.FormatText})
	d := draft(t, p, r)
	if len(d.Renderings) != 3 || len(d.Deliveries) != 5 {
		t.Fatalf("%d renderings for %d deliveries", len(d.Renderings), len(d.Deliveries))
	}
	if d.Reader["ana@example.com"] != d.Reader["same@example.com"] || d.Reader["ana@example.com"] == d.Reader["muted@example.com"] {
		t.Errorf("readers: %v", d.Reader)
	}
	for _, rendering := range d.Renderings {
		if rendering.ID == d.Reader["muted@example.com"] && (rendering.Contents.Stories() != 1 || rendering.Contents.Muted != 1) {
			t.Errorf("muted: %d stories, %d muted", rendering.Contents.Stories(), rendering.Contents.Muted)
		}
		if rendering.ID == d.Reader["text@example.com"] && rendering.HTML != "" {
			t.Error("a reader of plain text got HTML")
		}
	}
}

func TestNextIssueTellsOnlyWhatIsNew(t *testing.T) {
	s, p, _, c := gathered(t)
	build(t, p, run(c, "ana@example.com"))
	c.Pass(24 * time.Hour)
	quiet := build(t, p, run(c, "ana@example.com"))
	if len(quiet.Deliveries) != 0 || quiet.Issue.State != digest.IssueQuiet {
		t.Errorf("a day without news: %+v", quiet.Issue)
	}
	s.Feed("/feed.xml", c.Now(), presstest.Told("Lighthouse keeper retires", "/keeper", "The last lighthouse keeper of the coast retires at ninety."))
	gather(t, p)
	next := build(t, p, run(c, "ana@example.com", "new@example.com"))
	if len(next.Renderings) != 1 || next.Renderings[0].Contents.Stories() != 1 {
		t.Errorf("the next issue: %+v", next.Report)
	}
}

func TestTodaysIssueCanBeLookedAtAfterItWasSent(t *testing.T) {
	_, p, _, c := gathered(t)
	r := run(c, "ana@example.com")
	build(t, p, r)
	c.Pass(time.Hour)
	r.Until = c.Now()
	if d := draft(t, p, r); len(d.Renderings) != 1 || d.Renderings[0].Contents.Stories() != 2 {
		t.Errorf("today's issue: %+v", d.Report)
	}
	r.Seq = 1 // sent again
	if d := build(t, p, r); d.Report.Existed || len(d.Deliveries) != 1 {
		t.Errorf("sent again: %+v", d.Report)
	}
}

func TestArticlesWithoutTheirPagesAreToldInTheFeedsWords(t *testing.T) {
	s := presstest.NewSite(t)
	f := s.Feed("/feed.xml", morning, presstest.Told("Council approves the river crossing", "/crossing", "Ferries between both banks will stop when the first cars roll over it in spring."))
	s.Set("/crossing", nil)
	p, _, c := newPipeline(t, f)
	gather(t, p)
	d := draft(t, p, run(c, ""))
	if len(d.Renderings) != 1 || len(d.Renderings[0].Contents.Sections[0].Stories[0].Summary) != 1 {
		t.Errorf("draft: %+v", d.Renderings)
	}
}

func TestDeliveriesAreDueOnTheReadersOwnClock(t *testing.T) {
	_, p, _, c := gathered(t)
	r := run(c)
	r.AtOnce, r.Edition.OwnZone, r.Edition.Once, r.Slot = false, true, digest.OncePerDate, "2026-11-23T07:00"
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	r.Next = "2026-11-24T07:00"
	r.Readers = []digest.Subscriber{{Email: "utc@example.com"}, {Email: "tokyo@example.com", Location: tokyo}, {Email: "early@example.com", At: "05:30"}}
	for _, row := range draft(t, p, r).Deliveries {
		want := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
		switch row.Subscriber {
		case "tokyo@example.com":
			want = want.Add(-9 * time.Hour)
		case "early@example.com":
			want = want.Add(-90 * time.Minute)
		}
		if !row.Due.Equal(want) || !row.Expires.Equal(want.Add(24*time.Hour)) {
			t.Errorf("%s is due %s until %s", row.To, row.Due, row.Expires)
		}
	}
}

func TestReadersOfAnotherEditionShareARenderingOfWhatIsLeft(t *testing.T) {
	s, p, _, c := gathered(t)
	build(t, p, run(c, "ana@example.com", "bob@example.com"))
	s.Feed("/feed.xml", c.Now(), presstest.Told("Lighthouse keeper retires", "/keeper", "The last lighthouse keeper of the coast retires at ninety."))
	c.Pass(time.Hour)
	gather(t, p)
	evening := run(c, "ana@example.com", "bob@example.com", "eve@example.com")
	evening.Edition.ID = "evening"
	d := draft(t, p, evening)
	stories := make(map[string]int)
	for _, r := range d.Renderings {
		stories[r.ID] = r.Contents.Stories()
	}
	if d.Reader["ana@example.com"] != d.Reader["bob@example.com"] || stories[d.Reader["ana@example.com"]] != 1 || stories[d.Reader["eve@example.com"]] != 3 {
		t.Errorf("%d renderings: %v of %v", len(d.Renderings), d.Reader, stories)
	}
	c.Pass(24 * time.Hour)
	evening.Slot, evening.Until = digest.SlotOf(c.Now(), time.UTC), c.Now()
	evening.Edition.Window = 48 * time.Hour
	if d := draft(t, p, evening); len(d.Renderings) != 1 || d.Renderings[0].Contents.Stories() != 3 {
		t.Errorf("what another edition told yesterday is left out today: %+v", d.Report)
	}
}
