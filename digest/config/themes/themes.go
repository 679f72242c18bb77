// Package themes turns how an edition is said to look into a theme: the name of a built-in one, a folder of one's own, or a
// mapping of what differs.
package themes

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
	"tidings/digest/config/strict/effective"
	"tidings/digest/spelling"
)

// The nouns by which messages call the mappings.
const (
	nounTheme = "`theme`"
	nounLogo  = "`logo`"
)

// Form is how a theme is written.
type Form struct {
	// Check says what is wrong with a theme, in the words of the room that draws it; nil: any will do.
	Check   func(digest.Theme) error
	BuiltIn []string // the names of the built-in ones; nil: any name will do
}

// Places are the mappings of a theme, for keys that stand in the wrong one.
func (f Form) Places() []strict.Place {
	return []strict.Place{strict.PlaceOf(nounTheme, f.keys()), strict.PlaceOf(nounLogo, logoKeys())}
}

// Shape is the name of a built-in theme, a folder, or a mapping.
func (f Form) Shape() strict.Shape[digest.Theme] {
	text := strict.Shown(strict.Text(), func(v strict.Value, leaf effective.Setting) effective.Setting {
		if slices.Contains(f.BuiltIn, leaf.Text) || f.BuiltIn == nil {
			return leaf
		}
		return strict.Absolute(v, leaf)
	})
	name := strict.Then(text, func(v strict.Value, name string) (digest.Theme, bool) {
		if slices.Contains(f.BuiltIn, name) || f.BuiltIn == nil {
			return digest.Theme{Base: name}, true
		}
		if hint := strict.DidYouMean(spelling.Nearest(name, f.BuiltIn)); !strings.ContainsAny(name, `/\.`) && !isFolder(v, name) {
			v.Fail("there is no theme "+name, orThemes(hint, f.BuiltIn))
			return digest.Theme{}, false
		}
		dir, ok := folder(v, name)
		return digest.Theme{Dir: dir}, ok
	})
	return strict.Then(strict.Either(name, strict.Mapping(nounTheme, f.keys())), func(v strict.Value, t digest.Theme) (digest.Theme, bool) {
		if f.Check == nil {
			return t, true
		}
		err := f.Check(t)
		if err == nil {
			return t, true
		}
		hint := ""
		if more := (*digest.HintError)(nil); errors.As(err, &more) {
			hint = more.Hint
		}
		v.Fail(err.Error(), hint)
		return t, false
	})
}

func (f Form) keys() []strict.Key[digest.Theme] {
	base := strict.Then(strict.Text(), func(v strict.Value, name string) (string, bool) {
		if f.BuiltIn == nil || slices.Contains(f.BuiltIn, name) {
			return name, true
		}
		v.Fail("there is no built-in theme "+name, orThemes(strict.DidYouMean(spelling.Nearest(name, f.BuiltIn)), f.BuiltIn))
		return name, false
	})
	return []strict.Key[digest.Theme]{
		strict.Field("base", base, func(t *digest.Theme, name string) { t.Base = name },
			"The built-in theme that everything else goes over: classic, brief or magazine.").OrElse(digest.DefaultTheme),
		strict.Field("dir", strict.Then(forms.Path(), folder), func(t *digest.Theme, dir string) { t.Dir = dir },
			"A folder of one's own, relative to this file: its digest.html, digest.txt, blocks and words/LANGUAGE.json go over those of base."),
		strict.Field("colors", strict.Named(strict.OneOf(colorNames()...), color()),
			func(t *digest.Theme, c []strict.Entry[string]) { t.Colors = byName(c) },
			`Colours by name, such as {accent: "#0b5345", accent_dark: "#7dcea0"}.`),
		strict.Field("fonts", strict.Named(strict.OneOf(digest.ThemeFonts()...), font()),
			func(t *digest.Theme, c []strict.Entry[string]) { t.Fonts = byName(c) },
			`Typefaces of headline, body and small, such as {headline: "Georgia, serif"}.`),
		strict.Field("logo", strict.Mapping(nounLogo, logoKeys()), func(t *digest.Theme, l digest.Logo) { t.Logo = l },
			"A picture in the place of the title."),
		strict.Field("words", strict.Named(strict.Text(), strict.Text()), func(t *digest.Theme, c []strict.Entry[string]) { t.Words = byName(c) },
			`Phrases by name, for every language, such as {also: "More:"}.`),
	}
}

func logoKeys() []strict.Key[digest.Logo] {
	return []strict.Key[digest.Logo]{
		strict.Field("url", forms.WebAddress(), func(l *digest.Logo, url string) { l.URL = url },
			"Where mail programs get it: a PNG or JPEG on a server of your own.").Needed(),
		strict.Field("width", strict.Int(1, maxLogo), func(l *digest.Logo, n int) { l.Width = n }, "Its width in the mail, in pixels.").Needed(),
		strict.Field("height", strict.Int(1, maxLogo), func(l *digest.Logo, n int) { l.Height = n }, "Its height in the mail, in pixels.").Needed(),
	}
}

// maxLogo is the width of a mail.
const maxLogo = 600

// colorNames are the colours by day and by night.
func colorNames() []string {
	var names []string
	for _, c := range digest.ThemeColors() {
		names = append(names, c, c+"_dark")
	}
	return names
}

func color() strict.Shape[string] {
	return strict.Scalar("a color", jsonschema.Schema{Type: "string", Pattern: "^#[0-9A-Fa-f]{6}$"}, func(s string) (string, *strict.Fault) {
		if !digest.ValidColor(s) {
			return "", &strict.Fault{Text: "not a color", Hint: `write it as "#8c1f16", in quotation marks`}
		}
		return s, nil
	})
}

func font() strict.Shape[string] {
	return strict.Scalar("font families", strict.TextSchema(), func(s string) (string, *strict.Fault) {
		if !digest.ValidFont(s) {
			return "", &strict.Fault{Text: "not a list of font families", Hint: `write it as "Charter, 'Bitstream Charter', serif"`}
		}
		return s, nil
	})
}

// byName makes a map of named texts.
func byName(entries []strict.Entry[string]) map[string]string {
	out := make(map[string]string, len(entries))
	for _, e := range entries {
		out[e.Name] = e.Of
	}
	return out
}

// folder is a path relative to the file that names it, as seen from here.
func folder(v strict.Value, path string) (string, bool) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(v.File().Name), path)
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		v.Fail("there is no such folder", "paths are relative to "+v.File().Name+"; `tidings templates export "+path+"` makes one to start from")
		return path, false
	}
	return path, true
}

func isFolder(v strict.Value, name string) bool {
	info, err := os.Stat(filepath.Join(filepath.Dir(v.File().Name), name))
	return err == nil && info.IsDir()
}

// orThemes is a suggestion, or what there is to choose from.
func orThemes(hint string, builtIn []string) string {
	if hint != "" {
		return hint
	}
	return "there is " + strings.Join(builtIn, ", ") + "; or write the path of a folder, such as ./mine"
}
