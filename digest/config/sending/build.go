package sending

import (
	"cmp"
	"fmt"
	"net/mail"

	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

const (
	// Most relays allow at least these, and few are faster for more.
	defaultConnections   = 4
	defaultPerConnection = 100
	mostConnections      = 50
	mostPerConnection    = 100_000

	// Ports of RFC 6409 section 3.1 and RFC 8314 section 3.3, and of a mail server on this machine (RFC 5321).
	submissionPort  = 587
	submissionsPort = 465
	localPort       = 25
)

// builder makes the mail of a site of what the files say.
type builder struct {
	Said
	site string // its name
	out  Mail
}

// Build fills in what follows from what is said: defaults, and the sender, whose name is the site's. What is wrong goes to
// the reading that it was said in.
func (s Said) Build(site string) Mail {
	b := builder{Said: s, site: site}
	b.buildMail()
	b.buildDKIM()
	b.buildBounces()
	return b.out
}

// buildMail makes the way out, and the sender.
func (b *builder) buildMail() {
	if from := b.delivery.from; from != nil {
		b.out.From = from.String()
	}
	b.out.Delivery = b.delivery.Delivery
	b.out.Delivery.Connections = cmp.Or(b.out.Delivery.Connections, defaultConnections)
	b.out.Delivery.PerConnection = cmp.Or(b.out.Delivery.PerConnection, defaultPerConnection)
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
	b.out.SMTP = s
	if b.out.From != "" {
		return
	}
	user, err := mail.ParseAddress(s.User)
	if err != nil {
		b.failNameless(v)
		return
	}
	sender, ok := forms.AsSender(mail.Address{Name: b.site, Address: user.Address})
	if !ok {
		b.failNameless(v)
		return
	}
	b.out.From = sender.String()
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
	}{{b.delivery.sendmail, &b.out.Delivery.Sendmail}, {b.delivery.folder, &b.out.Delivery.Folder}} {
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
		if b.out.From == "" {
			b.failNameless(v)
		}
	}
}

func (b *builder) failNameless(v strict.Value) {
	v.Fail("nobody is named as the sender", fmt.Sprintf("add delivery: {from: %s <you@example.com>}", b.site))
}

// impliedTLS is the protection that port and host stand for.
func impliedTLS(s SMTP) TLSMode {
	switch {
	case s.Port == submissionsPort:
		return ImplicitTLS
	case forms.IsLoopback(s.Host):
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
	case forms.IsLoopback(s.Host):
		return localPort
	default:
		return submissionPort
	}
}
