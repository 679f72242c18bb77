package schedule_test

import (
	"testing"
	"time"
)

func BenchmarkNext(b *testing.B) {
	loc := zone(b, "Europe/London")
	s := cronLine(b, "0 7 * * 1-5")
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, loc)
	for b.Loop() {
		m, _ := s.Next(at, loc)
		at = m.At
	}
}
