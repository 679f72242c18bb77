package mail

import (
	"tidings/digest"
	"tidings/digest/mail/dkim"
)

// composer writes messages, one after another. What the readers of one rendering share is kept from message to message:
// they come grouped by rendering.
type composer struct {
	dkim    *dkim.Signer // nil: nothing is signed here
	last    string       // ID of the rendering in encoded
	encoded *Encoded
	head    letterhead
	header  []byte // of the message composed last, unsigned
}

// appendHead writes the signatures and the header of a message to an address and the blank line after them, and sees to it that its
// rendering is in encoded. token is what takes the place of digest.ReaderToken in the body. An error is about our keys, and so
// about every message.
func (c *composer) appendHead(out []byte, m digest.Message, to string) (head []byte, token string, err error) {
	if c.encoded == nil || c.last != m.Rendering.ID {
		c.encoded, c.last = Encode(*m.Rendering), m.Rendering.ID
	}
	if token = m.Token; token == "" {
		token = digest.ReaderToken
	}
	c.header = c.head.append(c.header[:0], m, to, c.encoded)
	if c.dkim != nil {
		if out, err = c.dkim.AppendSignatures(out, c.header, c.encoded.hash(token), m.Date); err != nil {
			return out, token, err
		}
	}
	return append(append(out, c.header...), "\r\n"...), token, nil
}

// Letter is a message for whoever takes it whole: signed as over SMTP, lines ended by CRLF, no dots doubled.
type Letter struct {
	From, To string // of the envelope, domains in ASCII
	Text     []byte // good until the next letter is composed
}

// Letters composes messages for ways out that are no SMTP server. It is not safe for use by several goroutines.
type Letters struct {
	composer
	text []byte
}

// NewLetters signs with s; nil: nothing is signed here.
func NewLetters(s *dkim.Signer) *Letters { return &Letters{composer: composer{dkim: s}} }

// Compose makes the letter of a message. When none can be made refused says why, as a mail server's answer would: Failed for
// an address that is none, Deferred and Halt for keys that are no good.
func (l *Letters) Compose(m digest.Message) (letter Letter, refused *digest.Outcome) {
	env, err := l.head.envelope(m)
	if err != nil {
		return Letter{}, &digest.Outcome{State: digest.Failed, Reply: err.Error(), Stage: digest.StageRcpt}
	}
	head, token, err := l.appendHead(l.text[:0], m, env.to)
	if err != nil {
		return Letter{}, &digest.Outcome{State: digest.Deferred, Halt: true, Reply: err.Error(), Stage: digest.StageConnect}
	}
	l.text = l.encoded.appendPlain(head, token)
	return Letter{From: env.from, To: env.to, Text: l.text}, nil
}

// appendPlain writes the body for one reader as it is meant, without the dots that the wire doubles.
func (e *Encoded) appendPlain(out []byte, token string) []byte {
	for _, c := range e.chunks {
		out = append(out, c.plain...)
		if c.token {
			out = append(out, token...)
		}
		if len(c.raw) > 0 {
			out = c.appendRaw(out, token)
		}
	}
	return out
}
