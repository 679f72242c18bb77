package issues_test

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

func TestANewReaderJoinsTheLatestIssueOnce(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		r := storetest.Rendering(is, "r", digest.ContentsStory{ID: "story", Members: []string{"article"}})
		if err := s.JoinIssue(t.Context(), r, storetest.Delivery(is, "eve@example.org", r.ID)); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("an issue that is not built: %v", err)
		}
		storetest.Save(t, s, is, []digest.Delivery{storetest.Delivery(is, "ana@example.org", r.ID)}, r)
		if got := storetest.Claim(t, s, "run", 10); len(got) != 1 {
			t.Fatal(got)
		}
		if err := s.Advance(t.Context(), "run", storetest.Ended(digest.Key("delivery", is.ID, "ana@example.org"), digest.Sent), ""); err != nil {
			t.Fatal(err)
		}
		if done := storetest.Must[bool](t)(s.Settle(t.Context(), is.ID)); !done {
			t.Fatal("the issue is not done")
		}
		for range 2 {
			for _, who := range []string{"eve@example.org", "ana@example.org"} {
				if err := s.JoinIssue(t.Context(), r, storetest.Delivery(is, who, r.ID)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := storetest.Claim(t, s, "run", 10); len(got) != 1 || got[0] != digest.Key("delivery", is.ID, "eve@example.org") {
			t.Errorf("due are %v", got)
		}
		if done := storetest.Must[bool](t)(s.Settle(t.Context(), is.ID)); done {
			t.Error("the issue is done before the new reader has it")
		}
	})
}
