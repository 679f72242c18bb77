// Package config turns sources.yaml and subscribers.yaml into values of package digest, or into every problem they
// have, each with its line, a caret under the spot and what to do about it.
//
// One table of keys (keys.go, and those of the rooms below) says what may be written: Load reads by it and Schema is made
// of it, so that what an editor completes and what the program takes are the same.
package config

import (
	"net/netip"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/config/readers"
	"tidings/digest/config/sending"
	"tidings/digest/config/sources"
	"tidings/digest/config/sources/kinds"
	"tidings/digest/schedule"
)

// Config is a configuration without errors: inherited, checked, and with every default filled in.
type Config struct {
	Files    []string // the files it was read from, sources.yaml first
	Outlines []string // and the OPML that its feeds name
	Site     digest.Site
	sources.Catalogue
	Editions    []Edition // at least one
	Lists       []digest.List
	Subscribers []digest.Subscriber // in the order of the files
	sending.Mail
	Web       Web
	Metrics   Metrics
	Alerts    Alerts
	Allow     []netip.Prefix // private addresses that may be fetched
	Retention time.Duration
	State     string   // an absolute folder, or a postgres:// URL
	Warnings  Problems // what works and is likely not meant

	entries []readers.Entry // where Subscribers stand, in their order
}

// Edition is a configured digest with its schedule.
type Edition struct {
	digest.Edition
	Schedule schedule.Schedule
	Late     digest.Late
}

// Place is where a feed or a reader is written.
type Place = sources.Place

// What is said of mail, under the names by which the rest of the program knows it.
type (
	DKIM    = sending.DKIM
	Bounces = sending.Bounces
	TLSMode = sending.TLSMode
)

// The modes of TLSMode.
const (
	StartTLS    = sending.StartTLS
	ImplicitTLS = sending.ImplicitTLS
	PlainText   = sending.PlainText
)

// Web says where the readers' pages are. The zero value is nowhere.
type Web struct {
	Listen         string // HOST:PORT
	URL            string // how readers reach them, without a slash at its end
	TrustedProxies []netip.Prefix
}

// Metrics says where the numbers for an operator are. The zero value is nowhere.
type Metrics struct {
	Listen string // HOST:PORT
}

// Alerts says who is told what is wrong. The zero value is nobody.
type Alerts struct {
	To string // address
}

// Edition is the edition of a name.
func (c *Config) Edition(id string) (Edition, bool) {
	i := slices.IndexFunc(c.Editions, func(e Edition) bool { return e.ID == id })
	if i < 0 {
		return Edition{}, false
	}
	return c.Editions[i], true
}

// Readers lists the subscribers who get an edition as the files say, in their order.
func (c *Config) Readers(e digest.Edition) []digest.Subscriber {
	var out []digest.Subscriber
	for _, s := range c.Subscribers {
		if e.For(s) {
			out = append(out, s)
		}
	}
	return out
}

// AddressOf is the address of a feed by the keys that it is written with; empty when they name none, or a list.
func AddressOf(written map[string]string) string { return kinds.AddressOf(written) }

// SectionFor is the id of the section that a folder's feeds belong to: that of its name, or else a new one that no
// section has. A folder without a name is the list at the top.
func SectionFor(sections []digest.Section, folder string) (id string, known bool) {
	return sources.SectionFor(sections, folder)
}
