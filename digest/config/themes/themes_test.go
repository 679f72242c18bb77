package themes_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/config"
)

// loadTheme loads an edition's theme, beside a theme folder "mine".
func loadTheme(t *testing.T, theme string, check func(digest.Theme) error) (digest.Theme, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir("mine", 0o700); err != nil {
		t.Fatal(err)
	}
	text := "subscribers: [me@example.com]\nfeeds: [https://a.example/feed]\neditions:\n  - {id: daily, theme: " + theme + "}\n"
	if err := os.WriteFile(config.SourcesFile, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(config.Options{Themes: []string{"brief", "classic"}, Theme: check})
	if err != nil {
		return digest.Theme{}, err
	}
	return c.Editions[0].Theme, nil
}

func TestThemeIsANameAFolderOrAMapping(t *testing.T) {
	for text, want := range map[string]digest.Theme{
		"classic":       {Base: "classic"},
		"./mine":        {Dir: "mine"},
		"mine":          {Dir: "mine"},
		"mine/../mine":  {Dir: "mine"},
		"{base: brief}": {Base: "brief"},
		"{dir: mine}":   {Dir: "mine"},
		`{base: brief, dir: ./mine, colors: {accent: "#0b5345", ink_dark: "#FFFFFF"}, fonts: {body: "Charter, 'X Y', serif"}, ` +
			`logo: {url: "https://a.example/l.png", width: 240, height: 48}, words: {also: "More:"}}`: {
			Base: "brief", Dir: "mine", Colors: map[string]string{"accent": "#0b5345", "ink_dark": "#FFFFFF"},
			Fonts: map[string]string{"body": "Charter, 'X Y', serif"},
			Logo:  digest.Logo{URL: "https://a.example/l.png", Width: 240, Height: 48}, Words: map[string]string{"also": "More:"},
		},
	} {
		got, err := loadTheme(t, text, nil)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestFolderOfAThemeIsRelativeToItsFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "feeds: [https://a.example/feed]\neditions: [{id: daily, theme: ./mine}]\n"
	if err := os.WriteFile(filepath.Join(dir, config.SourcesFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(config.Options{Path: dir, Themes: []string{"classic"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "mine"); c.Editions[0].Theme.Dir != want {
		t.Errorf("got %s, want %s", c.Editions[0].Theme.Dir, want)
	}
}

func TestWrongThemeSaysWhatToDo(t *testing.T) {
	for text, want := range map[string]string{
		"brif":           `did you mean "brief"?`,
		"xyzzy":          "there is brief, classic; or write the path of a folder",
		"./nowhere":      "`tidings templates export nowhere`",
		"{dir: nowhere}": "there is no such folder",
		"{base: ./mine}": "there is no built-in theme ./mine",
		"{color: x}":     `did you mean "colors"?`,
		"[classic]":      "theme",
		"{logo: {url: \"https://a.example/l.png\"}}":   "width",
		"{logo: {url: logo.png, width: 1, height: 1}}": "logo.png",
		"{fonts: {body: \"x;color:red\"}}":             "not a list of font families",
		"{colors: {accent: \"#123\"}}":                 "not a color",
		"{words: {also: [a]}}":                         "text",
	} {
		if _, err := loadTheme(t, text, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	check := func(digest.Theme) error { return digest.Hint(errors.New("mine/digest.html:3:5: no"), "mend it") }
	if _, err := loadTheme(t, "mine", check); err == nil || !strings.Contains(err.Error(), "mine/digest.html:3:5: no") || !strings.Contains(err.Error(), "mend it") {
		t.Errorf("what the drawing room says is lost: %v", err)
	}
}
