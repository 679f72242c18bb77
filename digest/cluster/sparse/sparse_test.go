package sparse

import (
	"math"
	"slices"
	"testing"
)

func TestVectorsAreComparedByTheIDsThatBothHave(t *testing.T) {
	v, o := Vector{{1, 2}, {4, 1}, {7, 3}}, Vector{{0, 5}, {4, 6}, {7, 0.5}, {9, 1}}
	const product = 1*6 + 3*0.5
	if got := v.Dot(o); got != product {
		t.Errorf("inner product %v, want %v", got, product)
	}
	if dot, shared := o.Overlap(v); dot != product || shared != 2 {
		t.Errorf("inner product %v of %d shared IDs, want %v of 2", dot, shared, product)
	}
	if dot, shared := v.Overlap(nil); dot != 0 || shared != 0 {
		t.Errorf("with the null vector: %v of %d", dot, shared)
	}
}

func TestAUnitVectorHasLengthOne(t *testing.T) {
	if v := (Vector{{1, 3}, {2, 4}}).Unit(); v[0].W != 0.6 || v[1].W != 0.8 {
		t.Errorf("3 and 4 became %v", v)
	}
	if v := (Vector{{1, 0}}).Unit(); v[0].W != 0 {
		t.Errorf("the null vector became %v", v)
	}
}

func TestRenumberedEntriesAreInTheirNewOrder(t *testing.T) {
	got := Vector{{0, 1}, {1, 2}, {2, 3}}.Renumbered([]int32{5, 9, 2})
	if want := (Vector{{2, 3}, {5, 1}, {9, 2}}); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestWhatIsRarerWeighsMoreAndWhatIsEverywhereNothing(t *testing.T) {
	var f Frequency
	for i := range int32(8) {
		v := Vector{{0, 1}}
		if i%2 == 0 {
			v = append(v, Entry{1, 1})
		}
		if i == 0 {
			v = append(v, Entry{3, 1})
		}
		f.Add(v)
	}
	if want := (Frequency{8, 4, 0, 1}); !slices.Equal(f, want) {
		t.Fatalf("counted %v, want %v", f, want)
	}
	idf := f.Rarity(8, nil)
	if !(idf[3] > idf[1] && idf[1] > idf[0]) || math.Abs(idf[3]-math.Log(9/1.5)) > 1e-12 {
		t.Errorf("rarity %v", idf)
	}
	if got := (Frequency{3}).Rarity(2, nil)[0]; got != 0 {
		t.Errorf("in more than all: %v", got)
	}
	known := f.Rarity(8, func(id int) (looked, found float64) { return 100, float64(50 * (id % 2)) })
	if known[3] >= idf[3] || known[0] <= idf[0] {
		t.Errorf("what is frequent elsewhere weighs %v, was %v; what is not, %v, was %v", known[3], idf[3], known[0], idf[0])
	}
	if v := (Vector{{0, 1}, {3, 1}}).Weighed(idf); v[1].W <= v[0].W {
		t.Errorf("weighed as %v", v)
	}
}
