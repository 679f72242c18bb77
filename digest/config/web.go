package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

// listener is an address to serve at.
func listener() strict.Shape[string] {
	return strict.Scalar("an address to listen at", strict.PatternSchema(`:[0-9]+$`), func(s string) (string, *strict.Fault) {
		_, port, err := net.SplitHostPort(s)
		if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
			return "", &strict.Fault{Text: fmt.Sprintf("%q is no address to listen at", s), Hint: `write ":8080", or 127.0.0.1:8080 when a proxy on this machine passes requests on`}
		}
		return s, nil
	})
}

// buildWeb makes the place of the readers' pages.
func (b *builder) buildWeb() {
	if b.web == nil {
		b.refuseUnserved()
	}
	if b.web == nil || !b.web.Sound {
		return
	}
	w, link := b.web.Is.Web, b.web.Is.url
	u, err := url.Parse(link.Is)
	if err != nil || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		link.At.Fail("this address has more than a host and a path", "write it as https://paper.example.org or https://example.org/paper")
		return
	}
	w.URL = strings.TrimRight(u.String(), "/")
	b.c.Web = w
	if u.Scheme != "https" && !isLoopback(u.Hostname()) {
		link.At.Warn("readers reach the pages without encryption, and mail programs offer no one-click unsubscribe",
			"serve them over https: a proxy such as Caddy gets the certificate by itself")
	}
}

func metricsKeys() []strict.Key[Metrics] {
	return []strict.Key[Metrics]{
		strict.Field("listen", listener(), func(m *Metrics, s string) { m.Listen = s },
			"Where /metrics, /healthz and /readyz are served: HOST:PORT, such as 127.0.0.1:9464. Whoever reaches it reads the numbers.").Needed(),
	}
}

func alertsKeys() []strict.Key[Alerts] {
	return []strict.Key[Alerts]{
		strict.Field("to", forms.Mailbox(), func(a *Alerts, to mail.Address) { a.To = to.Address },
			"The operator's address: at most one mail a day about what is newly wrong, and one when all is well again.").Needed(),
	}
}

// buildDKIM makes the keys that mail is signed with.
func (b *builder) buildDKIM() {
	if b.dkim == nil || !b.dkim.Sound {
		return
	}
	d := b.dkim.Is
	b.c.DKIM.Domain = d.Domain
	if d.Domain == "" {
		b.c.DKIM.Domain = domainOf(b.c.From)
	}
	taken := make(map[string]strict.Value)
	for _, k := range d.keys {
		unique(taken, k.selector.Is, k.selector.At, "selector")
		secret.WarnExposed(k.key.At, k.key.Is)
		b.c.DKIM.Keys = append(b.c.DKIM.Keys, DKIMKey{Selector: k.selector.Is, Key: k.key.Is})
	}
	if from := domainOf(b.c.From); from != "" && !aligned(from, b.c.DKIM.Domain) {
		b.dkim.At.Warn(fmt.Sprintf("mail from %s is signed for %s, which DMARC does not count", from, b.c.DKIM.Domain),
			"sign for the domain of the sender, or leave `domain` out")
	}
}

// aligned says whether a signature's domain is that of the sender or one above it; organizational domains, which DMARC
// compares (RFC 7489 section 3.1.1), are not known without the public suffix list.
func aligned(from, signer string) bool {
	return strings.EqualFold(from, signer) || strings.HasSuffix(strings.ToLower(from), "."+strings.ToLower(signer)) ||
		strings.HasSuffix(strings.ToLower(signer), "."+strings.ToLower(from))
}

func domainOf(mailbox string) string {
	a, err := mail.ParseAddress(mailbox)
	if err != nil {
		return ""
	}
	return a.Address[strings.LastIndexByte(a.Address, '@')+1:]
}

// warnUnjoinable warns of public lists that nobody can join, and of those that bring nothing.
func (b *builder) warnUnjoinable() {
	for i, l := range b.c.Lists {
		at := b.lists[i].Key
		switch {
		case !l.Public:
		case b.c.Web.URL == "":
			at.Warn(fmt.Sprintf("list %q is public, and there is no page to join it by", l.ID), "add web: {listen: \":8080\", url: https://paper.example.org}")
		case !slices.ContainsFunc(b.c.Editions, func(e Edition) bool { return slices.Contains(e.Lists, l.ID) }):
			at.Warn(fmt.Sprintf("who joins list %q on the web gets nothing", l.ID),
				fmt.Sprintf("name it under `lists` of an edition: one without goes to those in the files alone; add lists: [%s]", l.ID))
		}
	}
}

// refuseUnserved refuses pictures that nobody would serve: those of other servers would tell these who opens the mail, and
// in the mail itself each would take all the room there is.
func (b *builder) refuseUnserved() {
	for _, e := range b.editions {
		if e.Images {
			e.images.At.Fail(fmt.Sprintf("the pictures of edition %q are served nowhere", e.ID),
				"add web: {listen: \":8080\", url: https://paper.example.org}; tidings serve serves them there")
		}
	}
}

// warnUnserved warns of archives that nobody can read yet, and of proofs without a link.
func (b *builder) warnUnserved() {
	for i, e := range b.c.Editions {
		if e.Proof.To != "" && b.c.Web.URL == "" {
			b.editions[i].proof.At.Warn(fmt.Sprintf("the proof of edition %q has no link to stop it by, for no pages are served", e.ID),
				"add web: {listen: \":8080\", url: https://paper.example.org}; or stop it with `tidings send "+e.ID+" --stop`")
		}
		if e.Archive.Kept() && b.c.Web.URL == "" {
			b.editions[i].at.Warn(fmt.Sprintf("the issues of edition %q are kept for the web, and are served nowhere", e.ID),
				"add web: {listen: \":8080\", url: https://paper.example.org}; or write them to files with `tidings archive export`")
		}
	}
}

// Public lists the lists that anybody may join.
func (c *Config) Public() []digest.List {
	var public []digest.List
	for _, l := range c.Lists {
		if l.Public {
			public = append(public, l)
		}
	}
	return public
}
