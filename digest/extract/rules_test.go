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
