package articles_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func TestLinesOfASiteAreKeptUntilNothingOfItIsRead(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		lines := storetest.Must[[]digest.SiteLine](t)
		if got := lines(s.SiteLines(t.Context(), "a.example")); len(got) != 0 {
			t.Errorf("before anything was read: %v", got)
		}
		storetest.OK(t, s.SaveSiteLines(t.Context(), "a.example", []digest.SiteLine{{Key: "old", Pages: 1}}))
		want := []digest.SiteLine{{Key: "old", Pages: 2}, {Key: "new", Pages: 1}}
		storetest.OK(t, s.SaveSiteLines(t.Context(), "a.example", want))
		st.Pass(time.Hour)
		storetest.OK(t, s.SaveSiteLines(t.Context(), "b.example", want))
		if diff := cmp.Diff(want, lines(s.SiteLines(t.Context(), "a.example"))); diff != "" {
			t.Error(diff)
		}
		if _, err := s.Sweep(t.Context(), st.Clock()); err != nil {
			t.Fatal(err)
		}
		if got := lines(s.SiteLines(t.Context(), "a.example")); len(got) != 0 {
			t.Errorf("kept for ever: %v", got)
		}
		if got := lines(s.SiteLines(t.Context(), "b.example")); len(got) != len(want) {
			t.Errorf("swept too early: %v", got)
		}
	})
}
