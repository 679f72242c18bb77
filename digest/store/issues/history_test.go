package issues_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestWhatWasSentIsKeptWithTheIssue(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		send := func(slot digest.Slot, facts map[string]digest.Facts) {
			storetest.Must[bool](t)(s.SaveIssue(t.Context(), storetest.Issue("daily", slot), nil, facts, nil, nil))
			st.Pass(24 * time.Hour)
		}
		few, many := digest.NewFacts([]uint32{1, 0, 1<<32 - 1}), digest.NewFacts([]uint32{7, 8})
		send("2026-05-04T07:00", map[string]digest.Facts{"a": few, "b": many, "old": few})
		send("2026-05-05T07:00", map[string]digest.Facts{"b": few, "c": nil})
		got := storetest.Must[map[string]digest.Facts](t)(s.Facts(t.Context(), []string{"a", "b", "c", "unknown"}))
		if diff := cmp.Diff(map[string]digest.Facts{"a": few, "b": few, "c": {}}, got); diff != "" {
			t.Error(diff)
		}
		storetest.Must[store.Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour)))
		got = storetest.Must[map[string]digest.Facts](t)(s.Facts(t.Context(), []string{"a", "b", "old"}))
		if diff := cmp.Diff(map[string]digest.Facts{"b": few}, got); diff != "" {
			t.Errorf("after a sweep: %s", diff)
		}
	})
}

func TestElsewhereIsWhatReadersHadOfOtherEditionsThatDay(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for i, at := range []struct {
			edition string
			slot    digest.Slot
		}{
			{"morning", "2026-05-04T07:00"},
			{"noon", "2026-05-04T12:00"},
			{"evening", "2026-05-04T18:00"},
			{"morning", "2026-05-05T07:00"},
		} {
			is := storetest.Issue(at.edition, at.slot)
			rows := []digest.Delivery{storetest.Delivery(is, "ana", fmt.Sprint("r", i)), storetest.Delivery(is, "failed", fmt.Sprint("r", i))}
			rows[1].State = digest.Failed
			storetest.Save(t, s, is, rows)
		}
		six := storetest.Issue("evening", "2026-05-04T18:00").Until
		for _, tt := range []struct {
			edition, date string
			until         time.Time
			want          map[string][]string
		}{
			{"evening", "2026-05-04", six, map[string][]string{"ana": {"r0", "r1"}}},
			{"morning", "2026-05-04", six, map[string][]string{"ana": {"r1", "r2"}}},
			{"morning", "2026-05-04", six.Add(-time.Hour), map[string][]string{"ana": {"r1"}}},
			{"evening", "2026-05-05", six.AddDate(0, 0, 1), map[string][]string{"ana": {"r3"}}},
			{"evening", "2026-05-06", six.AddDate(0, 0, 2), map[string][]string{}},
		} {
			got := storetest.Must[map[string][]string](t)(s.Elsewhere(t.Context(), tt.edition, tt.date, tt.until))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s of %s: %s", tt.edition, tt.date, diff)
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
