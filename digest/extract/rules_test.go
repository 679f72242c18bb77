package extract

import (
	"strings"
	"testing"
)

func TestNamesAreReadAsProgrammersWriteThem(t *testing.T) {
	for _, names := range []string{
		"newsletter", "news box newsletter-box", "newsletterBox", "Newsletter_2", "c-newsletter__title", "boxNewsletter", "x:newsletter.y",
	} {
		if !setOf(names).overlaps(setOf("newsletter")) {
			t.Errorf("%q is not about newsletters", names)
		}
	}
	for _, names := range []string{"", "newsletterish", "breadth", "advertising", "NEWSLETTERS2newsletterx", "shared", "тags", "has-post-newsletter", "hasTags"} {
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
