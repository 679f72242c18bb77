package feed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// parse reads a document as if it had come from https://news.example/feeds/all.xml.
func parse(t testing.TB, doc string) digest.Channel {
	t.Helper()
	c, err := Parse(page(doc), Limits{Now: now})
	if err != nil {
		t.Fatalf("%v\n%.500s", err, doc)
	}
	return c
}

func page(doc string) digest.Page {
	return digest.Page{URL: "https://news.example/feeds/all.xml", Body: []byte(doc)}
}

// rss wraps items in a channel.
func rss(items string) string {
	return `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
		xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
		xmlns:dcterms="http://purl.org/dc/terms/" xmlns:atom="http://www.w3.org/2005/Atom"
		xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>T</title>` + items + `</channel></rss>`
}

func atomFeed(entries string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>T</title>` + entries + `</feed>`
}

// one reads the only article of a document.
func one(t testing.TB, doc string) digest.Article {
	t.Helper()
	c := parse(t, doc)
	if len(c.Articles) != 1 {
		t.Fatalf("%d articles in %.500s", len(c.Articles), doc)
	}
	return c.Articles[0]
}

func day(d int) time.Time { return time.Date(2026, 11, d, 8, 30, 0, 0, time.UTC) }

func TestEveryFormatGivesTheSameArticle(t *testing.T) {
	want := digest.Article{
		GUID: "tag:news.example,2026:1", URL: "https://news.example/2026/clock", Canonical: "news.example/2026/clock",
		Title: "The clock & the tower", Authors: []string{"Ana Lima"}, Summary: "It strikes again.",
		Content: `<p>It <b>strikes</b> <a href="https://news.example/again">again</a>.</p>`, Categories: []string{"Town", "Clocks"},
		Language: "en-GB", Published: day(20), Updated: day(21),
		Enclosures: []digest.Enclosure{{URL: "https://news.example/clock.mp3", Type: "audio/mpeg", Length: 4096}},
	}
	for format, doc := range map[string]string{
		"rss 2.0": `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
			xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title><link>/</link><language>en-gb</language><item>
			<title>The clock &amp;amp; the tower</title><link>/2026/clock?utm_source=rss</link><guid isPermaLink="false">tag:news.example,2026:1</guid>
			<dc:creator>Ana Lima</dc:creator><category>Town</category><category domain="x">Clocks</category><dc:language>en-GB</dc:language>
			<pubDate>Fri, 20 Nov 2026 08:30:00 GMT</pubDate><dcterms:modified>2026-11-21T08:30:00Z</dcterms:modified>
			<description>It strikes again.</description><enclosure url="/clock.mp3" type="audio/mpeg" length="4096"/>
			<content:encoded><![CDATA[<p onclick="x()">It <b>strikes</b> <a href="/again">again</a>.</p>]]></content:encoded></item></channel></rss>`,
		"rss 1.0": `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
			xmlns:dcterms="http://purl.org/dc/terms/" xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:enc="http://purl.oclc.org/net/rss_2.0/enc#">
			<channel rdf:about="https://news.example/"><title>News</title><link>https://news.example/</link></channel>
			<item rdf:about="tag:news.example,2026:1"><title>The clock &amp; the tower</title><link>https://news.example/2026/clock</link>
			<dc:creator>Ana Lima</dc:creator><dc:subject>Town</dc:subject><dc:subject>Clocks</dc:subject><dc:language>en-GB</dc:language>
			<dcterms:issued>2026-11-20T09:30:00+01:00</dcterms:issued><dcterms:modified>2026-11-21T08:30Z</dcterms:modified>
			<description>It strikes again.</description><enclosure url="/clock.mp3" type="audio/mpeg" length="4096"/>
			<c:encoded>&lt;p&gt;It &lt;b&gt;strikes&lt;/b&gt; &lt;a href="/again"&gt;again&lt;/a&gt;.&lt;/p&gt;</c:encoded></item></rdf:RDF>`,
		"atom 1.0": `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" xml:base="https://news.example/2026/"><title>News</title><link href="/"/>
			<entry><title type="html">The clock &amp;amp; the &lt;i&gt;tower&lt;/i&gt;</title><id>tag:news.example,2026:1</id><author><name>Ana Lima</name></author>
			<link rel="self" href="clock.atom"/><link rel="alternate" type="text/html" href="clock"/><link rel="enclosure" href="/clock.mp3" type="audio/mpeg" length="4096"/>
			<category term="Town"/><category term="http://news.example/tags/7" label="Clocks"/><published>2026-11-20T08:30:00Z</published>
			<updated>2026-11-21T08:30:00Z</updated><summary>It strikes again.</summary>
			<content type="xhtml" xml:base="/"><div xmlns="http://www.w3.org/1999/xhtml"><p>It <b>strikes</b> <a href="again">again</a>.</p></div></content></entry></feed>`,
		"atom 0.3": `<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="en-GB"><title>News</title><link rel="alternate" href="https://news.example/"/>
			<entry><title>The clock &amp; the tower</title><id>tag:news.example,2026:1</id><author><name>Ana Lima</name></author>
			<link rel="alternate" type="text/html" href="https://news.example/2026/clock"/><link rel="enclosure" href="/clock.mp3" type="audio/mpeg" length="4096"/>
			<category term="Town"/><category term="Clocks"/><issued>2026-11-20T08:30:00Z</issued><modified>2026-11-21T08:30:00Z</modified>
			<summary type="text/plain">It strikes again.</summary>
			<content type="text/html" mode="base64">PHA+SXQgPGI+c3RyaWtlczwvYj4gPGEgaHJlZj0iL2FnYWluIj5hZ2FpbjwvYT4uPC9wPg==</content></entry></feed>`,
		"json 1.1": `{"version":"https://jsonfeed.org/version/1.1","title":"News","home_page_url":"https://news.example/","language":"en-GB","items":[
			{"id":"tag:news.example,2026:1","url":"/2026/clock?utm_medium=feed","title":"The clock & the tower","authors":[{"name":"Ana Lima"}],
			"summary":"It strikes again.","content_html":"<p>It <b>strikes</b> <a href='/again'>again</a>.</p>","tags":["Town","Clocks"],
			"date_published":"2026-11-20T08:30:00Z","date_modified":"2026-11-21T08:30:00Z",
			"attachments":[{"url":"/clock.mp3","mime_type":"audio/mpeg","size_in_bytes":4096}]}]}`,
	} {
		c := parse(t, doc)
		if c.Title != "News" || c.Link != "https://news.example/" || c.Format != format || len(c.Warnings) > 0 {
			t.Errorf("%s: channel %q %q %q %v", format, c.Title, c.Link, c.Format, c.Warnings)
		}
		if diff := cmp.Diff([]digest.Article{want}, c.Articles); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
}

func TestChannel(t *testing.T) {
	for _, c := range []struct {
		promise, doc string
		want         digest.Channel
	}{
		{
			"RSS tells all of it", `<rss version="0.92"><channel><title>A &lt;b&gt;</title><link>http://a.example</link><description>One&lt;p&gt;two</description>
			<language>pt_BR</language><copyright>© A</copyright><managingEditor>ed@a.example (Ed Ito)</managingEditor><category>News</category>
			<lastBuildDate>Mon, 02 Nov 2026 08:30:00 +0000</lastBuildDate><ttl>90</ttl><image><url>/i.png</url><title>x</title></image></channel></rss>`,
			digest.Channel{
				Title: "A", Link: "http://a.example", Description: "One\n\ntwo", Language: "pt-BR", Copyright: "© A",
				Authors: []string{"Ed Ito"}, Categories: []string{"News"}, Updated: day(2), Image: "https://news.example/i.png",
				Format: "rss 0.92", Refresh: 90 * time.Minute,
			},
		},
		{
			"Atom tells all of it", `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>A</title><subtitle type="html">&lt;i&gt;B&lt;/i&gt;</subtitle>
			<rights>© A</rights><link href="http://a.example/"/><logo>/i.png</logo><icon>/j.png</icon><author><name>Ed</name><email>ed@a.example</email></author>
			<updated>2026-11-02T08:30:00Z</updated><category term="News"/></feed>`,
			digest.Channel{
				Title: "A", Link: "http://a.example/", Description: "B", Language: "fr", Copyright: "© A", Authors: []string{"Ed"},
				Categories: []string{"News"}, Updated: day(2), Image: "https://news.example/i.png", Format: "atom 1.0",
			},
		},
		{
			"a podcast has a cover and genres", `<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>P</title>
			<itunes:image href="/c.jpg"/><itunes:author>Ed</itunes:author><itunes:summary>About</itunes:summary>
			<itunes:category text="Arts"><itunes:category text="Books"/></itunes:category><itunes:keywords>a, b</itunes:keywords></channel></rss>`,
			digest.Channel{
				Title: "P", Description: "About", Authors: []string{"Ed"}, Categories: []string{"Arts", "Books", "a", "b"},
				Image: "https://news.example/c.jpg", Format: "rss 2.0",
			},
		},
		{
			"the syndication module says how often", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
			xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>S</title><sy:updatePeriod>daily</sy:updatePeriod>
			<sy:updateFrequency>4</sy:updateFrequency></channel></rdf:RDF>`,
			digest.Channel{Title: "S", Format: "rss 1.0", Refresh: 6 * time.Hour},
		},
		{"RSS 0.90 is known by its namespace", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
			<channel><title>S</title></channel></rdf:RDF>`, digest.Channel{Title: "S", Format: "rss 0.90"}},
		{
			"CDF is read as the RSS that came of it", `<CHANNEL HREF="http://a.example/"><TITLE>C</TITLE><ABSTRACT>D</ABSTRACT></CHANNEL>`,
			digest.Channel{Title: "C", Link: "http://a.example/", Description: "D", Format: "cdf"},
		},
	} {
		if diff := cmp.Diff(c.want, parse(t, c.doc)); diff != "" {
			t.Errorf("%s: %s", c.promise, diff)
		}
	}
}

func TestTitlesAreOneLineOfPlainText(t *testing.T) {
	for inner, want := range map[string]string{
		"<title>Plain\n two</title>":                                                         "Plain two",
		"<title>&lt;b&gt;Bold&lt;/b&gt; AT&amp;amp;T</title>":                                "Bold AT&T",
		"<title><![CDATA[<i>Italic</i> &amp; more]]></title>":                                "Italic & more",
		"<title>Half <![CDATA[and]]> half</title>":                                           "Half and half",
		"<title>Un<b>escaped</b></title>":                                                    "Unescaped",
		"<title>Use of a&lt;b in C</title>":                                                  "Use of a<b in C",
		"<title>&nbsp;Caf&eacute; &#8211; &#x2013; &#150;</title>":                           "Café – – –",
		"<title>&#xD83D;&#xDE00; &#55357;&#56832;</title>":                                   "😀 😀",
		"<title>a&#0;b&#x1f;c&foo;d &amp e</title>":                                          "abc&foo;d &amp e",
		"<title>CafÃ©â€™s – and so on</title>":                                               "Café’s – and so on",
		"<title>Caf\u00c3\u00a9 \u00e2\u0080\u009cX\u00e2\u0080\u009d \u0093Y\u0094</title>": "Café “X” “Y”",
		"<title>GroÃŸe Ãœberraschung fÃ¼r alle</title>":                                      "Große Überraschung für alle",
		"<title>“AMANHÃ” «Ça» à « Ã »</title>":                                               "“AMANHÃ” «Ça» à « Ã »",
		"<title/><dc:title>From Dublin</dc:title>":                                           "From Dublin",
		"<media:title>From media</media:title>":                                              "From media",
		"<title><!-- not --> this</title>":                                                   "this",
	} {
		if got := one(t, rss("<item>"+inner+"<link>x</link></item>")).Title; got != want {
			t.Errorf("%s: got %q, want %q", inner, got, want)
		}
	}
	for inner, want := range map[string]string{
		"<title>The &lt;p&gt;element&lt;/em&gt;</title>":                                                   "The element",
		"<title>Vec&lt;T&gt; &amp;amp; you</title>":                                                        "Vec<T> &amp; you",
		"<title type='html'>&lt;b&gt;B&lt;/b&gt; &amp;amp;amp;</title>":                                    "B &",
		"<title type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml'>X <h:i>Y</h:i></h:div></title>": "X Y",
	} {
		if got := one(t, atomFeed("<entry>"+inner+"<id>1</id></entry>")).Title; got != want {
			t.Errorf("%s: got %q, want %q", inner, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	for _, c := range []struct{ promise, doc, want string }{
		{"relative to the document", rss("<item><link>../a</link></item>"), "https://news.example/a"},
		{"of a guid that is one", rss("<item><guid>http://a.example/1</guid></item>"), "http://a.example/1"},
		{"not of a guid that says it is none", rss(`<item><guid isPermaLink="false">http://a.example/1</guid><title>x</title></item>`), ""},
		{"of an Atom id, as a last resort", atomFeed("<entry><id>http://a.example/1</id></entry>"), "http://a.example/1"},
		{"of an Atom link in RSS", rss(`<item><atom:link rel="alternate" href="/b"/></item>`), "https://news.example/b"},
		{"of an enclosure, if there is no other", rss(`<item><enclosure url="/c.mp3" type="audio/mpeg"/></item>`), "https://news.example/c.mp3"},
		{"before the counting redirect", rss(`<item><link>http://feeds.example/~r/1</link><feedburner:origLink>http://a.example/1</feedburner:origLink></item>`), "http://a.example/1"},
		{"of a page, not of another form of it", atomFeed(`<entry><link rel="alternate" type="application/pdf" href="/a.pdf"/><link type="text/html" href="/a"/></entry>`), "https://news.example/a"},
		{"of another form, if there is no page", atomFeed(`<entry><link rel="alternate" type="application/pdf" href="/a.pdf"/></entry>`), "https://news.example/a.pdf"},
		{"as the text of an Atom link", atomFeed(`<entry><link>http://a.example/1</link></entry>`), "http://a.example/1"},
		{"no script", rss("<item><link>javascript:alert(1)</link><title>x</title></item>"), ""},
		{"with spaces round and in it", rss("<item><link>\n http://a.example/a b\n</link></item>"), "http://a.example/a%20b"},
		{"in CDATA", rss("<item><link><![CDATA[http://a.example/?a=1&b=2]]></link></item>"), "http://a.example/?a=1&b=2"},
		{"to the base of its element", atomFeed(`<entry xml:base="http://a.example/x/"><link xml:base="y/" href="z"/></entry>`), "http://a.example/x/y/z"},
		{"to a base that is no directory", atomFeed(`<entry xml:base="http://a.example/x/y"><link href="z"/></entry>`), "http://a.example/x/z"},
		{"not to a base that is no address", atomFeed(`<entry xml:base="javascript:x"><link href="z"/></entry>`), "https://news.example/feeds/z"},
		{"of an item in CDF", `<CHANNEL><ITEM HREF="http://a.example/1"><TITLE>x</TITLE></ITEM></CHANNEL>`, "http://a.example/1"},
	} {
		if got := one(t, c.doc).URL; got != c.want {
			t.Errorf("a link %s: got %q, want %q", c.promise, got, c.want)
		}
	}
}

func TestTheBaseIsContentLocationThenTheFinalURL(t *testing.T) {
	p := page(rss(`<item><link>a</link><description>&lt;img src="b.png"&gt;</description></item>`))
	p.FinalURL = "http://moved.example/x/feed"
	for location, want := range map[string]string{"": "http://moved.example/x/", "../y/feed": "http://moved.example/y/", "http://z.example/": "http://z.example/"} {
		p.ContentLocation = location
		c, err := Parse(p, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if a := c.Articles[0]; a.URL != want+"a" || a.Image != want+"b.png" {
			t.Errorf("Content-Location %q: %q, %q", location, a.URL, a.Image)
		}
	}
}

func TestWithoutAnAddressRelativeLinksAreLeftOut(t *testing.T) {
	p := page(rss("<item><guid>1</guid><link>a</link></item><item><guid>2</guid><link>http://a.example/b</link></item>"))
	p.URL = "feed.xml"
	c, err := Parse(p, Limits{})
	if err != nil || c.Articles[0].URL != "" || c.Articles[1].URL != "http://a.example/b" {
		t.Errorf("%v %+v", err, c.Articles)
	}
}

func TestSummaryAndContent(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Long words are told. ", 100))
	for _, c := range []struct{ promise, doc, summary, content string }{
		{"a description is a summary", rss("<item><description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;two</description></item>"), "One\n\ntwo", ""},
		{
			"a long one is content, too", rss("<item><description>&lt;p&gt;" + long + "</description></item>"),
			strings.TrimSpace(long[:strings.LastIndex(long[:1500], " ")]) + "…", "<p>" + long + "</p>",
		},
		{"content beside it", rss("<item><description>S</description><content:encoded>&lt;p&gt;C</content:encoded></item>"), "S", "<p>C</p>"},
		{"content in Atom within RSS", rss("<item><atom:summary>S</atom:summary><atom:content type='html'>&lt;p&gt;C</atom:content></item>"), "S", "<p>C</p>"},
		{"a body of XHTML", rss(`<item><body xmlns="http://www.w3.org/1999/xhtml"><p>C</p></body></item>`), "", "<p>C</p>"},
		{"plain text gets paragraphs", atomFeed("<entry><id>1</id><content>One &lt; two\n\nthree</content></entry>"), "", "<p>One &lt; two</p><p>three</p>"},
		{"text that is HTML in truth", atomFeed("<entry><id>1</id><summary>&lt;p&gt;S&lt;/p&gt;</summary></entry>"), "S", ""},
		{"XHTML loses its wrapper", atomFeed(`<entry><id>1</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><div>a</div><div>b</div></div></content></entry>`), "", "<div>a</div><div>b</div>"},
		{"two divs are no wrapper", atomFeed(`<entry><id>1</id><content type="html">&lt;div&gt;a&lt;/div&gt;&lt;div&gt;b&lt;/div&gt;</content></entry>`), "", "<div>a</div><div>b</div>"},
		{"CDATA in XHTML is text", atomFeed(`<entry><id>1</id><content type="xhtml"><div><p><![CDATA[a<b]]></p></div></content></entry>`), "", "<p>a&lt;b</p>"},
		{"elements that somebody forgot to escape", rss("<item><description><p>A &amp;amp; <b>b</b></p></description></item>"), "A &amp; b", "<p>A &amp;amp; <b>b</b></p>"},
		{"the description of a video", atomFeed("<entry><id>1</id><media:group><media:title>V</media:title><media:description>D</media:description></media:group></entry>"), "D", ""},
		{"the subtitle of an episode", rss("<item><guid>1</guid><itunes:subtitle>Sub</itunes:subtitle></item>"), "Sub", ""},
		{"what scripts say is not kept", rss("<item><content:encoded><![CDATA[<p>C<script>x()</script><img src=x.gif width=1>]]></content:encoded></item>"), "", "<p>C</p>"},
	} {
		a := one(t, c.doc)
		if a.Summary != c.summary || a.Content != c.content {
			t.Errorf("%s:\n got  %q, %q\n want %q, %q", c.promise, a.Summary, a.Content, c.summary, c.content)
		}
	}
}

func TestImages(t *testing.T) {
	for _, c := range []struct{ promise, inner, want string }{
		{"the widest of media:content", `<media:content url="/s.jpg" medium="image" width="90"/><media:content url="/l.jpg" type="image/jpeg" width="640"/>`, "/l.jpg"},
		{"one in a group", `<media:group><media:content url="/v.mp4" type="video/mp4"><media:thumbnail url="/t.jpg"/></media:content></media:group>`, "/t.jpg"},
		{"a thumbnail", `<media:thumbnail url="/t.jpg"/>`, "/t.jpg"},
		{"the cover of an episode", `<itunes:image href="/c.jpg"/>`, "/c.jpg"},
		{"an element of its own", `<image><url>/u.jpg</url></image>`, "/u.jpg"},
		{"that of another shop", `<googleplay:image href="/g.jpg"/>`, "/g.jpg"},
		{"an element that holds the address", `<image>/u.jpg</image>`, "/u.jpg"},
		{"an enclosed picture", `<enclosure url="/e.jpg" type="image/jpeg" length="1"/>`, "/e.jpg"},
		{"the first of the content that is no icon", `<content:encoded><![CDATA[<img src="/i.png" width="16"><img src="/b.png?a=1&amp;b=2">]]></content:encoded>`, "/b.png?a=1&b=2"},
		{"the first of the description", `<description><![CDATA[<img src="/d.png">x]]></description>`, "/d.png"},
		{"not the author's portrait, if there is another", `<media:content url="http://0.gravatar.com/avatar/1" medium="image"/><description><![CDATA[<img src="/d.png">x]]></description>`, "/d.png"},
		{"no sound", `<media:content url="/s.mp3"/><media:content url="/f.swf" type="application/x-shockwave-flash"/>`, ""},
	} {
		want := c.want
		if want != "" {
			want = "https://news.example" + want
		}
		if got := one(t, rss("<item><guid>1</guid>"+c.inner+"</item>")).Image; got != want {
			t.Errorf("%s: got %q, want %q", c.promise, got, want)
		}
	}
}

func TestNamesOfPeople(t *testing.T) {
	for inner, want := range map[string][]string{
		"<author>ana@a.example (Ana Lima)</author>":                                                 {"Ana Lima"},
		"<author>Ana Lima (ana@a.example)</author>":                                                 {"Ana Lima"},
		"<author>Ana Lima &lt;ana@a.example&gt;</author>":                                           {"Ana Lima"},
		"<author>ana@a.example</author>":                                                            {"ana@a.example"},
		"<author>Ana (the editor)</author>":                                                         {"Ana (the editor)"},
		"<dc:creator>Ana</dc:creator><dc:creator>Bo</dc:creator>":                                   {"Ana", "Bo"},
		"<author>Ana</author><itunes:author>ana</itunes:author><dc:creator>Bo</dc:creator>":         {"Ana", "Bo"},
		"<atom:author><atom:name>Ana</atom:name><atom:email>a@a.example</atom:email></atom:author>": {"Ana"},
		"<author><name>Ana</name></author>":                                                         {"Ana"},
		"<author><name></name></author>":                                                            nil,
		"<dc:creator><![CDATA[ ]]></dc:creator>":                                                    nil,
	} {
		if got := one(t, rss("<item><guid>1</guid>"+inner+"</item>")).Authors; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", inner, got, want)
		}
	}
}

func TestOddNamespacesAreReadAllTheSame(t *testing.T) {
	for _, doc := range []string{
		`<feed xmlns="http://www.w3.org/2005/Atom/"><entry><title>x</title><id>1</id></entry></feed>`,
		`<feed xmlns="http://nobody.example/knows#"><entry><title>x</title><id>1</id></entry></feed>`,
		`<feed><entry><title>x</title><id>1</id></entry></feed>`,
		`<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>x</a:title><a:id>1</a:id></a:entry></a:feed>`,
		`<atom:feed><atom:entry><atom:title>x</atom:title><atom:id>1</atom:id></atom:entry></atom:feed>`,
		`<n:feed xmlns:n="http://nobody.example/knows#"><n:entry><n:title>x</n:title><n:id>1</n:id></n:entry></n:feed>`,
		`<entry xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>1</id></entry>`,
		`<rss xmlns="http://backend.userland.com/rss2"><channel><item><title>x</title><guid>1</guid></item></channel></rss>`,
		`<rss xmlns="http://www.w3.org/2005/Atom"><channel><item><title>x</title><guid>1</guid></item></channel></rss>`,
		`<rss xmlns="http://nobody.example/"><channel><item><title>x</title><guid>1</guid></item></channel></rss>`,
		`<rss><channel></channel><item><title>x</title><guid>1</guid></item></rss>`,
		`<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>x</TITLE><GUID>1</GUID></ITEM></CHANNEL></RSS>`,
		`<RDF xmlns="http://purl.org/rss/1.0/"><item><title>x</title><dc:identifier>1</dc:identifier><guid>1</guid></item></RDF>`,
		`<rss xmlns:x="http://nobody.example/"><channel><item><x:title>no</x:title><title>x</title><x:guid>no</x:guid><guid>1</guid></item></channel></rss>`,
	} {
		if a := one(t, doc); a.Title != "x" || a.GUID != "1" {
			t.Errorf("%s: %q %q", doc, a.GUID, a.Title)
		}
	}
}

func TestElementsBorrowedFromAnotherFormatAreRead(t *testing.T) {
	for _, doc := range []string{
		rss("<item><id>1</id><summary>s</summary><content>c</content><published>2026-11-20T08:30:00Z</published><updated>2026-11-21T08:30:00Z</updated></item>"),
		atomFeed("<entry><guid>1</guid><description>s</description><content>c</content><pubDate>2026-11-20T08:30:00Z</pubDate><updated>2026-11-21T08:30:00Z</updated></entry>"),
	} {
		a := one(t, doc)
		if a.GUID != "1" || a.Summary != "s" || a.Content != "<p>c</p>" || !a.Published.Equal(day(20)) || !a.Updated.Equal(day(21)) {
			t.Errorf("%s:\n%+v", doc, a)
		}
	}
}

func TestJunkBeforeTheRootIsPassedOver(t *testing.T) {
	feed := rss("<item><guid>1</guid></item>")
	for _, junk := range []string{
		"\n\n \t", "\ufeff\n", strings.Repeat("\n", 5000), "<!-- " + strings.Repeat("x", 5000) + " -->",
		"<br />\n<b>Warning</b>: mysql_connect() in <b>/x.php</b> on line <b>3</b><br />\n<?xml version='1.0'?>", "text and &amp; <",
		`<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd">`, "\x00\x01\ufffe",
		`<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd"><html><body>`,
	} {
		if c := parse(t, junk+feed+"</body>trailing <b>junk"); len(c.Articles) != 1 {
			t.Errorf("%.40q: %d articles", junk, len(c.Articles))
		}
	}
}

func TestEntitiesOfTheDocumentTypeAreKept(t *testing.T) {
	doc := `<!DOCTYPE rss [<!ENTITY paper "The Paper"> <!ENTITY file SYSTEM "file:///etc/passwd"> <!ENTITY twice "&paper;&paper;">]>` +
		rss("<item><title>&paper; &twice; &file;</title><description><b>&paper;</b></description></item>")
	if a := one(t, doc); a.Title != "The Paper &twice; &file;" || a.Summary != "The Paper" {
		t.Errorf("%q %q", a.Title, a.Summary)
	}
}

func TestADamagedFeedGivesWhatIsWhole(t *testing.T) {
	item := func(n int) string { return fmt.Sprintf("<item><guid>%d</guid><title>t%d</title></item>", n, n) }
	for _, c := range []struct {
		promise, doc string
		articles     int
		warning      string
	}{
		{"the last tag is cut", strings.TrimSuffix(rss(item(1)), ">"), 1, ""},
		{"the root is not closed", strings.TrimSuffix(rss(item(1)), "</rss>"), 1, "breaks off"},
		{"an article is cut in its text", strings.TrimSuffix(rss(item(1)+item(2)+"<item><guid>3</guid><title>never"), "</channel></rss>"), 2, "in the middle of an article: the 2 before it"},
		{"an article is cut in a tag", rss(item(1))[:len(rss(item(1)))-len("</channel></rss>")] + "<item><guid", 1, "in the middle of an article: the 1 before it"},
		{"the only article is cut and kept", "<rss><channel><item><guid>1</guid><title>t</title><desc", 1, "breaks off"},
		{"a name that broke does not cost what follows", rss("<imaXge><url>x</url></image>" + item(1) + item(2)), 2, "not closed"},
		{"nor does one that comes again", rss("<x:id>1</x:if>" + "<item><x:id>2</x:id><guid>1</guid></item>" + item(2)), 2, "not closed"},
		{"nor an image that is not closed", rss("<image><url>x</url></imaXge>" + item(1) + item(2)), 2, "not closed"},
		{"nor a root", strings.Replace(atomFeed("<entry><id>1</id></entry><entry><id>2</id></entry>"), "<feed", "<fXed", 1), 2, ""},
		{"an article that others quote is no article", rss("<item><guid>1</guid><x:related><item><guid>2</guid></item></x:related></item>"), 1, ""},
		{"an article is not closed", rss("<item><guid>1</guid>" + item(2)), 2, "not closed"},
		{"an element is not closed", rss("<item><title>one<guid>1</guid></item>" + item(2)), 2, ""},
		{"an end tag too many", rss(item(1) + "</b></item>" + item(2)), 2, ""},
		{"a bare ampersand and a bare less-than", rss("<item><guid>1</guid><title>a & b < c</title></item>"), 1, ""},
		{"an attribute without quotes", rss("<item><guid isPermaLink=false>1</guid></item>"), 1, ""},
		{"a quote is missing", rss(`<item><enclosure url="/x.mp3><guid>1</guid></item>` + item(2)), 2, ""},
		{"CDATA is not closed", rss(item(1) + "<item><guid>2</guid><title><![CDATA[x</title></item>"), 2, ""},
	} {
		got := parse(t, c.doc)
		if len(got.Articles) != c.articles || !strings.Contains(strings.Join(got.Warnings, "; "), c.warning) {
			t.Errorf("%s: %d articles, warnings %q", c.promise, len(got.Articles), got.Warnings)
		}
	}
}

func TestWhatIsNoFeedIsAnError(t *testing.T) {
	for _, c := range []struct {
		doc  string
		kind digest.ParseKind
	}{
		{"", digest.ParseEmpty},
		{" \n\t", digest.ParseEmpty},
		{"\ufeff", digest.ParseEmpty},
		{"<!DOCTYPE html><title>x</title><p>y", digest.ParseIsHTML},
		{"<html><head><link rel=alternate type=application/rss+xml href=/f></head><body>x", digest.ParseIsHTML},
		{"<HTML><body><svg><rdf:RDF></rdf:RDF></svg>", digest.ParseIsHTML},
		{"<?xml version='1.0'?><urlset><url/></urlset>", digest.ParseNotFeed},
		{"just words", digest.ParseNotFeed},
		{`{"a": 1}`, digest.ParseNotFeed},
		{`{"items": 1}`, digest.ParseNotFeed},
		{"%PDF-1.4 \x00\xff\xfe", digest.ParseNotFeed},
		{"<rss><channel>" + strings.Repeat("<x:a>", 300), digest.ParseTooDeep},
	} {
		_, err := Parse(page(c.doc), Limits{})
		var parse *digest.ParseError
		if !errors.As(err, &parse) || parse.Kind != c.kind || parse.URL != page("").URL {
			t.Errorf("%.60q: %v, want %s", c.doc, err, c.kind)
		}
	}
}

func TestDatesThatAreNonsenseAreNotSaid(t *testing.T) {
	for date, want := range map[string]time.Time{
		"Mon, 02 Nov 2026 08:30:00 GMT": day(2),
		"Tue, 24 Nov 2026 11:00:00 GMT": time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC),
		"Wed, 25 Nov 2026 08:30:00 GMT": {},
		"Thu, 01 Jan 1970 00:00:00 GMT": {},
		"soon":                          {},
		"":                              {},
	} {
		a := one(t, rss("<item><guid>1</guid><pubDate>"+date+"</pubDate></item>"))
		if !a.Published.Equal(want) || !a.Updated.IsZero() {
			t.Errorf("%q: %v %v", date, a.Published, a.Updated)
		}
	}
}

func TestTheNewestArticlesAreKept(t *testing.T) {
	var items, objects strings.Builder
	for n := range 40 {
		fmt.Fprintf(&items, "<item><guid>%d</guid><pubDate>%s</pubDate></item>", n, day(1).Add(time.Duration(n%20)*time.Hour).Format(time.RFC1123Z))
		fmt.Fprintf(&objects, `,{"id":"%d","date_published":"%s"}`, n, day(1).Add(time.Duration(n%20)*time.Hour).Format(time.RFC3339))
	}
	for _, doc := range []string{rss(items.String()), `{"version":"https://jsonfeed.org/version/1","items":[` + objects.String()[1:] + `]}`} {
		c, err := Parse(page(doc), Limits{Articles: 4})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range c.Articles {
			got = append(got, a.GUID)
		}
		if want := []string{"18", "19", "38", "39"}; !slices.Equal(got, want) || len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "holds 40 articles: the newest 4") {
			t.Errorf("got %v, %q", got, c.Warnings)
		}
	}
}

func TestDamagedJSONGivesWhatIsWhole(t *testing.T) {
	const version = `{"version":"https://jsonfeed.org/version/1.1",`
	for _, c := range []struct {
		promise, doc string
		articles     int
	}{
		{"cut in an article", version + `"items":[{"id":"1"},{"id":"2"},{"id":"3","tit`, 2},
		{"cut after the articles", version + `"items":[{"id":"1"}],"title":"x`, 1},
		{"an article with a member of a wrong type", version + `"items":[{"id":"1"},{"id":"2","tags":"x"},{"id":3}]}`, 2},
		{"something that is no article", version + `"items":[null,1,"x",{"id":"1"}]}`, 1},
		{"something after the end", version + `"items":[{"id":"1"}]}}}`, 1},
	} {
		got := parse(t, c.doc)
		if len(got.Articles) != c.articles {
			t.Errorf("%s: %d articles, %q", c.promise, len(got.Articles), got.Warnings)
		}
	}
}

func ExampleParse() {
	channel, err := Parse(digest.Page{
		URL:  "https://news.example/feed.xml",
		Body: []byte(`<rss version="2.0"><channel><title>News</title><item><title>Rain &amp;amp; wind</title><link>/rain?utm_source=rss</link></item>`),
	}, Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range channel.Articles {
		fmt.Println(a.Title, a.URL)
	}
	fmt.Println(channel.Warnings[0])
	// Output:
	// Rain & wind https://news.example/rain
	// the document breaks off before its end
}
