package config

import (
	"cmp"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"

	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

// buildMail makes the way out, and the sender.
func (b *builder) buildMail() {
	if from := b.delivery.from; from != nil {
		b.c.From = from.String()
	}
	b.c.Delivery = b.delivery.Delivery
	b.c.Delivery.Connections = cmp.Or(b.c.Delivery.Connections, defaultConnections)
	b.c.Delivery.PerConnection = cmp.Or(b.c.Delivery.PerConnection, defaultPerConnection)
	b.buildWayOut()
	if b.smtp == nil {
		return
	}
	s, v := b.smtp.Is.SMTP, b.smtp.At
	if !b.smtp.Sound {
		return
	}
	if p := b.smtp.Is.password; p != nil {
		s.Password = p.Is
		secret.WarnExposed(p.At, p.Is)
	}
	switch {
	case s.User != "" && s.Password.IsZero():
		v.Fail("a user needs a password", "add password: {env: SMTP_PASSWORD}, or remove the user")
	case s.User == "" && !s.Password.IsZero():
		v.Fail("a password needs a user", "add the name to log in with as `user`")
	}
	s.TLS = cmp.Or(s.TLS, impliedTLS(s))
	s.Port = cmp.Or(s.Port, impliedPort(s))
	b.c.SMTP = s
	if b.c.From != "" {
		return
	}
	user, err := mail.ParseAddress(s.User)
	if err != nil {
		b.failNameless(v)
		return
	}
	sender, ok := forms.AsSender(mail.Address{Name: b.c.Site.Name, Address: user.Address})
	if !ok {
		b.failNameless(v)
		return
	}
	b.c.From = sender.String()
}

// buildWayOut makes the ways out that are on this machine. There is one way in all.
func (b *builder) buildWayOut() {
	var first *strict.Value
	if b.smtp != nil {
		first = &b.smtp.At
	}
	for _, way := range []struct {
		written *strict.Located[string]
		path    *string
	}{{b.delivery.sendmail, &b.c.Delivery.Sendmail}, {b.delivery.folder, &b.c.Delivery.Folder}} {
		if way.written == nil {
			continue
		}
		v := way.written.At
		if first != nil {
			v.Fail("mail can leave by one way", "keep one of smtp, delivery.sendmail and delivery.folder")
			continue
		}
		first = &v
		*way.path = v.File().Abs(way.written.Is)
		if b.c.From == "" {
			b.failNameless(v)
		}
	}
}

func (b *builder) failNameless(v strict.Value) {
	v.Fail("nobody is named as the sender", fmt.Sprintf("add delivery: {from: %s <you@example.com>}", b.c.Site.Name))
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
	state := strict.Located[string]{Is: defaultState, At: b.root}
	if b.state != nil {
		state = *b.state
	}
	b.c.State = state.At.File().Abs(state.Is)
	if u, err := url.Parse(state.Is); err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") {
		b.c.State = state.Is
		secret.HideInURL(state.At, state.Is)
	} else if strings.Contains(state.Is, "://") {
		state.At.Fail("the state is a folder or a postgres:// URL", "")
	}
	b.c.Retention, _ = forms.ParseDuration(defaultRetention)
	if b.retention > 0 {
		b.c.Retention = b.retention
	}
	for _, e := range b.editions {
		if e.window.Is > b.c.Retention {
			e.window.At.Fail("the window is longer than articles are kept", "set `retention` to at least as much")
		}
	}
}
