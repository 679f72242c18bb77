package issues_test

import (
	"errors"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func TestStoppedIssueIsSentToNobodyAndMayBeResumed(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := proofed("daily")
		rows := storetest.Deliveries(is, 4)
		rows[0].State, rows[0].Reply = digest.Suppressed, "he has left"
		rows[1].State = digest.Sent
		rows[2].Expires, rows[3].Expires = morning.Add(time.Hour), morning.Add(24*time.Hour)
		storetest.Save(t, s, is, rows, storetest.Rendering(is, "r", digest.ContentsStory{ID: "s"}))
		st.Pass(30 * time.Minute)
		held := storetest.Must[[]digest.Delivery](t)(s.Claim(t.Context(), "daily", "run", time.Minute, 1)) // a run has one in hand
		if len(held) != 1 {
			t.Fatalf("%d claimed", len(held))
		}

		for range 2 { // twice is once
			if n := storetest.Must[int](t)(s.StopIssue(t.Context(), is.ID, "stopped by the editor")); n != 2 && n != 0 {
				t.Errorf("%d deliveries were stopped", n)
			}
		}
		if err := s.Advance(t.Context(), "run", nil, held[0].ID); !errors.Is(err, digest.ErrLost) {
			t.Errorf("the run that had one in hand sends it: %v", err)
		}
		if got := storetest.Must[[]digest.Delivery](t)(s.Claim(t.Context(), "", "another", time.Minute, 10)); len(got) != 0 {
			t.Errorf("claimed: %v", got)
		}
		if got := storetest.Must[digest.Tally](t)(s.Tally(t.Context(), is.ID)); got[digest.Suppressed] != 3 || got[digest.Sent] != 1 {
			t.Errorf("tally %v", got)
		}
		got := storetest.Must[digest.Issue](t)(s.Issue(t.Context(), is.ID))
		if got.State != digest.IssueStopped || got.Note != "stopped by the editor" {
			t.Errorf("%s: %s", got.State, got.Note)
		}
		if done := storetest.Must[bool](t)(s.Settle(t.Context(), is.ID)); done {
			t.Error("it is done, and was stopped")
		}
		if past := storetest.Must[map[string]digest.Past](t)(s.Pasts(t.Context(), "daily", time.Time{}, morning.Add(time.Hour))); len(past) != 1 || past[rows[1].Subscriber].Until != is.Until {
			t.Errorf("readers had it, beside the one who did: %v", past)
		}
		if copies := storetest.Must[[]string](t)(s.CopiesPast(t.Context(), "daily", time.Time{}, morning.Add(time.Hour))); len(copies) != 0 {
			t.Errorf("it was read on the web: %v", copies)
		}
		if _, err := s.WebCopy(t.Context(), "daily", "page"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("its page: %v", err)
		}

		st.Pass(31 * time.Minute) // past the time of one reader
		if n := storetest.Must[int](t)(s.ResumeIssue(t.Context(), is.ID)); n != 1 {
			t.Errorf("%d deliveries go on", n)
		}
		if got := storetest.Must[[]digest.Delivery](t)(s.Claim(t.Context(), "", "another", time.Minute, 10)); len(got) != 1 || got[0].ID != rows[3].ID {
			t.Errorf("claimed: %v", got)
		}
		if got := storetest.Must[digest.Issue](t)(s.Issue(t.Context(), is.ID)); got.State != digest.IssueBuilt || got.Note != "" {
			t.Errorf("%s: %s", got.State, got.Note)
		}
		if _, err := s.ResumeIssue(t.Context(), is.ID); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("resumed twice: %v", err)
		}
	})
}

func TestWhatHasGoneOutCannotBeStopped(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		rows := storetest.Deliveries(is, 1)
		rows[0].State = digest.Sent
		storetest.Save(t, s, is, rows)
		storetest.Must[bool](t)(s.Settle(t.Context(), is.ID))
		for _, id := range []string{is.ID, "nothing"} {
			if _, err := s.StopIssue(t.Context(), id, "too late"); !errors.Is(err, digest.ErrNotFound) {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}
