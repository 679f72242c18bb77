package pipeline

import "context"

// room is a place among the large documents in memory, for a document that may turn out to be one.
type room struct {
	places chan struct{}
	taken  bool
}

// take waits for a place. One is enough for all documents that are read after each other.
func (r *room) take(ctx context.Context) error {
	if r.taken {
		return nil
	}
	select {
	case r.places <- struct{}{}:
		r.taken = true
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// leave gives the place back.
func (r *room) leave() {
	if r.taken {
		<-r.places
		r.taken = false
	}
}
