package docs_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/digest/render/markdown"
	"tidings/templates"
)

// TestEveryFieldIsExplained holds the tables of fields against what a template can call on the types behind them.
func TestEveryFieldIsExplained(t *testing.T) {
	guide := readPage(t, "templates.md")
	tables := guide.tables()
	for heading, shown := range map[string]any{
		"The page":       &render.Page{},
		"A section":      &render.Section{},
		"A block":        &markdown.Block{},
		"A piece":        &markdown.Piece{},
		"A story":        &render.Story{},
		"A sentence":     &digest.Quote{},
		"Another source": &digest.Also{},
		"How to leave":   &digest.Leave{},
		"The logo":       &digest.Logo{},
	} {
		want := callable(reflect.TypeOf(shown))
		for _, row := range tables[heading] {
			for _, cell := range strings.Split(row[0], ", ") {
				name, _, _ := strings.Cut(strings.Trim(cell, "`."), " ")
				if !want[name] {
					t.Errorf("%s: there is no field %s", heading, name)
				}
				delete(want, name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			t.Errorf("%s: %s is not explained", heading, name)
		}
	}
	if !strings.Contains(guide.text, fmt.Sprintf("has version %d ", digest.ContentsVersion)) {
		t.Errorf("templates.md does not name version %d of the data model", digest.ContentsVersion)
	}
}

// callable is the names of the fields and methods of the struct that a pointer points to, embedded ones included.
func callable(pointer reflect.Type) map[string]bool {
	names := make(map[string]bool)
	for _, f := range reflect.VisibleFields(pointer.Elem()) {
		if f.IsExported() && !f.Anonymous {
			names[f.Name] = true
		}
	}
	for i := range pointer.NumMethod() {
		names[pointer.Method(i).Name] = true
	}
	return names
}

func TestEveryPhraseIsExplained(t *testing.T) {
	text, err := fs.ReadFile(templates.FS, "words/en.json")
	if err != nil {
		t.Fatal(err)
	}
	phrases := make(map[string]any)
	if err := json.Unmarshal(text, &phrases); err != nil {
		t.Fatal(err)
	}
	for _, row := range readPage(t, "templates.md").tables()["Words"] {
		for _, key := range strings.Split(row[0], ", ") {
			key = strings.Trim(key, "`")
			if _, ok := phrases[key]; !ok {
				t.Errorf("there is no phrase %s", key)
			}
			delete(phrases, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(phrases)) {
		t.Errorf("the phrase %s is not explained", key)
	}
}

func TestTheSmallestThemePrintsWhatMustBeThere(t *testing.T) {
	words, err := fs.ReadFile(templates.FS, "words/en.json")
	if err != nil {
		t.Fatal(err)
	}
	themes := fstest.MapFS{"words/en.json": {Data: words}}
	for _, b := range readPage(t, "templates.md").blocks() {
		if _, name, ok := strings.Cut(b.info, " file="); ok {
			themes["smallest/"+name] = &fstest.MapFile{Data: []byte(b.text)}
		}
	}
	renderer, err := render.New(themes, digest.Theme{Base: "smallest"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := renderer.Render(digest.Contents{
		Title: "The Morning Paper", Date: time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC), Address: "1 Rue X, Paris",
		Sections: []digest.ContentsSection{{Title: "World", Stories: []digest.ContentsStory{{
			Headline: "Council approves river crossing", URL: "https://post.example/bridge", Source: "Post",
			Summary: []digest.Quote{{Text: "Work begins in March.", Source: "Tribune"}},
			Also:    []digest.Also{{Source: "Tribune", URL: "https://tribune.example/7"}},
		}}}},
		Leave: digest.Leave{
			Reply: true, Unsubscribe: "https://paper.example/u/" + digest.ReaderToken,
			Preferences: "https://paper.example/p/" + digest.ReaderToken, Browser: "https://paper.example/i/1",
		},
	}, render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for part, text := range map[string]string{"digest.html": got.HTML, "digest.txt": got.Text} {
		for _, want := range []string{
			"The Morning Paper", "Monday, 23 November 2026", "World", "Council approves river crossing", "https://post.example/bridge",
			"Work begins in March. (Tribune)", "You get this because", "just answer this mail", "1 Rue X, Paris",
			"https://paper.example/u/" + digest.ReaderToken, "https://paper.example/p/" + digest.ReaderToken, "https://paper.example/i/1",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", part, want, text)
			}
		}
	}
}
