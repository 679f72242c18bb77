package feed

import (
	"bytes"
	"cmp"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	extensions "github.com/mmcdole/gofeed/extensions"

	"tidings/digest"
	"tidings/digest/feed/markup"
	"tidings/digest/sanitize"
)

const (
	// summaryLength is the most characters a summary has. A description that is longer holds the article: it is the
	// content as well. Of 240 descriptions in real feeds that stand beside a longer content, 98 in 100 are not so long.
	summaryLength = 1500
	summaryBegin  = 16 * summaryLength            // bytes of HTML that hold so much text, however much markup there is
	summaryBytes  = utf8.UTFMax*summaryLength + 1 // bytes of text that are more than so many characters
	// maxList bounds authors, categories and enclosures of one article.
	maxList = 32
	// maxGUID is the longest guid in bytes that is kept as it is.
	maxGUID = 2048
)

// reader makes articles of what gofeed found in an outline.
type reader struct {
	texts *outline
	date  func(dates ...string) time.Time
}

func (r reader) channel(f *gofeed.Feed) digest.Channel {
	c := digest.Channel{
		Format:     r.texts.format,
		Title:      r.title(cmp.Or(f.Title, named(f.Extensions, "dc", "title"), named(f.Extensions, "atom", "title"))),
		Link:       f.Link,
		Language:   language(cmp.Or(f.Language, named(f.Extensions, "dc", "language"))),
		Updated:    r.date(f.Updated, named(f.Extensions, "dcterms", "modified"), f.Published, named(f.Extensions, "dc", "date")),
		Authors:    names(f.Authors, f.Extensions),
		Categories: unique(f.Categories),
		Copyright:  r.title(cmp.Or(f.Copyright, named(f.Extensions, "dc", "rights"), named(f.Extensions, "atom", "rights"))),
		Refresh:    refresh(f.Extensions),
	}
	about := cmp.Or(f.Description, named(f.Extensions, "dc", "description"), named(f.Extensions, "itunes", "summary"),
		named(f.Extensions, "itunes", "subtitle"))
	c.Description, _ = r.texts.content(about).summary()
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
		GUID: r.texts.content(cmp.Or(item.GUID, named(x, "atom", "id"))).value,
		Title: r.title(cmp.Or(item.Title, named(x, "dc", "title"), named(x, "itunes", "title"), named(x, "atom", "title"),
			named(x, "media", "title"))),
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
	description := r.texts.content(cmp.Or(item.Description, named(x, "media", "description"), named(x, "itunes", "subtitle")))
	if body := cmp.Or(item.Content, named(x, "content", "encoded")); body != "" {
		a.Summary, _ = description.summary()
		a.Content = r.texts.content(body).html()
	} else {
		a.Summary, a.Content = description.told()
	}
	a.Image = image(item, a.Enclosures)
	if a.Image == "" || isPortrait(a.Image) {
		a.Image = cmp.Or(firstImage(a.Content), firstImage(description.pictures(a.Content)), a.Image)
	}
	return a
}

// told is the content as a summary and, where that is not all that it says, as sanitized HTML.
func (c content) told() (summary, body string) {
	if c.plain || len(c.value) > summaryBegin || strings.IndexByte(c.value, '<') < 0 {
		summary, whole := c.summary()
		if !whole || c.tellsMore() {
			body = c.html()
		}
		return summary, body
	}
	body, text := c.clean.Both(c.value, c.base, summaryBytes)
	summary, whole := shorten(text)
	if whole && !c.tellsMore() {
		return summary, ""
	}
	return summary, unwrap(body)
}

// tellsMore says whether the content is HTML that loses something as plain text: links, pictures, emphasis, lists.
func (c content) tellsMore() bool {
	return !c.plain && strings.IndexByte(c.value, '<') >= 0 && telling.MatchString(c.value)
}

var telling = regexp.MustCompile(`(?i)<(?:a|b|blockquote|code|em|figure|h[1-6]|i|img|ol|pre|strong|table|ul)[\s/>]`)

// pictures is the HTML of a description that stands beside a body, if there are pictures in it.
func (c content) pictures(body string) string {
	if body == "" || c.plain || !strings.Contains(c.value, "<img") {
		return ""
	}
	return c.html()
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

func (r reader) title(mark string) string {
	c := r.texts.content(mark)
	if c.plain {
		return strings.Join(strings.Fields(c.value), " ")
	}
	return sanitize.Line(c.value)
}

// text is the content as plain text, or its beginning, of at least so many bytes. It is good until the next text is read.
func (c content) text(enough int) []byte {
	if c.plain {
		return c.clean.Text(html.EscapeString(c.value), enough)
	}
	return c.clean.Text(c.value, enough)
}

// html is the content as sanitized HTML. Text without any markup gets its paragraphs.
func (c content) html() string {
	if c.plain || strings.IndexByte(c.value, '<') < 0 {
		text := string(c.text(math.MaxInt))
		if text == "" {
			return ""
		}
		text = strings.ReplaceAll(string(markup.AppendEscaped(nil, text)), "\n\n", "</p><p>") // as the sanitizer escapes it
		return "<p>" + strings.ReplaceAll(text, "\n", "<br>") + "</p>"
	}
	return unwrap(c.clean.HTML(c.value, c.base))
}

// unwrap takes off the one div that holds all of an XHTML content, which is not part of it (RFC 4287 section 3.1.1.3).
func unwrap(s string) string {
	if !strings.HasPrefix(s, "<div>") || !strings.HasSuffix(s, "</div>") {
		return s
	}
	inside := s[len("<div>") : len(s)-len("</div>")]
	depth := 0
	for rest := inside; depth >= 0; {
		i := strings.Index(rest, "div>")
		if i < 1 {
			return strings.TrimSpace(inside)
		}
		if rest[i-1] == '/' {
			depth--
		} else {
			depth++
		}
		rest = rest[i+len("div>"):]
	}
	return s
}

// summary is the beginning of the content as plain text, at most summaryLength characters; whole says whether that is
// all of it.
func (c content) summary() (text string, whole bool) {
	begin := c
	if begin.value = c.value[:min(len(c.value), summaryBegin)]; len(begin.value) < len(c.value) {
		begin.value = begin.value[:max(0, strings.LastIndexAny(begin.value, " <"))]
	}
	text, whole = shorten(begin.text(summaryBytes))
	return text, whole && len(begin.value) == len(c.value)
}

// shorten cuts text between two words, to summaryLength characters; whole says that it was no longer.
func shorten(text []byte) (short string, whole bool) {
	end, n := len(text), 0
	for i := range string(text) { // which is not copied for that
		if n == summaryLength {
			end = i
			break
		}
		n++
	}
	if end == len(text) {
		return string(text), true
	}
	text = text[:end]
	if space := bytes.LastIndexAny(text, " \n"); space > len(text)/2 {
		text = text[:space]
	}
	return string(bytes.TrimSpace(text)) + "…", false
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
