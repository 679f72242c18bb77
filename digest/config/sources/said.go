package sources

import (
	"time"

	"tidings/digest"
	"tidings/digest/config/secret"
	"tidings/digest/config/sources/kinds"
	"tidings/digest/config/strict"
)

// Said is what the files say of feeds and sections, before inheritance.
type Said struct {
	defaults settings
	feeds    []feed
	sections []section
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
	kind kinds.Kind
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
