package articles_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestHeldArticlesWaitForTheUsersWord(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		poured, old := storetest.Article("f", "poured"), storetest.Article("f", "old")
		poured.Held, old.Held = digest.HoldPour, digest.HoldBacklog
		fresh := storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{storetest.Article("f", "1"), poured, old}))
		if len(fresh) != 1 || fresh[0].GUID != "1" {
			t.Errorf("new: %+v", fresh)
		}
		guids := func(list []digest.Article) (all string) {
			for _, a := range list {
				all += a.GUID + " "
			}
			return all
		}
		if got := guids(storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, st.Clock()))); got != "1 " {
			t.Errorf("articles: %s", got)
		}
		if got := guids(storetest.Must[[]digest.Article](t)(s.Unread(t.Context(), []string{"f"}, 10))); got != "1 " {
			t.Errorf("unread: %s", got)
		}
		st.Pass(time.Hour)
		if fresh := storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{poured, old})); len(fresh) != 0 {
			t.Errorf("new at the next poll: %+v", fresh)
		}
		counts := storetest.Must[map[string]int](t)(s.HeldArticles(t.Context(), []string{"f", "g"}, digest.HoldPour))
		if diff := cmp.Diff(map[string]int{"f": 1}, counts); diff != "" {
			t.Error(diff)
		}
		if n := storetest.Must[int](t)(s.ReleaseArticles(t.Context(), "f", digest.HoldPour)); n != 1 {
			t.Errorf("%d released", n)
		}
		if got := guids(storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, morning, st.Clock()))); got != "poured " {
			t.Errorf("of the last hour after the release: %s", got)
		}
	})
}

func TestHoldsOfHostsComeBackUntilTheyAreFreed(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		hold := digest.HostHold{Host: "a.example:8080", Until: morning.Add(time.Hour), Times: 1}
		storetest.OK(t, s.HoldHost(t.Context(), hold))
		hold.Times, hold.Until = 2, morning.Add(2*time.Hour)
		storetest.OK(t, s.HoldHost(t.Context(), hold))
		if diff := cmp.Diff([]digest.HostHold{hold}, storetest.Must[[]digest.HostHold](t)(s.HostHolds(t.Context()))); diff != "" {
			t.Error(diff)
		}
		storetest.OK(t, s.FreeHost(t.Context(), hold.Host))
		if holds := storetest.Must[[]digest.HostHold](t)(s.HostHolds(t.Context())); len(holds) != 0 {
			t.Errorf("still held: %+v", holds)
		}
	})
}

func TestResumedFeedIsDueAtOnce(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		f := storetest.Feed("f")
		f.Gone, f.Fails, f.Reason, f.NextPoll = true, 7, "gone", morning.Add(time.Hour)
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), f, nil))
		storetest.OK(t, s.ResumeFeed(t.Context(), "f"))
		states := storetest.Must[map[string]digest.FeedState](t)(s.FeedStates(t.Context(), []string{"f"}))
		if diff := cmp.Diff(storetest.Feed("f"), states["f"]); diff != "" {
			t.Error(diff)
		}
		if err := s.ResumeFeed(t.Context(), "g"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("an unknown feed: %v", err)
		}
	})
}

func TestFeedsSavedAtOnceAreAllStored(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				id := fmt.Sprint("f", i%190) // some of them twice
				if _, err := s.SaveFeed(t.Context(), storetest.Feed(id), []digest.Article{storetest.Article(id, "1")}); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			})
		}
		wg.Wait()
		if stats := storetest.Must[store.Stats](t)(s.Stats(t.Context())); stats.Feeds != 190 || stats.Articles != 190 {
			t.Errorf("%d feeds and %d articles", stats.Feeds, stats.Articles)
		}
	})
}

func TestFeedThatCannotBeSavedHarmsNoneSavedWithIt(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		refuse := `CREATE TRIGGER no_bad BEFORE INSERT ON feed WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ABORT, 'bad'); END`
		if st.OnPostgres() {
			refuse = `ALTER TABLE feed ADD CONSTRAINT no_bad CHECK (id <> 'bad')`
		}
		_, err := storetest.Raw(s).ExecContext(t.Context(), refuse)
		storetest.OK(t, err)
		feeds := []digest.FeedState{storetest.Feed("a"), storetest.Feed("bad"), storetest.Feed("c")}
		fresh, errs := s.SaveTogether(t.Context(), feeds, func(f digest.FeedState) []digest.Article {
			return []digest.Article{storetest.Article(f.Feed, "1")}
		})
		for i, f := range feeds {
			if failed := errs[i] != nil; failed != (f.Feed == "bad") || failed == (len(fresh[i]) == 1) {
				t.Errorf("%s: %v, %d new", f.Feed, errs[i], len(fresh[i]))
			}
		}
	})
}
