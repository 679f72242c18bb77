package dom

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestScriptsAreCutWhereTheParserEndsThem(t *testing.T) {
	pages := map[string]string{
		"a script":              `<p>a<script>var x = "<p>b";</script>c`,
		"capitals and blanks":   "<p>a<SCRIPT\n async >x</Script\n >c",
		"a style":               `<p>a<style>p > b {}</style>c`,
		"a comment":             `<p>a<!-- <p>b -->c`,
		"an empty comment":      `<p>a<!-->c<p>d-->e`,
		"a script in a value":   `<p title="<script>">a<p data-x='<style>'>b</p><script>x</script>c`,
		"a sign in a value":     `<p title="a>b">c<a href=x>y>d</a>`,
		"a script in a script":  `<p>a<script><!-- <script>x</script> y --></script>b<p>c`,
		"an escaped script":     `<p>a<script><!-- <script>x</script> y</script>b<p>c`,
		"a commented script":    `<p>a<script><!-- x(); // --></script>b<p>c`,
		"markup in JSON-LD":     `<script type="application/ld+json">{"a":"<style><!--<script>"}</script><p>a<style>b</style>c`,
		"a script in a title":   `<title>a <script> b</title><p>c<script>d</script>`,
		"a script in a text":    `<textarea><script></textarea><p>a<script>b</script>`,
		"noscript":              `<noscript><style>a</style><img src=b></noscript><p>c`,
		"no end":                `<p>a<script>b<p>c`,
		"no end of a tag":       `<p>a<script`,
		"no end of a value":     `<p>a<p title="b<script>c</script><p>d`,
		"no end of a comment":   `<p>a<!-- b <p>c`,
		"signs":                 `<p>1 < 2 <3 </ <> <? x> </p>`,
		"an unquoted value":     `<p a=">b<script>x</script>" c=>d<script>x</script>e`,
		"nothing":               ``,
		"a script of two words": `<p>a<script-x>b</script-x><scripts>c</scripts><script>d</scripts></script>e`,
	}
	for name, page := range pages {
		if got, want := pruned(t, withoutScripts([]byte(page))), pruned(t, strings.NewReader(page)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

// pruned is a page's tree without what is never text. Cutting a comment joins the texts around it, so white space is
// left out of the comparison.
func pruned(t *testing.T, page interface{ Read([]byte) (int, error) }) string {
	t.Helper()
	doc, err := html.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	Prune(doc)
	var out bytes.Buffer
	if err := html.Render(&out, doc); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(out.String()), "")
}

func TestWhatOnlyScreenReadersReadIsPruned(t *testing.T) {
	got := pruned(t, strings.NewReader(`<body><p>a</p><div class="x sr-only"><p>b</p></div><p class="screen-reader-text">c</p><p class="sr-onlyish">d</p>`))
	if strings.Contains(got, "b</p>") || strings.Contains(got, "c</p>") || !strings.Contains(got, "d</p>") {
		t.Errorf("got %s", got)
	}
}

func TestMenusAndFootersArePrunedUnlessTheyHoldProse(t *testing.T) {
	long := strings.Repeat("The bridge is open, and the ferry is sold. ", 8)
	for page, kept := range map[string]bool{
		`<body><nav><a href="/">word</a></nav>`:                                 false,
		`<body><footer><p>word</p></footer>`:                                    false,
		`<body><nav><p>word ` + long + `</p></nav>`:                             true,
		`<body><nav><a href="/">x</a><article>word</article></nav>`:             true,
		`<body><footer><main><h1>word</h1></main></footer>`:                     true,
		`<body><header><p>word</p></header>`:                                    true,
		`<body><div class="footer"><p>word</p></div><select><option>x</select>`: true,
	} {
		if got := strings.Contains(pruned(t, strings.NewReader(page)), "word"); got != kept {
			t.Errorf("kept %v, want %v: %s", got, kept, page)
		}
	}
}
