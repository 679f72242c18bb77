package render_test

import (
	"runtime"
	"testing"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/digest/render/samples"
	"tidings/templates"
)

// twentyFive is an issue of 25 stories like those of an ordinary one.
func twentyFive() digest.Contents {
	c := samples.Ordinary()
	more := samples.Ordinary()
	for i := range more.Sections[:4] {
		s := &more.Sections[i]
		s.ID, s.Title = s.ID+"2", s.Title+" again"
		c.Sections = append(c.Sections, *s)
	}
	c.Sections[len(c.Sections)-1].Stories = c.Sections[len(c.Sections)-1].Stories[:1]
	return c
}

// BenchmarkRender25Stories draws an issue as HTML and as text with every theme. The limit is 3 ms and 1 MB.
func BenchmarkRender25Stories(b *testing.B) {
	c := twentyFive()
	if c.Stories() != 25 {
		b.Fatalf("the issue has %d stories", c.Stories())
	}
	for _, theme := range render.Names(templates.FS) {
		b.Run(theme, func(b *testing.B) {
			r := themed(b, theme)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Render(c, render.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(3_000_000, "limit-ns/op")
		})
	}
}

func TestAnIssueIsDrawnInLessThanAMegabyte(t *testing.T) {
	const most = 1 << 20
	for _, theme := range render.Names(templates.FS) {
		r, c := themed(t, theme), twentyFive()
		var before, after runtime.MemStats
		const rounds = 10
		runtime.ReadMemStats(&before)
		for range rounds {
			if _, err := r.Render(c, render.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		runtime.ReadMemStats(&after)
		if each := (after.TotalAlloc - before.TotalAlloc) / rounds; each > most {
			t.Errorf("%s: %d bytes are allocated, and %d are allowed", theme, each, most)
		}
	}
}

func BenchmarkRenderOverBudget(b *testing.B) {
	r, c := newRenderer(b), samples.Large(200)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Render(c, render.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
