package feed

import (
	"cmp"
	"html"
	"net/url"
	"strconv"
	"strings"
	"time"

	fields "github.com/mmcdole/gofeed/json"

	"tidings/digest"
	"tidings/digest/feed/content"
	"tidings/digest/feed/jsonfeed"
	"tidings/digest/sanitize"
)

func parseJSON(doc []byte, base *url.URL, limits Limits) (digest.Channel, error) {
	read, err := jsonfeed.Read(doc, jsonfeed.Limits{Articles: limits.Articles, Content: limits.Content})
	if err != nil {
		return digest.Channel{}, err
	}
	c := jsonReader{base: base, date: limits.date, clean: new(sanitize.Cleaner)}.channel(read.Feed)
	c.Warnings = append(warnings(read.Warnings, read.Over, len(read.Items)), c.Warnings...)
	return c, nil
}

// jsonReader makes articles of what gofeed read from a JSON Feed.
type jsonReader struct {
	base  *url.URL
	date  func(written ...string) time.Time
	clean *sanitize.Cleaner
}

func (r jsonReader) channel(f *fields.Feed) digest.Channel {
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

func (r jsonReader) article(item *fields.Item) digest.Article {
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
	a.Summary, _ = content.Text{Value: item.Summary, Plain: true, Clean: r.clean}.Summary()
	if item.Attachments != nil {
		for _, file := range *item.Attachments {
			a.Enclosures = enclose(a.Enclosures, sanitize.URL(file.URL, r.base), file.MimeType, strconv.FormatInt(file.SizeInBytes, 10))
		}
	}
	body := content.Text{Value: item.ContentHTML, Base: r.base, Clean: r.clean}
	if body.Value == "" {
		body = content.Text{Value: item.ContentText, Plain: true, Clean: r.clean}
	}
	a.Content = body.HTML()
	a.Image = cmp.Or(a.Image, enclosedImage(a.Enclosures), firstImage(a.Content))
	return a
}

func jsonNames(authors []*fields.Author, author *fields.Author) []string {
	var all []string
	for _, a := range append(authors, author) {
		if a != nil {
			all = append(all, content.Name(a.Name))
		}
	}
	return unique(all)
}
