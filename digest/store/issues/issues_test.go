package issues_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func TestWhatIsNotStoredIsNotFound(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		_, find := s.FindIssue(t.Context(), "daily", "2026-05-04T07:00", 0)
		_, last := s.LastIssue(t.Context(), "daily", morning.AddDate(1, 0, 0))
		_, text := s.Rendering(t.Context(), "r")
		_, next := s.NextDue(t.Context(), "daily")
		end := s.EndIssue(t.Context(), "i", digest.IssueQuiet, "")
		for name, err := range map[string]error{"FindIssue": find, "LastIssue": last, "Rendering": text, "NextDue": next, "EndIssue": end} {
			if !errors.Is(err, digest.ErrNotFound) {
				t.Errorf("%s = %v, want ErrNotFound", name, err)
			}
		}
	})
}

func TestIssuesAreListedByState(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		planned, missed, built := storetest.Issue("daily", "2026-05-03T07:00"), storetest.Issue("daily", "2026-05-04T07:00"), storetest.Issue("daily", "2026-05-05T07:00")
		planned.State, missed.State = digest.IssuePlanned, digest.IssueMissed
		due := digest.Due{Edition: "daily", Slot: planned.Slot, At: planned.Due}
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, due, planned))
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), &due, digest.Due{Edition: "daily", Slot: built.Slot, At: built.Due}, missed))
		storetest.Save(t, s, built, nil)
		other := storetest.Issue("weekly", "2026-05-06T07:00")
		storetest.Save(t, s, other, nil)
		list := storetest.Must[[]digest.Issue](t)
		for _, tt := range []struct {
			edition string
			states  []digest.IssueState
			want    []digest.Issue
		}{
			{"daily", nil, []digest.Issue{planned, missed, built}},
			{"daily", []digest.IssueState{digest.IssueBuilt, digest.IssuePlanned}, []digest.Issue{planned, built}},
			{"", []digest.IssueState{digest.IssueBuilt}, []digest.Issue{built, other}},
		} {
			if diff := cmp.Diff(tt.want, list(s.Issues(t.Context(), tt.edition, tt.states))); diff != "" {
				t.Errorf("%q %v: %s", tt.edition, tt.states, diff)
			}
		}
	})
}

func TestOnlyAPlannedIssueEndsUnbuilt(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		is.State = digest.IssuePlanned
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, digest.Due{Edition: "daily", Slot: is.Slot, At: is.Due}, is))
		storetest.OK(t, s.EndIssue(t.Context(), is.ID, digest.IssueQuiet, "nothing new"))
		got := storetest.Must[digest.Issue](t)(s.FindIssue(t.Context(), "daily", is.Slot, 0))
		if got.State != digest.IssueQuiet || got.Note != "nothing new" {
			t.Errorf("ended as %+v", got)
		}
		if saved := storetest.Must[bool](t)(s.SaveIssue(t.Context(), is, nil, nil, nil, storetest.Deliveries(is, 1))); saved {
			t.Error("a quiet issue was built")
		}
		built := storetest.Issue("daily", "2026-05-05T07:00")
		storetest.Save(t, s, built, nil)
		if err := s.EndIssue(t.Context(), built.ID, digest.IssueQuiet, ""); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("a built issue was ended: %v", err)
		}
	})
}

func TestIssueIsDoneWhenItsDeliveriesHaveEnded(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for i, tt := range []struct {
			state digest.DeliveryState
			done  bool
		}{
			{digest.Pending, false},
			{digest.Sending, false},
			{digest.Deferred, false},
			{digest.Sent, true},
			{digest.Failed, true},
			{digest.Uncertain, true},
			{digest.Suppressed, true},
		} {
			is := storetest.Issue("daily", digest.Slot(fmt.Sprintf("2026-05-%02dT07:00", i+1)))
			rows := storetest.Deliveries(is, 2)
			rows[0].State, rows[1].State = digest.Sent, tt.state
			storetest.Save(t, s, is, rows)
			for range 2 { // settling twice says the same
				if done := storetest.Must[bool](t)(s.Settle(t.Context(), is.ID)); done != tt.done {
					t.Errorf("%s: done = %v, want %v", tt.state, done, tt.done)
				}
			}
			got := storetest.Must[digest.Issue](t)(s.FindIssue(t.Context(), "daily", is.Slot, 0))
			if (got.State == digest.IssueDone) != tt.done {
				t.Errorf("%s: the issue is %s", tt.state, got.State)
			}
		}
	})
}
