// Package feed turns the bytes of RSS, Atom and JSON Feed documents into articles. It reads what is damaged as far as it
// goes, says what it had to repair, and holds its own against documents made to hurt: its time grows with the bytes it
// is given, its memory is a few times theirs, and no nesting can exhaust the stack.
//
// The steps: package charset makes UTF-8 of it; outline or jsonfeed repairs it, and reads what is whole; gofeed tells its fields
// apart; what is here makes articles of them (articles, json, images, links, identity). Texts go round gofeed, by content.
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/mmcdole/gofeed"

	"tidings/digest"
	"tidings/digest/charset"
	"tidings/digest/feed/dates"
	"tidings/digest/feed/outline"
)

// Limits bounds what is taken from one document. Zero values mean the defaults.
type Limits struct {
	Articles int // the newest this many are kept; default 1000
	Depth    int // elements nested deeper than this are an error; default 256
	Content  int // bytes of one text that are read; default 1 MB

	// Now is the time of the reading. A date more than a day after it is nonsense and counts as not said; the zero
	// time believes every date.
	Now time.Time
}

func (l Limits) withDefaults() Limits {
	set := func(n *int, standard int) {
		if *n <= 0 {
			*n = standard
		}
	}
	set(&l.Articles, 1000)
	set(&l.Depth, 256)
	set(&l.Content, 1<<20)
	return l
}

// date is the first of the texts that is a date and not in the future. Clocks and zones may be wrong by a day.
func (l Limits) date(texts ...string) time.Time {
	for _, s := range texts {
		if t, ok := dates.Parse(s); ok && (l.Now.IsZero() || !t.After(l.Now.Add(24*time.Hour))) {
			return t
		}
	}
	return time.Time{}
}

// Parse reads a feed. What had to be repaired is in the channel's Warnings and is no error; an error is a
// *digest.ParseError, and there is no channel then.
//
// Of the page it takes the body, the content type, and the addresses: what is relative in the document is resolved
// against its xml:base, else the Content-Location header, else the final URL (RFC 3986 section 5.1).
func Parse(page digest.Page, limits Limits) (digest.Channel, error) {
	limits = limits.withDefaults()
	text := charset.XML(page.Body, page.ContentType)
	var channel digest.Channel
	var err error
	if body := bytes.TrimSpace(text.Text); len(body) > 0 && body[0] == '{' {
		channel, err = parseJSON(body, baseOf(page), limits)
	} else {
		channel, err = parseXML(text.Text, baseOf(page), limits)
	}
	if err != nil {
		var parse *digest.ParseError
		if errors.As(err, &parse) && parse.URL == "" {
			parse.URL = page.URL
		}
		return digest.Channel{}, err
	}
	if text.Warning != "" {
		channel.Warnings = append([]string{text.Warning}, channel.Warnings...)
	}
	return channel, nil
}

func parseXML(doc []byte, base *url.URL, limits Limits) (digest.Channel, error) {
	drawn, err := outline.Draw(doc, base, outline.Limits{Articles: limits.Articles, Depth: limits.Depth, Content: limits.Content})
	if err != nil {
		return digest.Channel{}, err
	}
	// The marks stand for the texts, so there is no HTML for gofeed to find pictures in.
	parser := gofeed.NewParser()
	parser.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	parsed, err := parser.Parse(bytes.NewReader(drawn.XML()))
	if err != nil {
		return digest.Channel{}, &digest.ParseError{Kind: digest.ParseBroken, Err: fmt.Errorf("outline: %w", err)}
	}
	channel := reader{texts: drawn, date: limits.date}.channel(parsed)
	if drawn.Broken() && len(channel.Articles) == 0 && channel.Title == "" {
		return digest.Channel{}, &digest.ParseError{Kind: digest.ParseBroken, Err: io.ErrUnexpectedEOF}
	}
	channel.Warnings = append(warnings(drawn.Warnings(), drawn.Over(), limits.Articles), channel.Warnings...)
	return channel, nil
}

// warnings are those about the document itself, and that articles were left out because there were too many.
func warnings(said []string, over, kept int) []string {
	if over > 0 {
		said = append(said, fmt.Sprintf("the document holds %d articles: the newest %d were read", over+kept, kept))
	}
	return said
}

// baseOf is the address that a document says it has.
func baseOf(page digest.Page) *url.URL {
	var base *url.URL
	for _, address := range []string{page.URL, page.FinalURL, page.ContentLocation} {
		u, err := url.Parse(address)
		if err != nil || address == "" {
			continue
		}
		if base != nil {
			u = base.ResolveReference(u)
		}
		if (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
			base = u
		}
	}
	return base
}
