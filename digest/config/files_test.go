package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/digest/config"
)

func TestFilesAreFoundWhereTheyAreLookedFor(t *testing.T) {
	here, given, named := t.TempDir(), t.TempDir(), t.TempDir()
	for _, dir := range []string{here, given, named} {
		if err := os.WriteFile(filepath.Join(dir, config.SourcesFile), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(here)
	env := func(value string) func(string) string {
		return func(name string) string {
			if name == config.PathVariable {
				return value
			}
			return ""
		}
	}
	tests := []struct{ name, path, env, want string }{
		{"the option wins", given, named, filepath.Join(given, config.SourcesFile)},
		{"a file may be given", filepath.Join(given, "x.yaml"), "", filepath.Join(given, "x.yaml")},
		{"then the environment", "", named, filepath.Join(named, config.SourcesFile)},
		{"then the current folder", "", "", config.SourcesFile},
	}
	for _, tt := range tests {
		if got, err := config.Find(tt.path, env(tt.env)); err != nil || got != tt.want {
			t.Errorf("%s: %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
	t.Chdir(t.TempDir())
	if _, err := os.Stat(filepath.Join(config.SystemDir, config.SourcesFile)); errors.Is(err, fs.ErrNotExist) {
		_, err := config.Find("", noEnv)
		var problems config.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), "tidings init") {
			t.Errorf("nothing to find: %v", err)
		}
	}
}

func TestOnlySourcesFileBringsItsSubscribers(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"try.yaml": "feeds: [https://example.com/feed]\n", config.SubscribersFile: "subscribers: [me@example.com]\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.Load(config.Options{Path: filepath.Join(dir, "try.yaml"), Env: noEnv})
	if err != nil || len(c.Subscribers) != 0 {
		t.Errorf("a trial file would be mailed to %v, %v", c, err)
	}
}

func TestUnreadableFilesAreProblems(t *testing.T) {
	tests := []struct {
		name string
		make func(path string) error
		want string
	}{
		{"missing", func(string) error { return nil }, "there is no such file"},
		{"a folder", func(p string) error { return os.Mkdir(p, 0o755) }, "cannot be read"},
		{"not UTF-8", func(p string) error { return os.WriteFile(p, []byte("feeds:\n  - \"caf\xe9\"\n"), 0o600) }, "sources.yaml:2:9: this is not UTF-8 text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := tt.make(config.SourcesFile); err != nil {
				t.Fatal(err)
			}
			_, err := config.Load(config.Options{Path: ".", Env: noEnv})
			var problems config.Problems
			if !errors.As(err, &problems) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestByteOrderMarkAndForeignLineEndsAreRead(t *testing.T) {
	c := good(t, "\ufefffeeds:\r\n  - https://example.com/feed\r\n")
	if len(c.Feeds) != 1 {
		t.Errorf("%d feeds", len(c.Feeds))
	}
	_, _, err := load(t, map[string]string{config.SourcesFile: "\ufefffeeds:\r\n  - x\r\nsite:\r  name: [y]\r"})
	if err == nil || !strings.Contains(err.Error(), ":2:5:") || !strings.Contains(err.Error(), ":4:9:") {
		t.Errorf("got %v, want problems in 2:5 and 4:9", err)
	}
}
