package readers_test

import (
	"errors"
	"testing"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func TestWhoIsBeingMailedIsNotForgottenHalfWay(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		r := storetest.Rendering(is, "r")
		storetest.Save(t, s, is, []digest.Delivery{storetest.Delivery(is, "ana@example.org", r.ID)}, r)
		ids := storetest.Claim(t, s, "run", 1)
		if err := s.Advance(t.Context(), "run", nil, ids[0]); err != nil {
			t.Fatal(err)
		}
		if err := s.ForgetReader(t.Context(), "hash", "ana@example.org"); !errors.Is(err, digest.ErrLost) {
			t.Errorf("while she is mailed: %v", err)
		}
		if got := storetest.Must[[]digest.ReaderState](t)(s.Readers(t.Context())); len(got) != 0 {
			t.Errorf("and yet something was written: %+v", got)
		}
	})
}
