package config_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tidings/digest/config"
)

func TestSecretsThatOthersCanReadAreWarnedOfAndNotShown(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("file modes say nothing on Windows")
	}
	const text = `
feeds:
  - {url: https://example.com/feed, headers: {Cookie: hunter2, Accept-Language: fr, X-Api-Key: {env: KEY}}}
  - https://user:hunter2@example.org/feed
smtp: {host: smtp.example.com, user: me@example.com, password: hunter2}
state: postgres://me:hunter2@db.example.com/tidings
subscribers: [me@example.com]
`
	dir := t.TempDir()
	path := filepath.Join(dir, config.SourcesFile)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		mode fs.FileMode
		want int
	}{{0o644, 4}, {0o640, 0}, {0o600, 0}} {
		if err := os.Chmod(path, tt.mode); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(config.Options{Path: dir, Env: noEnv})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Warnings) != tt.want || strings.Contains(c.Warnings.Error(), "hunter2") {
			t.Errorf("mode %o: %d warnings, want %d:\n%v", tt.mode, len(c.Warnings), tt.want, c.Warnings)
		}
		if s := fmt.Sprintf("%v %+v", c.SMTP, c.SMTP.Password); strings.Contains(s, "hunter2") {
			t.Errorf("the password prints as %s", s)
		}
	}
}
