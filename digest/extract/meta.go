package extract

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	readeck "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/digest"
	"tidings/digest/sanitize"
)

// about is what a page says about its article, besides the text.
type about struct {
	meta  map[string]string // meta elements by lower-case name or property; the first of a name counts
	lang  string            // of the html element
	times [2]string         // of time elements: marked as the date of publication, and the first of any
	base  string            // of the base element
	ld    linkedData
}

// readAbout reads the head and the marks of a document. It has to run before scripts are pruned.
func readAbout(doc *html.Node) about {
	a := about{meta: map[string]string{}}
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			a.lang = attr(n, "lang")
		case atom.Base:
			a.base = cmp.Or(a.base, attr(n, "href"))
		case atom.Meta:
			name := strings.ToLower(cmp.Or(attr(n, "property"), attr(n, "name"), attr(n, "itemprop"), attr(n, "http-equiv")))
			if a.meta[name] == "" {
				a.meta[name] = squeeze(html.UnescapeString(attr(n, "content"))) // many escape it twice
			}
		case atom.Time:
			a.readTime(n)
		case atom.Script:
			if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil {
				a.ld.read(n.FirstChild.Data)
			}
		}
	}
	return a
}

func (a *about) readTime(n *html.Node) {
	when := attr(n, "datetime")
	marks := strings.ToLower(attr(n, "itemprop") + " " + attr(n, "class"))
	switch {
	case strings.Contains(marks, "publish") || hasAttr(n, "pubdate"):
		a.times[0] = cmp.Or(a.times[0], when)
	case !strings.Contains(marks, "modified") && !strings.Contains(marks, "updated"):
		a.times[1] = cmp.Or(a.times[1], when)
	}
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// first is the first of the named meta elements that says something.
func (a *about) first(names ...string) string {
	for _, name := range names {
		if v := a.meta[name]; v != "" {
			return v
		}
	}
	return ""
}

// fill writes what is known of the article into text. Readability knows titles and bylines that only the page shows.
func (a *about) fill(text *digest.Text, article readeck.Article, base *url.URL) {
	text.Title = cmp.Or(a.ld.headline, squeeze(article.Title()))
	text.Byline = byline(cmp.Or(a.ld.authors,
		a.first("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "sailthru.author", "byl")))
	if text.Byline == "" {
		text.Byline = byline(squeeze(article.Byline()))
	}
	text.Site = cmp.Or(a.first("og:site_name"), a.ld.publisher, a.first("application-name"))
	text.Language = languageTag(cmp.Or(a.lang, a.first("content-language", "og:locale", "dc.language"), a.ld.language))
	text.Published = a.published()
	text.Image = sanitize.URL(cmp.Or(a.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image",
		"twitter:image:src"), a.ld.image), base)
	text.Excerpt = cmp.Or(a.first("og:description", "description", "twitter:description", "dc.description"), a.ld.description)
}

// published is when the article says it was published; a bare time element is believed last, it may date a comment.
func (a *about) published() time.Time {
	for _, s := range []string{
		a.ld.published,
		a.first("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date"),
		a.first("dcterms.created", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "date", "pubdate", "sailthru.date", "publish-date", "publication_date"),
		a.times[0], a.times[1],
	} {
		if t, ok := parseTime(s); ok {
			return t
		}
	}
	return time.Time{}
}

// timeLayouts are how pages write a date for machines: ISO 8601 in its shapes, RFC 1123, and what PHP prints.
var timeLayouts = []string{
	time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700", "2006-01-02T15:04:05",
	"2006-01-02T15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05 MST",
	"2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly, "20060102T150405Z0700", "20060102", "2006/01/02 15:04:05", "2006/01/02",
	time.RFC1123, time.RFC1123Z, "Mon Jan 2 15:04:05 MST 2006", "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006",
}

// parseTime reads a date; one without a zone is taken for UTC. A year before the web, or a far one, is a mistake.
func parseTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, false
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1990 && t.Year() < 2100 {
			return t, true
		}
	}
	return time.Time{}, false
}

// byline is who wrote the article, without the word before it; addresses of profiles are no names.
func byline(s string) string {
	if strings.Contains(s, "://") || len(s) > 200 {
		return ""
	}
	for _, word := range []string{"by ", "von ", "par ", "por ", "di ", "door ", "av ", "af "} {
		if len(s) > len(word) && strings.EqualFold(s[:len(word)], word) {
			return strings.TrimSpace(s[len(word):])
		}
	}
	return s
}

// languageTag makes a BCP 47 tag of what pages declare: en_US, EN-us, "fr, en". Anything else is nothing.
func languageTag(s string) string {
	s, _, _ = strings.Cut(s, ",")
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' || r == ' ' })
	if len(parts) == 0 || len(parts[0]) < 2 || len(parts[0]) > 3 {
		return ""
	}
	tag := strings.ToLower(parts[0])
	if strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	if len(parts) > 1 && len(parts[1]) == 2 {
		tag += "-" + strings.ToUpper(parts[1])
	}
	return tag
}
