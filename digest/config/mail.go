package config

import (
	"cmp"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
)

// buildMail makes the way out, and the sender.
func (b *builder) buildMail() {
	if b.from != nil {
		b.c.From = b.from.String()
	}
	if b.smtp == nil {
		return
	}
	s, v := b.smtp.is.SMTP, b.smtp.at
	if !b.smtp.sound {
		return
	}
	if p := b.smtp.is.password; p != nil {
		s.Password = p.is
		p.at.warnExposed(p.is)
	}
	switch {
	case s.User != "" && s.Password.IsZero():
		v.fail("a user needs a password", "add password: {env: SMTP_PASSWORD}, or remove the user")
	case s.User == "" && !s.Password.IsZero():
		v.fail("a password needs a user", "add the name to log in with as `user`")
	}
	s.TLS = cmp.Or(s.TLS, impliedTLS(s))
	s.Port = cmp.Or(s.Port, impliedPort(s))
	b.c.SMTP = s
	if b.c.From != "" {
		return
	}
	if _, err := mail.ParseAddress(s.User); err != nil {
		v.fail("nobody is named as the sender", fmt.Sprintf("add delivery: {from: %s <you@example.com>}", b.c.Site.Name))
		return
	}
	b.c.From = (&mail.Address{Name: b.c.Site.Name, Address: s.User}).String()
}

// impliedTLS is the protection that port and host stand for.
func impliedTLS(s SMTP) TLSMode {
	switch {
	case s.Port == submissionsPort:
		return ImplicitTLS
	case isLoopback(s.Host):
		return PlainText
	default:
		return StartTLS
	}
}

// impliedPort is the port that protection and host stand for.
func impliedPort(s SMTP) int {
	switch {
	case s.TLS == ImplicitTLS:
		return submissionsPort
	case isLoopback(s.Host):
		return localPort
	default:
		return submissionPort
	}
}

// isLoopback says whether a host is this machine.
func isLoopback(host string) bool {
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback() || strings.EqualFold(host, "localhost")
}

// buildState makes the place where everything is kept, and for how long.
func (b *builder) buildState() {
	state := located[string]{is: defaultState, at: b.root}
	if b.state != nil {
		state = *b.state
	}
	b.c.State = state.at.src.abs(state.is)
	if u, err := url.Parse(state.is); err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") {
		b.c.State = state.is
		state.at.warnPassword(state.is)
	} else if strings.Contains(state.is, "://") {
		state.at.fail("the state is a folder or a postgres:// URL", "")
	}
	b.c.Retention, _ = parseDuration(defaultRetention)
	if b.retention > 0 {
		b.c.Retention = b.retention
	}
	for _, e := range b.editions {
		if e.window.is > b.c.Retention {
			e.window.at.fail("the window is longer than articles are kept", "set `retention` to at least as much")
		}
	}
}
