package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestWhatWasSentIsKeptWithTheIssue(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		send := func(slot digest.Slot, facts map[string]digest.Facts) {
			storetest.Must[bool](t)(s.SaveIssue(t.Context(), storetest.Issue("daily", slot), nil, facts, nil, nil))
			st.Pass(24 * time.Hour)
		}
		few, many := digest.NewFacts([]uint32{1, 0, 1<<32 - 1}), digest.NewFacts([]uint32{7, 8})
		send("2026-05-04T07:00", map[string]digest.Facts{"a": few, "b": many, "old": few})
		send("2026-05-05T07:00", map[string]digest.Facts{"b": few, "c": nil})
		got := storetest.Must[map[string]digest.Facts](t)(s.Facts(t.Context(), []string{"a", "b", "c", "unknown"}))
		if diff := cmp.Diff(map[string]digest.Facts{"a": few, "b": few, "c": {}}, got); diff != "" {
			t.Error(diff)
		}
		storetest.Must[store.Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour)))
		got = storetest.Must[map[string]digest.Facts](t)(s.Facts(t.Context(), []string{"a", "b", "old"}))
		if diff := cmp.Diff(map[string]digest.Facts{"b": few}, got); diff != "" {
			t.Errorf("after a sweep: %s", diff)
		}
	})
}

func TestElsewhereIsWhatReadersHadOfOtherEditionsThatDay(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for i, at := range []struct {
			edition string
			slot    digest.Slot
		}{
			{"morning", "2026-05-04T07:00"},
			{"noon", "2026-05-04T12:00"},
			{"evening", "2026-05-04T18:00"},
			{"morning", "2026-05-05T07:00"},
		} {
			is := storetest.Issue(at.edition, at.slot)
			rows := []digest.Delivery{storetest.Delivery(is, "ana", fmt.Sprint("r", i)), storetest.Delivery(is, "failed", fmt.Sprint("r", i))}
			rows[1].State = digest.Failed
			storetest.Save(t, s, is, rows)
		}
		six := storetest.Issue("evening", "2026-05-04T18:00").Until
		for _, tt := range []struct {
			edition, date string
			until         time.Time
			want          map[string][]string
		}{
			{"evening", "2026-05-04", six, map[string][]string{"ana": {"r0", "r1"}}},
			{"morning", "2026-05-04", six, map[string][]string{"ana": {"r1", "r2"}}},
			{"morning", "2026-05-04", six.Add(-time.Hour), map[string][]string{"ana": {"r1"}}},
			{"evening", "2026-05-05", six.AddDate(0, 0, 1), map[string][]string{"ana": {"r3"}}},
			{"evening", "2026-05-06", six.AddDate(0, 0, 2), map[string][]string{}},
		} {
			got := storetest.Must[map[string][]string](t)(s.Elsewhere(t.Context(), tt.edition, tt.date, tt.until))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s of %s: %s", tt.edition, tt.date, diff)
			}
		}
	})
}
