package secret_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

// read reads a text as a secret that stands in a file of a folder.
func read(dir, text string) (secret.Secret, strict.Problems) {
	env := func(name string) string { return "value of " + name }
	r := strict.NewReading(strict.Vocabulary{})
	r.Add("file", dir, 0o600).Parse([]byte("key: " + text + "\n"))
	s := strict.Document[secret.Secret]{Noun: "the top", Keys: []strict.Key[secret.Secret]{
		strict.Field("key", secret.Shape(env), func(into *secret.Secret, s secret.Secret) { *into = s }, "The key."),
	}}.Read(r)
	return s, r.Problems()
}

func TestSecretsAreHadWhereTheyAreAndNeverPrinted(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "token"), []byte("hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"hunter2": "hunter2", "{file: token}": "hunter2", "{env: TOKEN}": "value of TOKEN", "{command: [printf, 'hunter2\n']}": "hunter2",
	} {
		s, problems := read(dir, text)
		got, err := s.Read(context.Background())
		if err != nil || got != want || len(problems) > 0 || s.Where() != "file:1:6" {
			t.Errorf("%s is %q, from %s, %v, %v", text, got, s.Where(), err, problems)
		}
		if printed := fmt.Sprintf("%v %+v %s", s, s, []secret.Secret{s}); strings.Contains(printed, "hunter2") {
			t.Errorf("%s prints as %s", text, printed)
		}
	}
}

func TestSecretsAreHadInExactlyOneWay(t *testing.T) {
	for text, want := range map[string]string{
		"{}":                    "file:1:6: a secret is had in exactly one way",
		"{env: A, file: b}":     "file:1:6: a secret is had in exactly one way",
		"{command: []}":         "file:1:16: an empty list",
		"{env: A, command: sh}": "file:1:24: a list is expected here",
		"[a]":                   "file:1:6: text is expected here",
	} {
		if s, problems := read("/", text); len(problems) == 0 || !strings.HasPrefix(problems.Error(), want) || s.Literal() != "" {
			t.Errorf("%s: got %v, want %s", text, problems, want)
		}
	}
}
