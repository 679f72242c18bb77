package store_test

import (
	"errors"
	"testing"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func TestWhatTheOperatorWasToldIsKept(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		if _, err := s.Told(t.Context()); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("nothing was told, and it says %v", err)
		}
		for _, told := range []string{"{}", `{"at": "later"}`} {
			if err := s.KeepTold(t.Context(), told); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Told(t.Context()); err != nil || got != told {
				t.Errorf("told %s, kept %s, %v", told, got, err)
			}
		}
	})
}
