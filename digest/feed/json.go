package feed

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	jsonfeed "github.com/mmcdole/gofeed/json"

	"tidings/digest"
	"tidings/digest/feed/dates"
	"tidings/digest/sanitize"
)

// parseJSON reads a JSON Feed (jsonfeed.org, versions 1 and 1.1).
func parseJSON(doc []byte, base *url.URL, limits Limits) (digest.Channel, error) {
	d := jsonDocument{limits: limits, members: map[string]json.RawMessage{}}
	if err := d.split(doc); err != nil {
		return digest.Channel{}, err
	}
	d.prune()
	feed, err := d.parse()
	if err != nil {
		// One member of a wrong type fails a whole feed: leave out the items that have one.
		all := len(d.items)
		d.items = slices.DeleteFunc(d.items, func(raw json.RawMessage) bool { return json.Unmarshal(raw, &jsonfeed.Item{}) != nil })
		d.warn("%s could not be read: %v", plural(all-len(d.items), "article", "articles"), err)
		if feed, err = d.parse(); err != nil {
			return digest.Channel{}, &digest.ParseError{Kind: digest.ParseBroken, Err: err}
		}
	}
	if d.over > 0 {
		d.warn("%s", tooMany(d.over, len(d.items)))
	}
	c := jsonReader{base: base, date: limits.date, clean: new(sanitize.Cleaner)}.channel(feed)
	c.Warnings = append(d.warnings, c.Warnings...)
	return c, nil
}

// jsonDocument is a JSON Feed taken apart, so that a part that is damaged costs only itself.
type jsonDocument struct {
	limits   Limits
	members  map[string]json.RawMessage // of the feed, those that are read
	items    []json.RawMessage
	over     int // items left out because there were too many
	warnings []string
}

var jsonMembers = map[string]bool{
	"version": true, "title": true, "home_page_url": true, "description": true, "icon": true, "favicon": true,
	"language": true, "author": true, "authors": true,
}

func (d *jsonDocument) warn(format string, args ...any) {
	d.warnings = append(d.warnings, fmt.Sprintf(format, args...))
}

// split takes the document apart, up to its end or to where it is damaged.
func (d *jsonDocument) split(doc []byte) error {
	err := d.read(json.NewDecoder(bytes.NewReader(doc)))
	var version string
	_ = json.Unmarshal(d.members["version"], &version)
	switch {
	case d.items == nil && !strings.Contains(version, "jsonfeed.org"):
		return &digest.ParseError{Kind: digest.ParseNotFeed, Err: err}
	case err != nil && len(d.items) == 0:
		return &digest.ParseError{Kind: digest.ParseBroken, Err: err}
	case err != nil:
		d.warn("the document breaks off or is damaged after %s", plural(d.over+len(d.items), "article", "articles"))
	}
	return nil
}

func (d *jsonDocument) read(dec *json.Decoder) error {
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
		if jsonMembers[name] && len(value) <= d.limits.Content {
			d.members[name] = value
		}
	}
	_, err := dec.Token()
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (d *jsonDocument) readItems(dec *json.Decoder) error {
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

// prune keeps the newest items, in the order of the document, as outline.prune does.
func (d *jsonDocument) prune() {
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

func (d *jsonDocument) parse() (*jsonfeed.Feed, error) {
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true
	parsed, err := parser.Parse(bytes.NewReader(d.join()))
	if err != nil {
		return nil, err
	}
	feed, ok := parsed.OriginalFeed().(*jsonfeed.Feed)
	if !ok {
		return nil, gofeed.ErrFeedTypeNotDetected
	}
	return feed, nil
}

// join puts the document together again.
func (d *jsonDocument) join() []byte {
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

// jsonReader makes articles of what gofeed read from a JSON Feed.
type jsonReader struct {
	base  *url.URL
	date  func(written ...string) time.Time
	clean *sanitize.Cleaner
}

func (r jsonReader) channel(f *jsonfeed.Feed) digest.Channel {
	c := digest.Channel{
		Title:       sanitize.Line(f.Title),
		Link:        sanitize.URL(f.HomePageURL, r.base),
		Description: sanitize.Text(html.EscapeString(f.Description)),
		Language:    language(f.Language),
		Image:       cmp.Or(sanitize.URL(f.Icon, r.base), sanitize.URL(f.Favicon, r.base)),
		Authors:     jsonNames(f.Authors, f.Author),
		Format:      "json",
	}
	if _, version, found := strings.Cut(f.Version, "jsonfeed.org/version/"); found {
		c.Format += " " + version
	}
	for _, item := range f.Items {
		if item == nil {
			continue
		}
		a := r.article(item)
		if a.Updated.After(c.Updated) {
			c.Updated = a.Updated
		}
		c.Articles = append(c.Articles, a)
	}
	finish(&c)
	return c
}

func (r jsonReader) article(item *jsonfeed.Item) digest.Article {
	a := digest.Article{
		GUID:       item.ID,
		URL:        untrack(cmp.Or(sanitize.URL(item.URL, r.base), sanitize.URL(item.ExternalURL, r.base))),
		Title:      sanitize.Line(item.Title),
		Authors:    jsonNames(item.Authors, item.Author),
		Categories: unique(item.Tags),
		Language:   language(item.Language),
		Image:      cmp.Or(sanitize.URL(item.Image, r.base), sanitize.URL(item.BannerImage, r.base)),
		Published:  r.date(item.DatePublished),
		Updated:    r.date(item.DateModified),
	}
	a.Summary, _ = content{value: item.Summary, plain: true, clean: r.clean}.summary()
	if item.Attachments != nil {
		for _, file := range *item.Attachments {
			a.Enclosures = enclose(a.Enclosures, sanitize.URL(file.URL, r.base), file.MimeType, strconv.FormatInt(file.SizeInBytes, 10))
		}
	}
	body := content{value: item.ContentHTML, base: r.base, clean: r.clean}
	if body.value == "" {
		body = content{value: item.ContentText, plain: true, clean: r.clean}
	}
	a.Content = body.html()
	a.Image = cmp.Or(a.Image, enclosedImage(a.Enclosures), firstImage(a.Content))
	return a
}

func jsonNames(authors []*jsonfeed.Author, author *jsonfeed.Author) []string {
	var all []string
	for _, a := range append(authors, author) {
		if a != nil {
			all = append(all, nameOf(a.Name))
		}
	}
	return unique(all)
}
