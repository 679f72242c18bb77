package render_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/digest/render/samples"
	"tidings/templates"
)

func TestPageSaysWhichPicturesItShowsAndHowWide(t *testing.T) {
	// The story that leads the page; then, by theme, what else: of three sections the first story and the second.
	want := map[string][]int{"classic": {536, 0, 0, 0, 0, 0}, "brief": {0, 0, 0, 0, 0, 0}, "magazine": {520, 152, 520, 152, 520, 152}}
	for theme, widths := range want {
		r, err := render.New(templates.FS, digest.Theme{Base: theme}, nil)
		if err != nil {
			t.Fatal(err)
		}
		c := samples.Pictures()
		c.Sections = c.Sections[:3]
		n := 0
		for i := range c.Sections {
			for j := range c.Sections[i].Stories[:2] {
				c.Sections[i].Stories[j].Image = fmt.Sprintf("https://paper.example/images/%d.jpg?a=b&c=d", n)
				n++
			}
		}
		drawn, err := r.Render(c, render.Options{Images: true})
		if err != nil {
			t.Fatal(err)
		}
		shown := render.Pictures(drawn.HTML)
		var got []int
		for i := range n {
			got = append(got, shown[fmt.Sprintf("https://paper.example/images/%d.jpg?a=b&c=d", i)])
		}
		if diff := cmp.Diff(widths, got); diff != "" {
			t.Errorf("%s: %s", theme, diff)
		}
	}
	if got := render.Pictures(`<p><img src=a width="100%"><IMG SRC="a" width=30 /><img><img alt=>`); !cmp.Equal(got, map[string]int{"a": 30, "": 0}) {
		t.Errorf("of a page of somebody's own: %v", got)
	}
}
