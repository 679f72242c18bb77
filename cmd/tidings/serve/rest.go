package serve

import (
	"context"
	"runtime"
	"runtime/debug"
	"time"
)

// How a daemon that has nothing to do gives memory back to the machine: that of starting when that is over, and that of
// each phase within some minutes. Go by itself takes its time, and a digest is built once a day.
const (
	restAfter = 15 * time.Second
	restEvery = 5 * time.Minute
)

// rest gives back memory that is not used, until ctx ends.
func rest(ctx context.Context) {
	timer := time.NewTimer(restAfter)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		runtime.GC() // what a pool keeps outlives one collection (package sync), and goose keeps 8 MB in one
		debug.FreeOSMemory()
		forgetCode()
		timer.Reset(restEvery)
	}
}
