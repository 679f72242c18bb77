// Package parallel turns a number of things into calls for each of them, on all processors. Nothing depends on how many
// there are: what a call does with its things must not depend on another's.
package parallel

import (
	"runtime"
	"sync"
)

// Each calls f with every number below n.
func Each(n int, f func(i int)) {
	Chunks(n, min(64, max(1, n/64)), func(from, to int) {
		for i := from; i < to; i++ {
			f(i)
		}
	})
}

// Chunks calls f with every part of n things, all of the given size but the last.
func Chunks(n, size int, f func(from, to int)) {
	var wg sync.WaitGroup
	starts := make(chan int)
	for range min(runtime.GOMAXPROCS(0), (n+size-1)/size) {
		wg.Go(func() {
			for from := range starts {
				f(from, min(from+size, n))
			}
		})
	}
	for from := 0; from < n; from += size {
		starts <- from
	}
	close(starts)
	wg.Wait()
}
