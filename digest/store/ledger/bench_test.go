package ledger_test

import (
	"testing"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func BenchmarkAdvance(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(b, s, is, storetest.Deliveries(is, 100_000))
		var done *digest.Ended
		var due []string
		for b.Loop() {
			if len(due) == 0 {
				b.StopTimer()
				due = storetest.Claim(b, s, "me", 100)
				b.StartTimer()
			}
			if len(due) == 0 {
				b.Fatal("all have been sent")
			}
			storetest.OK(b, s.Advance(b.Context(), "me", done, due[0]))
			done, due = storetest.Ended(due[0], digest.Sent), due[1:]
		}
	})
}

func BenchmarkClaimHundred(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(b, s, is, storetest.Deliveries(is, 100_000))
		for b.Loop() {
			if got := storetest.Claim(b, s, "me", 100); len(got) != 100 {
				b.Fatal(len(got))
			}
			b.StopTimer()
			storetest.OK(b, s.Release(b.Context(), "me"))
			b.StartTimer()
		}
	})
}
