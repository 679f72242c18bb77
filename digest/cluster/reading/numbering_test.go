package reading

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNumberingInPartsIsNumberingAtOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	keys := make([]uint64, 3000)
	for i := range keys {
		keys[i] = r.Uint64N(700)
	}
	atOnce, inParts, part := newNumbering(), newNumbering(), newNumbering()
	var want, got []int32
	for _, key := range keys {
		want = append(want, atOnce.number(key))
	}
	for few := range slices.Chunk(keys, 128) {
		part.reset()
		var own []int32
		for _, key := range few {
			own = append(own, part.number(key))
		}
		numbers := inParts.adopt(part)
		for _, n := range own {
			got = append(got, numbers[n])
		}
	}
	if !slices.Equal(got, want) {
		t.Error("keys have other numbers than when they are numbered one after another")
	}
}
