package inbox

import (
	"bytes"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

// letter is a mail taken apart for people to look at.
type letter struct {
	From, To, Subject, Date string
	Reader                  string  // whom it is to, as a list of mails names people: the name, else the address
	Fields                  []field // every header, in order, decoded
	HTML, Text              string  // empty: there is no such part
	Problem                 string  // why it could not be read to its end; empty: it could
}

type field struct{ Name, Value string }

// readLetter takes a mail apart. It never fails: what cannot be read is named in Problem, and the source is there for
// the rest.
func readLetter(m Mail) letter {
	l := letter{From: m.From, To: strings.Join(m.To, ", ")}
	l.Reader = l.To
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
	mh := mail.Header{Header: h}
	l.From, _ = people(mh, "From", named("From", l.From))
	l.To, l.Reader = people(mh, "To", named("To", l.To))
	l.Subject, l.Date = named("Subject", "(no subject)"), named("Date", "")
	if when, err := mh.Date(); err == nil && !when.IsZero() {
		l.Date = when.Format("Mon 2 January, 15:04 -0700")
	}
}

// people are those of one header as people write them, "Ana <ana@example.org>", and by their names alone. What is no
// list of addresses is shown as it is.
func people(h mail.Header, key, otherwise string) (whole, names string) {
	list, err := h.AddressList(key)
	if err != nil || len(list) == 0 {
		return otherwise, otherwise
	}
	var long, short []string
	for _, a := range list {
		if a.Name == "" {
			long, short = append(long, a.Address), append(short, a.Address)
			continue
		}
		long, short = append(long, a.Name+" <"+a.Address+">"), append(short, a.Name)
	}
	return strings.Join(long, ", "), strings.Join(short, ", ")
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

// preheader is the line that a mail hides above its text, for lists to show after the subject.
var preheader = regexp.MustCompile(`(?s)<body[^>]*>\s*<div[^>]*display:\s*none[^>]*>([^<]*)<`)

// preview is what a list of mails shows below the subject: the preheader, else the beginning of the text.
func (l letter) preview() string {
	const length = 140 // two lines of the list
	shown, line := l.Text, ""
	if hidden := preheader.FindStringSubmatch(l.HTML); hidden != nil {
		shown = strings.Map(visible, html.UnescapeString(hidden[1]))
	}
	for _, w := range strings.Fields(shown) {
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

// visible drops what a preheader is filled up with: joiners that have no width.
func visible(r rune) rune {
	if r == '\u034f' || r == '\u200c' || r == '\u00ad' {
		return -1
	}
	return r
}
