package readers

import (
	"time"

	"tidings/digest"
	"tidings/digest/config/strict"
)

// Said is what the files say of lists and subscribers, before lists are asked what they give their members.
type Said struct {
	lists       []strict.Entry[digest.List]
	subscribers []subscriber
}

// subscriber is what an entry says, and small: there may be 100,000 of them, in memory together with the files they come
// from and the values they become.
type subscriber struct {
	email, name string
	zone        *time.Location
	lists       []strict.Located[string]
	wishes      *wishes // nil: none, as with most
	at          strict.Value
}

// wishes are what a subscriber wants otherwise.
type wishes struct {
	choices  // for all editions
	pause    digest.Pause
	editions []strict.Entry[choices]
}

// wish is where the subscriber's wishes go.
func (s *subscriber) wish() *wishes {
	if s.wishes == nil {
		s.wishes = new(wishes)
	}
	return s.wishes
}

func (s *subscriber) key() string { return digest.Subscriber{Email: s.email}.Key() }

// choices are what a reader may choose, with names that are not looked up yet.
type choices struct {
	digest.Choices
	skips []strict.Located[string]
}

// At is the entry of the nth subscriber.
func (said *Said) At(n int) strict.Value { return said.subscribers[n].at }

// ListAt is where the name of the nth list stands.
func (said *Said) ListAt(n int) strict.Value { return said.lists[n].Key }
