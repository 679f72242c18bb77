package issues_test

import (
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func BenchmarkSaveIssueForHundredThousand(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		day := 0
		for b.Loop() {
			is := storetest.Issue("daily", digest.SlotOf(morning.AddDate(0, 0, day), time.UTC))
			storetest.Save(b, s, is, storetest.Deliveries(is, 100_000))
			day++
		}
	})
}

func BenchmarkPastsOfHundredThousand(b *testing.B) {
	suite.BenchOnBoth(b, func(b *testing.B, st *storetest.State) {
		s := st.Open(b)
		for day := range 3 {
			is := storetest.Issue("daily", digest.SlotOf(morning.AddDate(0, 0, day), time.UTC))
			storetest.Save(b, s, is, storetest.Deliveries(is, 100_000))
		}
		for b.Loop() {
			if got := storetest.Must[map[string]digest.Past](b)(s.Pasts(b.Context(), "daily", morning, morning.AddDate(1, 0, 0))); len(got) != 100_000 {
				b.Fatal(len(got))
			}
		}
	})
}
