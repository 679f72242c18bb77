package issues_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

// webCopy gives an issue a copy for the web.
func webCopy(is digest.Issue, name string, listed bool) digest.Issue {
	r := storetest.Rendering(is, "web", digest.ContentsStory{ID: "s1", Headline: "<b> & é", Members: []string{"a1"}, Published: morning})
	r.HTML, r.Text = "", ""
	is.Copy = &digest.WebCopy{
		Issue: is.ID, Edition: is.Edition, Slot: is.Slot, Name: name, Listed: listed, Built: is.Built, Headlines: []string{"<b> & é"}, Stories: 1, Rendering: r,
	}
	return is
}

func TestWebCopyComesBackWithItsIssueAlone(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		first, second := webCopy(storetest.Issue("daily", "2026-05-04T07:00"), "guess-me-not", false), webCopy(storetest.Issue("daily", "2026-05-05T07:00"), "2026-05-05-0700", true)
		other := webCopy(storetest.Issue("weekly", "2026-05-05T07:00"), "2026-05-05-0700", true)
		for _, is := range []digest.Issue{first, second, other} {
			storetest.Save(t, s, is, storetest.Deliveries(is, 1))
		}
		if got := storetest.Must[digest.WebCopy](t)(s.WebCopy(t.Context(), "daily", "guess-me-not")); !cmp.Equal(got, *first.Copy) {
			t.Error(cmp.Diff(*first.Copy, got))
		}
		if _, err := s.WebCopy(t.Context(), "weekly", "guess-me-not"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("the page of another edition: %v", err)
		}
		var want []digest.WebCopy
		for _, c := range []*digest.WebCopy{second.Copy, first.Copy} { // newest first
			head := *c
			head.Rendering = digest.Rendering{ID: c.Rendering.ID, Issue: c.Issue, Subject: c.Rendering.Subject}
			want = append(want, head)
		}
		if got := storetest.Must[[]digest.WebCopy](t)(s.WebCopies(t.Context(), "daily")); !cmp.Equal(got, want) {
			t.Error(cmp.Diff(want, got))
		}

		again := webCopy(first, "another", true) // built before: nothing is written
		if saved := storetest.Must[bool](t)(s.SaveIssue(t.Context(), again, nil, nil, nil, nil)); saved {
			t.Error("it was built twice")
		}
		if got := storetest.Must[[]digest.WebCopy](t)(s.WebCopies(t.Context(), "daily")); len(got) != 2 {
			t.Errorf("%d copies", len(got))
		}
	})
}

func TestWebCopiesAreThePastOfWhoReadsOnTheWeb(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		first, second := webCopy(storetest.Issue("daily", "2026-05-04T07:00"), "a", true), webCopy(storetest.Issue("daily", "2026-05-05T07:00"), "b", true)
		storetest.Save(t, s, first, storetest.Deliveries(first, 1))
		storetest.Save(t, s, second, storetest.Deliveries(second, 1))
		past := storetest.Must[[]string](t)(s.CopiesPast(t.Context(), "daily", time.Time{}, second.Until))
		if !cmp.Equal(past, []string{first.Copy.Rendering.ID}) {
			t.Errorf("past %v", past)
		}
		told := storetest.Must[map[string][]digest.ToldStory](t)(s.ToldStories(t.Context(), past))
		if len(told[first.Copy.Rendering.ID]) != 1 {
			t.Errorf("told %v", told)
		}
		if past := storetest.Must[[]string](t)(s.CopiesPast(t.Context(), "daily", first.Built.Add(time.Hour), second.Until)); len(past) != 0 {
			t.Errorf("what is too long ago counts: %v", past)
		}
	})
}

func TestWebCopyGoesWithItsIssue(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		first, second := webCopy(storetest.Issue("daily", "2026-05-04T07:00"), "a", true), webCopy(storetest.Issue("daily", "2026-05-05T07:00"), "b", true)
		for _, is := range []digest.Issue{first, second} {
			rows := storetest.Deliveries(is, 1)
			rows[0].State = digest.Sent
			storetest.Save(t, s, is, rows)
			storetest.Must[bool](t)(s.Settle(t.Context(), is.ID))
		}
		if swept, err := s.Sweep(t.Context(), second.Due.Add(-time.Hour)); err != nil || swept.Issues != 1 {
			t.Fatalf("%+v, %v", swept, err)
		}
		got := storetest.Must[[]digest.WebCopy](t)(s.WebCopies(t.Context(), "daily"))
		if len(got) != 1 || got[0].Name != "b" {
			t.Errorf("copies %v", got)
		}
		if _, err := s.Rendering(t.Context(), first.Copy.Rendering.ID); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("its contents: %v", err)
		}
	})
}
