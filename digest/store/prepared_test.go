package store

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatWasPreparedIsKeptByteForByteUntilItIsOld(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		kept := must[map[string][]byte](t)
		want := map[string][]byte{"a": {0, 255, '\'', '\n', 0xC3, 0x28}, "b": {1}}
		for i := range 2 * preparedRows {
			want[fmt.Sprint("c", i)] = bytes.Repeat([]byte{byte(i)}, i)
		}
		ids := []string{"none"}
		for id := range want {
			ids = append(ids, id)
		}
		if got := kept(s.Prepared(t.Context(), ids)); len(got) != 0 {
			t.Errorf("before anything was kept: %d", len(got))
		}
		ok(t, s.KeepPrepared(t.Context(), map[string][]byte{"a": {7}}))
		ok(t, s.KeepPrepared(t.Context(), want))
		got := kept(s.Prepared(t.Context(), ids))
		for id, form := range want {
			if !bytes.Equal(got[id], form) {
				t.Errorf("%s: %v, want %v", id, got[id], form)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d kept, want %d", len(got), len(want))
		}
		st.pass(time.Hour)
		ok(t, s.KeepPrepared(t.Context(), map[string][]byte{"b": {2}}))
		if _, err := s.Sweep(t.Context(), st.clock()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string][]byte{"b": {2}}, kept(s.Prepared(t.Context(), ids))); diff != "" {
			t.Error(diff)
		}
	})
}
