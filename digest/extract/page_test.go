package extract

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"tidings/digest"
	"tidings/digest/extract/block"
	"tidings/digest/extract/dom"
	"tidings/digest/extract/letters"
)

// article is three paragraphs about a bridge; long enough for readability to be sure of them.
const article = `<p>The town of Marrow opened its new bridge on Friday, four years after a flood took the old one, and twice as late as the mayor had promised at the time.</p>
<p>Some two hundred people walked across it in the first hour, among them Ines Calder, who had rowed her children to school every morning since the flood.</p>
<p>“It is shorter than I remember,” she said, “and it does not leak.” The builders say that the bridge will stand for a hundred years, flood or no flood.</p>`

// articleText is article as plain text.
const articleText = `The town of Marrow opened its new bridge on Friday, four years after a flood took the old one, and twice as late as the mayor had promised at the time.

Some two hundred people walked across it in the first hour, among them Ines Calder, who had rowed her children to school every morning since the flood.

“It is shorter than I remember,” she said, “and it does not leak.” The builders say that the bridge will stand for a hundred years, flood or no flood.`

// read is the text of a page, which has to have one.
func read(t *testing.T, body string) digest.Text {
	t.Helper()
	text, err := Page(pageOf(body), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func pageOf(body string) digest.Page {
	return digest.Page{FinalURL: "https://marrow.example/news/bridge", ContentType: "text/html; charset=utf-8", Body: []byte(body)}
}

func TestFurnitureIsDroppedAndTheArticleKept(t *testing.T) {
	around := []string{
		`<nav><a href="/">Home</a><a href="/news">News</a></nav>`,
		`<figure><img src="bridge.jpg"><figcaption>The new bridge at dusk</figcaption></figure>`,
		`<p class="photo-credit">Tomas Reed for the Marrow Post</p>`,
		`<div class="articleByline">By Joan Pike, our correspondent</div>`,
		`<p>Also read: The ferryman looks for work</p>`,
		`<p>Lesen Sie auch: Der Fährmann sucht Arbeit</p>`,
		`<p>関連記事：渡し守が仕事を探す</p>`,
		`<div class="newsletter-box"><p>Get the best of Marrow every morning, before anyone else is up and about.</p></div>`,
		`<div id="relatedStories"><p>The ferryman who is out of work after thirty years tells his story.</p></div>`,
		`<ul><li><a href="/1">The flood</a></li><li><a href="/2">The ferry</a></li><li><a href="/3">The mayor</a></li></ul>`,
		`<div class="cookie-consent"><p>We use cookies to make this site better, and so do our 800 partners.</p></div>`,
		`<div><img src="mayor.jpg"><p>The mayor of Marrow, on Friday</p></div>`,
		`<section class="comments"><p>I never thought I would live to see it, and yet here we are, dry feet and all.</p></section>`,
		`<div style="display:none"><p>This advertisement has not loaded yet.</p></div>`,
	}
	for _, furniture := range around {
		paragraphs := strings.SplitAfter(article, "</p>")
		page := "<html><body><h1>Marrow opens its bridge</h1><article>" + strings.Join(paragraphs[:2], "") + furniture +
			strings.Join(paragraphs[2:], "") + furniture + "</article></body></html>"
		if diff := cmp.Diff(articleText, read(t, page).Body); diff != "" {
			t.Errorf("with %s:\n%s", furniture, diff)
		}
	}
}

func TestSubHeadingsListsQuotesAndCodeAreKept(t *testing.T) {
	page := "<article>" + article + `<h2>What it cost</h2><p>The council has published the sums, down to the last rivet:</p>
<ul><li>Steel: four million</li><li>Wages: three million</li></ul>
<blockquote><p>We would build it again, the council wrote, but not soon.</p></blockquote>
<pre>steel  4
wages  3</pre><p>That leaves the town with a debt of seven million, to be paid within thirty years.</p></article>`
	want := articleText + `

What it cost

The council has published the sums, down to the last rivet:

- Steel: four million
- Wages: three million

We would build it again, the council wrote, but not soon.

steel  4
wages  3

That leaves the town with a debt of seven million, to be paid within thirty years.`
	if diff := cmp.Diff(want, read(t, page).Body); diff != "" {
		t.Error(diff)
	}
}

func TestHTMLIsSafeAndComplete(t *testing.T) {
	page := `<article>` + article + `<p onclick="x()">Read the <a href="../plan">plan</a> of <em>Friday</em>.<script>x()</script></p>
<ol><li>Walk <b>on</b></li><li>the left<br>of it</li></ol><p><img data-src="/deck.jpg" src="data:image/gif;base64,R0lGOD" alt="The deck"></p>
<table><tr><td>Steel</td><td>4</td></tr><tr><td>Wages</td><td>3</td></tr></table><div>Nobody was hurt in the making of the bridge, the council says.</div></article>`
	text := read(t, page)
	_, got, _ := strings.Cut(text.HTML, "flood or no flood.</p>")
	want := `<p>Read the <a href="https://marrow.example/plan">plan</a> of <em>Friday</em>.</p>` +
		`<ol><li>Walk <b>on</b></li><li>the left<br>of it</li></ol>` +
		`<p><img src="https://marrow.example/deck.jpg" alt="The deck"></p>` +
		`<table><tr><td>Steel</td><td>4</td></tr><tr><td>Wages</td><td>3</td></tr></table>` +
		`<p>Nobody was hurt in the making of the bridge, the council says.</p>`
	if diff := cmp.Diff(want, strings.NewReplacer("<tbody>", "", "</tbody>", "").Replace(got)); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(text.Body, "Steel | 4\nWages | 3") {
		t.Errorf("the table's rows are not lines: %q", text.Body)
	}
}

func TestAnArticleHiddenUntilAScriptShowsItIsFound(t *testing.T) {
	page := `<body><div class="intro"><p>Subscribe to go on reading, or sign in if you have done so already, and thank you.</p></div>
<div class="story" style="display: none">` + article + article2 + `</div></body>`
	text := read(t, page)
	if text.Method != methodSecondLook || !strings.Contains(text.Body, "Ines Calder") {
		t.Errorf("method %q found %q", text.Method, text.Body)
	}
}

func TestTeasersOfOtherArticlesDoNotOutweighAShortOne(t *testing.T) {
	var page strings.Builder
	page.WriteString(`<div id="story">` + article + `</div>`)
	for i := range 12 {
		fmt.Fprintf(&page, "<p>%sThe new...</p>", strings.Repeat(fmt.Sprintf("Ferryman %d has found other work. ", i), 8))
	}
	doc, err := html.Parse(strings.NewReader(page.String()))
	if err != nil {
		t.Fatal(err)
	}
	blocks := block.Of(dom.Body(doc))
	for i := range blocks {
		blocks[i].Voted = strings.Contains(articleText, blocks[i].Text)
	}
	if region := secondLook(blocks, letters.Count(articleText)); region != nil {
		t.Errorf("the article was overruled in favour of <%s>", region.Data)
	}
}

// article2 makes article long enough to outweigh what readability finds elsewhere.
const article2 = `<p>The flood had come in a night of March, without a warning, and carried the bridge a mile down the river before breakfast.</p>
<p>Since then the town was two towns, and those who lived on the wrong side of the water paid the ferryman two coins for a visit to the dentist.</p>`

func TestThePublishersOwnTextDecidesDoubts(t *testing.T) {
	ld := func(body string) string {
		return `<script type="application/ld+json">{"@type":["NewsArticle"],"articleBody":"` + body + `"}</script>`
	}
	long := strings.ReplaceAll(articleText, "\n", `\n`) + ` It was written by hand, the inscription says, in gold letters a foot high.`
	page := `<head>` + ld(long) + `</head><body><article>` + article +
		`<p class="related">It was written by hand, the inscription says, in gold letters a foot high.</p><p>Tell us what you think of it!</p></article>`
	if got := read(t, page).Body; !strings.HasSuffix(got, "a foot high.") {
		t.Errorf("a paragraph that the publisher counts in is lost, or one that it does not is kept: %q", got[len(articleText):])
	}
	bare := read(t, `<head>`+ld(long)+`</head><body><div id="app">Loading the article, please wait a moment.</div></body>`)
	if bare.Method != methodJSONLD || !strings.HasPrefix(bare.Body, articleText[:len(articleText)-1]) {
		t.Errorf("a page that only has the publisher's text gives %q by %q", bare.Body, bare.Method)
	}
	if got := read(t, `<head>`+ld("A short teaser.")+`</head><body><article>`+article+`</article>`); got.Body != articleText {
		t.Errorf("a teaser was believed: %q", got.Body)
	}
}

func TestMetadataComesFromWhereItIsMostReliable(t *testing.T) {
	want := digest.Text{
		Title: "Marrow opens its bridge", Byline: "Joan Pike, Tomas Reed", Site: "The Marrow Post", Language: "en-GB",
		Published: time.Date(2026, 5, 3, 9, 30, 0, 0, time.UTC), Image: "https://marrow.example/img/bridge.jpg", Excerpt: "Four years after the flood.",
	}
	pages := map[string]string{
		"JSON-LD": `<html lang="en-GB"><head><script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":"NewsArticle",
"headline":"Marrow opens its bridge","author":[{"name":"Joan Pike"},{"name":"Tomas Reed"}],"publisher":{"name":"The Marrow Post"},
"datePublished":"2026-05-03T09:30:00Z","image":{"url":"/img/bridge.jpg"},"description":"Four years after
the flood."}]}</script></head>`,
		"meta": `<html><head><meta http-equiv="content-language" content="en_gb"><meta property="og:title" content="Marrow opens its bridge">
<meta name="author" content="By Joan Pike, Tomas Reed"><meta property="og:site_name" content="The Marrow Post">
<meta property="article:published_time" content="2026-05-03T09:30Z"><meta property="og:image" content="/img/bridge.jpg">
<meta name="description" content="Four years after the flood."></head>`,
		"the page itself": `<html lang=en-gb><head><title>Marrow opens its bridge</title><meta property="og:site_name" content="The Marrow Post">
<meta name="description" content="Four years after the flood."></head><body><h1>Marrow opens its bridge</h1>
<div class="byline">Joan Pike, Tomas Reed</div><time class="updated" datetime="2026-05-04"></time><time pubdate datetime="2026-05-03 09:30:00"></time>`,
	}
	for name, head := range pages {
		got := read(t, head+"<body><article>"+strings.Replace(article, "</p>", `</p><img src="/img/bridge.jpg">`, 1)+"</article></body></html>")
		got.Body, got.HTML, got.Words, got.Method = "", "", 0, ""
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestUndeclaredLanguageIsDetected(t *testing.T) {
	if got := read(t, "<article>"+article+"</article>").Language; got != "en" {
		t.Errorf("language %q, want en", got)
	}
}

func TestWhatIsNotAReadablePageIsRefusedWithItsReason(t *testing.T) {
	tests := []struct {
		name, contentType, body string
		want                    digest.ParseKind
	}{
		{"nothing", "text/html", "", digest.ParseEmpty},
		{"white space", "text/html", " \n\t ", digest.ParseEmpty},
		{"a PDF", "application/pdf", "%PDF-1.7", digest.ParseNotHTML},
		{"a picture", "image/jpeg", "\xff\xd8\xff\xe0", digest.ParseNotHTML},
		{"JSON as it is", "application/json", `{"a":1}`, digest.ParseNotHTML},
		{"JSON that says it is HTML", "text/html", `{"articleBody":"` + articleText[:100] + `"}`, digest.ParseNotHTML},
		{"plain text", "text/plain", articleText, digest.ParseNotHTML},
		{"zeros", "text/html", strings.Repeat("ab\x00c\x01", 500), digest.ParseNotHTML},
		{"random bytes", "text/html", noise(5000), digest.ParseNotHTML},
		{"a page of links", "text/html", "<html><body></body></html>", digest.ParseNoText},
	}
	for _, tt := range tests {
		page := pageOf(tt.body)
		page.ContentType = tt.contentType
		_, err := Page(page, Options{})
		var parse *digest.ParseError
		if !errors.As(err, &parse) || parse.Kind != tt.want || parse.URL != page.FinalURL {
			t.Errorf("%s: %v, want kind %s with the address", tt.name, err, tt.want)
		}
	}
}

// noise is bytes that no text has, the same each time.
func noise(n int) string {
	out, state := make([]byte, n), uint32(1)
	for i := range out {
		state = state*1664525 + 1013904223
		out[i] = byte(state >> 24)
	}
	return string(out)
}

func TestHTMLThatTheServerMislabelsIsRead(t *testing.T) {
	for _, contentType := range []string{"", "text/plain", "application/octet-stream", "application/xhtml+xml", "text/html;;bad"} {
		page := pageOf("<!DOCTYPE html><html><body><article>" + article + "</article></body></html>")
		page.ContentType = contentType
		if text, err := Page(page, Options{}); err != nil || text.Body != articleText {
			t.Errorf("as %q: %v", contentType, err)
		}
	}
}

func TestEveryBlockSaysWhyItWentOrStayed(t *testing.T) {
	page := `<body><h1>Marrow opens its bridge</h1><div class="menu"><a href="/">Home page</a></div><article>` + article + `<p>Photo: Tomas Reed</p></article></body>`
	blocks, err := Blocks(pageOf(page), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range blocks {
		first, _, _ := strings.Cut(b.Text, " ")
		got = append(got, fmt.Sprint(first, " ", b.Kept, " ", b.Reason))
	}
	want := []string{
		"Marrow false outside of the article", "Home false outside of the article",
		"The true ", "Some true ", "“It true ", "Photo: false says photo:",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheStandfirstBelongsToTheText(t *testing.T) {
	const first = "A town that had to row to school for four years walks again, and pays for it"
	page := func(description string) string {
		return `<head><meta name="description" content="` + description + `"></head><body><header><h1>Marrow opens its bridge</h1><p class="sub">` +
			first + `.</p></header><div class="menu"><a href="/">Home page</a></div><article>` + article + `</article></body>`
	}
	for _, tt := range []struct{ name, description, want string }{
		{"the description is the same", first, first + ".\n\n" + articleText},
		{"the description is cut short", first[:60] + "…", first + ".\n\n" + articleText},
		{"the description is another", "All the news of Marrow and of the towns around it, every day", articleText},
		{"there is none", "", articleText},
	} {
		if got := read(t, page(tt.description)).Body; got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func ExamplePage() {
	text, err := Page(digest.Page{
		FinalURL:    "https://marrow.example/news/bridge",
		ContentType: "text/html",
		Body:        []byte(`<title>Marrow opens its bridge</title><nav>Home</nav><article>` + article + `<p>Share this story</p></article>`),
	}, Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text.Title)
	fmt.Println(text.Words, "words, found by", text.Method)
	fmt.Println(text.Body[:42] + "…")
	// Output:
	// Marrow opens its bridge
	// 87 words, found by readability
	// The town of Marrow opened its new bridge o…
}
