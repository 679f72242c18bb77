package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestStatsCount(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		failing := storetest.Feed("g")
		failing.Fails = 1
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{storetest.Article("f", "1"), storetest.Article("f", "2")}))
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), failing, nil))
		storetest.OK(t, s.SaveText(t.Context(), storetest.Article("f", "1").ID, digest.Text{Method: "feed"}))
		is := storetest.Issue("daily", "2026-05-04T07:00")
		rows := storetest.Deliveries(is, 5)
		for i, state := range []digest.DeliveryState{digest.Pending, digest.Pending, digest.Deferred, digest.Uncertain, digest.Sent} {
			rows[i].State = state
		}
		storetest.Save(t, s, is, rows)
		want := store.Stats{
			Feeds: 2, Failing: 1, Articles: 2, Unread: 1, Issues: 1,
			Deliveries: digest.Tally{digest.Pending: 2, digest.Deferred: 1, digest.Uncertain: 1},
		}
		if diff := cmp.Diff(want, storetest.Must[store.Stats](t)(s.Stats(t.Context()))); diff != "" {
			t.Error(diff)
		}
	})
}
