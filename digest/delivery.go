package digest

import (
	"net/mail"
	"strings"
	"time"
)

// Delivery is one row: this issue to this subscriber, and what became of it. It is unique on (edition, slot,
// subscriber), and for editions with one moment a day on (edition, date, subscriber).
type Delivery struct {
	ID         string // Key("delivery", issue, subscriber)
	Issue      string
	Edition    string
	Slot       Slot
	Once       string // the date or the slot: unique with edition and subscriber
	Subscriber string // Subscriber.Key
	To         string // the address as written
	Name       string
	Rendering  string
	Due        time.Time // not before this instant
	State      DeliveryState
	Attempts   int
	NextTry    time.Time
	Expires    time.Time // a deferred delivery fails after this; zero: never
	Code       int       // last SMTP reply code; 0 when there was none
	Enhanced   string    // its RFC 3463 code such as "5.1.1"; empty when not given
	Stage      Stage     // how far the dialogue came; empty before the first attempt
	Reply      string    // the server's last words, or ours about the connection
	MessageID  string    // without angle brackets; the same on every attempt
	Updated    time.Time
}

// DeliveryState is what became of a delivery.
type DeliveryState string

// The states of a delivery: pending → sending → sent | deferred | failed | uncertain | suppressed. Sending is durable
// before the server can have accepted the message.
const (
	Pending    DeliveryState = "pending"
	Sending    DeliveryState = "sending"
	Sent       DeliveryState = "sent"
	Deferred   DeliveryState = "deferred"
	Failed     DeliveryState = "failed"
	Uncertain  DeliveryState = "uncertain"
	Suppressed DeliveryState = "suppressed"
)

// Ended says that nothing more will be tried.
func (s DeliveryState) Ended() bool {
	return s == Sent || s == Failed || s == Uncertain || s == Suppressed
}

// Message is one mail to one reader: a rendering plus what is the reader's own.
type Message struct {
	Rendering  *Rendering // shared between readers; encoded once
	ID         string     // Message-ID without angle brackets
	Date       time.Time
	From       string // RFC 5322 mailbox
	ReturnPath string // address that the envelope names as the sender; empty: that of From
	ReplyTo    string // RFC 5322 mailbox, or empty
	To         string // address
	ToName     string
	Token      string // replaces ReaderToken; same length as ReaderToken
	ListID     string // "Title <id.domain>", RFC 2919
	Feedback   string // Feedback-ID, or empty

	Archive     string   // address for List-Archive (RFC 2369), or empty
	Unsubscribe []string // addresses for List-Unsubscribe (RFC 2369), best first
	OneClick    bool     // the first of them leaves on a POST (RFC 8058)
}

// Outcome is what the server, or the loss of it, said about one message.
type Outcome struct {
	State    DeliveryState // Sent, Deferred, Failed or Uncertain
	Code     int           // SMTP reply code; 0 when the connection and not the server spoke
	Enhanced string        // RFC 3463 code such as "5.1.1"; empty when not given
	Reply    string        // the server's words, or the error's
	Stage    Stage         // where it happened
	Halt     bool          // the relay refuses us, not this reader: stop the edition and tell the operator
}

// Stage is a step of the SMTP dialogue.
type Stage string

// The steps at which a message can end.
const (
	StageConnect Stage = "connect"
	StageAuth    Stage = "auth"
	StageMail    Stage = "mail"
	StageRcpt    Stage = "rcpt"
	StageData    Stage = "data"
	StageDot     Stage = "dot" // the final dot was sent
)

// DomainOf is the right side of a mailbox (RFC 5322 section 3.4): Message-IDs are made at the sender's. What is no mailbox is of
// this machine.
func DomainOf(mailbox string) string {
	if a, err := mail.ParseAddress(mailbox); err == nil {
		if _, domain, ok := strings.Cut(a.Address, "@"); ok {
			return domain
		}
	}
	return "localhost"
}
