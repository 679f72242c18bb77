package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
)

func TestHeldArticlesWaitForTheUsersWord(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		poured, old := article("f", "poured"), article("f", "old")
		poured.Held, old.Held = digest.HoldPour, digest.HoldBacklog
		fresh := articleList(t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{article("f", "1"), poured, old}))
		if len(fresh) != 1 || fresh[0].GUID != "1" {
			t.Errorf("new: %+v", fresh)
		}
		guids := func(list []digest.Article) (all string) {
			for _, a := range list {
				all += a.GUID + " "
			}
			return all
		}
		if got := guids(articleList(t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, st.clock()))); got != "1 " {
			t.Errorf("articles: %s", got)
		}
		if got := guids(articleList(t)(s.Unread(t.Context(), []string{"f"}, 10))); got != "1 " {
			t.Errorf("unread: %s", got)
		}
		st.pass(time.Hour)
		if fresh := articleList(t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{poured, old})); len(fresh) != 0 {
			t.Errorf("new at the next poll: %+v", fresh)
		}
		counts := must[map[string]int](t)(s.HeldArticles(t.Context(), []string{"f", "g"}, digest.HoldPour))
		if diff := cmp.Diff(map[string]int{"f": 1}, counts); diff != "" {
			t.Error(diff)
		}
		if n := must[int](t)(s.ReleaseArticles(t.Context(), "f", digest.HoldPour)); n != 1 {
			t.Errorf("%d released", n)
		}
		if got := guids(articleList(t)(s.Articles(t.Context(), []string{"f"}, morning, st.clock()))); got != "poured " {
			t.Errorf("of the last hour after the release: %s", got)
		}
	})
}

func TestHoldsOfHostsComeBackUntilTheyAreFreed(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		hold := digest.HostHold{Host: "a.example:8080", Until: morning.Add(time.Hour), Times: 1}
		ok(t, s.HoldHost(t.Context(), hold))
		hold.Times, hold.Until = 2, morning.Add(2*time.Hour)
		ok(t, s.HoldHost(t.Context(), hold))
		if diff := cmp.Diff([]digest.HostHold{hold}, must[[]digest.HostHold](t)(s.HostHolds(t.Context()))); diff != "" {
			t.Error(diff)
		}
		ok(t, s.FreeHost(t.Context(), hold.Host))
		if holds := must[[]digest.HostHold](t)(s.HostHolds(t.Context())); len(holds) != 0 {
			t.Errorf("still held: %+v", holds)
		}
	})
}

func TestResumedFeedIsDueAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		f := feed("f")
		f.Gone, f.Fails, f.Reason, f.NextPoll = true, 7, "gone", morning.Add(time.Hour)
		articleList(t)(s.SaveFeed(t.Context(), f, nil))
		ok(t, s.ResumeFeed(t.Context(), "f"))
		states := must[map[string]digest.FeedState](t)(s.FeedStates(t.Context(), []string{"f"}))
		if diff := cmp.Diff(feed("f"), states["f"]); diff != "" {
			t.Error(diff)
		}
		if err := s.ResumeFeed(t.Context(), "g"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("an unknown feed: %v", err)
		}
	})
}

func TestFeedsSavedAtOnceAreAllStored(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				id := fmt.Sprint("f", i%190) // some of them twice
				if _, err := s.SaveFeed(t.Context(), feed(id), []digest.Article{article(id, "1")}); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			})
		}
		wg.Wait()
		if stats := must[Stats](t)(s.Stats(t.Context())); stats.Feeds != 190 || stats.Articles != 190 {
			t.Errorf("%d feeds and %d articles", stats.Feeds, stats.Articles)
		}
	})
}

func TestFeedThatCannotBeSavedHarmsNoneSavedWithIt(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		refuse := `CREATE TRIGGER no_bad BEFORE INSERT ON feed WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ABORT, 'bad'); END`
		if isPostgres(st.where) {
			refuse = `ALTER TABLE feed ADD CONSTRAINT no_bad CHECK (id <> 'bad')`
		}
		_, err := s.db.ExecContext(t.Context(), refuse)
		ok(t, err)
		var group []*saving
		for _, id := range []string{"a", "bad", "c"} {
			group = append(group, &saving{state: feed(id), articles: []digest.Article{article(id, "1")}, done: make(chan struct{})})
		}
		s.commit(t.Context(), group)
		for _, one := range group {
			if failed := one.err != nil; failed != (one.state.Feed == "bad") || failed == (len(one.fresh) == 1) {
				t.Errorf("%s: %v, %d new", one.state.Feed, one.err, len(one.fresh))
			}
		}
	})
}
