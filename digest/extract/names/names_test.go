package names

import "testing"

func TestNamesAreReadAsProgrammersWriteThem(t *testing.T) {
	for _, names := range []string{
		"newsletter", "news box newsletter-box", "newsletterBox", "Newsletter_2", "c-newsletter__title", "boxNewsletter", "x:newsletter.y",
	} {
		if !SetOf(names).Overlaps(SetOf("newsletter")) {
			t.Errorf("%q is not about newsletters", names)
		}
	}
	for _, names := range []string{"", "newsletterish", "breadth", "advertising", "NEWSLETTERS2newsletterx", "shared", "тags", "has-post-newsletter", "hasTags"} {
		if got := SetOf(names); got.Overlaps(SetOf("newsletter advert breadcrumb share tags")) {
			t.Errorf("%q was read as furniture", names)
		}
	}
}

func TestEveryFurnitureWordHasItsOwnBit(t *testing.T) {
	if n := len(furniture); n > len(Coverage{}.of) || len(index) != n {
		t.Fatalf("%d words, %d of them different, for %d bits", n, len(index), len(Coverage{}.of))
	}
	for i, word := range furniture {
		if !SetOf(word).has(i) {
			t.Errorf("%q cannot be read: only letters a to z can", word)
		}
	}
}

func TestAWordOverAQuarterOfATextSaysNothing(t *testing.T) {
	var c Coverage
	c.Add(SetOf("sidebar"), 300)
	c.Add(SetOf("tags comments"), 200)
	c.Add(Set{}, 500)
	for names, want := range map[string]string{"sidebar": "", "tags": "tags", "sidebar tags": "tags", "": "", "popup": "popup"} {
		if got := c.Furniture(SetOf(names)); got != want {
			t.Errorf("Furniture(%q) = %q, want %q", names, got, want)
		}
	}
	c.Add(SetOf("comments"), 400)
	if got := c.Furniture(SetOf("comments")); got != "comments" {
		t.Errorf("a discussion longer than a quarter of the text is %q", got)
	}
}
