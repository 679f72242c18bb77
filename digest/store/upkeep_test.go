package store

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
)

func TestSecretIsTheSameForEver(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		var mu sync.Mutex
		var secrets [][]byte
		race(t, st, 5, func(s *Store, _ int) error {
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
		if other := must[[]byte](t)(st.open(t).Secret(t.Context(), "other")); bytes.Equal(other, secrets[0]) {
			t.Error("two names share a secret")
		}
	})
}

func TestSecretIsNotMadeOfTooLittleRandomness(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir(), Options{Rand: strings.NewReader("short")})
	ok(t, err)
	defer s.Close()
	if secret, err := s.Secret(t.Context(), "links"); err == nil {
		t.Errorf("secret %x", secret)
	}
}

func TestSweepDropsWhatIsOldAndNothingThatIsNeeded(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		old := make([]digest.Article, 2*sweepRows+1) // more than one transaction's worth
		for i := range old {
			old[i] = article("f", fmt.Sprint("old", i))
		}
		articleList(t)(s.SaveFeed(t.Context(), feed("f"), old))
		ok(t, s.SavePageTry(t.Context(), digest.PageTry{Article: old[0].ID, Tries: 1}))
		st.pass(24 * time.Hour)
		articleList(t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{old[7], article("f", "young")}))
		articleList(t)(s.SaveFeed(t.Context(), feed("f"), nil)) // a 304 changes nothing

		first, second, third := issue("daily", "2026-05-04T07:00"), issue("daily", "2026-05-05T07:00"), issue("daily", "2026-05-06T07:00")
		second.Due = first.Due // as old, and the newest of its edition that is done
		stuck := issue("weekly", "2026-05-04T07:00")
		quiet := issue("hourly", "2026-05-04T07:00")
		quiet.State = digest.IssuePlanned
		must[bool](t)(s.PlanSlot(t.Context(), nil, digest.Due{Edition: "hourly"}, quiet))
		ok(t, s.EndIssue(t.Context(), quiet.ID, digest.IssueQuiet, ""))
		for _, is := range []digest.Issue{first, second, stuck} {
			rows := deliveries(is, 3)
			for i := range rows {
				rows[i].State = digest.Sent
			}
			if is == stuck {
				rows[0].State = digest.Deferred
			}
			save(t, s, is, rows, rendering(is, "r", digest.ContentsStory{ID: "s", Members: []string{old[0].ID}}))
			must[bool](t)(s.Settle(t.Context(), is.ID))
		}
		third.State = digest.IssueMissed
		must[bool](t)(s.PlanSlot(t.Context(), nil, digest.Due{Edition: "daily"}, third))

		swept := must[Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour)))
		want := Swept{Articles: len(old) - 1, Issues: 2, Deliveries: 3}
		if swept != want {
			t.Errorf("swept %+v, want %+v", swept, want)
		}
		if got := must[Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour))); got != (Swept{}) {
			t.Errorf("swept again: %+v", got)
		}
		kept := articleList(t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, st.clock()))
		if len(kept) != 2 || kept[0].GUID != "old7" || kept[1].GUID != "young" {
			t.Errorf("%d articles were kept: %+v", len(kept), kept)
		}
		if fresh := articleList(t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{old[7]})); len(fresh) != 0 {
			t.Error("an article that its feed still lists was new again")
		}
		var left []string
		for _, is := range must[[]digest.Issue](t)(s.Issues(t.Context(), "", nil)) {
			left = append(left, is.Edition+" "+string(is.Slot))
		}
		slices.Sort(left)
		if diff := cmp.Diff([]string{"daily 2026-05-05T07:00", "daily 2026-05-06T07:00", "weekly 2026-05-04T07:00"}, left); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSweepForgetsOldLinks(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		must[bool](t)(s.SaveIssue(t.Context(), issue("daily", "2026-05-04T07:00"), []digest.Link{{Article: "a", Story: "s"}}, nil, nil, nil))
		st.pass(24 * time.Hour)
		must[bool](t)(s.SaveIssue(t.Context(), issue("daily", "2026-05-05T07:00"), []digest.Link{{Article: "b", Story: "s"}}, nil, nil, nil))
		if swept := must[Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour))); swept.Links != 1 {
			t.Errorf("swept %+v", swept)
		}
		if links := must[[]digest.Link](t)(s.Links(t.Context(), time.Time{})); !cmp.Equal(links, []digest.Link{{Article: "b", Story: "s"}}) {
			t.Errorf("links %v", links)
		}
	})
}

func TestStatsCount(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		failing := feed("g")
		failing.Fails = 1
		articleList(t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{article("f", "1"), article("f", "2")}))
		articleList(t)(s.SaveFeed(t.Context(), failing, nil))
		ok(t, s.SaveText(t.Context(), article("f", "1").ID, digest.Text{Method: "feed"}))
		is := issue("daily", "2026-05-04T07:00")
		rows := deliveries(is, 5)
		for i, state := range []digest.DeliveryState{digest.Pending, digest.Pending, digest.Deferred, digest.Uncertain, digest.Sent} {
			rows[i].State = state
		}
		save(t, s, is, rows)
		want := Stats{
			Feeds: 2, Failing: 1, Articles: 2, Unread: 1, Issues: 1,
			Deliveries: digest.Tally{digest.Pending: 2, digest.Deferred: 1, digest.Uncertain: 1},
		}
		if diff := cmp.Diff(want, must[Stats](t)(s.Stats(t.Context()))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestReadingIsNotHeldUpByAWriter(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		articleList(t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{article("f", "1")}))
		tx, err := s.db.BeginTx(t.Context(), nil)
		ok(t, err)
		_, err = change(t.Context(), tx, `UPDATE article SET title = 'half written'`)
		ok(t, err)
		if got := articleList(t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, morning)); got[0].Title != "Title of 1" {
			t.Errorf("read %q", got[0].Title)
		}
		ok(t, tx.Rollback())
	})
}
