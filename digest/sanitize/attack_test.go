package sanitize

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// attacks are ways to get script, style, forms, frames, other schemes or counters past a filter, by kind: from the OWASP
// cheat sheet, the HTML5 security cheat sheet, and what was found against other sanitizers over the years.
var attacks = []string{
	// Script, in every spelling.
	`<script>alert(1)</script>`, `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`,
	`<script/x>alert(1)</script >`, "<script\n>alert(1)</script\t>", `<<script>alert(1);//<</script>`, `<script src="//evil.example/x.js"`,
	`<script>a</script><script>alert(1)</script>`, `</script><script>alert(1)</script>`, "<script\x00>alert(1)</script>",
	`<scr\x00ipt>alert(1)</script>`, `<script x=">" y>alert(1)</script>`, `<script><!--<script>alert(1)</script>--></script>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<svg><script>alert(1)</script></svg>`,
	`<svg><script xlink:href=data:,alert(1) />`, `<math><script>alert(1)</script></math>`, `<xmp><script>alert(1)</script></xmp>`,
	`<textarea><script>alert(1)</script></textarea>`, `<title><script>alert(1)</script></title>`, `<plaintext><script>alert(1)</script>`,
	`<iframe><script>alert(1)</script></iframe>`, `<style><script>alert(1)</script></style>`, `<template><script>alert(1)</script></template>`,
	`<<!-- -->script>alert(1)</script>`, `<a><![CDATA[<script>alert(1)</script>]]></a>`, `<?xml version="1.0"?><script>alert(1)</script>`,
	`<!DOCTYPE x [<!ENTITY e "<script>alert(1)</script>">]>&e;`, `<!--><script>alert(1)</script>-->`, `<!--a--!><script>alert(1)</script>-->`,
	`<![endif]--><script>alert(1)</script>`, `<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`,

	// Event handlers.
	`<img src=x onerror=alert(1)>`, `<img src=x OnErRoR=alert(1)>`, `<img/src=x/onerror=alert(1)>`, "<img\tsrc=x\nonerror=alert(1)>",
	`<img src="x"onerror="alert(1)">`, `<img src='x' onerror='alert(1)'>`, "<img src=`x` onerror=`alert(1)`>", `<img src=x onerror ="alert(1)">`,
	`<img """><img src=x onerror=alert(1)>`, `<p onclick=alert(1)>x</p>`, `<p onmouseover="alert(1)">x`, `<a href="https://x.example" onfocus=alert(1) autofocus>x</a>`,
	`<details open ontoggle=alert(1)>x</details>`, `<body onload=alert(1)>x`, `<marquee onstart=alert(1)>x</marquee>`,
	`<video onerror=alert(1)><source></video>`, `<audio src=x onerror=alert(1)>`, `<svg onload=alert(1)>`, `<svg/onload=alert(1)//`,
	`<table background=javascript:alert(1) onclick=alert(1)><tr><td onclick=alert(1)>x</table>`, `<input onfocus=alert(1) autofocus>`,
	`<select onchange=alert(1)><option>x</select>`, `<div onwheel=alert(1) contenteditable>x</div>`, `<p on\x00click=alert(1)>x</p>`,
	`<img src=x:x onerror=alert(1)>`, `<img alt="x" title="><img src=x onerror=alert(1)>" src=y>`, `<a title="'><img src=x onerror=alert(1)>">x</a>`,

	// Schemes.
	`<a href="javascript:alert(1)">x</a>`, `<a href="JaVaScRiPt:alert(1)">x</a>`, `<a href=" javascript:alert(1)">x</a>`, `<a href="java&#10;script:alert(1)">x</a>`,
	"<a href=\"java\tscript:alert(1)\">x</a>", "<a href=\"\x01javascript:alert(1)\">x</a>", `<a href="&#106;avascript:alert(1)">x</a>`,
	`<a href="&#x6A&#x61vascript:alert(1)">x</a>`, `<a href="javascript&colon;alert(1)">x</a>`, `<a href="javascript&#58;alert(1)">x</a>`,
	`<a href="jav&Tab;ascript:alert(1)">x</a>`, `<a href="&NewLine;javascript:alert(1)">x</a>`, `<a href="vbscript:msgbox(1)">x</a>`,
	`<a href="livescript:alert(1)">x</a>`, `<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>`,
	`<a href="file:///etc/passwd">x</a>`, `<a href="feed:javascript:alert(1)">x</a>`, `<a href="view-source:javascript:alert(1)">x</a>`,
	`<a href="blob:https://x.example/1">x</a>`, `<a href="filesystem:https://x.example/1">x</a>`, `<a href="ftp://x.example/">x</a>`, `<a href="tel:112">x</a>`,
	`<a href="//javascript:alert(1)">x</a>`, `<a href="http:javascript:alert(1)">x</a>`, `<a href="https:\\evil.example">x</a>`, `<a href="https://">x</a>`,
	`<a href=javascript:alert(1)>x</a>`, `<a href='javascript:alert(1)'>x`, "<a href=`javascript:alert(1)`>x", `<a xlink:href="javascript:alert(1)">x</a>`,
	`<a href="javascript:alert(1)" href="https://x.example">x</a>`, `<a href="https://x.example" href="javascript:alert(1)">x</a>`,
	`<a href="mailto:javascript:alert(1)">x</a>`, `<a href="mailto:a@x.example?bcc=b@x.example&#10;X: y">x</a>`, `<a href="mailto:">x</a>`,
	`<img src="javascript:alert(1)">`, `<img src="data:image/svg+xml,<svg onload=alert(1)>">`, `<img src="data:image/gif;base64,R0lGOD">`,
	`<img dynsrc="javascript:alert(1)">`, `<img lowsrc="javascript:alert(1)">`, `<img srcset="javascript:alert(1) 2x">`, `<img data-src="javascript:alert(1)">`,
	`<img src="cid:logo">`, `<img src="file:///c:/x.png">`, `<blockquote cite="javascript:alert(1)">x</blockquote>`, `<q cite="javascript:alert(1)">x</q>`,
	`<form action="javascript:alert(1)"><button>x</button></form>`, `<isindex action="javascript:alert(1)">`, `<base href="javascript:alert(1)//">`,
	`<area href="javascript:alert(1)">`, `<bgsound src="javascript:alert(1)">`, `<table background="javascript:alert(1)"><tr><td>x</table>`,
	`<math href="javascript:alert(1)">x</math>`, `<math><maction xlink:href="javascript:alert(1)">x</maction></math>`,

	// Style and layout.
	`<p style="background:url(javascript:alert(1))">x</p>`, `<p style="width:expression(alert(1))">x</p>`, `<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>`,
	`<style>@import "//evil.example/x.css";</style>`, `<style>p{behavior:url(x.htc)}</style>`, `<link rel=stylesheet href="//evil.example/x.css">`,
	`<p class="masthead" id="content">x</p>`, `<style><img src="</style><img src=x onerror=alert(1)>">`, `<font face="x" color="red">x</font>`,
	`<meta http-equiv="refresh" content="0;url=javascript:alert(1)">`, `<meta http-equiv="Set-Cookie" content="a=b">`, `<base target="_blank">`,

	// Frames, objects, forms.
	`<iframe src="https://evil.example"></iframe>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<frameset><frame src="https://evil.example"></frameset>`,
	`<object data="https://evil.example/x.swf"></object>`, `<embed src="https://evil.example/x.swf">`, `<applet code="X.class"></applet>`,
	`<form action="https://evil.example"><input name=password><input type=submit></form>`, `<button formaction="javascript:alert(1)">x</button>`,
	`<portal src="https://evil.example">`, `<input type=image src=x>`, `<keygen>`, `<dialog open>x</dialog>`,

	// What parsers and filters see differently.
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`, `<svg><foreignObject><p><script>alert(1)</script></p></foreignObject></svg>`,
	`<table><caption><svg><title><table><script>alert(1)</script></table>`, `<noembed><img src=x onerror=alert(1)></noembed>`, `<select><template><img src=x onerror=alert(1)></template></select>`,
	`<p/onclick=alert(1)/>x`, `<p =">" onclick=alert(1)>x`, `<p "><img src=x onerror=alert(1)>`, `<a href="https://x.example/"<b>x</b>`, `<img src="https://x.example/a.png" alt="</td></tr></table>`,
	`</td></tr></table></body></html>`, `<td>x</td><tr>y</tr>`, `<b><p><i></b></p></i>`, `&lt;script&gt;alert(1)&lt;/script&gt;`, `&#60;script&#62;alert(1)&#60;/script&#62;`,
	`&amp;lt;script&amp;gt;alert(1)`, "\xff<script>\xfealert(1)</script>", "<\u0000img src=x onerror=alert(1)>", `<ſcript>alert(1)</ſcript>`, `<İmg src=x onerror=alert(1)>`,
	`<img src="https://x.example/a.png?a=1&amp;quot;onerror=alert(1)">`, `<a href="https://x.example/?q=&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</a>`,

	// Counters.
	`<img src="https://x.example/a.gif" width=1 height=1>`, `<img src="https://x.example/a.gif" width="0">`, `<img src="https://x.example/a.gif" style="display: none">`,
	`<img src="https://x.example/a.gif" style="width:1px;height:1px">`, `<img src="http://feeds.feedburner.com/~r/x/~4/abc">`, `<img src="http://feeds.feedburner.com/~ff/x?d=1">`,
	`<img src="//ad.doubleclick.net/a.gif">`, `<img src="https://pixel.wp.com/b.gif?host=x">`, `<img src="http://stats.x.example/count.gif?id=1">`,
	`<img src="https://x.example/pixel.gif?u=1">`, `<img src="http://da.feedsportal.com/r/1/rc.img">`, `<img src="https://www.google-analytics.com/collect?v=1">`,
	`<img src="https://www.facebook.com/tr?id=1&ev=PageView">`, `<img src="blank.gif" data-src="https://pixel.quantserve.com/p.gif">`,
}

var base = &url.URL{Scheme: "https", Host: "news.example", Path: "/2026/story"}

func TestNoAttackGetsThrough(t *testing.T) {
	for _, attack := range attacks {
		for _, fragment := range []string{attack, "<p>before " + attack + " after</p>", "<table><tr><td>" + attack + "</td></tr></table>"} {
			assertSafe(t, fragment, HTML(fragment, base))
			assertSafe(t, fragment, HTML(fragment, nil))
		}
	}
}

func TestReadingOnceGivesWhatReadingTwiceDoes(t *testing.T) {
	for _, attack := range attacks {
		assertReadOnce(t, attack)
		assertReadOnce(t, "<pre>before\n "+attack+"</pre> after <ul><li>all")
	}
	assertReadOnce(t, "no <b>markup</b> and "+strings.Repeat("much of it ", 1000))
	assertReadOnce(t, "a line\n\nand another &amp; no more")
}

// assertReadOnce reads a fragment twice with one cleaner: the first time must leave nothing behind.
func assertReadOnce(t *testing.T, fragment string) {
	t.Helper()
	const enough = 100
	var cleaner Cleaner
	for range 2 {
		markup, text := cleaner.Both(fragment, base, enough)
		if want := HTML(fragment, base); markup != want {
			t.Errorf("%q\n gave %q\n want %q", fragment, markup, want)
		}
		if whole := Text(fragment); !strings.HasPrefix(whole, string(text)) || len(text) < min(len(whole), enough) {
			t.Errorf("%q\n is text %q\n of     %q", fragment, text, whole)
		}
	}
}

func TestCountersAreLeftOut(t *testing.T) {
	from := slices.Index(attacks, `<img src="https://x.example/a.gif" width=1 height=1>`)
	for _, attack := range attacks[from:] {
		if got := HTML("<p>x "+attack+"</p>", base); strings.Contains(got, "<img") {
			t.Errorf("%s\n gave %s", attack, got)
		}
	}
}

// judge is the allow-list once more, written down by hand so that a slip in the tables shows.
var judge = newJudge()

func newJudge() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowNoAttrs().OnElements("p", "div", "blockquote", "pre", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6",
		"hr", "br", "wbr", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
		"abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby",
		"s", "samp", "small", "strike", "strong", "sub", "sup", "time", "tt", "u", "var")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	number := regexp.MustCompile(`^[0-9]{1,4}$`)
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src", "alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(number).OnElements("img")
	p.AllowAttrs("title").OnElements("abbr", "dfn")
	p.AllowAttrs("start").Matching(number).OnElements("ol")
	p.AllowAttrs("colspan", "rowspan").Matching(number).OnElements("td", "th")
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z0-9-]{1,35}$`)).Globally()
	return p
}

// assertSafe lets the judge look at the output, and reads it as a browser would: balanced, not too deep, and with
// addresses that lead where they should.
func assertSafe(t *testing.T, fragment, got string) {
	t.Helper()
	if left := judge.Sanitize(got); normal(left) != normal(got) {
		t.Errorf("%q\n gave %q\n of which bluemonday leaves %q", fragment, got, left)
	}
	z := html.NewTokenizer(strings.NewReader(got))
	var open []string
	for {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%q\n gave %q\n with %v left open", fragment, got, open)
			}
			return
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("%q\n gave %q\n where </%s> is unbalanced in %v", fragment, got, token.Data, open)
			}
			open = open[:len(open)-1]
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range token.Attr {
				assertAddress(t, fragment, token.Data, a)
			}
			if !slices.Contains([]string{"br", "hr", "img", "wbr"}, token.Data) {
				open = append(open, token.Data)
			}
			if len(open) > maxDepth+2 {
				t.Fatalf("nested %d deep", len(open))
			}
		}
	}
}

// normal writes HTML, and the addresses in it, in one way of the several that there are to escape them.
func normal(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		for i, a := range token.Attr {
			if u, err := url.Parse(a.Val); err == nil && (a.Key == "href" || a.Key == "src") {
				token.Attr[i].Val = u.String()
			}
		}
		b.WriteString(token.String())
	}
	return b.String()
}

func assertAddress(t *testing.T, fragment, tag string, a html.Attribute) {
	t.Helper()
	if a.Key != "href" && a.Key != "src" {
		return
	}
	u, err := url.Parse(a.Val)
	web := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	mail := err == nil && u.Scheme == "mailto" && a.Key == "href"
	if !web && !mail || strings.ContainsAny(a.Val, "\n\t\"<>\x00") {
		t.Errorf("%q gave <%s %s=%q>", fragment, tag, a.Key, a.Val)
	}
}

func FuzzHTML(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Add("<img src=\"http://feeds.fe[\xfdx/~r/x/~4/abc\">")
	f.Add(`<img src="https://x.example/pixel#####u=1">`)
	f.Add(`<A href=https://">0'000`)
	f.Add(`<table><td><table><td><ul><li><a href=x><p><li>y</a></table>z`)
	f.Add(strings.Repeat("<blockquote>", 200) + "deep")
	f.Fuzz(func(t *testing.T, fragment string) {
		got := HTML(fragment, base)
		assertSafe(t, fragment, got)
		if again := HTML(got, base); again != HTML(again, base) {
			t.Errorf("%q\n gave %q\n then %q", fragment, got, again)
		}
		assertReadOnce(t, fragment)
		if text := Text(fragment); len(text) > len(fragment)*3 || strings.Contains(text, "\n\n\n") {
			t.Errorf("%q\n is text %q", fragment, text)
		}
		if line := Line(fragment); strings.ContainsAny(line, "\r\n\t") || strings.TrimSpace(line) != line {
			t.Errorf("%q\n is line %q", fragment, line)
		}
	})
}
