package store_test

import (
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/database"
	"tidings/digest/store/storetest"
)

func TestReopenedStateHoldsWhatWasStored(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{storetest.Article("f", "1")}))
		if got := storetest.Must[[]digest.Article](t)(st.Open(t).Articles(t.Context(), []string{"f"}, morning.Add(-1), morning)); len(got) != 1 {
			t.Errorf("%d articles, want 1", len(got))
		}
	})
}

func TestReadingIsNotHeldUpByAWriter(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{storetest.Article("f", "1")}))
		tx, err := storetest.Raw(s).BeginTx(t.Context(), nil)
		storetest.OK(t, err)
		_, err = database.Change(t.Context(), tx, `UPDATE article SET title = 'half written'`)
		storetest.OK(t, err)
		if got := storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, morning)); got[0].Title != "Title of 1" {
			t.Errorf("read %q", got[0].Title)
		}
		storetest.OK(t, tx.Rollback())
	})
}

func BenchmarkOpen(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		st.Open(b)
		for b.Loop() {
			s, err := store.Open(b.Context(), st.Where, store.Options{})
			storetest.OK(b, err)
			storetest.OK(b, s.Close())
		}
	})
}
