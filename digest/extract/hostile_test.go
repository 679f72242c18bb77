package extract

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"tidings/digest"
)

// fill repeats a string up to the size that is read of a page.
func fill(s string) string { return strings.Repeat(s, maxBytes/len(s)) }

// hostile are pages made to be slow, large or deep.
func hostile() map[string]string {
	return map[string]string{
		"100,000 nested divs":       strings.Repeat("<div>", 100_000) + article,
		"100,000 nested bs":         strings.Repeat("<b>", 100_000) + article,
		"450 nested divs":           strings.Repeat("<div>", 450) + article,
		"150 nested tables":         strings.Repeat("<table><tr><td>", 150) + article,
		"200 nested lists":          strings.Repeat("<ul><li>x", 200) + article,
		"unclosed bs":               strings.Repeat("<b><p>", 50_000),
		"paragraphs":                fill(article),
		"divs":                      fill("<div>some words of text</div>"),
		"short divs":                fill("<div>ab</div>"),
		"one text":                  fill("word "),
		"broken lines":              fill("line of text<br>"),
		"list items":                fill("<li>item"),
		"links":                     fill(`<a href="/x/y">some link text</a> `),
		"table rows":                "<table>" + fill("<tr><td>a<td>b"),
		"pictures":                  fill("<p>ab<img src=a.jpg>"),
		"long JSON-LD":              `<script type="application/ld+json">{"@type":"Article","articleBody":"` + fill("word ") + `"}</script>` + article,
		"deep JSON-LD":              `<script type="application/ld+json">` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `</script>` + article,
		"an articleBody everywhere": `<script type="application/ld+json">{"@type":"Article","articleBody":"` + strings.Repeat("word ", 39_000) + `"}</script>` + fill("<p>no word at all is here"),
		"a picture in an address":   `<img src="data:image/png;base64,` + strings.Repeat("AAAA", 600_000) + `">` + article,
		"a long script":             "<script>" + fill("x = 1;") + "</script>" + article,
		"unclosed scripts":          fill("<script>"),
		"unclosed comments":         fill("<!--"),
		"unclosed values":           fill(`<a b="`),
		"signs":                     fill("<"),
		"a long title":              "<title>" + strings.Repeat("Word | ", 150_000) + "</title>" + article,
		"many attributes":           "<p " + fill("a1 ") + ">" + article,
		"many metas":                fill(`<meta property="og:title" content="x">`) + article,
		"many headings":             fill("<h2>Head line</h2>"),
		"deep emphasis":             strings.Repeat("<i><b>", 200) + fill("<u>x</u> y "),
		"furniture":                 fill(`<p class="newsletter related share">The bridge is open, the ferry is sold, the town is one again, they say.</p>`),
		"strings in a script":       "<p>a<script>" + fill(`"x<\/p><p>",`) + "</script>",
		"a string in a script":      `<p>a<script>"` + fill(`<p>ab\u003c/p>`) + `"</script>`,
		"strings in strings":        `<p>a<script>"` + fill(`\"\u003cp\u003ex\u003c/p\u003e\",`) + `"</script>`,
		"slashes in a script":       `<p>a<script>"` + fill(`\`) + `</p>"</script>`,
		"paragraphs without quotes": "<p>a<script>" + fill("</p>") + "</script>",
		"a frameset":                `<frameset><frame src="x"></frameset>`,
		"bad UTF-8":                 "<p>\xff\xfe\xc3(" + article,
	}
}

// maxAllocated is what a hostile page may make us allocate in all, in bytes. What is in use at one time is less, and the
// time a page takes goes with what is allocated for it: unlike time, it is the same on every machine.
const maxAllocated = 200 << 20

func TestHostilePagesEndInATextOrAParseErrorWithinTheirMemory(t *testing.T) {
	for name, body := range hostile() {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			text, err := Page(pageOf(body), Options{})
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > maxAllocated && !underRace {
				t.Errorf("%d MB allocated", got>>20)
			}
			var parse *digest.ParseError
			if err != nil && !errors.As(err, &parse) {
				t.Fatalf("error of type %T: %v", err, err)
			}
			if strings.HasSuffix(body, article) && len(body) < maxBytes && !strings.Contains(text.Body, "Ines Calder") {
				t.Errorf("the article was lost: %v, %q", err, text.Body[:min(len(text.Body), 200)])
			}
		})
	}
}

func TestTheRestOfALargePageIsCutOff(t *testing.T) {
	text := read(t, "<article>"+article+"<!--"+fill("x")+"-->"+"<p>The end of the page, which nobody will ever see, comes after three megabytes.</p></article>")
	if strings.Contains(text.Body, "The end of the page") {
		t.Error("more than the cap was read")
	}
}

func FuzzPage(f *testing.F) {
	for i, body := range []string{
		"<article>" + article + "</article>", `<script type="application/ld+json">{"@type":"Article","articleBody":"a"}</script>`,
		`<ul><li><p>a<br>b<img data-src=c>`, `<table><tr><td>a<td><pre> b`, `<p class="aB-c é">a<b> c </b><!-- <script>`, "<frameset>", "{}", "\x00",
		`<figure><figcaption>a</figure><noscript><img src=b></noscript><h1>c`, strings.Repeat("<div>", 600) + "a",
		`<script>x("\u003cp\u003ea\u003c/p\u003e<p>b</p>",'"')</script>`, `<meta name=author content="A B"><h1>t</h1><p>3.5.2026 9:30</p><p>A B is c.d@e.f</p>`,
	} {
		f.Add(body, "text/html", "https://marrow.example/a/b", []string{"", "p", ".c > b, li", "["}[i%4], body, byte(i))
	}
	modes := []digest.ExtractMode{digest.ExtractAuto, digest.ExtractAlways, digest.ExtractNever}
	f.Fuzz(func(t *testing.T, body, contentType, address, selector, other string, mode byte) {
		opts := Options{Select: selector}
		for range furniturePages { // on so many other pages of the site these lines stood
			opts.Known, _ = Remember(opts.Known, digest.Text{Method: methodReadability, Body: other})
		}
		page := digest.Page{FinalURL: address, ContentType: contentType, Body: []byte(body)}
		text, err := Page(page, opts)
		var parse *digest.ParseError
		switch {
		case err != nil && !errors.As(err, &parse):
			t.Fatalf("error of type %T: %v", err, err)
		case err == nil && (text.Body == "" || text.HTML == "" || text.Method == ""):
			t.Fatalf("a text without body, HTML or method: %+v", text)
		}
		checkText(t, text)
		other, body = strings.ToValidUTF8(other, ""), strings.ToValidUTF8(body, "") // as feeds are read
		a := digest.Article{Title: other, Content: body, Summary: other, URL: address}
		checkText(t, Article(a, &page, modes[int(mode)%len(modes)], opts))
		checkText(t, Article(a, nil, modes[int(mode)%len(modes)], opts))
	})
}

// checkText fails on a text that a mail must not hold.
func checkText(t *testing.T, text digest.Text) {
	t.Helper()
	switch {
	case !utf8.ValidString(text.Body + text.HTML + text.Title + text.Byline + text.Excerpt):
		t.Fatalf("not UTF-8: %q", text.Body)
	case strings.Contains(strings.ToLower(text.HTML), "<script"):
		t.Fatalf("a script in %q", text.HTML)
	}
}
