package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestSweepDropsWhatIsOldAndNothingThatIsNeeded(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		old := make([]digest.Article, 2*store.SweepRows+1) // more than one transaction's worth
		for i := range old {
			old[i] = storetest.Article("f", fmt.Sprint("old", i))
		}
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), old))
		storetest.OK(t, s.SavePageTry(t.Context(), digest.PageTry{Article: old[0].ID, Tries: 1}))
		st.Pass(24 * time.Hour)
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{old[7], storetest.Article("f", "young")}))
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), nil)) // a 304 changes nothing

		first, second, third := storetest.Issue("daily", "2026-05-04T07:00"), storetest.Issue("daily", "2026-05-05T07:00"), storetest.Issue("daily", "2026-05-06T07:00")
		second.Due = first.Due // as old, and the newest of its edition that is done
		stuck := storetest.Issue("weekly", "2026-05-04T07:00")
		quiet := storetest.Issue("hourly", "2026-05-04T07:00")
		quiet.State = digest.IssuePlanned
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, digest.Due{Edition: "hourly"}, quiet))
		storetest.OK(t, s.EndIssue(t.Context(), quiet.ID, digest.IssueQuiet, ""))
		for _, is := range []digest.Issue{first, second, stuck} {
			rows := storetest.Deliveries(is, 3)
			for i := range rows {
				rows[i].State = digest.Sent
			}
			if is == stuck {
				rows[0].State = digest.Deferred
			}
			storetest.Save(t, s, is, rows, storetest.Rendering(is, "r", digest.ContentsStory{ID: "s", Members: []string{old[0].ID}}))
			storetest.Must[bool](t)(s.Settle(t.Context(), is.ID))
		}
		third.State = digest.IssueMissed
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, digest.Due{Edition: "daily"}, third))

		swept := storetest.Must[store.Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour)))
		want := store.Swept{Articles: len(old) - 1, Issues: 2, Deliveries: 3}
		if swept != want {
			t.Errorf("swept %+v, want %+v", swept, want)
		}
		if got := storetest.Must[store.Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour))); got != (store.Swept{}) {
			t.Errorf("swept again: %+v", got)
		}
		kept := storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, st.Clock()))
		if len(kept) != 2 || kept[0].GUID != "old7" || kept[1].GUID != "young" {
			t.Errorf("%d articles were kept: %+v", len(kept), kept)
		}
		if fresh := storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{old[7]})); len(fresh) != 0 {
			t.Error("an article that its feed still lists was new again")
		}
		var left []string
		for _, is := range storetest.Must[[]digest.Issue](t)(s.Issues(t.Context(), "", nil)) {
			left = append(left, is.Edition+" "+string(is.Slot))
		}
		slices.Sort(left)
		if diff := cmp.Diff([]string{"daily 2026-05-05T07:00", "daily 2026-05-06T07:00", "weekly 2026-05-04T07:00"}, left); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSweepForgetsOldLinks(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		storetest.Must[bool](t)(s.SaveIssue(t.Context(), storetest.Issue("daily", "2026-05-04T07:00"), []digest.Link{{Article: "a", Story: "s"}}, nil, nil, nil))
		st.Pass(24 * time.Hour)
		storetest.Must[bool](t)(s.SaveIssue(t.Context(), storetest.Issue("daily", "2026-05-05T07:00"), []digest.Link{{Article: "b", Story: "s"}}, nil, nil, nil))
		if swept := storetest.Must[store.Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour))); swept.Links != 1 {
			t.Errorf("swept %+v", swept)
		}
		if links := storetest.Must[[]digest.Link](t)(s.Links(t.Context(), time.Time{})); !cmp.Equal(links, []digest.Link{{Article: "b", Story: "s"}}) {
			t.Errorf("links %v", links)
		}
	})
}
