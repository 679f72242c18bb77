package parallel

import (
	"sync/atomic"
	"testing"
)

func TestEveryThingIsTakenOnce(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 65, 1000, 10_001} {
		each, chunked := make([]atomic.Int32, n), make([]atomic.Int32, n)
		Each(n, func(i int) { each[i].Add(1) })
		Chunks(n, 64, func(from, to int) {
			if to-from != 64 && to != n {
				t.Errorf("of %d: a chunk from %d to %d", n, from, to)
			}
			for i := from; i < to; i++ {
				chunked[i].Add(1)
			}
		})
		for i := range n {
			if each[i].Load() != 1 || chunked[i].Load() != 1 {
				t.Errorf("%d of %d was taken %d times, and %d times in chunks", i, n, each[i].Load(), chunked[i].Load())
			}
		}
	}
}
