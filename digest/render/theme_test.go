package render_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/templates"
)

// withFiles is the built-in templates with files laid over them; an empty text takes a file away.
func withFiles(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(templates.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates.FS, name)
		all[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
		if text == "" {
			delete(all, name)
		}
	}
	return all
}

func TestBadThemeIsNamedByFileLineAndField(t *testing.T) {
	const html, text = "own/digest.html", "own/digest.txt"
	const inHTML, inText = "digest.html", "digest.txt"
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"a syntax error", map[string]string{html: "<p>\n{{if}}</p>", text: "x"}, []string{inHTML + ":2", "missing value for if"}},
		{"a field that is not there", map[string]string{html: "<p>\n\n{{.Headline}}</p>", text: "x"}, []string{inHTML + ":3", "Headline"}},
		{"a field of a story", map[string]string{html: "x", text: "\n{{range .Sections}}{{range .Stories}}{{.Author}}{{end}}{{end}}"}, []string{inText + ":2", "Author"}},
		{"a function that is not there", map[string]string{html: "x", text: "\n{{shout .Title}}"}, []string{inText + ":2", "shout"}},
		{"a phrase that is not there", map[string]string{html: "{{.Word `hello`}}", text: "x"}, []string{inHTML + ":1", `"hello"`}},
		{"an attribute that never ends", map[string]string{html: `<p title="{{.Title}}>`, text: "x"}, []string{inHTML, "ends in a non-text context"}},
		{"a loop without an end", map[string]string{html: "{{range 1000000000}}" + strings.Repeat("for ever ", 500) + "{{end}}", text: "x"}, []string{inHTML, "without end"}},
		{"a block that calls itself", map[string]string{html: "x", text: `{{define "a"}}{{template "a"}}{{end}}{{template "a"}}`}, []string{inText + ":1", "depth"}},
		{"a comment made of other people's words", map[string]string{html: "{{mso .Title}}", text: "x"}, []string{inHTML + ":1", "literal"}},
		{"half a theme", map[string]string{html: "x"}, []string{`"own"`, "has no digest.txt"}},
		{"no theme", map[string]string{}, []string{`"own"`, "has no digest.html"}},
		{"words that are not JSON", map[string]string{html: "x", text: "x", "words/sv.json": "{\n\"and\": och}"}, []string{"words/sv.json:2"}},
		{"a phrase that is a number", map[string]string{html: "x", text: "x", "words/sv.json": `{"and": 5}`}, []string{"words/sv.json", `"and"`}},
		{"a week of six days", map[string]string{html: "x", text: "x", "words/sv.json": `{"weekdays": ["a","b","c","d","e","f"]}`}, []string{"words/sv.json", `"weekdays"`, "7"}},
		{"an unknown plural form", map[string]string{html: "x", text: "x", "words/sv.json": `{"stories": {"single": "x", "other": "y"}}`}, []string{"words/sv.json", `"single"`}},
		{"plural forms without the last", map[string]string{html: "x", text: "x", "words/sv.json": `{"stories": {"one": "x"}}`}, []string{"words/sv.json", `"other"`}},
		{"words in no language", map[string]string{html: "x", text: "x", "words/swedish-chef.json": `{}`}, []string{"words/swedish-chef.json", "named after a language"}},
		{"English words missing", map[string]string{html: "x", text: "x", "words/en.json": `{}`}, []string{"words/en.json", "is missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := render.New(withFiles(t, tt.files), "own")
			if err == nil {
				t.Fatal("the theme was taken")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
		})
	}
}

func TestUnknownThemeIsToldTheThemesThatExist(t *testing.T) {
	_, err := render.New(templates.FS, "clasic")
	hint, ok := err.(*digest.HintError)
	if !ok || !strings.Contains(hint.Hint, "classic") {
		t.Errorf("got %v", err)
	}
}

func TestTemplateThatFailsLateLeavesNothing(t *testing.T) {
	themes := withFiles(t, map[string]string{
		"own/digest.html": "<p>fine so far</p>{{if eq .Title `Trouble`}}{{index .Sections 99}}{{end}}",
		"own/digest.txt":  "fine",
	})
	r, err := render.New(themes, "own")
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Render(digest.Contents{Title: "Trouble"}, render.Options{})
	if err == nil || !strings.Contains(err.Error(), "digest.html:1") {
		t.Errorf("got %v", err)
	}
	if got.Subject != "" || got.HTML != "" || got.Text != "" {
		t.Errorf("half a document came with the error: %+v", got)
	}
}

func TestOneFileOfOnesOwnChangesTheTheme(t *testing.T) {
	themes := withFiles(t, map[string]string{
		"classic/zz-mine.html": `{{define "accent"}}#005500{{end}}`,
		"words/sv.json":        `{"stories": {"one": "{n} nyhet", "other": "{n} nyheter"}}`,
	})
	r, err := render.New(themes, "classic")
	if err != nil {
		t.Fatal(err)
	}
	c := ordinary()
	c.Language = "sv"
	got, err := r.Render(c, render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.HTML, "color:#005500") || strings.Contains(got.HTML, "#8c1f16") {
		t.Error("the colour is still the theme's")
	}
	if !strings.Contains(got.Text, "15 nyheter from 62 articles") {
		t.Errorf("the words are not mine over English:\n%s", got.Text[:300])
	}
}

func TestTextOfOthersCannotEscape(t *testing.T) {
	got, err := newRenderer(t).Render(hostile(), render.Options{})
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
