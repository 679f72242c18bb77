package sanitize

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for _, c := range []struct{ promise, fragment, want string }{
		{"paragraphs and emphasis stay", `<p class=x>One <em>two</em> <b>three</b></p>`, `<p>One <em>two</em> <b>three</b></p>`},
		{"links are made absolute", `<a href="../about?a=1&b=2#c" target=_blank>x</a>`, `<a href="https://news.example/about?a=1&amp;b=2#c">x</a>`},
		{"absolute links keep their bytes", `<a href="http://x.example/%7Ea;b=1?q=a+b,c&amp;d">x</a>`, `<a href="http://x.example/%7Ea;b=1?q=a+b,c&amp;d">x</a>`},
		{"links of the same scheme", `<a href="//cdn.example/x">x</a>`, `<a href="https://cdn.example/x">x</a>`},
		{"mail addresses are links", `<a href="mailto:ed@x.example">x</a>`, `<a href="mailto:ed@x.example">x</a>`},
		{"a link that leads nowhere is text", `<a href="javascript:x()">x</a><a name=y>y</a>`, `xy`},
		{"spaces in an address", `<a href=" my file.pdf ">x</a>`, `<a href="https://news.example/2026/my%20file.pdf">x</a>`},
		{"percent signs in an address", `<a href="100%">x</a>`, `<a href="https://news.example/2026/100%25">x</a>`},
		{"pictures keep their size and get an alt", `<img src=/a.png width=640 height=480px>`, `<img src="https://news.example/a.png" alt="" width="640" height="480">`},
		{"lazy pictures are shown", `<img src="data:image/gif;base64,x" data-src="/a.jpg" alt=A>`, `<img src="https://news.example/a.jpg" alt="A">`},
		{"a placeholder is replaced", `<img src="/blank.gif" srcset="/s.jpg 320w, /l.jpg 1280w">`, `<img src="https://news.example/l.jpg" alt="">`},
		{"a set alone will do", `<img srcset="/a.jpg, /b.jpg 2x">`, `<img src="https://news.example/b.jpg" alt="">`},
		{"emoji are characters", `<img class="wp-smiley" src="https://s.w.org/images/core/emoji/1.png" alt="🙂">!`, `🙂!`},
		{"figures stay", `<figure><img src="/a.png"><figcaption>c</figcaption></figure>`, `<figure><img src="https://news.example/a.png" alt=""><figcaption>c</figcaption></figure>`},
		{"sections become divs", `<section><h2>a</h2><article>b</article></section>`, `<div><h2>a</h2><div>b</div></div>`},
		{"unknown elements leave their text", `<x-card>a <blink>b</blink></x-card>`, `a b`},
		{"forms lose their fields", `<form>Mail: <input name=m><button>Go</button> soon</form>`, `<div>Mail:  soon</div>`},
		{"open elements are closed", `<p>a<p>b<ul><li>c<li>d`, `<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>`},
		{"end tags alone are dropped", `a</div></td></table>b`, `ab`},
		{"crossed tags are untangled", `<b>a<i>b</b>c</i>`, `<b>a<i>b</i></b>c`},
		{"tables get their rows and cells", `<table><td>a<td>b<tr>c</table>d`, `<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d`},
		{"nothing in a cell ends what is outside", `<div><table><tr><td>a</div>b</table>c</div>`, `<div><table><tr><td>ab</td></tr></table>c</div>`},
		{"rows without a table are no rows", `<tr><td>a</td><td colspan=2>b</td></tr>`, `<div>a<div>b</div></div>`},
		{"numbers only where numbers belong", `<table><tr><td colspan=2 rowspan=x>a</table>`, `<table><tr><td colspan="2">a</td></tr></table>`},
		{"direction and language stay", `<p dir=rtl lang=he style=x>א</p>`, `<p dir="rtl" lang="he">א</p>`},
		{"an object that is never closed costs no more than its block", `<div><object><p>x</div>after`, `<div></div>after`},
		{"text is escaped once", `a < b &amp; &lt;c&gt; "d"`, `a &lt; b &amp; &lt;c&gt; &#34;d&#34;`},
		{"entities are characters", `&eacute;&nbsp;&hellip;`, "é\u00a0…"},
		{"controls are dropped", "a\x00b\x07c", "abc"},
		{"nothing is nothing", " \n ", ""},
	} {
		if got := HTML(c.fragment, base); got != c.want {
			t.Errorf("%s:\n got  %s\n want %s", c.promise, got, c.want)
		}
	}
}

func TestRelativeAddressesNeedABase(t *testing.T) {
	got := HTML(`<a href="/x">x</a><img src="y.png"><a href="https://x.example/">z</a>`, nil)
	if want := `x<a href="https://x.example/">z</a>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestURL(t *testing.T) {
	for ref, want := range map[string]string{
		"http://x.example/a":           "http://x.example/a",
		"HTTP://X.example/a":           "http://X.example/a",
		"\n http://x.example/\ta ":     "http://x.example/a",
		"a b":                          "https://news.example/2026/a%20b",
		"?q":                           "https://news.example/2026/story?q",
		"http://x.example/%zz":         "http://x.example/%25zz",
		"http://bücher.example/Straße": "http://b%C3%BCcher.example/Stra%C3%9Fe",
		"javascript:x":                 "",
		"http://":                      "",
		"http:///x":                    "",
		"http://[::1":                  "",
		"":                             "",
	} {
		if got := URL(ref, base); got != want {
			t.Errorf("URL(%q) = %q, want %q", ref, got, want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ promise, fragment, want string }{
		{"paragraphs are parted by a blank line", "<p>One\n two</p>\n<p>three</p>", "One two\n\nthree"},
		{"items stand on lines of their own", "<p>a</p><ul><li>b</li><li><p>c</p></li></ul>d", "a\n\nb\n\nc\n\nd"},
		{"broken lines stay broken", "a<br>b<br/>c", "a\nb\nc"},
		{"cells are words of a line", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		{"code keeps its lines", "<pre>a\n  b\n</pre>", "a\nb"},
		{"tags within words are nothing", "w<b>or</b>d", "word"},
		{"entities are characters", "Grüße &amp; K&uuml;sse&nbsp;&#8364;", "Grüße & Küsse €"},
		{"script and style are not text", "a<script>b</script><style>c</style><svg><text>d</text></svg>e", "ae"},
		{"plain text keeps its paragraphs", "one\ntwo\n\n three &amp; four", "one two\n\nthree & four"},
		{"one space is between words", "a  b \u00a0c\u00a0 d \x01 ü \ufeff\u3000é \x7ff <b> g</b> h ", "a b c d ü é f g h"},
		{"nothing is nothing", "<p> </p>", ""},
	} {
		if got := Text(c.fragment); got != c.want {
			t.Errorf("%s: got %q, want %q", c.promise, got, c.want)
		}
	}
}

func TestLine(t *testing.T) {
	for fragment, want := range map[string]string{
		"plain":                               "plain",
		" two\n lines\t":                      "two lines",
		"<b>Bold</b> and <i class='x'>it</i>": "Bold and it",
		"AT&amp;T":                            "AT&T",
		"AT&amp;amp;T":                        "AT&T",
		"AT&amp;amp;amp;T":                    "AT&T",
		"&lt;b&gt;Bold&lt;/b&gt;":             "Bold",
		"The &lt;p&gt; element":               "The <p> element",
		"a&lt;br/&gt;b &amp;lt;i&amp;gt;":     "a b <i>",
		"&notice; &semi;":                     "&notice; ;",
		"Use of a<b in C":                     "Use of a<b in C",
		"Use of a<b in C, and c>d":            "Use of a<b in C, and c>d",
		"1 < 2 and 3 > 2":                     "1 < 2 and 3 > 2",
		"The <title> element":                 "The <title> element",
		"Vec<T> &lt;W&gt;":                    "Vec<T> <W>",
		"a<br>b<br/>c":                        "a b c",
		"Price: &#163;5 &copy 2006 &foo;":     "Price: £5 &copy 2006 &foo;",
		"x<script>alert(1)</script>y":         "x y",
		"a <!-- b --> c":                      "a c",
		"<a href=\"x\">link</a>":              "link",
	} {
		if got := Line(fragment); got != want {
			t.Errorf("Line(%q) = %q, want %q", fragment, got, want)
		}
	}
}

func TestHostileSizeIsBounded(t *testing.T) {
	far := &url.URL{Scheme: "https", Host: "x.example", Path: "/" + strings.Repeat("long/", 400)}
	for name, fragment := range map[string]string{
		"deep":        strings.Repeat("<div>", 20_000),
		"deep inline": strings.Repeat("<b>", 20_000),
		"links":       strings.Repeat("<a href=x>", 20_000),
		"cells":       strings.Repeat("<table><td>", 10_000),
		"items":       strings.Repeat("<li>", 20_000),
		"crossed":     strings.Repeat("<b><p>", 10_000),
		"open":        strings.Repeat("<svg>", 20_000),
		"attributes":  "<p " + strings.Repeat("a=b ", 30_000) + ">x",
		"ampersands":  strings.Repeat("&", 200_000),
		"one tag":     "<" + strings.Repeat("a", 200_000),
		"comments":    strings.Repeat("<!--", 20_000),
	} {
		got := HTML(fragment, far)
		if len(got) > 2*maxOutput {
			t.Errorf("%s: %d bytes", name, len(got))
		}
		assertSafe(t, name, got)
		Text(fragment)
		Line(fragment)
	}
}

func ExampleHTML() {
	page := &url.URL{Scheme: "https", Host: "news.example", Path: "/today/"}
	fmt.Println(HTML(`<p onclick="x()">See <a href="more">more</a><script>x()</script>`, page))
	// Output: <p>See <a href="https://news.example/today/more">more</a></p>
}

func ExampleLine() {
	fmt.Println(Line("<b>Fish</b> &amp;amp; chips: why a<b"))
	// Output: Fish & chips: why a<b
}
