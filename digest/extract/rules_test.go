package extract

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestNamesAreReadAsProgrammersWriteThem(t *testing.T) {
	for _, names := range []string{
		"newsletter", "news box newsletter-box", "newsletterBox", "Newsletter_2", "c-newsletter__title", "boxNewsletter", "x:newsletter.y",
	} {
		if !setOf(names).overlaps(setOf("newsletter")) {
			t.Errorf("%q is not about newsletters", names)
		}
	}
	for _, names := range []string{"", "newsletterish", "breadth", "advertising", "NEWSLETTERS2newsletterx", "shared", "тags"} {
		if got := setOf(names); got.overlaps(setOf("newsletter advert breadcrumb share tags")) {
			t.Errorf("%q was read as furniture", names)
		}
	}
}

func TestEveryFurnitureWordHasItsOwnBit(t *testing.T) {
	if n := len(furnitureNames); n > len(coverage{}.of) || len(furnitureIndex) != n {
		t.Fatalf("%d words, %d of them different, for %d bits", n, len(furnitureIndex), len(coverage{}.of))
	}
	for i, word := range furnitureNames {
		if !setOf(word).has(i) {
			t.Errorf("%q cannot be read: only letters a to z can", word)
		}
	}
}

func TestAWordThatNamesTheWholePageSaysNothing(t *testing.T) {
	page := `<div class="content-with-sidebar">` + article + `</div>`
	if got := read(t, page).Body; got != articleText {
		t.Errorf("got %q", got)
	}
	rest := `<div class="comments">` + strings.ReplaceAll(article, "bridge", "ferry") + `</div>`
	if got := read(t, "<article>"+article+article2+rest+"</article>").Body; strings.Contains(got, "ferry of") || strings.Contains(got, "new ferry") {
		t.Errorf("a long discussion was kept: %q", got)
	}
}

func TestPhrasesCondemnLinesThatSayWhatTheyAre(t *testing.T) {
	furniture := []string{
		"Read more: the ferryman", "READ ALSO: The ferryman", "» Also read The ferryman", "Photo: Reuters", "Photo by Tomas Reed", "© 2026 The Post",
		"Published 3 May 2026", "Last updated: today", "Sign up for our newsletter", "The mayor on Friday. (Getty Images)", "Newsletter",
		"Lesen Sie auch: Der Fährmann", "Lire aussi : Le passeur", "Lea también: El barquero", "Leia também: O barqueiro", "Читайте также: Паромщик",
		"关联", "相关阅读：渡船", "関連記事", "اقرأ أيضا: العبّارة",
	}
	for _, line := range furniture {
		if line != "关联" && isPhrase(&block{text: line, chars: letters(line)}) == "" {
			t.Errorf("%q was kept", line)
		}
	}
	article := []string{
		"Read moreover the letter of the mayor.", "Published in May, the study says otherwise.", "Photographs of the flood hang in the hall.",
		"Recommended doses are lower than they were.", "Loading the ferry took an hour.", "Sourcesay is a village.", "关联",
		"Subscribers to the plan number four hundred.", "Follow the river to its end and turn left at the mill.",
		"Read more about it below, where I explain at length why the old bridge was never safe, who knew it, what they did about it, what they did not do, and who paid for all of that in the end.",
	}
	for _, line := range article {
		if why := isPhrase(&block{text: line, chars: letters(line)}); why != "" {
			t.Errorf("%q was dropped: %s", line, why)
		}
	}
}

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
	prune(doc)
	var out bytes.Buffer
	if err := html.Render(&out, doc); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(out.String()), "")
}

func TestDatesAreReadInTheShapesThatPagesUse(t *testing.T) {
	for s, want := range map[string]string{
		"2026-05-03T09:30:00Z": "2026-05-03 09:30", "2026-05-03T09:30:00+02:00": "2026-05-03 07:30", "2026-05-03T09:30:00.123Z": "2026-05-03 09:30",
		"2026-05-03T09:30:00+0200": "2026-05-03 07:30", "2026-05-03T09:30": "2026-05-03 09:30", "2026-05-03 09:30:00": "2026-05-03 09:30",
		"2026-05-03": "2026-05-03 00:00", "Sun, 03 May 2026 09:30:00 GMT": "2026-05-03 09:30", "May 3, 2026": "2026-05-03 00:00", " 20260503 ": "2026-05-03 00:00",
		"0001-01-01T00:00:00Z": "", "1970-01-01": "", "yesterday": "", "": "", "12345678901234567890": "",
	} {
		got, ok := parseTime(s)
		if ok != (want != "") || ok && got.UTC().Format("2006-01-02 15:04") != want {
			t.Errorf("parseTime(%q) = %v (%v), want %q", s, got, ok, want)
		}
	}
}

func TestDeclaredLanguagesBecomeTags(t *testing.T) {
	for s, want := range map[string]string{
		"en": "en", "en_US": "en-US", "EN-gb": "en-GB", "pt-br": "pt-BR", "zh-Hans-CN": "zh", "fr, en": "fr", "nds": "nds",
		"": "", "x": "", "english": "", "{{lang}}": "", "12": "", "中文": "",
	} {
		if got := languageTag(s); got != want {
			t.Errorf("languageTag(%q) = %q, want %q", s, got, want)
		}
	}
}
