package feed

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/digest"
	"tidings/digest/charset"
	"tidings/digest/sanitize"
)

// Autodiscover lists the feeds that a web page declares with link elements (HTML section 4.6.7.1, "alternate"),
// absolute, the likeliest first: articles before comments, Atom and RSS before JSON Feed, else in the page's order.
func Autodiscover(page digest.Page) []string {
	const most = 32
	base := baseOf(page)
	z := html.NewTokenizer(bytes.NewReader(charset.HTML(page.Body, page.ContentType).Text))
	var found []declared
	for len(found) < most {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		name, more := z.TagName()
		tag := atom.Lookup(name)
		if tag != atom.Link && tag != atom.Base && tag != atom.A || !more {
			continue
		}
		attrs := attributesOf(z)
		if tag == atom.Base {
			if u, err := url.Parse(sanitize.URL(attrs["href"], base)); err == nil && u.Host != "" {
				base = u
			}
			continue
		}
		if rank := rankOf(attrs); rank > 0 {
			if to := sanitize.URL(attrs["href"], base); to != "" {
				found = append(found, declared{to, rank})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b declared) int { return b.rank - a.rank })
	var feeds []string
	for _, d := range found {
		if !slices.Contains(feeds, d.address) {
			feeds = append(feeds, d.address)
		}
	}
	return feeds
}

type declared struct {
	address string
	rank    int
}

// rankOf says how likely a link leads to the feed that its reader wants; 0 is no feed.
func rankOf(attrs map[string]string) int {
	rels := strings.Fields(strings.ToLower(attrs["rel"]))
	if !slices.Contains(rels, "alternate") && !slices.Contains(rels, "feed") {
		return 0
	}
	rank := 0
	switch kind, _, _ := strings.Cut(strings.ToLower(attrs["type"]), ";"); strings.TrimSpace(kind) {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/x-rss+xml", "text/xml",
		"application/xml":
		rank = 3
	case "application/feed+json":
		rank = 2
	case "":
		if !slices.Contains(rels, "feed") {
			return 0
		}
		rank = 2
	default:
		return 0
	}
	if about := strings.ToLower(attrs["title"] + " " + attrs["href"]); strings.Contains(about, "comment") {
		rank -= 2
	}
	return max(rank, 1)
}

func attributesOf(z *html.Tokenizer) map[string]string {
	attrs := map[string]string{}
	for more := true; more; {
		var name, value []byte
		name, value, more = z.TagAttr()
		if _, twice := attrs[string(name)]; !twice && len(attrs) < 16 {
			attrs[string(name)] = string(value)
		}
	}
	return attrs
}
