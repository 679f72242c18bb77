package cluster

import (
	"runtime"
	"sync"
)

// inParallel calls f with every number below n, on all processors. What f does with one must not depend on another.
func inParallel(n int, f func(i int)) {
	inChunks(n, min(64, max(1, n/64)), func(from, to int) {
		for i := from; i < to; i++ {
			f(i)
		}
	})
}

// inChunks calls f with every part of n things, all of the given size but the last, on all processors.
func inChunks(n, size int, f func(from, to int)) {
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
