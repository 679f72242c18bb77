package articles_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/storetest"
)

func TestGatheringTwiceStoresOnce(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		document := []digest.Article{storetest.Article("f", "1"), storetest.Article("f", "2"), storetest.Article("f", "1")}
		fresh := storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), document))
		if len(fresh) != 2 || !fresh[0].Seen.Equal(morning) || fresh[0].GUID != "1" {
			t.Errorf("the first time %d were new: %+v", len(fresh), fresh)
		}
		st.Pass(time.Hour)
		fresh = storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), append(document, storetest.Article("f", "3"))))
		if len(fresh) != 1 || fresh[0].GUID != "3" {
			t.Errorf("the second time these were new: %+v", fresh)
		}
		stored := storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, st.Clock()))
		if len(stored) != 3 || !stored[0].Seen.Equal(morning) || !stored[2].Seen.Equal(morning.Add(time.Hour)) {
			t.Errorf("stored: %+v", stored)
		}
	})
}

func TestEverythingAboutAFeedAndItsArticlesComesBack(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		at := morning.Add(123456789 * time.Nanosecond).In(time.FixedZone("", 7200))
		kept := at.UTC().Truncate(time.Millisecond)
		state := digest.FeedState{
			Feed: "f", URL: "https://f.example/feed", Title: "F", Link: "https://f.example", Language: "pt-BR",
			Validators: digest.Validators{ETag: `W/"é"`, LastModified: "Mon, 04 May 2026 06:00:00 GMT"}, ValidatorsFor: "https://f.example/final",
			NextPoll: at, LastTry: at, LastOK: at, Fails: 3, Reason: "it timed out", Moved: "https://g.example", MovedSince: at, MovedCount: 2,
			ValidatorsAt: at, Refresh: 90 * time.Minute, Site: true, Gone: true, Most: 12,
		}
		a := storetest.Article("f", "1")
		a.Canonical, a.Authors, a.Content, a.Image = "f.example/1", []string{"Ana", "李"}, "<p>a & b</p>", "https://f.example/1.png"
		a.Categories, a.Language, a.Published, a.Updated = []string{"x"}, "pt", at, at
		a.Enclosures = []digest.Enclosure{{URL: "https://f.example/1.mp3", Type: "audio/mpeg", Length: 1 << 40}}
		text := digest.Text{
			Title: "T", Byline: "B", Site: "S", Language: "pt", Published: at, Image: "I", Excerpt: "E", Body: "one\n\ntwo",
			HTML: "<p>one</p>", Words: 2, Method: "readability",
		}
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), state, []digest.Article{a}))
		storetest.OK(t, s.SaveText(t.Context(), a.ID, text))

		state.NextPoll, state.LastTry, state.LastOK, state.MovedSince, state.ValidatorsAt = kept, kept, kept, kept, kept
		states := storetest.Must[map[string]digest.FeedState](t)(s.FeedStates(t.Context(), []string{"f", "g"}))
		if diff := cmp.Diff(map[string]digest.FeedState{"f": state}, states); diff != "" {
			t.Error(diff)
		}
		text.Published = kept
		a.Text, a.Seen, a.Published, a.Updated = text, morning, kept, kept
		stored := storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, morning))
		if diff := cmp.Diff([]digest.Article{a}, stored); diff != "" {
			t.Error(diff)
		}
	})
}

func TestValidatorsAreNotKeptWithoutTheirArticles(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		_, err := storetest.Raw(s).ExecContext(t.Context(), `DROP TABLE article`+map[bool]string{true: " CASCADE"}[st.OnPostgres()])
		storetest.OK(t, err)
		if _, err := s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{storetest.Article("f", "1")}); err == nil {
			t.Fatal("the articles were stored nowhere")
		}
		if states := storetest.Must[map[string]digest.FeedState](t)(s.FeedStates(t.Context(), []string{"f"})); len(states) != 0 {
			t.Errorf("stored without its articles: %+v", states)
		}
	})
}

func TestChangedArticleIsRewrittenInPlace(t *testing.T) {
	tests := []struct {
		name, method string
		change       func(*digest.Article)
		wantTitle    string
		wantText     bool // the text is still there
	}{
		{"nothing", "feed", func(*digest.Article) {}, "Title of 1", true},
		{"the title", "feed", func(a *digest.Article) { a.Title = "Better" }, "Better", true},
		{"the summary, told by the feed", "summary", func(a *digest.Article) { a.Summary = "More" }, "Title of 1", false},
		{"the content, told by the feed", "feed", func(a *digest.Article) { a.Content = "<p>More" }, "Title of 1", false},
		{"the content, read from the feed", digest.OwnWords, func(a *digest.Article) { a.Content = "<p>More" }, "Title of 1", false},
		{"the content, told by the page", "readability", func(a *digest.Article) { a.Content = "<p>More" }, "Title of 1", true},
		{"only what cannot be stored", "feed", func(a *digest.Article) { a.Summary += "\x00" }, "Title of 1", true},
	}
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for i, tt := range tests {
			f := fmt.Sprint("f", i)
			a := storetest.Article(f, "1")
			storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed(f), []digest.Article{a}))
			storetest.OK(t, s.SaveText(t.Context(), a.ID, digest.Text{Body: "text", Words: 1, Method: tt.method}))
			changed := a
			tt.change(&changed)
			if fresh := storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed(f), []digest.Article{changed})); len(fresh) != 0 {
				t.Errorf("%s: a known article was new again", tt.name)
			}
			got := storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{f}, time.Time{}, morning))[0]
			if got.Title != tt.wantTitle || got.Summary != database.Clean(changed.Summary) || got.Content != changed.Content {
				t.Errorf("%s: stored %+v", tt.name, got)
			}
			if kept := got.Text.Method != "" && got.Text.Body != ""; kept != tt.wantText {
				t.Errorf("%s: text kept = %v, want %v", tt.name, kept, tt.wantText)
			}
		}
	})
}

func TestArticlesOfAWindowComeInOrder(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for hour := range 4 {
			for _, f := range []string{"f", "g", "other"} {
				storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed(f), []digest.Article{storetest.Article(f, fmt.Sprint(hour))}))
			}
			st.Pass(time.Hour)
		}
		var feeds []string
		for i := range 40_000 { // more than a statement has parameters
			feeds = append(feeds, fmt.Sprint("nobody", i))
		}
		got := storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), append(feeds, "f", "g"), morning, morning.Add(2*time.Hour)))
		if len(got) != 4 { // after the first hour, up to and with the third
			t.Fatalf("%d articles, want 4", len(got))
		}
		for i, a := range got {
			if want := morning.Add(time.Duration(1+i/2) * time.Hour); !a.Seen.Equal(want) || (i%2 == 1 && a.ID < got[i-1].ID) {
				t.Errorf("place %d: %s seen %s", i, a.ID, a.Seen)
			}
		}
	})
}

func TestDatesOfArticlesComeByFeed(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		dated, undated, held := storetest.Article("f", "dated"), storetest.Article("f", "undated"), storetest.Article("f", "held")
		dated.Published, undated.Published, undated.Updated = morning.Add(-time.Hour), time.Time{}, time.Time{}
		held.Held = digest.HoldPour
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{dated, held}))
		st.Pass(time.Hour)
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{dated, undated, held}))
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("g"), []digest.Article{storetest.Article("g", "1")}))
		got := storetest.Must[map[string][]time.Time](t)(s.ArticleDates(t.Context(), []string{"f", "nobody"}))
		slices.SortFunc(got["f"], time.Time.Compare)
		if diff := cmp.Diff(map[string][]time.Time{"f": {morning.Add(-time.Hour), morning.Add(time.Hour)}}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestUnreadArticlesWaitForTheirNextTry(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		old, young := storetest.Article("f", "old"), storetest.Article("f", "young")
		old.Published, young.Published = morning.Add(-2*time.Hour), morning.Add(-time.Hour)
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{old, young, storetest.Article("f", "done"), storetest.Article("f", "never"), storetest.Article("f", "later")}))
		storetest.OK(t, s.SaveText(t.Context(), storetest.Article("f", "done").ID, digest.Text{Method: "feed"}))
		later := digest.PageTry{Article: storetest.Article("f", "later").ID, Tries: 1, Next: morning.Add(time.Hour), Reason: "timed out"}
		storetest.OK(t, s.SavePageTry(t.Context(), later))
		storetest.OK(t, s.SavePageTry(t.Context(), digest.PageTry{Article: storetest.Article("f", "never").ID, Tries: 3}))
		unread := func(limit int) string {
			var guids []string
			for _, a := range storetest.Must[[]digest.Article](t)(s.Unread(t.Context(), []string{"f", "g"}, limit)) {
				guids = append(guids, a.GUID)
			}
			return strings.Join(guids, " ")
		}
		if got := unread(10); got != "young old" {
			t.Errorf("unread: %q", got)
		}
		if got := unread(1); got != "young" {
			t.Errorf("unread, one at most: %q", got)
		}
		st.Pass(time.Hour)
		if got := unread(10); got != "young old later" {
			t.Errorf("unread an hour later: %q", got)
		}
		tries := storetest.Must[map[string]digest.PageTry](t)(s.PageTries(t.Context(), []string{later.Article, old.ID}))
		if diff := cmp.Diff(map[string]digest.PageTry{later.Article: later}, tries); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOwnWordsStandOnlyWhereThereIsNoText(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		waits, has, other := storetest.Article("f", "waits"), storetest.Article("f", "has"), storetest.Article("f", "other")
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{waits, has, other}))
		page := digest.Text{Body: "text", Words: 1, Method: "readability"}
		storetest.OK(t, s.SaveText(t.Context(), has.ID, page))
		storetest.OK(t, s.TakeOwnWords(t.Context(), []string{waits.ID, has.ID}))
		want := map[string]digest.Text{waits.ID: {Method: digest.OwnWords}, has.ID: page, other.ID: {}}
		for _, a := range storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, morning)) {
			if diff := cmp.Diff(want[a.ID], a.Text); diff != "" {
				t.Errorf("%s: %s", a.GUID, diff)
			}
		}
	})
}

func TestTextOfAnUnknownArticleIsRefused(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		if err := s.SaveText(t.Context(), "nobody", digest.Text{Method: "feed"}); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("SaveText = %v, want ErrNotFound", err)
		}
		if err := s.SavePageTry(t.Context(), digest.PageTry{Article: "nobody"}); err == nil {
			t.Error("a page try was stored for no article")
		}
	})
}

func TestTextThatNoDatabaseTakesIsMended(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		bad := "a\x00b\xffc"
		f := digest.FeedState{Feed: "f", URL: bad, Reason: bad, Validators: digest.Validators{ETag: bad}}
		a := digest.Article{
			ID: digest.ArticleID("f", bad), FeedID: "f", GUID: bad, Title: bad, Authors: []string{bad}, Content: bad,
			Published: time.Date(30000, 1, 1, 0, 0, 0, 0, time.UTC), Updated: time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC),
		}
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), f, []digest.Article{a}))
		if fresh := storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), f, []digest.Article{a})); len(fresh) != 0 {
			t.Error("it was new again")
		}
		storetest.OK(t, s.SaveText(t.Context(), a.ID, digest.Text{Body: bad, Method: "feed"}))
		got := storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Time{}, morning))[0]
		if got.Title != "ab\uFFFDc" || got.Text.Body != "ab\uFFFDc" || got.Published.Year() != 30000 || got.Updated.Year() != -5 {
			t.Errorf("stored %+v", got)
		}
		is := storetest.Issue("daily", "2026-05-04T07:00")
		story := digest.ContentsStory{ID: bad, Headline: bad, Members: []string{a.ID}}
		r := storetest.Rendering(is, "x", story)
		r.Subject, r.HTML = bad, bad
		d := storetest.Delivery(is, "ana"+bad, r.ID)
		d.Name, d.Reply = bad, bad
		storetest.Save(t, s, is, []digest.Delivery{d}, r)
	})
}

func TestListingsKeepTheOrderOfTheDocument(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		first, second := storetest.Article("f", "1"), storetest.Article("f", "2")
		storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{second, first}))
		got := storetest.Must[map[string][]string](t)(s.Listings(t.Context(), []string{"f", "unknown"}))
		if diff := cmp.Diff(map[string][]string{"f": {second.ID, first.ID}}, got); diff != "" {
			t.Error(diff)
		}
	})
}
