package migrations

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// adds are the statements that leave an older program, which does not know of them, at its work: no table and no column
// goes, changes its name or its kind, and it need not write one that it does not know.
var adds = regexp.MustCompile(`(?i)^(CREATE TABLE|CREATE (UNIQUE )?INDEX|DROP INDEX|UPDATE|ALTER TABLE \w+ ADD COLUMN \w+ \w+.* DEFAULT) `)

// TestMigrationsOnlyAdd holds what docs/operations.md promises: a program that runs goes on beside a newer one that has
// changed the schema. Where a version cannot keep it, its entry in the changelog says so, and this test names it.
func TestMigrationsOnlyAdd(t *testing.T) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	comment := regexp.MustCompile(`--.*`)
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for statement := range strings.SplitSeq(comment.ReplaceAllString(string(text), ""), ";") {
			if statement = strings.Join(strings.Fields(statement), " "); statement != "" && !adds.MatchString(statement) {
				t.Errorf("%s: %s", name, statement)
			}
		}
	}
}
