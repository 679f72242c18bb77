package config

import (
	"net/netip"
	"time"

	"tidings/digest"
	"tidings/digest/config/secret"
	"tidings/digest/config/sending"
	"tidings/digest/config/strict"
)

// document is what the files say, before inheritance and before names are looked up.
type document struct {
	site        digest.Site
	defaults    settings
	feeds       []feed
	sections    []section
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

// settings are what defaults, sections and feeds may all say. nil: not said here.
type settings struct {
	weight     *float64
	maxPerFeed *int
	maxAge     *time.Duration
	check      *time.Duration
	extract    *extraction
	filter     digest.Filter
	labels     []strict.Entry[string]
	headers    *[]strict.Entry[strict.Located[secret.Secret]]
	userAgent  *string
	proxy      *proxy
}

// extraction is where the text of articles comes from, and the selector of it on their pages; empty: it is found.
type extraction struct {
	mode digest.ExtractMode
	css  string
}

type feed struct {
	url  strict.Located[string] // written, or that of its kind
	kind kind
	name string
	auth *strict.Located[auth]
	settings
	at    strict.Value // the entry
	place Place        // in an OPML file; else the entry's
}

// auth is a name and a password that a feed asks for.
type auth struct {
	user     string
	password strict.Located[secret.Secret]
}

type section struct {
	digest.Section
	settings
	feeds    []feed
	untitled bool // the title is said to be empty
	folder   bool // it is made of a folder in an OPML file, and at is the entry that names the file
	at       strict.Value
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
