package feed

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tidings/digest"
)

// pageCap is the most bytes that fetch hands over. Most documents here are shorter, so that the race detector keeps up.
const pageCap, shorter = 10 << 20, 2 << 20

func fill(s string) string    { return strings.Repeat(s, shorter/len(s)) }
func fillAll(s string) string { return strings.Repeat(s, pageCap/len(s)) }

func TestHostileDocumentsEndQuicklyAndHarmNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some fifty documents of up to 10 MB")
	}
	const version = `{"version":"https://jsonfeed.org/version/1.1",`
	item := "<item><guid>1</guid><title>t</title>%s</item>"
	for _, c := range []struct {
		name     string
		doc      func() string
		kind     digest.ParseKind // of the error; empty when there is none
		articles int
	}{
		{"elements nested two million deep", func() string { return "<rss><channel>" + fillAll("<x:a>") }, digest.ParseTooDeep, 0},
		{"elements nested in an article", func() string { return "<rss><channel><item>" + fillAll("<a>") }, digest.ParseTooDeep, 0},
		{"XHTML nested in a content", func() string {
			return atomFeed("<entry><id>1</id><content type='xhtml'>" + fill("<div>") + "</content></entry>")
		}, "", 1},
		{"HTML nested in a description", func() string {
			return rss(fmt.Sprintf(item, "<description><![CDATA["+fillAll("<b>")+"]]></description>"))
		}, "", 1},
		{"a billion laughs", func() string {
			return `<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>` + rss(fmt.Sprintf(item, fill("&c;")))
		}, "", 1},
		{"an entity that is long, called often", func() string {
			return `<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("lol ", 64) + `">]>` + rss(fmt.Sprintf(item, "<description>"+fill("&a;")+"</description>"))
		}, "", 1},
		{"such an entity in elements", func() string {
			return `<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("lol ", 64) + `">]>` + rss(fmt.Sprintf(item, "<description><p>"+fill("&a;")+"</p></description>"))
		}, "", 1},
		{"a file of the machine", func() string {
			return `<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>` + rss(fmt.Sprintf(item, "<description>&f;</description>"))
		}, "", 1},
		{"one text", func() string { return rss(fmt.Sprintf(item, "<description>"+fillAll("word ")+"</description>")) }, "", 1},
		{"one title", func() string { return rss("<item><title>" + fill("word ") + "</title></item>") }, "", 1},
		{"one guid", func() string { return rss("<item><guid>" + fill("x") + "</guid></item>") }, "", 1},
		{"one comment", func() string { return rss("<!--" + fillAll("x") + "-->" + fmt.Sprintf(item, "")) }, "", 1},
		{"one name", func() string { return "<rss><channel><" + fill("x") }, digest.ParseBroken, 0},
		{"one attribute", func() string { return `<rss><channel a="` + fill("x") }, digest.ParseBroken, 0},
		{"one value of an attribute", func() string { return rss(`<item><link href="` + fill("x") + `"/></item>`) }, "", 1},
		{"ampersands", func() string { return rss(fmt.Sprintf(item, "<description>"+fill("&")+"</description>")) }, "", 1},
		{"comments without an end", func() string { return "<rss><channel>" + fill("<!--") }, digest.ParseBroken, 0},
		{"sections without an end", func() string { return "<rss><channel>" + fill("<![CDATA[") }, digest.ParseBroken, 0},
		{"sections in a title without an end", func() string { return "<rss><channel><title>" + fill("<![CDATA[") }, digest.ParseBroken, 0},
		{"instructions without an end", func() string { return "<rss><channel>" + fill("<?x ") }, digest.ParseBroken, 0},
		{"titles without an end", func() string { return "<rss><channel><item>" + fill("<title>") }, digest.ParseTooDeep, 0},
		{"links without an end in articles", func() string { return "<rss><channel>" + fill("<item><link>") }, "", 1},
		{"end tags", func() string { return "<rss><channel>" + fill("</a>") }, digest.ParseBroken, 0},
		{"end tags in a title", func() string { return "<rss><channel><title>" + fill("</a>") }, digest.ParseBroken, 0},
		{"quotes", func() string { return "<rss><channel>" + fill(`<a b="`) }, digest.ParseTooDeep, 0},
		{"less-thans", func() string { return "<rss><channel>" + fill("<") }, digest.ParseBroken, 0},
		{"doctypes", func() string { return fill("<!DOCTYPE ") }, digest.ParseNotFeed, 0},
		{"entities declared", func() string { return "<!DOCTYPE rss [" + fill(`<!ENTITY a "b">`) + "]>" + rss(fmt.Sprintf(item, "")) }, "", 1},
		{"empty articles", func() string { return "<rss><channel>" + fill("<item/>") + "</channel></rss>" }, "", 1},
		{"articles", func() string { return "<rss><channel>" + fill("<item><title>a</title></item>") + "</channel></rss>" }, "", 1},
		{"articles with guids", func() string {
			var b strings.Builder
			for n := 0; b.Len() < shorter; n++ {
				fmt.Fprintf(&b, "<item><guid>%d</guid></item>", n)
			}
			return "<rss><channel>" + b.String() + "</channel></rss>"
		}, "", 1000},
		{"unknown elements", func() string { return rss(fmt.Sprintf(item, fillAll("<x:a/>"))) }, "", 1},
		{"pictures", func() string { return rss(fmt.Sprintf(item, fill(`<media:content url="http://a.example/b"/>`))) }, "", 1},
		{"categories", func() string { return rss(fmt.Sprintf(item, fill("<category>c</category>"))) }, "", 1},
		{"authors", func() string {
			return atomFeed("<entry><id>1</id>" + fill("<author><name>a</name></author>") + "</entry>")
		}, "", 1},
		{"enclosures", func() string { return rss(fmt.Sprintf(item, fill(`<enclosure url="http://a.example/b"/>`))) }, "", 1},
		{"links", func() string { return atomFeed("<entry><id>1</id>" + fill(`<link href="/a"/>`) + "</entry>") }, "", 1},
		{"attributes", func() string { return "<rss" + fill(" a=b") + "><channel>" + fmt.Sprintf(item, "") }, "", 1},
		{"namespaces", func() string { return "<rss" + fill(" xmlns:a='b'") + "><channel>" + fmt.Sprintf(item, "") }, "", 1},
		{"bases", func() string {
			var b strings.Builder
			for n := 0; b.Len() < shorter; n++ {
				fmt.Fprintf(&b, `<category xml:base="%d/">c</category>`, n)
			}
			return rss(fmt.Sprintf(item, b.String()))
		}, "", 1},
		{"JSON nested deep", func() string { return version + `"items":` + fill("[") }, digest.ParseBroken, 0},
		{"JSON objects nested deep", func() string { return version + `"items":[` + fill(`{"a":`) }, digest.ParseBroken, 0},
		{"JSON articles", func() string { return version + `"items":[` + fill(`{"id":1},`) + `{}]}` }, "", 1},
		{"JSON members", func() string { return version + fill(`"a":1,`) + `"items":[]}` }, "", 0},
		{"JSON tags", func() string { return version + `"items":[{"id":1,"tags":[` + fill(`"a",`) + `"b"]}]}` }, "", 0},
		{"zeros", func() string { return fill("\x00") }, digest.ParseEmpty, 0},
		{"bytes of no charset", func() string { return "<rss><channel><title>" + fill("\xfe\xff\x80") }, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(page(c.doc()), Limits{Now: now})
			var parse *digest.ParseError
			if errors.As(err, &parse) != (c.kind != "") || parse != nil && parse.Kind != c.kind {
				t.Fatalf("error %v, want kind %q", err, c.kind)
			}
			if len(got.Articles) != c.articles {
				t.Errorf("%d articles, want %d", len(got.Articles), c.articles)
			}
		})
	}
}
