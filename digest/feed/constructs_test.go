package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// reads is a construct of a specification, or of a generator that nobody asked: how it is written, and what it says.
type reads struct {
	construct string
	field     string // see said
	want      string
	doc       string
}

// TestConstructsAreReadAsTheyAreMeant goes through the elements, attributes and escapes of every format, one at a time, and
// through what breaks them. What a construct means is in the specification of its format; where it is broken, what its
// writer must have meant.
func TestConstructsAreReadAsTheyAreMeant(t *testing.T) {
	for _, set := range [][]reads{rssConstructs, atomConstructs, rdfConstructs, moduleConstructs, baseConstructs, escapeConstructs, brokenConstructs} {
		for _, c := range set {
			got, err := Parse(page(c.doc), Limits{Now: now})
			if err != nil {
				t.Errorf("%s: %v", c.construct, err)
				continue
			}
			if said := said(got, c.field); said != c.want {
				t.Errorf("%s: %s is %q, want %q", c.construct, c.field, said, c.want)
			}
		}
	}
}

// said is a field of the feed, or of its first article, as text; lists are joined by " | ".
func said(c digest.Channel, field string) string {
	var a digest.Article
	if len(c.Articles) > 0 {
		a = c.Articles[0]
	}
	var files []string
	for _, e := range a.Enclosures {
		files = append(files, fmt.Sprint(e.URL, " ", e.Type, " ", e.Length))
	}
	date := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	list := func(all []string) string { return strings.Join(all, " | ") }
	value, ok := map[string]string{
		"feed title": c.Title, "feed link": c.Link, "feed description": c.Description, "feed language": c.Language,
		"feed updated": date(c.Updated), "feed image": c.Image, "feed authors": list(c.Authors),
		"feed categories": list(c.Categories), "feed copyright": c.Copyright, "format": c.Format, "articles": fmt.Sprint(len(c.Articles)),
		"id": a.GUID, "link": a.URL, "title": a.Title, "authors": list(a.Authors), "summary": a.Summary, "content": a.Content,
		"image": a.Image, "categories": list(a.Categories), "language": a.Language, "files": list(files),
		"published": date(a.Published), "updated": date(a.Updated),
	}[field]
	if !ok {
		panic("no field " + field)
	}
	return value
}

func channel2(inner string) string {
	return `<rss version="2.0"><channel>` + inner + `</channel></rss>`
}
func item(inner string) string { return channel2("<item>" + inner + "</item>") }
func entry(inner string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom"><entry>` + inner + `</entry></feed>`
}

func entry03(inner string) string {
	return `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>` + inner + `</entry></feed>`
}

var baseConstructs = []reads{
	{"xml:base of a feed", "link", "http://a.example/x/1", `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/x/"><entry><link href="1"/></entry></feed>`},
	{"xml:base of an entry", "link", "http://a.example/x/1", entry03(`<link href="1" xml:base="http://a.example/x/"/>`)},
	{"xml:base within xml:base", "link", "http://a.example/x/y/1", `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/x/"><entry xml:base="y/"><link href="1"/></entry></feed>`},
	{"xml:base of a link", "link", "http://a.example/x/1", entry(`<link xml:base="http://a.example/x/" href="1"/>`)},
	{"xml:base of a content", "content", `<p><a href="http://a.example/x/1">l</a></p>`, entry(`<content type="html" xml:base="http://a.example/x/">&lt;p&gt;&lt;a href="1"&gt;l&lt;/a&gt;&lt;/p&gt;</content>`)},
	{"xml:base inside of XHTML", "content", `<p><a href="http://a.example/x/1">l</a></p>`, entry(`<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" xml:base="http://a.example/x/"><p><a href="1">l</a></p></div></content>`)},
	{"xml:base of RSS", "link", "http://a.example/x/1", `<rss version="2.0" xml:base="http://a.example/x/"><channel><item><link>1</link></item></channel></rss>`},
	{"xml:base of a channel", "link", "http://a.example/x/1", `<rss version="2.0"><channel xml:base="http://a.example/x/"><item><link>1</link></item></channel></rss>`},
	{"xml:base of an item", "content", `<p><a href="http://a.example/x/1">l</a></p>`, `<rss version="2.0"><channel><item xml:base="http://a.example/x/"><content:encoded>&lt;p&gt;&lt;a href="1"&gt;l&lt;/a&gt;</content:encoded></item></channel></rss>`},
	{"xml:base that is malformed", "link", "https://news.example/feeds/1", entry(`<link xml:base="http://[bad/" href="1"/>`)},
	{"xml:base and an absolute path", "link", "http://a.example/1", entry(`<link xml:base="http://a.example/x/y/z" href="/1"/>`)},
	{"xml:base and a query", "link", "http://a.example/x?p=1", entry(`<link xml:base="http://a.example/x" href="?p=1"/>`)},
	{"xml:base and another host", "link", "http://b.example/1", entry(`<link xml:base="http://a.example/x" href="//b.example/1"/>`)},
	{"xml:base and dots", "link", "http://a.example/1", entry(`<link xml:base="http://a.example/x/y/" href="../../../1"/>`)},
	{"the feed's link, relative", "feed link", "https://news.example/", channel2(`<link>/</link>`)},
	{"the feed's link under xml:base", "feed link", "http://a.example/x/", `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/x/y"><link href="./"/></feed>`},
	{"the feed's picture, relative", "feed image", "https://news.example/i", channel2(`<image><url>/i</url></image>`)},
	{"a logo under xml:base", "feed image", "http://a.example/x/l", `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/x/"><logo>l</logo></feed>`},
	{"a picture of content", "image", "https://news.example/i.png", item(`<description>&lt;img src="/i.png"&gt;</description>`)},
	{"an id is never resolved", "id", "1", entry(`<id xml:base="http://a.example/">1</id>`)},
	{"a guid that is a relative permalink", "link", "https://news.example/1", item(`<guid isPermaLink="true">/1</guid>`)},
	{"a guid that is a relative permalink keeps its letters", "id", "/1", item(`<guid isPermaLink="true">/1</guid>`)},
	{"a file, relative", "files", "https://news.example/1 audio/mpeg 0", item(`<enclosure url="/1" type="audio/mpeg"/>`)},
	{"links in a description", "content", `<a href="https://news.example/1">l</a>`, item(`<description>&lt;a href="/1"&gt;l&lt;/a&gt;</description>`)},
	{"cdf: xml:base", "link", "http://a.example/x/1", `<CHANNEL xml:base="http://a.example/x/"><ITEM HREF="1"></ITEM></CHANNEL>`},
	{"a link that is a data: address is none", "link", "", item(`<link>data:text/html,x</link><title>x</title>`)},
	{"a link that is a mail address is none", "link", "", item(`<link>mailto:a@a.example</link><title>x</title>`)},
}

var escapeConstructs = []reads{
	{"RSS: an entity of XML", "title", "&", item(`<title>&amp;</title>`)},
	{"RSS: an entity of XML in decimal", "title", "&", item(`<title>&#38;</title>`)},
	{"RSS: in hexadecimal", "title", "&", item(`<title>&#x26;</title>`)},
	{"RSS: twice", "title", "&", item(`<title>&amp;amp;</title>`)},
	{"RSS: twice, in decimal", "title", "&", item(`<title>&amp;#38;</title>`)},
	{"RSS: twice, in hexadecimal", "title", "&", item(`<title>&amp;#x26;</title>`)},
	{"RSS: CDATA", "title", "&", item(`<title><![CDATA[&]]></title>`)},
	{"RSS: CDATA, once", "title", "&", item(`<title><![CDATA[&amp;]]></title>`)},
	{"RSS: less-than", "title", "<", item(`<title>&lt;</title>`)},
	{"RSS: less-than in hexadecimal", "title", "<", item(`<title>&#x3C;</title>`)},
	{"RSS: less-than, twice", "title", "<", item(`<title>&amp;lt;</title>`)},
	{"RSS: less-than in CDATA", "title", "<", item(`<title><![CDATA[&lt;]]></title>`)},
	{"RSS: emphasis", "title", "b", item(`<title>&lt;strong&gt;b&lt;/strong&gt;</title>`)},
	{"RSS: emphasis in decimal", "title", "b", item(`<title>&#60;strong&#62;b&#60;/strong&#62;</title>`)},
	{"RSS: emphasis in CDATA", "title", "b", item(`<title><![CDATA[<strong>b</strong>]]></title>`)},
	{"RSS: emphasis escaped in CDATA, as many do", "title", "b", item(`<title><![CDATA[&lt;strong&gt;b&lt;/strong&gt;]]></title>`)},
	{"Atom: text", "title", "&", entry(`<title type="text">&amp;</title>`)},
	{"Atom: text, twice", "title", "&amp;", entry(`<title type="text">&amp;amp;</title>`)},
	{"Atom: text in CDATA", "title", "&amp;", entry(`<title type="text"><![CDATA[&amp;]]></title>`)},
	{"Atom: HTML", "title", "&", entry(`<title type="html">&amp;amp;</title>`)},
	{"Atom: HTML, once", "title", "&", entry(`<title type="html">&amp;</title>`)},
	{"Atom: HTML in CDATA", "title", "&", entry(`<title type="html"><![CDATA[&amp;]]></title>`)},
	{"Atom: XHTML", "title", "&", entry(`<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">&amp;</div></title>`)},
	{"Atom: XHTML, twice, as nobody means it", "title", "&", entry(`<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">&amp;amp;</div></title>`)},
	{"Atom: XHTML with less-than", "title", "<", entry(`<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">&lt;</div></title>`)},
	{"Atom: XHTML with numeric less-than", "title", "<b>", entry(`<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">&#60;b&#x3e;</div></title>`)},
	{"an entity of HTML, undeclared", "title", "é", item(`<title>&eacute;</title>`)},
	{"an entity of HTML, escaped", "title", "é", item(`<title>&amp;eacute;</title>`)},
	{"a space that does not break", "title", "a b", item(`<title>a&nbsp;b</title>`)},
	{"an arrow", "title", "→", item(`<title>&rarr;</title>`)},
	{"an entity in capitals", "title", "É", item(`<title>&Eacute;</title>`)},
	{"an entity of HTML in Atom's text", "title", "é", entry(`<title>&eacute;</title>`)},
	{"an entity beyond the first plane", "title", "𝔸", item(`<title>&#x1D538;</title>`)},
	{"windows-1252 as references", "title", "“x”", item(`<title>&#147;x&#148;</title>`)},
	{"windows-1252 as hexadecimal references", "title", "“x”", item(`<title>&#x93;x&#x94;</title>`)},
	{"a reference without its semicolon", "title", "a &eacute b", item(`<title>a &eacute b</title>`)},
	{"an entity nobody knows", "title", "&nothing;", item(`<title>&nothing;</title>`)},
	{"an address with bare ampersands", "link", "http://a.example/?a=1&b=2", item(`<link>http://a.example/?a=1&b=2</link>`)},
	{"an address with a parameter like an entity", "link", "http://a.example/?a=1&copy=2&reg=3", item(`<link>http://a.example/?a=1&copy=2&reg=3</link>`)},
	{"an address with a parameter like an entity, escaped", "link", "http://a.example/?a=1&copy=2", item(`<link>http://a.example/?a=1&amp;copy=2</link>`)},
	{"an address escaped twice", "link", "http://a.example/?a=1&b=2", item(`<link>http://a.example/?a=1&amp;amp;b=2</link>`)},
	{"an address in an attribute with bare ampersands", "link", "http://a.example/?a=1&b=2", entry(`<link href="http://a.example/?a=1&b=2"/>`)},
	{"an apostrophe", "title", "it's", item(`<title>it&#39;s</title>`)},
	{"a quotation mark", "title", `"x"`, item(`<title>&quot;x&quot;</title>`)},
	{"several sections of CDATA", "title", "ab", item(`<title><![CDATA[a]]><![CDATA[b]]></title>`)},
	{"the end of CDATA within CDATA", "title", "a]]>b", item(`<title><![CDATA[a]]]]><![CDATA[>b]]></title>`)},
	{"a comment in a title", "title", "ab", item(`<title>a<!-- no -->b</title>`)},
	{"an instruction in a title", "title", "ab", item(`<title>a<?php no ?>b</title>`)},
}

var brokenConstructs = []reads{
	{"an undeclared prefix", "title", "T", item(`<title>T</title><foo:bar>x</foo:bar>`)},
	{"an undeclared entity", "summary", "a & b", item(`<description>a & b</description>`)},
	{"no end of the document", "title", "T", `<rss version="2.0"><channel><item><title>T</title></item>`},
	{"no end of an item", "title", "T", `<rss version="2.0"><channel><item><title>T</title></channel></rss>`},
	{"no end of a title", "link", "http://a.example/1", item(`<title>T<link>http://a.example/1</link>`)},
	{"no end of a title", "title", "T", item(`<title>T<link>http://a.example/1</link>`)},
	{"tags that overlap", "title", "a b", item(`<title>a <b><i>b</b></i></title>`)},
	{"an end too many", "title", "T", item(`</b><title>T</title>`)},
	{"upper case all over", "title", "T", `<RSS VERSION="2.0"><CHANNEL><ITEM><TITLE>T</TITLE></ITEM></CHANNEL></RSS>`},
	{"the ends in another case", "title", "T", `<rss><channel><item><title>T</TITLE></item></channel></rss>`},
	{"attributes without quotes", "link", "http://a.example/1", entry(`<link rel=alternate href=http://a.example/1 />`)},
	{"attributes without quotes and a slash", "link", "http://a.example/1", entry(`<link rel=alternate href=http://a.example/1/>`)},
	{"attributes in single quotes", "link", "http://a.example/1", entry(`<link rel='alternate' href='http://a.example/1'/>`)},
	{"an attribute without its last quote", "title", "T", entry(`<category term="x label="y"/><title>T</title>`)},
	{"attributes with nothing between", "link", "http://a.example/1", entry(`<link rel="alternate"href="http://a.example/1"/>`)},
	{"spaces round the equals sign", "link", "http://a.example/1", entry(`<link rel = "alternate" href = "http://a.example/1" />`)},
	{"an attribute twice", "link", "http://a.example/1", entry(`<link href="http://a.example/1" href="http://a.example/2"/>`)},
	{"a greater-than in an attribute", "files", "http://a.example/?a%3Eb audio/mpeg 0", item(`<enclosure url="http://a.example/?a>b" type="audio/mpeg"/>`)},
	{"a tag with an underscore", "title", "T", item(`<_x>1</_x><title>T</title>`)},
	{"a tag with a line break in it", "title", "T", item("<title\n>T</title\n>")},
	{"two roots", "title", "T", item(`<title>T</title>`) + item(`<title>U</title>`)},
	{"text before the declaration", "title", "T", "\n\n" + `<?xml version="1.0"?>` + item(`<title>T</title>`)},
	{"a declaration in single quotes", "title", "T", `<?xml version='1.0' encoding='utf-8' standalone='no'?>` + item(`<title>T</title>`)},
	{"a version of XML that nobody has", "title", "T", `<?xml version="1.1"?>` + item(`<title>T</title>`)},
	{"a declaration with no encoding in it", "title", "T", `<?xml version="1.0" encoding=""?>` + item(`<title>T</title>`)},
	{"an encoding nobody has", "title", "T", `<?xml version="1.0" encoding="nonsense"?>` + item(`<title>T</title>`)},
	{"a comment with two dashes in it", "title", "T", `<!-- a -- b -->` + item(`<title>T</title>`)},
	{"an empty item", "articles", "1", item(``)},
	{"an item that is one tag", "articles", "1", channel2(`<item/>`)},
	{"a feed within a page", "title", "T", `<html><body><pre>` + item(`<title>T</title>`) + `</pre></body></html>`},
	{"a closing tag with attributes", "title", "T", item(`<title>T</title x="y">`)},
	{"a control character", "title", "ab", item("<title>a\x08b</title>")},
	{"windows-1252 in UTF-8", "title", "“T”", item("<title>\x93T\x94</title>")},
}
