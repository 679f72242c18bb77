package config

import (
	"net/mail"
	"net/netip"
	"time"

	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

func (t table) smtpKeys() []strict.Key[smtp] {
	return []strict.Key[smtp]{
		strict.Field("host", strict.Text(), func(s *smtp, host string) { s.Host = host }, "Name of the mail server.").Needed(),
		strict.Field("port", strict.Int(1, 65535), func(s *smtp, n int) { s.Port = n },
			"465 for TLS from the start, 587 for STARTTLS. Without it: 587; 465 with tls: implicit; 25 on this machine."),
		strict.Field("user", strict.Text(), func(s *smtp, user string) { s.User = user }, "Name to log in with."),
		strict.Field("password", strict.At(secret.Shape(t.env)), func(s *smtp, p strict.Located[secret.Secret]) { s.password = &p },
			"Password to log in with, such as {env: SMTP_PASSWORD}."),
		strict.Field("tls", strict.OneOf(StartTLS, ImplicitTLS, PlainText), func(s *smtp, m TLSMode) { s.TLS = m },
			"starttls is insisted on; implicit is TLS from the start; none is plain text. Without it: implicit on port 465, none on this machine, else starttls."),
	}
}

// What is done about deliveries of which nobody knows whether they arrived.
const (
	uncertainHold   = "hold"
	uncertainResend = "resend"
)

func deliveryKeys() []strict.Key[delivery] {
	return []strict.Key[delivery]{
		strict.Field("from", forms.Sender(), func(d *delivery, a mail.Address) { d.from = &a },
			"The sender, such as The Morning Paper <paper@example.org>. Without it, the site's name with smtp.user."),
		strict.Field("sendmail", strict.At(filePath()), func(d *delivery, s strict.Located[string]) { d.sendmail = &s },
			"In place of smtp, a program of this machine that takes mail as sendmail does, such as /usr/sbin/sendmail. It is run as PROGRAM -i -f SENDER -- RECIPIENT."),
		strict.Field("folder", strict.At(filePath()), func(d *delivery, s strict.Located[string]) { d.folder = &s },
			"In place of smtp, a folder that each message is written into as a file, MESSAGE-ID.eml, for another program to send or to be looked at."),
		strict.Field("rate", forms.Rate(), func(d *delivery, gap time.Duration) { d.Gap = gap },
			"The most messages that are given to the mail server, such as 10/s; of several machines that share a state, each. Without it, as many as it takes."),
		strict.Field("domain_rate", forms.Rate(), func(d *delivery, gap time.Duration) { d.DomainGap = gap },
			"The most messages to recipients of one domain, such as 60/m."),
		strict.Field("connections", strict.Int(1, mostConnections), func(d *delivery, n int) { d.Connections = n },
			"How many connections to the mail server are open, or programs run, at once.").OrElse(defaultConnections),
		strict.Field("per_connection", strict.Int(1, mostPerConnection), func(d *delivery, n int) { d.PerConnection = n },
			"How many messages are sent over one connection.").OrElse(defaultPerConnection),
		strict.Field("uncertain", strict.OneOf(uncertainHold, uncertainResend), func(d *delivery, what string) { d.Resend = what == uncertainResend },
			"What becomes of a message that the mail server may or may not have taken when the connection broke: hold leaves it; resend sends it once more, and some readers get it twice.").OrElse(uncertainHold),
	}
}

func networkKeys() []strict.Key[[]netip.Prefix] {
	return []strict.Key[[]netip.Prefix]{
		strict.Field("allow", strict.List(forms.Network()), func(n *[]netip.Prefix, p []netip.Prefix) { *n = p },
			"Private addresses and networks that feeds may be fetched from, such as 127.0.0.0/8. None are by default."),
	}
}

// confirmDouble is the only way to confirm a sign-up: without it anybody could sign up anybody.
const confirmDouble = "double"

func (t table) dkimKeys() []strict.Key[dkim] {
	return []strict.Key[dkim]{
		strict.Field("domain", forms.Domain(), func(k *dkim, name string) { k.Domain = name },
			"The domain that signs. Without it, that of delivery.from."),
		strict.Field("keys", strict.Some(strict.List(strict.Mapping(nounDKIMKey, t.dkimKeyKeys()))), func(k *dkim, keys []dkimKey) { k.keys = keys },
			"The keys; each signs every message. One RSA key for all receivers, and an Ed25519 key for those that know it.").Needed(),
	}
}

func (t table) dkimKeyKeys() []strict.Key[dkimKey] {
	return []strict.Key[dkimKey]{
		strict.Field("selector", strict.At(forms.ID()), func(k *dkimKey, s strict.Located[string]) { k.selector = s },
			"Name of the DNS record: SELECTOR._domainkey.DOMAIN.").Needed(),
		strict.Field("key", strict.At(secret.Shape(t.env)), func(k *dkimKey, s strict.Located[secret.Secret]) { k.key = s },
			"The private key in PEM, such as {file: dkim-tidings.pem}.").Needed(),
	}
}

func webKeys() []strict.Key[web] {
	return []strict.Key[web]{
		strict.Field("listen", listener(), func(w *web, s string) { w.Listen = s },
			"Where the pages are served: HOST:PORT, or :PORT for every address of this machine.").Needed(),
		strict.Field("url", strict.At(forms.WebAddress()), func(w *web, u strict.Located[string]) { w.url = u },
			"The address by which readers reach them, such as https://paper.example.org. A path is kept.").Needed(),
		strict.Field("trusted_proxies", strict.List(forms.Network()), func(w *web, p []netip.Prefix) { w.TrustedProxies = p },
			"Proxies that pass requests on and say in X-Forwarded-For for whom. None are trusted by default."),
	}
}
