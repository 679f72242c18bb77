// Package large bounds how many large documents are in memory: a request and a room become leave to read one.
package large

import "context"

// Room has places for large documents, of up to 10 MB each: 64 feeds at once would else be 640 MB.
type Room struct{ places chan struct{} }

// places is how many there are.
const places = 2

// NewRoom makes an empty room.
func NewRoom() Room { return Room{make(chan struct{}, places)} }

// Place is a place in the room, for a document that may turn out to be large. It is not taken at first.
func (r Room) Place() *Place { return &Place{places: r.places} }

// Place is for one goroutine.
type Place struct {
	places chan struct{}
	taken  bool
}

// Take waits for the place. One is enough for all documents that are read after each other.
func (p *Place) Take(ctx context.Context) error {
	if p.taken {
		return nil
	}
	select {
	case p.places <- struct{}{}:
		p.taken = true
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Leave gives the place back.
func (p *Place) Leave() {
	if p.taken {
		<-p.places
		p.taken = false
	}
}
