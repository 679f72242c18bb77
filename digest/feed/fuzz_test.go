package feed

import (
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"tidings/digest"
	"tidings/digest/sanitize"
)

// FuzzRead walks the whole way from bytes to articles: charset, repair, gofeed, links, identity, dates, sanitizing. What
// it holds of every document, and of every article in it, is in assertSound; and that a document is read within
// longestReading, and the same way each time.
//
// With TIDINGS_DATA set it also begins from the first pages of the real feeds there, which are not ours to keep beside this
// file.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		rss(`<item><guid isPermaLink="true">1</guid><title>a &amp; b</title><link>/x?utm_source=y</link><description>&lt;p onclick=x&gt;d</description></item>`),
		rss(`<item><media:group><media:content url="a.jpg"><media:title>t</media:title></media:content></media:group><dc:creator>x@y (z)</dc:creator></item>`),
		rss(`<item><content:encoded><![CDATA[<p>x<script>y</script><img data-src=z>]]></content:encoded><pubDate>Fri, 20 Nov 2026 08:30:00 GMT</pubDate>`),
		atomFeed(`<entry xml:base="http://a.example/" xml:lang="de"><id>1</id><link href="x"/><content type="xhtml"><x:div xmlns:x="y"><x:p>z</x:p></x:div></content></entry>`),
		atomFeed(`<entry><id>1</id><title type="html">&lt;b&gt;</title><content mode="base64">PHA+</content></entry><entry>`),
		`<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item rdf:about="c"><title>&a;</title></item></rdf:RDF>`,
		`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"content_html":"<p>x","tags":["a"],"attachments":[{"url":"b"}]},{"id":`,
		"\xff\xfe<\x00r\x00s\x00s\x00>\x00", "<html><head>", `<CHANNEL HREF="http://a.example/"><ITEM HREF="b"><ABSTRACT>c`,
	} {
		f.Add([]byte(seed), "text/xml")
	}
	if os.Getenv("TIDINGS_DATA") != "" {
		for _, body := range realFeeds(f) {
			f.Add(body[:min(len(body), 8<<10)], "application/rss+xml")
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		page := digest.Page{URL: "https://news.example/feed", ContentType: contentType, Body: body}
		started := time.Now()
		c, err := Parse(page, Limits{Now: now})
		if took := time.Since(started); took > longestReading {
			t.Errorf("%d bytes took %v", len(body), took)
		}
		Autodiscover(page)
		if err != nil {
			if strings.Contains(err.Error(), "outline") {
				t.Errorf("gofeed refused an outline: %v", err)
			}
			return
		}
		assertSound(t, c)
		if again, err := Parse(page, Limits{Now: now}); err != nil || !cmp.Equal(c, again) {
			t.Errorf("%v, and another reading differs: %s", err, cmp.Diff(c, again))
		}
	})
}

// longestReading is far beyond what a document of the size that a fuzzer makes takes, on a machine with much else to do.
const longestReading = 5 * time.Second

// assertSound holds what may be relied on, whatever the bytes were: all text is valid UTF-8; titles are one line; every
// address is absolute; every identity is there and no other article's; no date is in the future; and HTML is sanitized, so
// that sanitizing it again changes nothing.
func assertSound(t *testing.T, c digest.Channel) {
	t.Helper()
	assertText(t, c.Title, c.Description, c.Language, c.Copyright, c.Format)
	assertText(t, c.Warnings...)
	assertText(t, c.Authors...)
	assertText(t, c.Categories...)
	assertAddress(t, c.Link)
	assertAddress(t, c.Image)
	assertPast(t, c.Updated)
	seen := map[string]bool{}
	for _, a := range c.Articles {
		if a.GUID == "" || seen[a.GUID] {
			t.Errorf("guid %q", a.GUID)
		}
		seen[a.GUID] = true
		assertAddress(t, a.URL)
		assertAddress(t, a.Image)
		for _, e := range a.Enclosures {
			assertAddress(t, e.URL)
			assertText(t, e.Type)
		}
		if strings.ContainsAny(a.Title, "\n\r\t") {
			t.Errorf("title %q", a.Title)
		}
		assertText(t, a.GUID, a.URL, a.Canonical, a.Title, a.Summary, a.Content, a.Language)
		assertText(t, a.Authors...)
		assertText(t, a.Categories...)
		assertPast(t, a.Published)
		assertPast(t, a.Updated)
		assertNoScript(t, a.Content)
		if again := sanitize.HTML(a.Content, nil); again != a.Content {
			t.Errorf("content %q, sanitized again %q", a.Content, again)
		}
	}
}

func assertText(t *testing.T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Errorf("text %q", s)
		}
	}
}

// assertPast allows the day that clocks and zones may be wrong by.
func assertPast(t *testing.T, when time.Time) {
	t.Helper()
	if when.After(now.Add(24 * time.Hour)) {
		t.Errorf("a date of %v, read at %v", when, now)
	}
}

func assertAddress(t *testing.T, address string) {
	t.Helper()
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		t.Errorf("address %q: %v", address, err)
	}
}

func assertNoScript(t *testing.T, content string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(content))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		if token.Data == "script" && token.Type != html.TextToken {
			t.Errorf("content %q", content)
		}
		for _, a := range token.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
				t.Errorf("content %q", content)
			}
		}
	}
}
