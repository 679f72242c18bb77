package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"tidings/digest/config"
)

// FuzzLoad holds that any file either loads or has problems that can be printed, and that what loads can be shown, and is
// the same when it is shown again.
func FuzzLoad(f *testing.F) {
	cases, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	for _, name := range []string{config.SourcesFile, config.SubscribersFile} {
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("a: &a {<<: *a}\ndefaults: *a\nfeeds: &f [*f]\n"))
	path := filepath.Join(f.TempDir(), config.SourcesFile)
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(config.Options{Path: path, Env: noEnv})
		var problems config.Problems
		switch {
		case err == nil && len(c.Editions) == 0:
			t.Error("it loads without an edition")
		case err != nil && !errors.As(err, &problems):
			t.Errorf("the error is %T", err)
		}
		if err == nil {
			first := shown(t, path, "")
			if err := os.WriteFile(path, []byte(first), 0o600); err != nil {
				t.Fatal(err)
			}
			if again := shown(t, path, ""); again != first {
				t.Errorf("shown as\n%s\nand then as\n%s", first, again)
			}
		}
		for _, p := range problems {
			if s := p.String(); p.Text == "" || p.Line > 0 && (p.Column < 1 || p.Width < 0) || !utf8.ValidString(s) {
				t.Errorf("%+v prints as %q", p, s)
			}
		}
	})
}
