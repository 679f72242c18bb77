// Package jsonfeed turns the bytes of a JSON Feed (jsonfeed.org, versions 1 and 1.1), however damaged, into what gofeed makes of
// the parts that are whole.
package jsonfeed

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	fields "github.com/mmcdole/gofeed/json"

	"tidings/digest"
	"tidings/digest/feed/dates"
)

// Limits bounds what is taken from one document. All are required.
type Limits struct {
	Articles int // the newest this many are kept
	Content  int // bytes of one member of the feed; an article may have twice as many
}

// Document is what was read.
type Document struct {
	*fields.Feed
	Over     int      // articles left out because there were too many
	Warnings []string // what was wrong with it, in words for the feed's owner
}

// Read reads a document. The error is a *digest.ParseError: it is no JSON Feed, or nothing of it could be read.
func Read(doc []byte, limits Limits) (Document, error) {
	d := document{limits: limits, members: map[string]json.RawMessage{}}
	if err := d.split(doc); err != nil {
		return Document{}, err
	}
	d.prune()
	feed, err := d.parse()
	if err != nil {
		// One member of a wrong type fails a whole feed: leave out the items that have one.
		all := len(d.items)
		d.items = slices.DeleteFunc(d.items, func(raw json.RawMessage) bool { return json.Unmarshal(raw, &fields.Item{}) != nil })
		d.warn("%s could not be read: %v", articles(all-len(d.items)), err)
		if feed, err = d.parse(); err != nil {
			return Document{}, &digest.ParseError{Kind: digest.ParseBroken, Err: err}
		}
	}
	return Document{Feed: feed, Over: d.over, Warnings: d.warnings}, nil
}

// document is a JSON Feed taken apart, so that a part that is damaged costs only itself.
type document struct {
	limits   Limits
	members  map[string]json.RawMessage // of the feed, those that are read
	items    []json.RawMessage
	over     int // items left out because there were too many
	warnings []string
}

var members = map[string]bool{
	"version": true, "title": true, "home_page_url": true, "description": true, "icon": true, "favicon": true,
	"language": true, "author": true, "authors": true,
}

func (d *document) warn(format string, args ...any) {
	d.warnings = append(d.warnings, fmt.Sprintf(format, args...))
}

func articles(n int) string {
	if n == 1 {
		return "1 article"
	}
	return fmt.Sprintf("%d articles", n)
}

// split takes the document apart, up to its end or to where it is damaged.
func (d *document) split(doc []byte) error {
	err := d.read(json.NewDecoder(bytes.NewReader(doc)))
	var version string
	_ = json.Unmarshal(d.members["version"], &version)
	switch {
	case d.items == nil && !strings.Contains(version, "jsonfeed.org"):
		return &digest.ParseError{Kind: digest.ParseNotFeed, Err: err}
	case err != nil && len(d.items) == 0:
		return &digest.ParseError{Kind: digest.ParseBroken, Err: err}
	case err != nil:
		d.warn("the document breaks off or is damaged after %s", articles(d.over+len(d.items)))
	}
	return nil
}

func (d *document) read(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if name == "items" && d.items == nil {
			if err := d.readItems(dec); err != nil {
				return err
			}
			continue
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		if members[name] && len(value) <= d.limits.Content {
			d.members[name] = value
		}
	}
	_, err := dec.Token()
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (d *document) readItems(dec *json.Decoder) error {
	begin, err := dec.Token()
	if err != nil {
		return err
	}
	if begin != json.Delim('[') {
		return errors.New("items is no array")
	}
	d.items = []json.RawMessage{}
	for dec.More() {
		var item json.RawMessage
		switch err := dec.Decode(&item); {
		case err != nil:
			return err
		case len(item) == 0 || item[0] != '{':
			continue
		case len(item) > 2*d.limits.Content:
			d.warn("an article of %d bytes was left out", len(item))
			continue
		}
		if d.items = append(d.items, item); len(d.items) >= 2*d.limits.Articles {
			d.prune()
		}
	}
	_, err = dec.Token()
	return err
}

// prune keeps the newest items, in the order of the document, as an outline does.
func (d *document) prune() {
	limit := d.limits.Articles
	if len(d.items) <= limit {
		return
	}
	written := make([]time.Time, len(d.items))
	order := make([]int, len(d.items))
	for i, raw := range d.items {
		var item struct {
			Published string `json:"date_published"`
			Modified  string `json:"date_modified"`
		}
		_ = json.Unmarshal(raw, &item) // an item without a date is older than others
		written[i], _ = dates.Parse(cmp.Or(item.Published, item.Modified))
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return written[b].Compare(written[a]) })
	order = order[:limit]
	slices.Sort(order)
	kept := make([]json.RawMessage, 0, 2*limit)
	for _, i := range order {
		kept = append(kept, d.items[i])
	}
	d.over += len(d.items) - limit
	d.items = kept
}

func (d *document) parse() (*fields.Feed, error) {
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true
	parsed, err := parser.Parse(bytes.NewReader(d.join()))
	if err != nil {
		return nil, err
	}
	feed, ok := parsed.OriginalFeed().(*fields.Feed)
	if !ok {
		return nil, gofeed.ErrFeedTypeNotDetected
	}
	return feed, nil
}

// join puts the document together again.
func (d *document) join() []byte {
	doc := bytes.NewBufferString(`{"items":[`)
	for i, item := range d.items {
		if i > 0 {
			doc.WriteByte(',')
		}
		doc.Write(item)
	}
	doc.WriteByte(']')
	for name, value := range d.members {
		doc.WriteByte(',')
		key, _ := json.Marshal(name) // a string can be encoded
		doc.Write(append(key, ':'))
		doc.Write(value)
	}
	doc.WriteByte('}')
	return doc.Bytes()
}
