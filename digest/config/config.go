// Package config turns sources.yaml and subscribers.yaml into values of package digest, or into every problem they
// have, each with its line, a caret under the spot and what to do about it.
//
// One table of keys (keys.go) says what may be written: Load reads by it and Schema is made of it, so that what an
// editor completes and what the program takes are the same.
package config

import (
	"net/netip"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/config/secret"
	"tidings/digest/schedule"
)

// Config is a configuration without errors: inherited, checked, and with every default filled in.
type Config struct {
	Files       []string // the files it was read from, sources.yaml first
	Outlines    []string // and the OPML that its feeds name
	Site        digest.Site
	Sections    []digest.Section // in reading order; the one without ID holds the feeds of no section
	Feeds       []digest.Feed    // in reading order; Headers and proxies that need secrets are filled by ReadSecrets
	Editions    []Edition        // at least one
	Lists       []digest.List
	Subscribers []digest.Subscriber // in the order of the files
	SMTP        SMTP
	From        string // RFC 5322 mailbox: delivery.from, else made of the SMTP user; empty only when nothing can be sent
	Delivery    Delivery
	DKIM        DKIM
	Web         Web
	Bounces     Bounces
	Metrics     Metrics
	Alerts      Alerts
	Allow       []netip.Prefix // private addresses that may be fetched
	Retention   time.Duration
	State       string   // an absolute folder, or a postgres:// URL
	Warnings    Problems // what works and is likely not meant

	secrets []feedSecret
	places  map[string]Place  // by feed
	proxies map[string]*proxy // by section: what its feeds inherit
	entries []written         // where Subscribers stand, in their order
}

// Edition is a configured digest with its schedule.
type Edition struct {
	digest.Edition
	Schedule schedule.Schedule
	Late     digest.Late
}

// SMTP is the server that mail leaves by. The zero value is none.
type SMTP struct {
	Host     string
	Port     int
	User     string // empty: no authentication
	Password secret.Secret
	TLS      TLSMode
}

// Delivery says how fast mail leaves, and where to when it is no server.
type Delivery struct {
	Sendmail      string        // a program, by its absolute path; empty: none
	Folder        string        // an absolute folder; empty: none
	Gap           time.Duration // from one message to the next; 0: none
	DomainGap     time.Duration // from one message to the next to one domain; 0: none
	Connections   int           // at once
	PerConnection int           // messages
	Resend        bool          // what may have arrived is sent again, once
}

// DKIM says how mail is signed. The zero value is not at all.
type DKIM struct {
	Domain string
	Keys   []DKIMKey
}

// DKIMKey is a private key in PEM, and the name that its DNS record has.
type DKIMKey struct {
	Selector string
	Key      secret.Secret
}

// Bounces says where mail that cannot be delivered comes back to. The zero value is the sender, and nothing is read.
type Bounces struct {
	Address string // without the token of each reader's own
	Maildir string // an absolute folder; empty: none
	IMAP    IMAP
}

// Read says whether there is a mailbox to read what comes back from.
func (b Bounces) Read() bool { return b.Maildir != "" || b.IMAP.Host != "" }

// IMAP is a mailbox on a server. The zero value is none.
type IMAP struct {
	Host     string
	Port     int
	User     string
	Password secret.Secret
	TLS      TLSMode
	Folder   string
	MoveTo   string // a folder that what was read is moved into; empty: it stays, marked as seen
}

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

// TLSMode says how the connection to the mail server is protected.
type TLSMode string

// The modes. What is not set follows from the port and the host: 465 is implicit TLS, this machine is plain, and
// everything else must offer STARTTLS.
const (
	StartTLS    TLSMode = "starttls"
	ImplicitTLS TLSMode = "implicit"
	PlainText   TLSMode = "none"
)

// Sends says whether there is a way for mail to leave: one of smtp, delivery.sendmail and delivery.folder.
func (c *Config) Sends() bool {
	return c.SMTP.Host != "" || c.Delivery.Sendmail != "" || c.Delivery.Folder != ""
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
