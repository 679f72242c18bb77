// Package bounces turns a message that came to the return path into what it says: that a mail was not delivered and why,
// that a reader complained, that somebody is out of the office, or nothing that we know.
//
// It reads delivery reports (RFC 3464, and RFC 6533 for addresses beyond ASCII), complaints (RFC 5965), and the plain texts
// of qmail and of old Exim. What a message says is not to be believed by itself: anybody can write one. Where it was sent
// to is among the addresses of a report, and a token in one of them shows that it answers a mail of ours.
package bounces

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-message"

	"tidings/digest"
)

// Kind is what a message is. The kinds of digest.BounceKind are among them.
type Kind string

// The kinds.
const (
	Hard           = Kind(digest.BounceHard)
	Soft           = Kind(digest.BounceSoft)
	Policy         = Kind(digest.BouncePolicy)
	Complaint      = Kind(digest.BounceComplaint)
	Notice    Kind = "notice"    // of a delay, or of success: nothing was lost
	Automatic Kind = "automatic" // out of the office, or another answer that no person wrote (RFC 3834)
	Unknown   Kind = "unknown"   // nothing that we can read
)

// Counts says whether a message of this kind is held against the address of a reader.
func (k Kind) Counts() bool { return slices.Contains([]Kind{Hard, Soft, Policy, Complaint}, k) }

// Report is what a message says.
type Report struct {
	Kind      Kind
	Status    string   // RFC 3463 code such as "5.1.1"; empty when none is given
	Words     string   // of the server, on one line
	Addresses []string // where it was sent to, and whom what it returns came from: one of them is the return path
	Subject   string   // as it stands in the header
	Unasked   bool     // an Automatic message that answers none: what mail programs write when their user presses a button
}

// The bounds of what is read. A report returns a mail at most, and ours have 100 KB; what is beyond a bound is not read.
const (
	MaxBytes = 1 << 20
	maxParts = 64
	maxDepth = 5 // a report within what a gateway or a list wraps round it
	maxPart  = 128 << 10
	maxWords = 500
	maxFound = 32 // addresses
)

// Read says what a message is. to is the address that it was delivered to, where that is known from elsewhere. It takes any
// bytes: what is broken is read as far as it goes.
func Read(raw []byte, to string) Report {
	if len(raw) > MaxBytes {
		raw = raw[:MaxBytes]
	}
	r := &reading{}
	r.address(to)
	e, _ := message.ReadWithOptions(bytes.NewReader(raw), &message.ReadOptions{MaxHeaderBytes: MaxBytes})
	if e == nil { // the header is none
		return Report{Kind: Unknown, Addresses: r.found}
	}
	r.sentTo(e.Header)
	r.walk(e, 0)
	report := r.judge(e.Header)
	report.Addresses, report.Subject = r.found, oneLine(e.Header.Get("Subject"))
	return report
}

// reading is what has been read of a message so far.
type reading struct {
	parts      int
	recipients []fields // of delivery reports
	complaint  fields   // nil: there is none
	text       string   // the first that people read
	found      []string
}

// deliveredTo are the headers in which servers say where they delivered to, and the sender's own.
var deliveredTo = []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To"}

func (r *reading) sentTo(h message.Header) {
	for _, name := range deliveredTo {
		for _, value := range h.Values(name) {
			r.address(value)
		}
	}
}

// address keeps what looks like the addresses in a header: the words with an @ in them.
func (r *reading) address(value string) {
	for _, word := range strings.FieldsFunc(value, func(c rune) bool { return strings.ContainsRune("<>,;:\"()[] \t\r\n", c) }) {
		if strings.Contains(word, "@") && len(word) <= 254 && len(r.found) < maxFound && !slices.Contains(r.found, word) {
			r.found = append(r.found, word)
		}
	}
}

// walk reads the parts of a message that matter.
func (r *reading) walk(e *message.Entity, depth int) {
	if r.parts++; r.parts > maxParts || depth > maxDepth {
		return
	}
	if parts := e.MultipartReader(); parts != nil {
		for r.parts <= maxParts {
			part, _ := parts.NextPart() // an unknown encoding or charset leaves the part as it is
			if part == nil {
				return
			}
			r.walk(part, depth+1)
		}
		return
	}
	kind, _, _ := e.Header.ContentType()
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		for _, block := range blocks(body(e)) {
			if block["action"] != "" || block["status"] != "" {
				r.recipients = append(r.recipients, block)
			}
		}
	case "message/feedback-report":
		r.complaint = fields{}
		for _, block := range blocks(body(e)) {
			r.complaint = block
			break
		}
		r.address(r.complaint["original-mail-from"])
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
		for _, block := range blocks(body(e)) {
			r.address(block["return-path"])
			break // the header; what follows is the mail's body
		}
	case "text/plain", "":
		if r.text == "" {
			r.text = body(e)
		}
	}
}

// body is the beginning of a part; what cannot be decoded ends it.
func body(e *message.Entity) string {
	text, _ := io.ReadAll(io.LimitReader(e.Body, maxPart))
	return string(text)
}

// judge makes the report. What a machine wrote about a delivery is looked for first: vacation programs and reports alike
// say that they are automatic.
func (r *reading) judge(h message.Header) Report {
	switch {
	case r.complaint != nil:
		return ofComplaint(r.complaint)
	case len(r.recipients) > 0:
		return ofRecipients(r.recipients)
	}
	if report, ok := ofOldServer(h, r.text); ok {
		return report
	}
	if answers(h) {
		return Report{Kind: Automatic}
	}
	if s := submitted(h); s != "" && s != "no" {
		return Report{Kind: Automatic, Unasked: s == "auto-generated"}
	}
	return Report{Kind: Unknown}
}

// submitted is what a message says of who wrote it (RFC 3834 section 5).
func submitted(h message.Header) string {
	s, _, _ := strings.Cut(h.Get("Auto-Submitted"), ";")
	return strings.ToLower(strings.TrimSpace(s))
}

// answers says whether a message was written by a program in answer to one of ours, by its header or by those of before there
// was one for it.
func answers(h message.Header) bool {
	if submitted(h) == "auto-replied" {
		return true
	}
	if h.Has("X-Autoreply") || h.Has("X-Autorespond") || h.Has("X-Autoresponder") {
		return true
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "auto_reply", "auto-reply":
		return true
	}
	return strings.TrimSpace(h.Get("Return-Path")) == "<>" // a message to which nobody may answer was written by a program
}
