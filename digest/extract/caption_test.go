package extract_test

import (
	"testing"

	"tidings/digest/extract"
)

func TestPictureIsSaidToShowWhatItsPaperSays(t *testing.T) {
	const at = "https://paper.example/a.jpg?x=1&y=2"
	img := func(alt string) string {
		return `<img src="https://paper.example/a.jpg?x=1&amp;y=2" alt="` + alt + `">`
	}
	for name, c := range map[string]struct{ content, want string }{
		"its text":                {`<p>One</p>` + img("The bridge at &lt;dusk&gt;, seen") + `<p>Two</p>`, "The bridge at <dusk>, seen"},
		"the caption":             {`<figure>` + img("") + `<figcaption>The <em>old</em> bridge, 1910</figcaption></figure>`, "The old bridge, 1910"},
		"a text of no use":        {`<figure>` + img("image 3") + `<figcaption>The old bridge</figcaption></figure>`, "The old bridge"},
		"a caption of no use":     {`<figure>` + img("") + `<figcaption>Reuters</figcaption></figure>`, ""},
		"another's":               {`<figure><img src="https://paper.example/b.jpg" alt="Another picture here"></figure>`, ""},
		"another's caption":       {img("") + `<figure><img src="b"><figcaption>Another picture here</figcaption></figure>`, ""},
		"nothing":                 {"", ""},
		"lines":                   {img("The\n old\tbridge "), "The old bridge"},
		"nested without an end":   {"<figure>" + img("") + "<figcaption>The old bridge", "The old bridge"},
		"an element of that sort": {`<img src=` + at, ""},
	} {
		if got := extract.Caption(c.content, at); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
