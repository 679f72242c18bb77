package store_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestIssueIsFrozenOnceBuilt(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(t, s, is, storetest.Deliveries(is, 3))
		again := is
		again.Theme = "another"
		if saved := storetest.Must[bool](t)(s.SaveIssue(t.Context(), again, []digest.Link{{Article: "a", Story: "s"}}, nil, nil, storetest.Deliveries(is, 9))); saved {
			t.Error("it was built twice")
		}
		if got := storetest.Must[digest.Issue](t)(s.FindIssue(t.Context(), "daily", is.Slot, 0)); !cmp.Equal(got, is) {
			t.Error(cmp.Diff(is, got))
		}
		if got := storetest.Must[digest.Tally](t)(s.Tally(t.Context(), is.ID)); got[digest.Pending] != 3 || got.Total() != 3 {
			t.Errorf("tally %v", got)
		}
		if links := storetest.Must[[]digest.Link](t)(s.Links(t.Context(), time.Time{})); len(links) != 0 {
			t.Errorf("links %v", links)
		}
	})
}

func TestOfSeveralThatBuildAnIssueOneWins(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		is := storetest.Issue("daily", "2026-05-04T07:00")
		var wins atomic.Int32
		storetest.Race(t, st, 6, func(s *store.Store, i int) error {
			r := storetest.Rendering(is, fmt.Sprint(i))
			saved, err := s.SaveIssue(t.Context(), is, []digest.Link{{Article: "a", Story: fmt.Sprint(i)}}, nil, []digest.Rendering{r}, []digest.Delivery{storetest.Delivery(is, "ana@example.org", r.ID)})
			if saved {
				wins.Add(1)
			}
			return err
		})
		s := st.Open(t)
		if wins.Load() != 1 {
			t.Errorf("%d won", wins.Load())
		}
		rows := storetest.Must[[]digest.Delivery](t)(s.Deliveries(t.Context(), is.ID))
		if len(rows) != 1 {
			t.Fatalf("%d deliveries", len(rows))
		}
		storetest.Must[digest.Rendering](t)(s.Rendering(t.Context(), rows[0].Rendering)) // the winner's, whole
	})
}

func TestReaderGetsAnEditionOncePerDate(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		count := func(is digest.Issue, once string) int {
			d := storetest.Delivery(is, "ana@example.org", "r")
			d.Once = once
			storetest.Save(t, s, is, []digest.Delivery{d})
			return storetest.Must[digest.Tally](t)(s.Tally(t.Context(), is.ID)).Total()
		}
		if n := count(storetest.Issue("daily", "2026-05-04T07:00"), "2026-05-04"); n != 1 {
			t.Errorf("the first issue of the day: %d deliveries", n)
		}
		if n := count(storetest.Issue("daily", "2026-05-04T08:00"), "2026-05-04"); n != 0 {
			t.Errorf("the schedule was moved and she got a second one: %d", n)
		}
		if n := count(storetest.Issue("weekly", "2026-05-04T07:00"), "2026-05-04"); n != 1 {
			t.Errorf("another edition: %d", n)
		}
		if n := count(storetest.Issue("daily", "2026-05-05T07:00"), "2026-05-05"); n != 1 {
			t.Errorf("the next day: %d", n)
		}
		again := storetest.Issue("daily", "2026-05-05T07:00")
		again.Seq, again.ID = 1, digest.Key("issue", "daily", "2026-05-05T07:00", "1")
		if n := count(again, "2026-05-05#1"); n != 1 {
			t.Errorf("sent again by hand: %d", n)
		}
	})
}

func TestEverythingOfAnIssueComesBack(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		is.Note = "note"
		r := storetest.Rendering(is, "all", digest.ContentsStory{ID: "s1", Headline: "<b> & é", Members: []string{"a1", "a2"}, Published: morning},
			digest.ContentsStory{ID: "s2", Members: nil})
		d := storetest.Delivery(is, "ana@example.org", r.ID)
		d.To, d.Name, d.Expires, d.NextTry = "Ana@Example.org", "Ana", morning.Add(time.Hour), morning.Add(time.Minute)
		suppressed := storetest.Delivery(is, "bo@example.org", r.ID)
		suppressed.State, suppressed.Reply = digest.Suppressed, "he has left"
		storetest.Save(t, s, is, []digest.Delivery{d, suppressed}, r)
		if diff := cmp.Diff(r, storetest.Must[digest.Rendering](t)(s.Rendering(t.Context(), r.ID))); diff != "" {
			t.Error(diff)
		}
		d.Updated, suppressed.Updated = morning, morning
		if diff := cmp.Diff([]digest.Delivery{d, suppressed}, storetest.Must[[]digest.Delivery](t)(s.Deliveries(t.Context(), is.ID))); diff != "" {
			t.Error(diff)
		}
		told := storetest.Must[map[string][]digest.ToldStory](t)(s.ToldStories(t.Context(), []string{r.ID, "unknown"}))
		want := map[string][]digest.ToldStory{r.ID: {{Story: "s1", Articles: []string{"a1", "a2"}, At: is.Built}, {Story: "s2", At: is.Built}}}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(is, storetest.Must[digest.Issue](t)(s.LastIssue(t.Context(), "daily", is.Until.Add(time.Millisecond)))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatIsNotStoredIsNotFound(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		_, find := s.FindIssue(t.Context(), "daily", "2026-05-04T07:00", 0)
		_, last := s.LastIssue(t.Context(), "daily", morning.AddDate(1, 0, 0))
		_, text := s.Rendering(t.Context(), "r")
		_, next := s.NextDue(t.Context(), "daily")
		end := s.EndIssue(t.Context(), "i", digest.IssueQuiet, "")
		for name, err := range map[string]error{"FindIssue": find, "LastIssue": last, "Rendering": text, "NextDue": next, "EndIssue": end} {
			if !errors.Is(err, digest.ErrNotFound) {
				t.Errorf("%s = %v, want ErrNotFound", name, err)
			}
		}
	})
}

func TestLinkFollowsItsArticleToAnotherStory(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		link := func(slot digest.Slot, links ...digest.Link) {
			storetest.Must[bool](t)(s.SaveIssue(t.Context(), storetest.Issue("daily", slot), links, nil, nil, nil))
			st.Pass(24 * time.Hour)
		}
		link("2026-05-04T07:00", digest.Link{Article: "a", Story: "s1"}, digest.Link{Article: "b", Story: "s1"})
		link("2026-05-05T07:00", digest.Link{Article: "b", Story: "old"}, digest.Link{Article: "a", Story: "s1"}, digest.Link{Article: "b", Story: "s2"})
		want := []digest.Link{{Article: "a", Story: "s1"}, {Article: "b", Story: "s2"}}
		if got := storetest.Must[[]digest.Link](t)(s.Links(t.Context(), morning)); !cmp.Equal(got, want) {
			t.Errorf("links: %v, want %v", got, want)
		}
		if got := storetest.Must[[]digest.Link](t)(s.Links(t.Context(), morning.Add(time.Hour))); !cmp.Equal(got, want[1:]) {
			t.Errorf("links of the second day: %v, want %v", got, want[1:])
		}
	})
}

func TestPastIsWhatAReaderMayHaveRead(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for i, slot := range []digest.Slot{"2026-05-04T07:00", "2026-05-05T07:00", "2026-05-06T07:00"} {
			is := storetest.Issue("daily", slot)
			var rows []digest.Delivery
			for _, state := range []digest.DeliveryState{
				digest.Pending, digest.Sending, digest.Sent, digest.Deferred, digest.Failed, digest.Uncertain, digest.Suppressed,
			} {
				d := storetest.Delivery(is, string(state), fmt.Sprint("r", i))
				d.State = state
				rows = append(rows, d)
			}
			storetest.Save(t, s, is, rows)
		}
		storetest.Save(t, s, storetest.Issue("weekly", "2026-05-04T07:00"), []digest.Delivery{storetest.Delivery(storetest.Issue("weekly", "2026-05-04T07:00"), "sent", "other")})
		second := storetest.Issue("daily", "2026-05-05T07:00").Built
		past := digest.Past{Until: second.Add(24 * time.Hour), Renderings: []string{"r1", "r2"}}
		want := map[string]digest.Past{"pending": past, "sending": past, "sent": past, "deferred": past, "uncertain": past}
		end := second.AddDate(1, 0, 0)
		if diff := cmp.Diff(want, storetest.Must[map[string]digest.Past](t)(s.Pasts(t.Context(), "daily", second, end))); diff != "" {
			t.Error(diff)
		}
		third := storetest.Issue("daily", "2026-05-06T07:00")
		past = digest.Past{Until: second, Renderings: []string{"r1"}}
		want = map[string]digest.Past{"pending": past, "sending": past, "sent": past, "deferred": past, "uncertain": past}
		if diff := cmp.Diff(want, storetest.Must[map[string]digest.Past](t)(s.Pasts(t.Context(), "daily", second, third.Until))); diff != "" {
			t.Errorf("before the third issue: %s", diff)
		}
		if got := storetest.Must[digest.Issue](t)(s.LastIssue(t.Context(), "daily", third.Until)); got.Slot != "2026-05-05T07:00" {
			t.Errorf("the last issue before the third is that of %s", got.Slot)
		}
	})
}

func TestIssuesAreListedByState(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		planned, missed, built := storetest.Issue("daily", "2026-05-03T07:00"), storetest.Issue("daily", "2026-05-04T07:00"), storetest.Issue("daily", "2026-05-05T07:00")
		planned.State, missed.State = digest.IssuePlanned, digest.IssueMissed
		due := digest.Due{Edition: "daily", Slot: planned.Slot, At: planned.Due}
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, due, planned))
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), &due, digest.Due{Edition: "daily", Slot: built.Slot, At: built.Due}, missed))
		storetest.Save(t, s, built, nil)
		other := storetest.Issue("weekly", "2026-05-06T07:00")
		storetest.Save(t, s, other, nil)
		list := storetest.Must[[]digest.Issue](t)
		for _, tt := range []struct {
			edition string
			states  []digest.IssueState
			want    []digest.Issue
		}{
			{"daily", nil, []digest.Issue{planned, missed, built}},
			{"daily", []digest.IssueState{digest.IssueBuilt, digest.IssuePlanned}, []digest.Issue{planned, built}},
			{"", []digest.IssueState{digest.IssueBuilt}, []digest.Issue{built, other}},
		} {
			if diff := cmp.Diff(tt.want, list(s.Issues(t.Context(), tt.edition, tt.states))); diff != "" {
				t.Errorf("%q %v: %s", tt.edition, tt.states, diff)
			}
		}
	})
}

func TestOnlyAPlannedIssueEndsUnbuilt(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		is.State = digest.IssuePlanned
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, digest.Due{Edition: "daily", Slot: is.Slot, At: is.Due}, is))
		storetest.OK(t, s.EndIssue(t.Context(), is.ID, digest.IssueQuiet, "nothing new"))
		got := storetest.Must[digest.Issue](t)(s.FindIssue(t.Context(), "daily", is.Slot, 0))
		if got.State != digest.IssueQuiet || got.Note != "nothing new" {
			t.Errorf("ended as %+v", got)
		}
		if saved := storetest.Must[bool](t)(s.SaveIssue(t.Context(), is, nil, nil, nil, storetest.Deliveries(is, 1))); saved {
			t.Error("a quiet issue was built")
		}
		built := storetest.Issue("daily", "2026-05-05T07:00")
		storetest.Save(t, s, built, nil)
		if err := s.EndIssue(t.Context(), built.ID, digest.IssueQuiet, ""); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("a built issue was ended: %v", err)
		}
	})
}

func TestIssueIsDoneWhenItsDeliveriesHaveEnded(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for i, tt := range []struct {
			state digest.DeliveryState
			done  bool
		}{
			{digest.Pending, false},
			{digest.Sending, false},
			{digest.Deferred, false},
			{digest.Sent, true},
			{digest.Failed, true},
			{digest.Uncertain, true},
			{digest.Suppressed, true},
		} {
			is := storetest.Issue("daily", digest.Slot(fmt.Sprintf("2026-05-%02dT07:00", i+1)))
			rows := storetest.Deliveries(is, 2)
			rows[0].State, rows[1].State = digest.Sent, tt.state
			storetest.Save(t, s, is, rows)
			for range 2 { // settling twice says the same
				if done := storetest.Must[bool](t)(s.Settle(t.Context(), is.ID)); done != tt.done {
					t.Errorf("%s: done = %v, want %v", tt.state, done, tt.done)
				}
			}
			got := storetest.Must[digest.Issue](t)(s.FindIssue(t.Context(), "daily", is.Slot, 0))
			if (got.State == digest.IssueDone) != tt.done {
				t.Errorf("%s: the issue is %s", tt.state, got.State)
			}
		}
	})
}

func TestOfSeveralThatPlanASlotOneWins(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		first := digest.Due{Edition: "daily", Slot: "2026-05-04T07:00", At: morning}
		second := digest.Due{Edition: "daily", Slot: "2026-05-05T07:00", At: morning.Add(24 * time.Hour)}
		planned := storetest.Issue("daily", first.Slot)
		planned.State, planned.Built = digest.IssuePlanned, time.Time{}
		for _, step := range []struct {
			was    *digest.Due
			next   digest.Due
			issues []digest.Issue
		}{{nil, first, nil}, {&first, second, []digest.Issue{planned}}} {
			var wins atomic.Int32
			storetest.Race(t, st, 5, func(s *store.Store, _ int) error {
				won, err := s.PlanSlot(t.Context(), step.was, step.next, step.issues...)
				if won {
					wins.Add(1)
				}
				return err
			})
			if wins.Load() != 1 {
				t.Errorf("%d won %s", wins.Load(), step.next.Slot)
			}
		}
		s := st.Open(t)
		if got := storetest.Must[digest.Due](t)(s.NextDue(t.Context(), "daily")); got != second {
			t.Errorf("next due: %+v", got)
		}
		if issues := storetest.Must[[]digest.Issue](t)(s.Issues(t.Context(), "daily", nil)); !cmp.Equal(issues, []digest.Issue{planned}) {
			t.Errorf("issues: %+v", issues)
		}
		storetest.Save(t, s, storetest.Issue("daily", first.Slot), storetest.Deliveries(planned, 1)) // planned becomes built
	})
}

func TestPlanningLeavesAnIssueBuiltByHand(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		built := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(t, s, built, nil)
		planned := built
		planned.State = digest.IssuePlanned
		if won := storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, digest.Due{Edition: "daily", Slot: "2026-05-05T07:00"}, planned)); !won {
			t.Error("the slot was not planned")
		}
		if got := storetest.Must[digest.Issue](t)(s.FindIssue(t.Context(), "daily", built.Slot, 0)); got.State != digest.IssueBuilt {
			t.Errorf("it is %s", got.State)
		}
	})
}

func TestManyDeliveriesAreFrozenTogether(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(t, s, is, storetest.Deliveries(is, manyReaders))
		if got := storetest.Must[digest.Tally](t)(s.Tally(t.Context(), is.ID)); got[digest.Pending] != manyReaders {
			t.Errorf("tally %v", got)
		}
	})
}

func TestNextIssueBeginsWhereAQuietOneSaysAndOnlyForItsReaders(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		monday, tuesday, wednesday := morning, morning.Add(24*time.Hour), morning.Add(48*time.Hour)
		storetest.OK(t, s.PassOver(t.Context(), "daily", monday, map[string]time.Time{"ana@example.org": monday.Add(-time.Hour), "bo@example.org": monday}))
		storetest.OK(t, s.PassOver(t.Context(), "daily", tuesday, map[string]time.Time{"ana@example.org": tuesday}))
		storetest.OK(t, s.PassOver(t.Context(), "daily", tuesday, map[string]time.Time{"ana@example.org": tuesday})) // built again
		for before, want := range map[time.Time]map[string]digest.Past{
			monday:    {},
			tuesday:   {"ana@example.org": {Begins: monday.Add(-time.Hour)}, "bo@example.org": {Begins: monday}},
			wednesday: {"ana@example.org": {Begins: tuesday}, "bo@example.org": {Begins: monday}},
		} {
			got := storetest.Must[map[string]digest.Past](t)(s.Pasts(t.Context(), "daily", time.Time{}, before))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("before %v: %s", before, diff)
			}
		}
		if got := storetest.Must[map[string]digest.Past](t)(s.Pasts(t.Context(), "weekly", time.Time{}, wednesday)); len(got) > 0 {
			t.Errorf("another edition: %v", got)
		}
		if _, err := s.Sweep(t.Context(), tuesday); err != nil {
			t.Fatal(err)
		}
		want := map[string]digest.Past{"ana@example.org": {Begins: tuesday}}
		if diff := cmp.Diff(want, storetest.Must[map[string]digest.Past](t)(s.Pasts(t.Context(), "daily", time.Time{}, wednesday))); diff != "" {
			t.Errorf("after a sweep: %s", diff)
		}
	})
}

func TestIssuesOfOneSlotForSeveralMomentsAreToldApart(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		reading := digest.Slot("2026-05-04T07:00")
		var planned []digest.Issue
		for i := range 3 {
			is := storetest.Issue("daily", reading.WokenAt(morning.Add(-time.Duration(i)*time.Hour)))
			is.State, is.Built = digest.IssuePlanned, time.Time{}
			planned = append(planned, is)
		}
		next := digest.Due{Edition: "daily", Slot: "2026-05-05T07:00", At: morning.Add(24 * time.Hour)}
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, next, planned...))
		other := storetest.Issue("daily", "2026-05-04T17:00")
		storetest.Save(t, s, other, storetest.Deliveries(other, 1))
		got := storetest.Must[[]digest.Slot](t)(s.Wakes(t.Context(), "daily", reading))
		want := []digest.Slot{planned[2].Slot, planned[1].Slot, planned[0].Slot}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if due := storetest.Must[[]digest.Work](t)(s.Due(t.Context())); len(due) != 3 {
			t.Errorf("work %v", due)
		}
		if got := storetest.Must[[]digest.Slot](t)(s.Wakes(t.Context(), "weekly", reading)); len(got) != 0 {
			t.Errorf("another edition has %v", got)
		}
	})
}
