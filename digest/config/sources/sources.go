// Package sources turns what the files say of feeds and sections into feeds with all that they inherit, and into where each
// is written. A feed may be written by its address, by what it is, or as a whole list in an OPML file.
package sources

import (
	"fmt"

	"tidings/digest"
	"tidings/digest/config/strict"
)

// Catalogue is what there is to read.
type Catalogue struct {
	Sections []digest.Section // in reading order; the one without ID holds the feeds of no section
	Feeds    []digest.Feed    // in reading order; Headers and proxies that need secrets are filled by ReadSecrets

	secrets []feedSecret
	places  map[string]Place  // by feed
	proxies map[string]*proxy // by section: what its feeds inherit
}

// Place is where a feed of the configuration is written.
func (c *Catalogue) Place(f digest.Feed) Place { return c.places[f.ID] }

// Place is where a feed is written.
type Place struct {
	File string // as it was found
	Line int    // from 1
	OPML bool   // the file is a list of feeds that the configuration names
}

// String is the place for people: "sources.yaml:14".
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// placeOf is where an entry stands.
func placeOf(v strict.Value) Place { return Place{File: v.File().Name, Line: v.Line()} }
