// Package meta turns what a page says about its article, in JSON-LD, meta elements, its address and its visible head,
// into title, byline, site, language, date, image and description.
package meta

import (
	"cmp"
	"html"
	"net/url"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/digest"
	"tidings/digest/extract/dom"
	"tidings/digest/sanitize"
	"tidings/digest/text"
)

// Page is what a page says about its article.
type Page struct {
	base *url.URL

	meta      map[string]string // meta elements by lower-case name or property; the first of a name counts
	lang      string            // of the html element
	times     [2]string         // of time elements: marked as the date of publication, and the first of any
	headings  []string          // texts of the first h1 elements
	dateline  string            // the first date in the lines below the first h1
	linesLeft int               // to be looked at for it
	ld        linkedData
}

// The bounds of what is read of a page's visible head.
const (
	maxHeadings = 3
	headLines   = 40 // texts below the headline: share buttons stand there too
	lineLength  = 80 // bytes; a date in a longer line is part of what the article tells
)

// Read reads the head and the marks of a document that was fetched from an address, which may be nil. It has to run before
// scripts are pruned.
func Read(doc *xhtml.Node, address *url.URL) *Page {
	p := &Page{base: address, meta: map[string]string{}}
	base := ""
	for n := range doc.Descendants() {
		switch {
		case n.Type == xhtml.TextNode:
			p.readLine(n)
		case n.DataAtom == atom.Base:
			base = cmp.Or(base, dom.Attr(n, "href"))
		default:
			p.readElement(n)
		}
	}
	if ref, err := url.Parse(base); err == nil && base != "" && address != nil {
		p.base = address.ResolveReference(ref)
	}
	return p
}

func (p *Page) readElement(n *xhtml.Node) {
	switch n.DataAtom {
	case atom.Html:
		p.lang = dom.Attr(n, "lang")
	case atom.Meta:
		name := strings.ToLower(cmp.Or(dom.Attr(n, "property"), dom.Attr(n, "name"), dom.Attr(n, "itemprop"), dom.Attr(n, "http-equiv")))
		if p.meta[name] == "" {
			p.meta[name] = dom.Squeeze(html.UnescapeString(dom.Attr(n, "content"))) // many escape it twice
		}
	case atom.Time:
		p.readTime(n)
	case atom.H1:
		p.readHeading(n)
	case atom.Script:
		if strings.Contains(strings.ToLower(dom.Attr(n, "type")), "ld+json") && n.FirstChild != nil {
			p.ld.read(n.FirstChild.Data)
		}
	}
}

func (p *Page) readHeading(h1 *xhtml.Node) {
	if len(p.headings) == 0 {
		p.linesLeft = headLines
	}
	if len(p.headings) == maxHeadings {
		return
	}
	var text strings.Builder
	for n := range h1.Descendants() {
		if n.Type == xhtml.TextNode && text.Len() < maxTitle {
			text.WriteString(n.Data)
		}
	}
	if heading := dom.Squeeze(text.String()); heading != "" && text.Len() < maxTitle {
		p.headings = append(p.headings, heading)
	}
}

// readLine looks for a date in a short text below the headline.
func (p *Page) readLine(n *xhtml.Node) {
	if p.linesLeft == 0 || len(n.Data) > 4*lineLength || dom.NeverShown(dom.Tag(n.Parent)) {
		return
	}
	line := dom.Squeeze(n.Data)
	if line == "" {
		return
	}
	p.linesLeft--
	if len(line) <= lineLength && p.dateline == "" {
		p.dateline = DateIn(line)
	}
}

func (p *Page) readTime(n *xhtml.Node) {
	when := dom.Attr(n, "datetime")
	marks := strings.ToLower(dom.Attr(n, "itemprop") + " " + dom.Attr(n, "class"))
	switch {
	case strings.Contains(marks, "publish") || dom.HasAttr(n, "pubdate"):
		p.times[0] = cmp.Or(p.times[0], when)
	case !strings.Contains(marks, "modified") && !strings.Contains(marks, "updated"):
		p.times[1] = cmp.Or(p.times[1], when)
	}
}

// first is the first of the named meta elements that says something.
func (p *Page) first(names ...string) string {
	for _, name := range names {
		if v := p.meta[name]; v != "" {
			return v
		}
	}
	return ""
}

// Base is what relative links of the page are resolved against; nil when nothing is known of that.
func (p *Page) Base() *url.URL { return p.base }

// Body is the article's text as JSON-LD gives it, paragraphs separated by a blank line; often it is cut short.
func (p *Page) Body() string { return p.ld.body }

// Description is the sentence or two by which the page announces its article.
func (p *Page) Description() string {
	return cmp.Or(p.first("og:description", "description", "twitter:description", "dc.description"), p.ld.description)
}

// Fill writes what is known of the article into a text. title and author are those that readability knows, which sees
// some that only the page shows.
func (p *Page) Fill(t *digest.Text, title, author string) {
	t.Site = cmp.Or(p.first("og:site_name"), p.ld.publisher, p.first("application-name"))
	t.Title = p.title(cmp.Or(p.ld.headline, dom.Squeeze(title)), t.Site)
	for _, s := range []string{
		p.ld.byline(),
		p.first("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "sailthru.author", "byl"),
		dom.Squeeze(author),
	} {
		t.Byline = cmp.Or(t.Byline, byline(s))
	}
	if text.Fold(t.Byline) == text.Fold(t.Site) {
		t.Byline = "" // the site says that it wrote it, which is nobody
	}
	t.Language = LanguageTag(cmp.Or(p.lang, p.first("content-language", "og:locale", "dc.language"), p.ld.language))
	t.Published = p.published()
	t.Image = sanitize.URL(cmp.Or(p.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image",
		"twitter:image:src"), p.ld.image), p.base)
	t.Excerpt = p.Description()
}

// byline is who wrote the article, without the words around it; addresses of profiles are no names, nor is what begins
// with a comma: there the name is missing.
func byline(s string) string {
	s, _, _ = strings.Cut(s, " | ")
	if strings.Contains(s, "://") || len(s) > 200 || strings.HasPrefix(s, ",") {
		return ""
	}
	for _, word := range []string{"written by ", "by ", "von ", "par ", "por ", "di ", "door ", "av ", "af "} {
		if len(s) > len(word) && strings.EqualFold(s[:len(word)], word) {
			return strings.TrimSpace(s[len(word):])
		}
	}
	return s
}

// LanguageTag makes a BCP 47 tag of what pages declare: en_US, EN-us, "fr, en". Anything else is nothing.
func LanguageTag(s string) string {
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
