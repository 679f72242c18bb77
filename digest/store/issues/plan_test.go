package issues_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestOfSeveralThatPlanASlotOneWins(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		first := digest.Due{Edition: "daily", Slot: "2026-05-04T07:00", At: morning}
		second := digest.Due{Edition: "daily", Slot: "2026-05-05T07:00", At: morning.Add(24 * time.Hour)}
		planned := storetest.Issue("daily", first.Slot)
		planned.State, planned.Built = digest.IssuePlanned, time.Time{}
		for _, step := range []struct {
			was    *digest.Due
			next   digest.Due
			issues []digest.Issue
		}{{nil, first, nil}, {&first, second, []digest.Issue{planned}}} {
			var wins atomic.Int32
			storetest.Race(t, st, 5, func(s *store.Store, _ int) error {
				won, err := s.PlanSlot(t.Context(), step.was, step.next, step.issues...)
				if won {
					wins.Add(1)
				}
				return err
			})
			if wins.Load() != 1 {
				t.Errorf("%d won %s", wins.Load(), step.next.Slot)
			}
		}
		s := st.Open(t)
		if got := storetest.Must[digest.Due](t)(s.NextDue(t.Context(), "daily")); got != second {
			t.Errorf("next due: %+v", got)
		}
		if issues := storetest.Must[[]digest.Issue](t)(s.Issues(t.Context(), "daily", nil)); !cmp.Equal(issues, []digest.Issue{planned}) {
			t.Errorf("issues: %+v", issues)
		}
		storetest.Save(t, s, storetest.Issue("daily", first.Slot), storetest.Deliveries(planned, 1)) // planned becomes built
	})
}

func TestPlanningLeavesAnIssueBuiltByHand(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		built := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(t, s, built, nil)
		planned := built
		planned.State = digest.IssuePlanned
		if won := storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, digest.Due{Edition: "daily", Slot: "2026-05-05T07:00"}, planned)); !won {
			t.Error("the slot was not planned")
		}
		if got := storetest.Must[digest.Issue](t)(s.FindIssue(t.Context(), "daily", built.Slot, 0)); got.State != digest.IssueBuilt {
			t.Errorf("it is %s", got.State)
		}
	})
}

func TestIssuesOfOneSlotForSeveralMomentsAreToldApart(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		reading := digest.Slot("2026-05-04T07:00")
		var planned []digest.Issue
		for i := range 3 {
			is := storetest.Issue("daily", reading.WokenAt(morning.Add(-time.Duration(i)*time.Hour)))
			is.State, is.Built = digest.IssuePlanned, time.Time{}
			planned = append(planned, is)
		}
		next := digest.Due{Edition: "daily", Slot: "2026-05-05T07:00", At: morning.Add(24 * time.Hour)}
		storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, next, planned...))
		other := storetest.Issue("daily", "2026-05-04T17:00")
		storetest.Save(t, s, other, storetest.Deliveries(other, 1))
		got := storetest.Must[[]digest.Slot](t)(s.Wakes(t.Context(), "daily", reading))
		want := []digest.Slot{planned[2].Slot, planned[1].Slot, planned[0].Slot}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if due := storetest.Must[[]digest.Work](t)(s.Due(t.Context())); len(due) != 3 {
			t.Errorf("work %v", due)
		}
		if got := storetest.Must[[]digest.Slot](t)(s.Wakes(t.Context(), "weekly", reading)); len(got) != 0 {
			t.Errorf("another edition has %v", got)
		}
	})
}
