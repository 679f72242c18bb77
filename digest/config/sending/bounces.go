package sending

import (
	"cmp"
	"fmt"
	"net/mail"
	"strings"

	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

// bounces is what the files say of mail that comes back.
type bounces struct {
	address strict.Located[mail.Address]
	maildir *strict.Located[string]
	imap    *strict.Located[imap]
}

type imap struct {
	IMAP
	password strict.Located[secret.Secret]
}

// mostReturnLocal is how long the part of the address before the @ may be. To it a plus and a token of 50 letters are
// added, and RFC 5321 section 4.5.3.1.1 allows 64 octets in all.
const mostReturnLocal = 13

// defaultFolder is the one that every IMAP server has (RFC 9051 section 5.1).
const defaultFolder = "INBOX"

func bouncesKeys(env func(string) string) []strict.Key[bounces] {
	return []strict.Key[bounces]{
		strict.Field("address", strict.At(forms.Sender()), func(d *bounces, a strict.Located[mail.Address]) { d.address = a },
			"The address that undeliverable mail comes back to, such as bounces@paper.example. A plus and a token of each reader's own are added before the @.").Needed(),
		strict.Field("maildir", strict.At(forms.Path()), func(d *bounces, s strict.Located[string]) { d.maildir = &s },
			"A maildir to read it from: a folder that has new, cur and tmp in it."),
		strict.Field("imap", strict.At(strict.Mapping(nounIMAP, imapKeys(env))), func(d *bounces, i strict.Located[imap]) { d.imap = &i },
			"A mailbox on a server to read it from. All that is new in it is marked as seen, or moved away."),
	}
}

func imapKeys(env func(string) string) []strict.Key[imap] {
	return []strict.Key[imap]{
		strict.Field("host", strict.Text(), func(d *imap, s string) { d.Host = s }, "Name of the IMAP server.").Needed(),
		strict.Field("port", strict.Int(1, 65535), func(d *imap, n int) { d.Port = n },
			"993 for TLS from the start, 143 for STARTTLS. Without it, what `tls` asks for."),
		strict.Field("user", strict.Text(), func(d *imap, s string) { d.User = s }, "Name to log in with.").Needed(),
		strict.Field("password", strict.At(secret.Shape(env)), func(d *imap, s strict.Located[secret.Secret]) { d.password = s },
			"Password to log in with, such as {env: IMAP_PASSWORD}.").Needed(),
		strict.Field("tls", strict.OneOf(StartTLS, ImplicitTLS, PlainText), func(d *imap, m TLSMode) { d.TLS = m },
			"implicit is TLS from the start; starttls is insisted on; none is plain text. Without it: starttls on port 143, none on this machine, else implicit."),
		strict.Field("folder", strict.Text(), func(d *imap, s string) { d.Folder = s }, "The folder to read.").OrElse(defaultFolder),
		strict.Field("move_to", strict.Text(), func(d *imap, s string) { d.MoveTo = s },
			"A folder that what was read is moved into, such as Trash. Without it, it stays, marked as seen."),
	}
}

// The ports of IMAP (RFC 9051 section 2.1, RFC 8314 section 3.2).
const (
	imapPort  = 143
	imapsPort = 993
)

// buildBounces makes the way back of mail that cannot be delivered.
func (b *builder) buildBounces() {
	if b.bounces == nil || !b.bounces.Sound {
		return
	}
	d := b.bounces.Is
	address := d.address.Is.Address
	b.out.Bounces.Address = address
	local, domain := address[:strings.LastIndexByte(address, '@')], domainOf(address)
	switch {
	case len(local) > mostReturnLocal:
		d.address.At.Fail(fmt.Sprintf("%q is too long before the @", address),
			fmt.Sprintf("use at most %d letters, such as bounces@%s: a token is added to them, and 64 are allowed in all", mostReturnLocal, domain))
	case strings.ContainsFunc(local, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`+"\\<>@`, r) }):
		d.address.At.Fail(fmt.Sprintf("nothing can be added to %q", local), "use letters and digits before the @, such as bounces@"+domain)
	}
	if from := domainOf(b.out.From); from != "" && !aligned(from, domain) {
		d.address.At.Warn(fmt.Sprintf("mail from %s comes back to %s, which DMARC does not count for SPF", from, domain),
			"use an address at the domain of the sender, or below it")
	}
	if d.maildir != nil && d.imap != nil {
		d.imap.At.Fail("`maildir` and `imap` are two places to read one mailbox from", "keep one of them")
	}
	if d.maildir != nil {
		b.out.Bounces.Maildir = d.maildir.At.File().Abs(d.maildir.Is)
	}
	if d.imap != nil && d.imap.Sound {
		b.out.Bounces.IMAP = imapOf(d.imap.Is)
		secret.WarnExposed(d.imap.Is.password.At, d.imap.Is.password.Is)
	}
}

func imapOf(d imap) IMAP {
	i := d.IMAP
	i.Password = d.password.Is
	i.Folder = cmp.Or(i.Folder, defaultFolder)
	if i.TLS == "" {
		switch {
		case forms.IsLoopback(i.Host) && i.Port != imapsPort:
			i.TLS = PlainText
		case i.Port == imapPort:
			i.TLS = StartTLS
		default:
			i.TLS = ImplicitTLS
		}
	}
	if i.Port == 0 {
		i.Port = imapPort
		if i.TLS == ImplicitTLS {
			i.Port = imapsPort
		}
	}
	return i
}
