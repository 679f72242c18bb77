package render

import (
	"math"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/templates"
)

func TestContrast(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{ // as https://webaim.org/resources/contrastchecker counts
		{"#000000", "#ffffff", 21},
		{"#ffffff", "#FFFFFF", 1},
		{"#777777", "#ffffff", 4.48},
		{"#767676", "#ffffff", 4.54},
		{"#ff0000", "#0000ff", 2.15},
	} {
		if got := contrast(tt.a, tt.b); math.Abs(got-tt.want) > 0.005 {
			t.Errorf("%s on %s: %.3f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestBuiltInThemesCanBeReadByDayAndByNight(t *testing.T) {
	for _, name := range Names(templates.FS) {
		r, err := New(templates.FS, digest.Theme{Base: name}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.style) < 12 {
			t.Errorf("%s: only the colours %v are known", name, r.style)
		}
		for _, faint := range r.Faint() {
			t.Errorf("%s: %s", name, faint)
		}
	}
}

func TestFaintColoursAreNamed(t *testing.T) {
	r, err := New(templates.FS, digest.Theme{Colors: map[string]string{"accent": "#ffcc00", "quiet_dark": "#333333"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(r.Faint(), "\n")
	want := "accent #ffcc00 on card #fffdfa has a contrast of 1.5; text needs 4.5 (WCAG 2.2, AA)\n" +
		"quiet-dark #333333 on card-dark #1d1c1a has a contrast of 1.3; text needs 4.5 (WCAG 2.2, AA)"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
