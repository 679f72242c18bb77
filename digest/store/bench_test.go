package store_test

import (
	"testing"

	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func BenchmarkOpen(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		st.Open(b)
		for b.Loop() {
			s, err := store.Open(b.Context(), st.Where, store.Options{})
			storetest.OK(b, err)
			storetest.OK(b, s.Close())
		}
	})
}
