package feed

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	extensions "github.com/mmcdole/gofeed/extensions"

	"tidings/digest"
	"tidings/digest/feed/outline"
)

const (
	// maxList bounds authors, categories and enclosures of one article.
	maxList = 32
	// maxGUID is the longest guid in bytes that is kept as it is.
	maxGUID = 2048
)

// reader makes articles of what gofeed found in an outline.
type reader struct {
	texts *outline.Outline
	date  func(written ...string) time.Time
}

func (r reader) channel(f *gofeed.Feed) digest.Channel {
	c := digest.Channel{
		Format:     r.texts.Format(),
		Title:      r.texts.Text(cmp.Or(f.Title, named(f.Extensions, "dc", "title"), named(f.Extensions, "atom", "title"))).Line(),
		Link:       f.Link,
		Language:   language(cmp.Or(f.Language, named(f.Extensions, "dc", "language"))),
		Updated:    r.date(f.Updated, named(f.Extensions, "dcterms", "modified"), f.Published, named(f.Extensions, "dc", "date")),
		Authors:    names(f.Authors, f.Extensions),
		Categories: unique(f.Categories),
		Copyright:  r.texts.Text(cmp.Or(f.Copyright, named(f.Extensions, "dc", "rights"), named(f.Extensions, "atom", "rights"))).Line(),
		Refresh:    refresh(f.Extensions),
	}
	about := cmp.Or(f.Description, named(f.Extensions, "dc", "description"), named(f.Extensions, "itunes", "summary"),
		named(f.Extensions, "itunes", "subtitle"))
	c.Description, _ = r.texts.Text(about).Summary()
	if f.Image != nil {
		c.Image = f.Image.URL
	}
	c.Articles = slices.Grow(c.Articles, len(f.Items))
	for _, item := range f.Items {
		c.Articles = append(c.Articles, r.article(item))
	}
	finish(&c)
	return c
}

func (r reader) article(item *gofeed.Item) digest.Article {
	x := item.Extensions
	a := digest.Article{
		GUID: r.texts.Text(cmp.Or(item.GUID, named(x, "atom", "id"))).Value,
		Title: r.texts.Text(cmp.Or(item.Title, named(x, "dc", "title"), named(x, "itunes", "title"), named(x, "atom", "title"),
			named(x, "media", "title"))).Line(),
		Authors:    names(item.Authors, x),
		Categories: unique(item.Categories),
		Language:   language(named(x, "dc", "language")),
		Published:  r.date(item.Published, named(x, "dcterms", "issued"), named(x, "dcterms", "created")),
		Updated:    r.date(item.Updated, named(x, "dcterms", "modified")),
	}
	for _, e := range item.Enclosures {
		a.Enclosures = enclose(a.Enclosures, e.URL, e.Type, e.Length)
	}
	a.URL = untrack(r.address(item, a.Enclosures))
	description := r.texts.Text(cmp.Or(item.Description, named(x, "media", "description"), named(x, "itunes", "subtitle")))
	if body := cmp.Or(item.Content, named(x, "content", "encoded")); body != "" {
		a.Summary, _ = description.Summary()
		a.Content = r.texts.Text(body).HTML()
	} else {
		a.Summary, a.Content = description.Told()
	}
	a.Image = image(item, a.Enclosures)
	if a.Image == "" || isPortrait(a.Image) {
		a.Image = cmp.Or(firstImage(a.Content), firstImage(pictures(description, a.Content)), a.Image)
	}
	return a
}

// address is where the article can be read.
func (r reader) address(item *gofeed.Item, enclosures []digest.Enclosure) string {
	addresses := []string{named(item.Extensions, "feedburner", "origlink"), item.Link}
	for _, rel := range []string{"alternate", "self"} {
		for _, l := range item.Extensions["atom"]["link"] {
			if l.Attrs["rel"] == rel {
				addresses = append(addresses, l.Attrs["href"])
			}
		}
	}
	addresses = append(addresses, item.Links...)
	if len(enclosures) > 0 {
		addresses = append(addresses, enclosures[0].URL)
	}
	return cmp.Or(addresses...)
}

// named is the text of the first extension element of a name.
func named(x extensions.Extensions, prefix, name string) string {
	if found := x[prefix][name]; len(found) > 0 {
		return found[0].Value
	}
	return ""
}

// names are the persons that gofeed found, and the creators, of whom it reads but one.
func names(persons []*gofeed.Person, x extensions.Extensions) []string {
	var all []string
	for _, name := range []string{"creator", "author"} {
		for _, creator := range x["dc"][name] {
			all = append(all, creator.Value)
		}
	}
	if len(all) > 0 {
		return unique(all)
	}
	for _, p := range persons {
		all = append(all, cmp.Or(p.Name, p.Email))
	}
	return unique(all)
}

// refresh is how often the document asks to be read: ttl in minutes (RSS 2.0), or so many times a period (the RSS 1.0
// syndication module).
func refresh(x extensions.Extensions) time.Duration {
	if minutes, err := strconv.Atoi(named(x, "sy", "ttl")); err == nil && minutes > 0 && minutes < 1e6 {
		return time.Duration(minutes) * time.Minute
	}
	period := map[string]time.Duration{
		"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour,
		"yearly": 365 * 24 * time.Hour,
	}[strings.ToLower(named(x, "sy", "updateperiod"))]
	times, err := strconv.Atoi(named(x, "sy", "updatefrequency"))
	if err != nil || times < 1 {
		times = 1
	}
	return period / time.Duration(times)
}

func language(s string) string {
	const longest = 35 // RFC 5646 section 4.4.1
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if len(s) > longest {
		return ""
	}
	return s
}

func enclose(all []digest.Enclosure, address, kind, length string) []digest.Enclosure {
	for _, e := range all {
		if e.URL == address {
			return all
		}
	}
	if address == "" || len(all) >= maxList {
		return all
	}
	n, err := strconv.ParseInt(strings.TrimSpace(length), 10, 64)
	if err != nil || n < 0 {
		n = 0
	}
	return append(all, digest.Enclosure{URL: address, Type: kind, Length: n})
}

// unique drops what is empty or was there before, in any case.
func unique(all []string) []string {
	var kept []string
	seen := make(map[string]bool, len(all))
	for _, s := range all {
		s = strings.TrimSpace(s)
		if key := strings.ToLower(s); s != "" && !seen[key] && len(kept) < maxList {
			seen[key] = true
			kept = append(kept, s)
		}
	}
	return kept
}

// finish adds what follows from the articles side by side: identity, and what the feed says for all of them. Authors of
// the feed are those of its articles in Atom (RFC 4287 section 4.2.1) and JSON Feed; in RSS they are its editors.
func finish(c *digest.Channel) {
	inherit := strings.HasPrefix(c.Format, "atom") || strings.HasPrefix(c.Format, "json")
	for i := range c.Articles {
		a := &c.Articles[i]
		a.Canonical = Canonical(a.URL)
		a.Language = cmp.Or(a.Language, c.Language)
		if inherit && len(a.Authors) == 0 {
			a.Authors = c.Authors
		}
	}
	identify(c)
}
