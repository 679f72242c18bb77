package extract

import (
	"fmt"
	"strings"
	"testing"

	"tidings/digest"
)

const (
	joinUs = "Join the four thousand readers of The Marrow Letter, which comes on Sundays."
	heads  = "What happens next"
)

// story is the page of the n-th article of a site that puts a box into each of them.
func story(n int) string {
	said := strings.ReplaceAll(strings.ReplaceAll(article, "the ", fmt.Sprintf("the %dth ", n)), "bridge", fmt.Sprint("bridge", n))
	return "<article>" + said + "<p>" + joinUs + "</p><h2>" + heads + "</h2>" + said[:strings.Index(said, "\n")] + "<p>The end of it all came on day " + fmt.Sprint(n) + ".</p></article>"
}

func remembered(t *testing.T, pages ...string) []digest.SiteLine {
	t.Helper()
	var known []digest.SiteLine
	for _, p := range pages {
		text, err := Page(pageOf(p), Options{})
		if err != nil {
			t.Fatal(err)
		}
		known, _ = Remember(known, text)
	}
	return known
}

func TestLinesOfThreePagesOfASiteAreFurniture(t *testing.T) {
	for pages := range 5 {
		var before []string
		for n := range pages {
			before = append(before, story(n))
		}
		text, err := Page(pageOf(story(99)), Options{Known: remembered(t, before...)})
		if err != nil {
			t.Fatal(err)
		}
		if kept, want := strings.Contains(text.Body, joinUs), pages < furniturePages; kept != want {
			t.Errorf("after %d pages: kept is %v", pages, kept)
		}
		if !strings.Contains(text.Body, "Ines Calder") || !strings.Contains(text.Body, heads) {
			t.Errorf("after %d pages the text or its heading is gone: %q", pages, text.Body)
		}
	}
}

func TestAnArticleReadAgainTeachesNothing(t *testing.T) {
	same := []string{story(1), story(1), story(1), story(1)}
	known := remembered(t, same...)
	for _, l := range known {
		if l.Pages != 1 {
			t.Fatalf("a line of one article counts %d times", l.Pages)
		}
	}
	if text := read(t, story(1)); text.Words == 0 {
		t.Fatal("no text")
	} else if _, changed := Remember(known, text); changed {
		t.Error("the same page changed what is known")
	}
}

func TestAPageThatIsAllFurnitureIsLeftAlone(t *testing.T) {
	text := read(t, story(1))
	var known []digest.SiteLine
	for line := range strings.Lines(text.Body) {
		known = append(known, digest.SiteLine{Key: lineKey(line), Pages: furniturePages})
	}
	again, err := Page(pageOf(story(1)), Options{Known: known})
	if err != nil || again.Body != text.Body {
		t.Errorf("%v: %q", err, again.Body)
	}
}

func TestWhatTheFeedSaysIsNotRemembered(t *testing.T) {
	if lines, changed := Remember(nil, digest.Text{Body: articleText, Method: methodFeed}); changed || len(lines) > 0 {
		t.Errorf("remembered %v", lines)
	}
}

func TestMemoryOfASiteIsBoundedAndKeepsItsFurniture(t *testing.T) {
	known := []digest.SiteLine{{Key: "furniture", Pages: furniturePages}, {Key: "old", Pages: 1}}
	for page := range 3 * maxLines / linesPerPage {
		var body strings.Builder
		for n := range 2 * linesPerPage {
			fmt.Fprintf(&body, "Paragraph %d of article %d.\n\n", n, page)
		}
		known, _ = Remember(known, digest.Text{Body: body.String(), Method: methodReadability})
	}
	if len(known) > maxLines || known[0].Key != "furniture" || known[1].Key == "old" {
		t.Errorf("%d lines, the first are %v", len(known), known[:2])
	}
}

func TestTheUsersSelectorIsNotDoubted(t *testing.T) {
	page := `<body><article>` + article + `</article><div class="verse"><p>Short is the song.</p><p>Photo: Tomas Reed</p></div></body>`
	for _, tt := range []struct{ name, selector, body, method string }{
		{"what it finds", ".verse", "Short is the song.", "css"},
		{"several", "article > p:first-child, .verse", strings.Split(articleText, "\n\n")[0] + "\n\nShort is the song.", "css"},
		{"nothing is found", "#none", articleText, "readability"},
		{"it cannot be read", "p[[", articleText, "readability"},
	} {
		page := pageOf(page)
		got := Article(digest.Article{Title: "Marrow opens its bridge", Summary: strings.Repeat("word ", 20)}, &page, digest.ExtractAlways, Options{Select: tt.selector})
		if got.Method != tt.method || got.Body != tt.body {
			t.Errorf("%s: by %q: %q", tt.name, got.Method, got.Body)
		}
	}
}
