package render_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/digest/render/samples"
	"tidings/templates"
)

// folder is a theme folder of one's own.
func folder(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// mine is a theme with a folder of one's own over classic.
func mine(files map[string]string) (*render.Renderer, error) {
	return render.New(templates.FS, digest.Theme{Dir: "mine"}, folder(files))
}

func TestBadThemeIsNamedByFileLineAndField(t *testing.T) {
	const html, text = "digest.html", "digest.txt"
	tests := []struct {
		name  string
		files map[string]string
	}{
		{"a syntax error", map[string]string{html: "<p>\n{{if}}</p>"}},
		{"a field that is not there", map[string]string{html: "<p>\n\n{{.Headline}}</p>"}},
		{"a field of a story", map[string]string{text: "\n{{range .Sections}}{{range .Stories}}{{.Author}}{{end}}{{end}}"}},
		{"a field of a sentence, in a block", map[string]string{"blocks.html": "\n\n{{define \"foot\"}}{{range .Sections}}{{range .Stories}}{{range .Summary}}{{.Words}}{{end}}{{end}}{{end}}{{end}}"}},
		{"a function that is not there", map[string]string{text: "\n{{shout .Title}}"}},
		{"a phrase that is not there", map[string]string{html: "{{.Word `hello`}}"}},
		{"a block that is not there", map[string]string{html: "<p>{{template `headlines` .}}"}},
		{"an attribute that never ends", map[string]string{html: `<p title="{{.Title}}>`}},
		{"a loop that prints without end", map[string]string{html: "{{range 1000000000}}" + strings.Repeat("for ever ", 500) + "{{end}}"}},
		{"a loop that prints nothing, without end", map[string]string{html: "{{range 1000000000000}}{{end}}"}},
		{"a loop within a loop, without end", map[string]string{text: "{{range 1000000000}}{{range 1000000000}}{{if false}}x{{end}}{{end}}{{end}}"}},
		{"a block that calls itself", map[string]string{text: `{{define "a"}}{{template "a"}}{{end}}{{template "a"}}`}},
		{"a block that calls itself twice", map[string]string{text: `{{define "a"}}{{if .}}{{template "a" .}}{{end}}{{if .}}{{template "a" .}}{{end}}{{end}}{{template "a" .}}`}},
		{"a comment made of other people's words", map[string]string{html: "{{mso .Title}}"}},
		{"an empty folder", map[string]string{}},
		{"a folder of something else", map[string]string{"index.htm": "x", "words.json": "{}"}},
		{"words that are not JSON", map[string]string{"words/sv.json": "{\n\"and\": och}"}},
		{"a phrase that is a number", map[string]string{"words/sv.json": `{"and": 5}`}},
		{"a phrase that nobody asks for", map[string]string{"words/en.json": `{"allso": "More:"}`}},
		{"a week of six days", map[string]string{"words/sv.json": `{"weekdays": ["a","b","c","d","e","f"]}`}},
		{"an unknown plural form", map[string]string{"words/sv.json": `{"stories": {"single": "x", "other": "y"}}`}},
		{"plural forms without the last", map[string]string{"words/sv.json": `{"stories": {"one": "x"}}`}},
		{"words in no language", map[string]string{"words/swedish-chef.json": `{}`}},
	}
	var sheet strings.Builder
	for _, tt := range tests {
		_, err := mine(tt.files)
		if err == nil {
			t.Errorf("%s: the theme was taken", tt.name)
			continue
		}
		fmt.Fprintf(&sheet, "%s\n\t%v\n", tt.name, err)
		if hint := (*digest.HintError)(nil); errors.As(err, &hint) {
			fmt.Fprintf(&sheet, "\thint: %s\n", hint.Hint)
		}
	}
	golden(t, "faults.txt", sheet.String())
}

func TestUnknownThemeIsToldTheThemesThatExist(t *testing.T) {
	_, err := render.New(templates.FS, digest.Theme{Base: "clasic"}, nil)
	hint, ok := err.(*digest.HintError)
	if !ok || !strings.Contains(hint.Hint, "brief, classic, magazine") {
		t.Errorf("got %v", err)
	}
}

func TestTemplateThatFailsLateLeavesNothing(t *testing.T) {
	r, err := mine(map[string]string{"digest.html": "<p>fine so far</p>{{if eq .Title `Trouble`}}{{index .Sections 99}}{{end}}"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Render(digest.Contents{Title: "Trouble"}, render.Options{})
	var wrong *render.TemplateError
	if !errors.As(err, &wrong) || wrong.File != "mine/digest.html" || wrong.Line != 1 {
		t.Errorf("got %v", err)
	}
	if got.Subject != "" || got.HTML != "" || got.Text != "" {
		t.Errorf("half a document came with the error: %+v", got)
	}
}

func TestOneFileOfOnesOwnChangesTheTheme(t *testing.T) {
	for _, base := range render.Names(templates.FS) {
		r, err := render.New(templates.FS, digest.Theme{Base: base, Dir: "mine"}, folder(map[string]string{
			"style.html":    `{{define "accent"}}#005500{{end}}`,
			"words/sv.json": `{"stories": {"one": "{n} nyhet", "other": "{n} nyheter"}}`,
			"words/en.json": `{"also": "More:"}`,
		}))
		if err != nil {
			t.Fatal(err)
		}
		c := samples.Ordinary()
		c.Language = "sv"
		got, err := r.Render(c, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got.HTML, "color:#005500") {
			t.Errorf("%s: the colour is still the theme's", base)
		}
		if !strings.Contains(got.Text, "15 nyheter from 62 articles") || !strings.Contains(got.Text, "More:") {
			t.Errorf("%s: the words are not mine over English:\n%s", base, got.Text[:300])
		}
	}
}

func TestThemeIsSetWithoutATemplate(t *testing.T) {
	for _, base := range render.Names(templates.FS) {
		r, err := render.New(templates.FS, digest.Theme{
			Base:   base,
			Colors: map[string]string{"accent": "#0b5345", "accent_dark": "#7dcea0", "paper": "#fefefe"},
			Fonts:  map[string]string{"headline": "Charter, 'Bitstream Charter', serif"},
			Logo:   digest.Logo{URL: "https://paper.example.org/logo.png", Width: 240, Height: 48},
			Words:  map[string]string{"also": "Mehr:"},
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		c := samples.Ordinary()
		c.Language = "de"
		got, err := r.Render(c, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"color:#0b5345", ".a{color:#7dcea0!important}", "background-color:#fefefe", "Charter, &#39;Bitstream Charter&#39;, serif",
			`<img src="https://paper.example.org/logo.png" width="240" height="48" alt="The Morning Paper"`, "Mehr:",
		} {
			want = strings.ReplaceAll(want, "&#39;", "'")
			if !strings.Contains(got.HTML, want) {
				t.Errorf("%s: %q is not in the page", base, want)
			}
		}
	}
}

func TestSettingsThatAreNoneAreRefused(t *testing.T) {
	for name, theme := range map[string]digest.Theme{
		"a color by name":               {Colors: map[string]string{"accent": "red"}},
		"a color that ends the style":   {Colors: map[string]string{"accent": `#fff"><script>`}},
		"an unknown color":              {Colors: map[string]string{"border": "#000000"}},
		"a font with a template":        {Fonts: map[string]string{"body": "{{.Title}}"}},
		"an unknown font":               {Fonts: map[string]string{"title": "Georgia"}},
		"a phrase that nobody asks for": {Words: map[string]string{"hello": "Hello"}},
		"a list as a phrase":            {Words: map[string]string{"months": "Jan"}},
	} {
		_, err := render.New(templates.FS, theme, nil)
		var hint *digest.HintError
		if !errors.As(err, &hint) {
			t.Errorf("%s: got %v, want an error that says what to do", name, err)
		}
	}
}

func TestBuiltInThemesDrawEverySample(t *testing.T) {
	for _, theme := range render.Names(templates.FS) {
		for _, err := range themed(t, theme).Try() {
			t.Errorf("%s: %v", theme, err)
		}
	}
}

func TestTextOfOthersCannotEscape(t *testing.T) {
	got, err := newRenderer(t).Render(samples.Hostile(), render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "onerror=alert(1)>", "javascript:", "<b>", "<i>", "\u202e", "\x00"} {
		if strings.Contains(got.HTML, bad) {
			t.Errorf("%q is in the page", bad)
		}
	}
}

func TestArticlesCannotSeeReaderTokens(t *testing.T) {
	c := headlined("A "+digest.ReaderToken, "TIDINGS\x00"+digest.ReaderToken[len("TIDINGS"):])
	c.Sections[0].Stories[0].URL = "https://spy.example/?reader=" + digest.ReaderToken
	got, err := newRenderer(t).Render(c, render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if all := got.Subject + got.HTML + got.Text; strings.Contains(all, digest.ReaderToken) || strings.Contains(all, "spy.example") {
		t.Error("an article got the place of a reader's token")
	}
}
