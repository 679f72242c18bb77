package pages

import (
	"math"
	"testing"
)

func TestShinglesAreComparedAsInTheBenchmark(t *testing.T) {
	tests := []struct {
		name, extracted, truth string
		Precision, Recall      float64
	}{
		{"the same", "a b c d e", "a b c d e", 1, 1},
		{"marks and spaces do not count", "a, b—c\n\nd e!", "a b c d e", 1, 1},
		{"case counts", "A b c d", "a b c d", 0, 0},
		{"too little", "a b c d", "a b c d e f", 1, 1.0 / 3},
		{"too much", "a b c d e f", "a b c d", 1.0 / 3, 1},
		{"each as often as it stands", "a b c d a b c d", "a b c d", 1.0 / 5, 1},
		{"shorter than a shingle", "a b", "a b", 1, 1},
		{"shorter than a shingle and wrong", "a b", "a b c d e", 0, 0},
		{"nothing found", "", "a b c d", 0, 0},
		{"nothing to find", "", "", 1, 1},
		{"any script", "Мост открыт в пятницу", "«Мост открыт в пятницу»", 1, 1},
	}
	for _, tt := range tests {
		got := Compare(tt.extracted, tt.truth)
		if math.Abs(got.Precision-tt.Precision) > 1e-9 || math.Abs(got.Recall-tt.Recall) > 1e-9 {
			t.Errorf("%s: %+v, want %v and %v", tt.name, got, tt.Precision, tt.Recall)
		}
	}
}

func TestF1IsOfTheMeans(t *testing.T) {
	mean := Mean([]Agreement{{1, 0.5}, {0.5, 1}, {0, 0}})
	if mean.Precision != 0.5 || mean.Recall != 0.5 || mean.F1() != 0.5 {
		t.Errorf("mean %+v with F1 %v, want .5 each", mean, mean.F1())
	}
	if got := Mean(nil).F1(); got != 0 {
		t.Errorf("F1 of no pages is %v", got)
	}
}
