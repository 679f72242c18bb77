package config

import (
	"net/netip"
	"time"

	"tidings/digest"
	"tidings/digest/config/sending"
	"tidings/digest/config/sources"
	"tidings/digest/config/strict"
)

// document is what the files say, before inheritance and before names are looked up.
type document struct {
	site        digest.Site
	sources     sources.Said
	editions    []edition
	lists       []strict.Entry[digest.List]
	subscribers []subscriber
	mail        sending.Said
	web         *strict.Located[web]
	metrics     Metrics
	alerts      Alerts
	allow       []netip.Prefix
	retention   time.Duration
	state       *strict.Located[string]
}

type edition struct {
	Edition
	scheduled bool // it names a schedule
	limited   bool // it names max_stories, perhaps 0
	contents  strict.Located[string]
	window    strict.Located[time.Duration]
	images    strict.Located[string]
	proof     strict.Located[digest.Proofing]
	sections  []strict.Located[string]
	lists     []strict.Located[string]
	at        strict.Value
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

type web struct {
	Web
	url strict.Located[string]
}
