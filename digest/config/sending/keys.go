package sending

import (
	"net/mail"
	"time"

	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

// The nouns by which messages call the mappings.
const (
	nounSMTP     = "`smtp`"
	nounDelivery = "`delivery`"
	nounDKIM     = "`dkim`"
	nounDKIMKey  = "a DKIM key"
	nounBounces  = "`bounces`"
	nounIMAP     = "`imap`"
)

// Said is what the files say of mail, before what follows from it is filled in.
type Said struct {
	smtp     *strict.Located[smtp]
	delivery delivery
	dkim     *strict.Located[dkim]
	bounces  *strict.Located[bounces]
}

// delivery is how mail leaves, and from whom.
type delivery struct {
	Delivery
	from     *mail.Address
	sendmail *strict.Located[string]
	folder   *strict.Located[string]
}

type smtp struct {
	SMTP
	password *strict.Located[secret.Secret]
}

type dkim struct {
	DKIM
	keys []dkimKey
}

type dkimKey struct {
	selector strict.Located[string]
	key      strict.Located[secret.Secret]
}

// OutKeys are the keys about how mail leaves. env is the environment that passwords may be in.
func OutKeys(env func(string) string) []strict.Key[Said] {
	return []strict.Key[Said]{
		strict.Field("smtp", strict.At(strict.Mapping(nounSMTP, smtpKeys(env))), func(m *Said, s strict.Located[smtp]) { m.smtp = &s },
			"The server that mail is sent through."),
		strict.Field("delivery", strict.Mapping(nounDelivery, deliveryKeys()), func(m *Said, how delivery) { m.delivery = how }, "How the mail is sent."),
		strict.Field("dkim", strict.At(strict.Mapping(nounDKIM, dkimKeys(env))), func(m *Said, k strict.Located[dkim]) { m.dkim = &k },
			"The keys that mail is signed with. `tidings dkim new` makes them."),
	}
}

// BackKeys are the keys about how mail comes back.
func BackKeys(env func(string) string) []strict.Key[Said] {
	return []strict.Key[Said]{
		strict.Field("bounces", strict.At(strict.Mapping(nounBounces, bouncesKeys(env))), func(m *Said, r strict.Located[bounces]) { m.bounces = &r },
			"Where mail that cannot be delivered comes back to, and where it is read."),
	}
}

// Places are the mappings of both, for keys that stand in the wrong one.
func Places(env func(string) string) []strict.Place {
	return []strict.Place{
		strict.PlaceOf(nounSMTP, smtpKeys(env)), strict.PlaceOf(nounDelivery, deliveryKeys()),
		strict.PlaceOf(nounDKIM, dkimKeys(env)), strict.PlaceOf(nounDKIMKey, dkimKeyKeys(env)),
		strict.PlaceOf(nounBounces, bouncesKeys(env)), strict.PlaceOf(nounIMAP, imapKeys(env)),
	}
}

func smtpKeys(env func(string) string) []strict.Key[smtp] {
	return []strict.Key[smtp]{
		strict.Field("host", strict.Text(), func(s *smtp, host string) { s.Host = host }, "Name of the mail server.").Needed(),
		strict.Field("port", strict.Int(1, 65535), func(s *smtp, n int) { s.Port = n },
			"465 for TLS from the start, 587 for STARTTLS. Without it: 587; 465 with tls: implicit; 25 on this machine."),
		strict.Field("user", strict.Text(), func(s *smtp, user string) { s.User = user }, "Name to log in with."),
		strict.Field("password", strict.At(secret.Shape(env)), func(s *smtp, p strict.Located[secret.Secret]) { s.password = &p },
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
		strict.Field("sendmail", strict.At(forms.Path()), func(d *delivery, s strict.Located[string]) { d.sendmail = &s },
			"In place of smtp, a program of this machine that takes mail as sendmail does, such as /usr/sbin/sendmail. It is run as PROGRAM -i -f SENDER -- RECIPIENT."),
		strict.Field("folder", strict.At(forms.Path()), func(d *delivery, s strict.Located[string]) { d.folder = &s },
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

func dkimKeys(env func(string) string) []strict.Key[dkim] {
	return []strict.Key[dkim]{
		strict.Field("domain", forms.Domain(), func(k *dkim, name string) { k.Domain = name },
			"The domain that signs. Without it, that of delivery.from."),
		strict.Field("keys", strict.Some(strict.List(strict.Mapping(nounDKIMKey, dkimKeyKeys(env)))), func(k *dkim, keys []dkimKey) { k.keys = keys },
			"The keys; each signs every message. One RSA key for all receivers, and an Ed25519 key for those that know it.").Needed(),
	}
}

func dkimKeyKeys(env func(string) string) []strict.Key[dkimKey] {
	return []strict.Key[dkimKey]{
		strict.Field("selector", strict.At(forms.ID()), func(k *dkimKey, s strict.Located[string]) { k.selector = s },
			"Name of the DNS record: SELECTOR._domainkey.DOMAIN.").Needed(),
		strict.Field("key", strict.At(secret.Shape(env)), func(k *dkimKey, s strict.Located[secret.Secret]) { k.key = s },
			"The private key in PEM, such as {file: dkim-tidings.pem}.").Needed(),
	}
}
