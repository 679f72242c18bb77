package config_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"tidings/digest/config"
)

var update = flag.Bool("update", false, "write what the program says into the golden files")

// wantFile is the part of a case that holds what is printed.
const wantFile = "want"

func TestProblemsAreAllShownWithLineCaretAndHint(t *testing.T) {
	cases, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(filepath.Base(name), func(t *testing.T) {
			golden, err := filepath.Abs(name)
			if err != nil {
				t.Fatal(err)
			}
			archive, err := txtar.ParseFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			files := &txtar.Archive{Comment: archive.Comment}
			for _, f := range archive.Files {
				if f.Name == wantFile {
					want = string(f.Data)
				} else {
					files.Files = append(files.Files, f)
				}
			}
			got := complaints(t, files) + "\n"
			if *update {
				files.Files = append(files.Files, txtar.File{Name: wantFile, Data: []byte(got)})
				if err := os.WriteFile(golden, txtar.Format(files), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// complaints loads the files of a case from the current folder, and is what there is to say against them.
func complaints(t *testing.T, files *txtar.Archive) string {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, f := range files.Files {
		if err := os.WriteFile(f.Name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.Load(config.Options{Path: ".", Env: noEnv, Local: time.UTC})
	var problems config.Problems
	switch {
	case err == nil:
		return c.Warnings.Error()
	case errors.As(err, &problems):
		return problems.Error()
	default:
		t.Fatalf("Load: %v is not of type Problems", err)
		return ""
	}
}

func noEnv(string) string { return "" }
