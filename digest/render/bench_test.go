package render_test

import (
	"testing"

	"tidings/digest"
	"tidings/digest/render"
)

// twentyFive is an issue of 25 stories like those of an ordinary one.
func twentyFive() digest.Contents {
	c := ordinary()
	more := ordinary()
	for i := range more.Sections[:4] {
		s := &more.Sections[i]
		s.ID, s.Title = s.ID+"2", s.Title+" again"
		c.Sections = append(c.Sections, *s)
	}
	c.Sections[len(c.Sections)-1].Stories = c.Sections[len(c.Sections)-1].Stories[:1]
	return c
}

func BenchmarkRender25Stories(b *testing.B) {
	r, c := newRenderer(b), twentyFive()
	if c.Stories() != 25 {
		b.Fatalf("the issue has %d stories", c.Stories())
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Render(c, render.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRenderOverBudget(b *testing.B) {
	r, c := newRenderer(b), large(200)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Render(c, render.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
