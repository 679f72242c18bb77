package articles_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest/store/articles"
	"tidings/digest/store/storetest"
)

func TestWhatWasPreparedIsKeptByteForByteUntilItIsOld(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		kept := storetest.Must[map[string][]byte](t)
		want := map[string][]byte{"a": {0, 255, '\'', '\n', 0xC3, 0x28}, "b": {1}}
		for i := range 2 * articles.PreparedRows {
			want[fmt.Sprint("c", i)] = bytes.Repeat([]byte{byte(i)}, i)
		}
		ids := []string{"none"}
		for id := range want {
			ids = append(ids, id)
		}
		if got := kept(s.Prepared(t.Context(), ids)); len(got) != 0 {
			t.Errorf("before anything was kept: %d", len(got))
		}
		storetest.OK(t, s.KeepPrepared(t.Context(), map[string][]byte{"a": {7}}))
		storetest.OK(t, s.KeepPrepared(t.Context(), want))
		got := kept(s.Prepared(t.Context(), ids))
		for id, form := range want {
			if !bytes.Equal(got[id], form) {
				t.Errorf("%s: %v, want %v", id, got[id], form)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d kept, want %d", len(got), len(want))
		}
		st.Pass(time.Hour)
		storetest.OK(t, s.KeepPrepared(t.Context(), map[string][]byte{"b": {2}}))
		if _, err := s.Sweep(t.Context(), st.Clock()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string][]byte{"b": {2}}, kept(s.Prepared(t.Context(), ids))); diff != "" {
			t.Error(diff)
		}
	})
}
