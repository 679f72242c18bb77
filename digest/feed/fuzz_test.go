package feed

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"tidings/digest"
)

func FuzzParse(f *testing.F) {
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
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		c, err := Parse(digest.Page{URL: "https://news.example/feed", ContentType: contentType, Body: body}, Limits{Now: now})
		if err != nil {
			if strings.Contains(err.Error(), "outline") {
				t.Errorf("gofeed refused an outline: %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, a := range c.Articles {
			if a.GUID == "" || seen[a.GUID] {
				t.Errorf("guid %q", a.GUID)
			}
			seen[a.GUID] = true
			for _, address := range []string{a.URL, a.Image} {
				assertAddress(t, address)
			}
			for _, e := range a.Enclosures {
				assertAddress(t, e.URL)
			}
			if strings.ContainsAny(a.Title, "\n\r\t") || !utf8.ValidString(a.Title+a.Summary+a.Content+a.GUID) {
				t.Errorf("title %q, summary %q", a.Title, a.Summary)
			}
			if a.Published.After(now.AddDate(0, 0, 2)) || a.Updated.After(now.AddDate(0, 0, 2)) {
				t.Errorf("dates %v, %v", a.Published, a.Updated)
			}
			assertNoScript(t, a.Content)
		}
		Autodiscover(digest.Page{URL: "https://news.example/", Body: body})
	})
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
