package config_test

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/secret"
	"tidings/digest/config/sources"
	"tidings/digest/config/strict/effective"
)

// shown is what holds in a folder or file, with the readers. Origins are said when dir is where their names begin.
func shown(t testing.TB, path, dir string) string {
	t.Helper()
	all, err := config.Effective(config.Options{Path: path, Env: noEnv, Local: time.UTC}, true)
	if err != nil {
		t.Fatal(err)
	}
	if dir != "" {
		settle(&all, dir)
	}
	var b bytes.Buffer
	err = all.WriteYAML(&b, func(s effective.Setting) string {
		if dir == "" {
			return ""
		}
		return s.Origin(func(file string) string { return strings.TrimPrefix(file, dir+"/") })
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// settle calls a folder by the same name wherever it is.
func settle(s *effective.Setting, dir string) {
	s.Text = strings.Replace(s.Text, dir, "/folder", 1)
	for i := range s.Of {
		settle(&s.Of[i], dir)
	}
}

// unpacked writes the files of an archive, but for the golden one, into a new folder.
func unpacked(t testing.TB, a *txtar.Archive) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range a.Files {
		if f.Name == goldenEffective {
			continue
		}
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const goldenEffective = "effective.yaml"

func TestEachSettingIsShownWithItsOrigin(t *testing.T) {
	cases, err := filepath.Glob("testdata/effective/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		t.Run(filepath.Base(name), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := unpacked(t, a)
			got := shown(t, dir, dir)
			golden := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == goldenEffective })
			switch {
			case *update && golden < 0:
				a.Files = append(a.Files, txtar.File{Name: goldenEffective, Data: []byte(got)})
			case *update:
				a.Files[golden].Data = []byte(got)
			case golden < 0:
				t.Fatal("there is no golden file; run with -update")
			default:
				if diff := cmp.Diff(string(a.Files[golden].Data), got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestSecretsInFilesAreNeverShown(t *testing.T) {
	a, err := txtar.ParseFile("testdata/effective/at-length.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := unpacked(t, a)
	text := shown(t, dir, "")
	if n := strings.Count(text, effective.Mask); strings.Contains(text, "hunter2") || strings.Contains(text, "text/plain") || n < 3 {
		t.Errorf("a secret is shown, or none is masked (%d):\n%s", n, text)
	}
}

// TestWhatHoldsIsReadAsTheSame holds that the program would do with what it shows exactly what it does with the files.
func TestWhatHoldsIsReadAsTheSame(t *testing.T) {
	written := map[string]string{"the example": "../.."}
	cases, err := filepath.Glob("testdata/effective/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range cases {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range a.Files { // what is masked cannot be the same
			a.Files[i].Data = bytes.ReplaceAll(bytes.ReplaceAll(a.Files[i].Data, []byte("hunter2"), []byte(effective.Mask)), []byte("text/plain"), []byte(effective.Mask))
		}
		written[filepath.Base(name)] = unpacked(t, a)
	}
	for name, dir := range written {
		t.Run(name, func(t *testing.T) {
			first := shown(t, dir, "")
			again := filepath.Join(t.TempDir(), "whole.yaml")
			if err := os.WriteFile(again, []byte(first), 0o600); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first, shown(t, again, "")); diff != "" {
				t.Errorf("shown again (-first +again):\n%s", diff)
			}
			want, err := config.Load(config.Options{Path: dir, Env: noEnv, Local: time.UTC})
			if err != nil {
				t.Fatal(err)
			}
			got, err := config.Load(config.Options{Path: again, Env: noEnv, Local: time.UTC})
			if err != nil {
				t.Fatal(err)
			}
			same := []cmp.Option{
				cmp.Transformer("zone", func(l *time.Location) string { return l.String() }),
				cmpopts.EquateEmpty(), cmpopts.EquateComparable(netip.Prefix{}),
				cmp.Comparer(func(a, b digest.Rule) bool { return a.String() == b.String() }),
				cmpopts.IgnoreUnexported(config.Config{}, sources.Catalogue{}), cmpopts.IgnoreFields(config.Config{}, "Files", "Outlines", "Warnings", "Editions"),
				cmpopts.IgnoreTypes(secret.Secret{}),
				cmp.Transformer("cadence", func(c digest.Cadence) string { return digest.CadenceWord(c) }),
				cmp.Transformer("format", func(f digest.Format) string { return strings.TrimSuffix(string(f), string(digest.FormatHTML)) }),
				cmp.Transformer("then", func(p digest.PauseThen) string { return strings.TrimSuffix(string(p), string(digest.PauseCatchUp)) }),
				cmp.Transformer("layout", func(l digest.Layout) string { return strings.TrimSuffix(string(l), string(digest.LayoutCards)) }),
			}
			if diff := cmp.Diff(want, got, same...); diff != "" {
				t.Errorf("what is read (-files +shown):\n%s", diff)
			}
			for i, e := range want.Editions {
				if o := got.Editions[i]; o.Schedule.String() != e.Schedule.String() || o.Window != e.Window || o.Late != e.Late || o.Once != e.Once || o.Note != e.Note {
					t.Errorf("edition %s: %+v, from the files %+v", e.ID, o, e)
				}
			}
		})
	}
}
