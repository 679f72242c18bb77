package build

import (
	"runtime"
	"sync"
	"sync/atomic"

	"tidings/digest"
	"tidings/digest/extract"
)

// Texts gives articles without a stored text the one that their feed's own words make: those that the feed tells in full,
// and those whose page is still on its way. It keeps all processors busy; thousands of articles take a second of one.
func Texts(articles []digest.Article) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(articles)); i = next.Add(1) - 1 {
				if a := &articles[i]; a.Text.Method == "" || a.Text.Method == digest.OwnWords {
					a.Text = extract.Article(*a, nil, digest.ExtractNever, extract.Options{})
				}
			}
		})
	}
	wg.Wait()
}
