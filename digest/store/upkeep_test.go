package store_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/database"
	"tidings/digest/store/storetest"
)

func TestSecretIsTheSameForEver(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		var mu sync.Mutex
		var secrets [][]byte
		storetest.Race(t, st, 5, func(s *store.Store, _ int) error {
			secret, err := s.Secret(t.Context(), "links")
			mu.Lock()
			defer mu.Unlock()
			secrets = append(secrets, secret)
			return err
		})
		for _, secret := range secrets {
			if len(secret) != 32 || !bytes.Equal(secret, secrets[0]) {
				t.Errorf("secrets differ: %x", secrets)
			}
		}
		if other := storetest.Must[[]byte](t)(st.Open(t).Secret(t.Context(), "other")); bytes.Equal(other, secrets[0]) {
			t.Error("two names share a secret")
		}
	})
}

func TestSecretIsNotMadeOfTooLittleRandomness(t *testing.T) {
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{Rand: strings.NewReader("short")})
	storetest.OK(t, err)
	defer s.Close()
	if secret, err := s.Secret(t.Context(), "links"); err == nil {
		t.Errorf("secret %x", secret)
	}
}

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
