package large

import (
	"context"
	"errors"
	"testing"
)

func TestNoMoreLargeDocumentsThanPlacesAreInMemory(t *testing.T) {
	room := NewRoom()
	var held []*Place
	for range places {
		p := room.Place()
		for range 2 { // one place is enough for documents that are read after each other
			if err := p.Take(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		held = append(held, p)
	}
	ended := errors.New("ended")
	ctx, stop := context.WithCancelCause(t.Context())
	stop(ended)
	late := room.Place()
	if err := late.Take(ctx); !errors.Is(err, ended) {
		t.Fatalf("one more got a place: %v", err)
	}
	late.Leave() // it has none to give back
	held[0].Leave()
	if err := late.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
}
