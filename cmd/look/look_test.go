package main

import (
	"image"
	"image/color"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tidings/digest/render/samples"
)

// drawn is a picture of lines of text: dark bars on white, from a height on.
func drawn(top int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 320, 640))
	for y := range 640 {
		for x := range 320 {
			c := color.RGBA{255, 255, 255, 255}
			if y >= top && (y-top)%48 < 24 && x > 20 && x < 300 {
				c = color.RGBA{20, 20, 20, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func TestPicturesDifferWhenSomethingMovedAndNotWhenAnEdgeIsSmoother(t *testing.T) {
	want := shrink(drawn(32))
	if why := differs(shrink(drawn(32)), want); why != "" {
		t.Errorf("the same picture: %s", why)
	}
	smoother := drawn(32)
	for x := 20; x < 300; x++ {
		smoother.SetRGBA(x, 31, color.RGBA{140, 140, 140, 255})
	}
	if why := differs(shrink(smoother), want); why != "" {
		t.Errorf("a smoother edge: %s", why)
	}
	if why := differs(shrink(drawn(44)), want); !strings.Contains(why, "differs") {
		t.Errorf("everything moved by 12 px: %q", why)
	}
	if why := differs(shrink(image.NewRGBA(image.Rect(0, 0, 320, 720))), want); !strings.Contains(why, "40 × 90 dots, and 40 × 80 are stored") {
		t.Errorf("another height: %q", why)
	}
}

func TestFeaturesOfAPageAreNamedAsCaniemailDoes(t *testing.T) {
	used := make(map[string]bool)
	features(`<!doctype html><html lang="en"><head><meta name="color-scheme" content="light dark"><style>
/* a:b */ :root{color-scheme:light dark} @media (prefers-color-scheme:dark){.i{color:#fff!important}} [data-ogsc] .i{color:#eee} .h a:hover{text-decoration:underline}
</style></head><body><h2 style="margin:0;font:bold 19px/1.3 Georgia;mso-hide:all">x</h2><a href="mailto:x@y.example" style="display:none">y</a>
<table><tr><td style="border-top:1px solid #000;width:50%">z</td></tr></table></body></html>`, used)
	got := slices.Sorted(maps.Keys(used))
	for _, want := range []string{
		"html-doctype", "html-lang", "html-style", "html-h1-h6", "html-table", "html-mailto-links", "html-meta-color-scheme",
		"css-at-media", "css-at-media-prefers-color-scheme", "css-color-scheme", "css-important", "css-selector-attribute",
		"css-selector-descendant", "css-selector-class", "css-pseudo-class-hover", "css-text-decoration", "css-margin", "css-font",
		"css-display", "css-display-none", "css-border", "css-width", "css-unit-px", "css-unit-percent",
	} {
		if !used[want] {
			t.Errorf("%s is not found in %v", want, got)
		}
	}
	for _, no := range []string{"css-mso-hide", "css-a", "css-border-top"} {
		if used[no] {
			t.Errorf("%s is found", no)
		}
	}
}

func TestSupportIsSummedUpOfTheNewestVersions(t *testing.T) {
	for want, platforms := range map[string]map[string]map[string]string{
		"yes":       {"ios": {"2019-10": "n", "2024-01": "y"}, "web": {"2020-01": "y #1"}},
		"partly":    {"ios": {"2024-01": "y"}, "web": {"2020-01": "a #1"}},
		"no":        {"ios": {"2024-01": "n"}, "web": {"2020-01": "n #2"}},
		"not known": {"ios": {"2024-01": "u"}},
	} {
		if got := supported(platforms); got != want {
			t.Errorf("%v: %s, want %s", platforms, got, want)
		}
	}
}

func TestTableOfMailProgramsIsComparedAndWritten(t *testing.T) {
	page := filepath.Join(t.TempDir(), "clients.md")
	if err := write(page, "Before.\n"+tableBegins+"\nold\n"+tableEnds+"\nAfter.\n"); err != nil {
		t.Fatal(err)
	}
	rows := []string{"| [x](y) | yes | no | yes | yes | yes | yes | z |"}
	var c check
	if err := keepTable(options{clients: page}, &c, "2025-09-09", rows); err != nil || len(c.wrong) != 1 {
		t.Errorf("another table: %v, %v", c.wrong, err)
	}
	c = check{}
	for _, update := range []bool{true, false} {
		if err := keepTable(options{clients: page, update: update}, &c, "2025-09-09", rows); err != nil || len(c.wrong) != 0 {
			t.Errorf("update %v: %v, %v", update, c.wrong, err)
		}
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); !strings.HasPrefix(s, "Before.\n") || !strings.HasSuffix(s, "\nAfter.\n") || !strings.Contains(s, rows[0]) {
		t.Errorf("got %s", s)
	}
}

func TestReportIsBadWhenSomethingIsWrongAndNotWhenSomethingIsSkipped(t *testing.T) {
	var out strings.Builder
	skipped, good, bad := &check{name: "one", skipped: "no tool"}, &check{name: "two", tried: 3}, &check{name: "three", tried: 1}
	if !report(&out, options{}, []*check{skipped, good}) {
		t.Errorf("skipped is wrong:\n%s", &out)
	}
	bad.fail("page %d", 7)
	if report(&out, options{}, []*check{good, bad}) || !strings.Contains(out.String(), "page 7") {
		t.Errorf("wrong is good:\n%s", &out)
	}
}

func TestPagesAreDrawnWithoutABrowser(t *testing.T) {
	dir := t.TempDir()
	pages, err := drawPages(dir)
	if err != nil {
		t.Fatal(err)
	}
	pictures := false
	for _, p := range pages {
		if text, err := os.ReadFile(filepath.Join(dir, p.file)); err != nil || string(text) != p.drawn.HTML {
			t.Errorf("%s: %v", p.file, err)
		}
		pictures = pictures || strings.Contains(p.drawn.HTML, pictureHost+"/picture-1.jpg")
	}
	if len(pages) != 3*len(samples.All()) || !pictures {
		t.Errorf("%d pages, pictures: %v", len(pages), pictures)
	}
}
