package inbox

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

// letter is a mail taken apart for people to look at.
type letter struct {
	From, To, Subject, Date string
	Fields                  []field // every header, in order, decoded
	HTML, Text              string  // empty: there is no such part
	Problem                 string  // why it could not be read to its end; empty: it could
}

type field struct{ Name, Value string }

// readLetter takes a mail apart. It never fails: what cannot be read is named in Problem, and the source is there for
// the rest.
func readLetter(m Mail) letter {
	l := letter{From: m.From, To: strings.Join(m.To, ", ")}
	entity, err := message.Read(bytes.NewReader(m.Raw))
	if entity == nil {
		l.Problem = err.Error()
		return l
	}
	l.readHeader(entity.Header)
	err = entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			return err
		}
		return l.readPart(part)
	})
	if err != nil {
		l.Problem = err.Error()
	}
	return l
}

func (l *letter) readHeader(h message.Header) {
	for f := h.Fields(); f.Next(); {
		value, err := f.Text()
		if err != nil {
			value = f.Value()
		}
		name := f.Key()
		if raw, err := f.Raw(); err == nil {
			name, _, _ = strings.Cut(string(raw), ":") // as it was written
		}
		l.Fields = append(l.Fields, field{name, value})
	}
	named := func(key, otherwise string) string {
		if value, err := h.Text(key); err == nil && value != "" {
			return value
		}
		return otherwise
	}
	l.From, l.To = named("From", l.From), named("To", l.To)
	l.Subject, l.Date = named("Subject", "(no subject)"), named("Date", "")
	mh := mail.Header{Header: h}
	if when, err := mh.Date(); err == nil && !when.IsZero() {
		l.Date = when.Format("Mon 2 January, 15:04 -0700")
	}
}

// readPart keeps the first HTML part and the first text part that are not attachments.
func (l *letter) readPart(part *message.Entity) error {
	kind, _, err := part.Header.ContentType()
	if err != nil {
		kind = "text/plain" // RFC 2045 section 5.2: what names no type is plain text
	}
	disposition, _, err := part.Header.ContentDisposition()
	if err == nil && disposition == "attachment" {
		return nil
	}
	var into *string
	switch {
	case kind == "text/html" && l.HTML == "":
		into = &l.HTML
	case kind == "text/plain" && l.Text == "":
		into = &l.Text
	default:
		return nil
	}
	body, err := io.ReadAll(part.Body)
	*into = strings.ReplaceAll(string(body), "\r\n", "\n")
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the message breaks off")
	}
	return err
}

// preview is the beginning of the text, for the list.
func (l letter) preview() string {
	const length = 140 // two lines of the list
	line := ""
	for _, w := range strings.Fields(l.Text) {
		if strings.Trim(w, "-=_*~") == "" {
			continue // a rule under a heading
		}
		if len(line)+len(w) > length {
			return line + " …"
		}
		line = strings.TrimSpace(line + " " + w)
	}
	return line
}
