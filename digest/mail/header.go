package mail

import (
	"cmp"
	"fmt"
	"mime"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"

	"tidings/digest"
)

// envelope is the sender and the recipient as the SMTP commands name them, domains in ASCII. SMTPUTF8 (RFC 6531) is needed
// where letters outside ASCII stand before the @ of an address, in it or in the header.
type envelope struct {
	from, to string
	utf8     bool
	ours     bool // an address of the sender's has them, and not the reader's alone
}

func (h *letterhead) envelope(m digest.Message) (e envelope, err error) {
	sender := h.sender.of(m.From, bareAddress)
	if sender == "" {
		return envelope{}, fmt.Errorf("the sender %q is not an address", m.From)
	}
	if e.from, err = wireAddress(cmp.Or(m.ReturnPath, sender)); err != nil {
		return envelope{}, err
	}
	if e.to, err = wireAddress(m.To); err != nil {
		return envelope{}, err
	}
	e.ours = !isASCII(e.from) || !isASCII(localPart(sender)) || !isASCII(localPart(h.answers.of(m.ReplyTo, bareAddress)))
	e.utf8 = e.ours || !isASCII(e.to)
	return e, nil
}

// bareAddress is the address of a mailbox; empty when there is none.
func bareAddress(mailbox string) string {
	a, err := netmail.ParseAddress(mailbox)
	if err != nil {
		return ""
	}
	return a.Address
}

// untaken is the end of a message whose addresses a server without SMTPUTF8 does not take. The reader's concerns the reader
// alone; ours would fail everybody.
func (e envelope) untaken() digest.Outcome {
	const why = "has letters outside ASCII before the @, which this mail server does not take (SMTPUTF8)"
	if e.ours {
		return digest.Outcome{State: digest.Deferred, Halt: true, Stage: digest.StageMail, Reply: "the sender's address " + why}
	}
	return digest.Outcome{State: digest.Failed, Stage: digest.StageRcpt, Reply: "the address " + why}
}

func localPart(address string) string { return address[:max(0, strings.LastIndexByte(address, '@'))] }

// wireAddress makes the domain ASCII (RFC 5891) and refuses what could end the command early.
func wireAddress(address string) (string, error) {
	parsed, err := netmail.ParseAddress("<" + address + ">")
	if err != nil {
		return "", fmt.Errorf("%q is not an address: %w", address, err)
	}
	at := strings.LastIndexByte(parsed.Address, '@')
	local, domain := parsed.Address[:at], parsed.Address[at+1:]
	if strings.ContainsFunc(parsed.Address, unicode.IsControl) || strings.ContainsAny(local, "<> \"\\") {
		return "", fmt.Errorf("%q has characters that cannot be sent safely", address)
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", fmt.Errorf("the domain of %q: %w", address, err)
	}
	if len(local)+1+len(ascii) > 254 { // RFC 5321 section 4.5.3.1.3, with the brackets taken off
		return "", fmt.Errorf("%q is longer than an address may be", address)
	}
	return local + "@" + ascii, nil
}

// letterhead makes headers. It remembers what it made of the last message's values: many are the same in the next one.
type letterhead struct {
	sender, answers, from, replyTo, subject, listID memo
}

// memo is a value and what was made of it.
type memo struct{ value, made string }

// of is what make makes of a value; of the empty one nothing.
func (m *memo) of(value string, make func(string) string) string {
	if m.value != value {
		m.value, m.made = value, make(value)
	}
	return m.made
}

// append writes the header block of a message to an address, without the blank line after it. Every value is made safe here:
// no field of a message can begin another.
func (h *letterhead) append(out []byte, m digest.Message, to string, e *Encoded) []byte {
	field := func(name, value string) {
		if value != "" {
			out = append(append(append(append(out, name...), ": "...), value...), "\r\n"...)
		}
	}
	field("Date", m.Date.Format(time.RFC1123Z))
	field("Message-ID", "<"+plain(m.ID)+">")
	field("From", h.from.of(m.From, mailbox))
	field("Reply-To", h.replyTo.of(m.ReplyTo, mailbox))
	field("To", fold((&netmail.Address{Name: plain(m.ToName), Address: to}).String()))
	field("Subject", h.subject.of(m.Rendering.Subject, words))
	field("List-Id", h.listID.of(m.ListID, listID))
	field("List-Archive", unsubscribe([]string{m.Archive}))
	if links := unsubscribe(m.Unsubscribe); links != "" {
		field("List-Unsubscribe", links)
		if m.OneClick {
			field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		}
	}
	field("Auto-Submitted", "auto-generated") // RFC 3834 section 5: vacation programs do not answer
	field("Precedence", "bulk")
	field("X-Auto-Response-Suppress", "All")
	field("Feedback-ID", plain(m.Feedback))
	field("MIME-Version", "1.0")
	field("Content-Type", e.contentType)
	field("Content-Transfer-Encoding", e.encoding)
	return out
}

// mailbox is an address with its display name, encoded (RFC 5322 section 3.4, RFC 2047).
func mailbox(address string) string {
	parsed, err := netmail.ParseAddress(address)
	if err != nil {
		return "<" + plain(address) + ">"
	}
	if wire, err := wireAddress(parsed.Address); err == nil {
		parsed.Address = wire
	}
	return fold(parsed.String())
}

// listID keeps the phrase of a List-Id readable and its identifier bare (RFC 2919 section 3).
func listID(id string) string {
	title, bare, ok := strings.Cut(plain(id), "<")
	if !ok {
		return plain(id)
	}
	title = strings.TrimSpace(title)
	if title == "" {
		return "<" + bare
	}
	name := (&netmail.Address{Name: title, Address: "x@x"}).String() // quotes or encodes the phrase
	return fold(strings.TrimSuffix(name, "<x@x>") + "<" + bare)
}

// unsubscribe is the value of List-Unsubscribe (RFC 2369 section 3.2). It is not folded: relays that unfold and fold again
// have broken signatures over it. What is no address of printable ASCII is left out.
func unsubscribe(links []string) string {
	var all []string
	for _, link := range links {
		if link != "" && !strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' || r == '>' || r == ',' }) {
			all = append(all, "<"+link+">")
		}
	}
	return strings.Join(all, ", ")
}

// words encodes unstructured text (RFC 2047) and folds it.
func words(s string) string { return fold(mime.QEncoding.Encode("utf-8", plain(s))) }

// fold breaks a value between its words so that lines stay under 78 characters where they can. Encoded words must not
// share a longer line (RFC 2047 section 2).
func fold(value string) string {
	var b strings.Builder
	line := len("Message-ID: ") // no field that is folded has a longer name
	for i, word := range strings.Split(value, " ") {
		if i > 0 {
			if line+1+len(word) > 76 {
				b.WriteString("\r\n")
				line = 0
			}
			b.WriteByte(' ')
			line++
		}
		b.WriteString(word)
		line += len(word)
	}
	return b.String()
}

// longest is how many characters a value keeps: no mail program shows more, and a word of that length still fits a
// line of 998 bytes (RFC 5322 section 2.1.1) when each character takes three.
const longest = 250

// plain makes a header value one line without control characters, at most longest characters long.
func plain(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "")))
	if n := []rune(s); len(n) > longest {
		return string(n[:longest-1]) + "…"
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
