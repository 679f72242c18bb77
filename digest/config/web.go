package config

import (
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
)

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
	if u.Scheme != "https" && !forms.IsLoopback(u.Hostname()) {
		link.At.Warn("readers reach the pages without encryption, and mail programs offer no one-click unsubscribe",
			"serve them over https: a proxy such as Caddy gets the certificate by itself")
	}
}

func networkKeys() []strict.Key[[]netip.Prefix] {
	return []strict.Key[[]netip.Prefix]{
		strict.Field("allow", strict.List(forms.Network()), func(n *[]netip.Prefix, p []netip.Prefix) { *n = p },
			"Private addresses and networks that feeds may be fetched from, such as 127.0.0.0/8. None are by default."),
	}
}

func webKeys() []strict.Key[web] {
	return []strict.Key[web]{
		strict.Field("listen", forms.Listener(), func(w *web, s string) { w.Listen = s },
			"Where the pages are served: HOST:PORT, or :PORT for every address of this machine.").Needed(),
		strict.Field("url", strict.At(forms.WebAddress()), func(w *web, u strict.Located[string]) { w.url = u },
			"The address by which readers reach them, such as https://paper.example.org. A path is kept.").Needed(),
		strict.Field("trusted_proxies", strict.List(forms.Network()), func(w *web, p []netip.Prefix) { w.TrustedProxies = p },
			"Proxies that pass requests on and say in X-Forwarded-For for whom. None are trusted by default."),
	}
}

func metricsKeys() []strict.Key[Metrics] {
	return []strict.Key[Metrics]{
		strict.Field("listen", forms.Listener(), func(m *Metrics, s string) { m.Listen = s },
			"Where /metrics, /healthz and /readyz are served: HOST:PORT, such as 127.0.0.1:9464. Whoever reaches it reads the numbers.").Needed(),
	}
}

func alertsKeys() []strict.Key[Alerts] {
	return []strict.Key[Alerts]{
		strict.Field("to", forms.Mailbox(), func(a *Alerts, to mail.Address) { a.To = to.Address },
			"The operator's address: at most one mail a day about what is newly wrong, and one when all is well again.").Needed(),
	}
}

// warnUnjoinable warns of public lists that nobody can join, and of those that bring nothing.
func (b *builder) warnUnjoinable() {
	for i, l := range b.c.Lists {
		at := b.readers.ListAt(i)
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
