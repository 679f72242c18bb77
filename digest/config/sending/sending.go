// Package sending turns what the files say of mail into how it leaves, how it is signed, and where what cannot be
// delivered comes back to.
package sending

import (
	"time"

	"tidings/digest/config/secret"
)

// Mail is how mail leaves, is signed and comes back, with every default filled in.
type Mail struct {
	SMTP     SMTP
	From     string // RFC 5322 mailbox: delivery.from, else made of the SMTP user; empty only when nothing can be sent
	Delivery Delivery
	DKIM     DKIM
	Bounces  Bounces
}

// Sends says whether there is a way for mail to leave: one of smtp, delivery.sendmail and delivery.folder.
func (m Mail) Sends() bool {
	return m.SMTP.Host != "" || m.Delivery.Sendmail != "" || m.Delivery.Folder != ""
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

// TLSMode says how the connection to the mail server is protected.
type TLSMode string

// The modes. What is not set follows from the port and the host: 465 is implicit TLS, this machine is plain, and
// everything else must offer STARTTLS.
const (
	StartTLS    TLSMode = "starttls"
	ImplicitTLS TLSMode = "implicit"
	PlainText   TLSMode = "none"
)
