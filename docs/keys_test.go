package docs_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"tidings/digest/config"
)

// node is a part of the JSON Schema.
type node map[string]any

// at follows a path of keys and indices.
func (n node) at(t *testing.T, path ...any) node {
	t.Helper()
	var here any = map[string]any(n)
	for _, step := range path {
		switch s := step.(type) {
		case string:
			here = here.(map[string]any)[s]
		case int:
			here = here.([]any)[s]
		}
		if here == nil {
			t.Fatalf("the schema has nothing at %v", path)
		}
	}
	return here.(map[string]any)
}

// mappings are the headings of the tables of keys and where the schema has them.
var mappings = []struct {
	heading  string
	path     []any
	inherits string // another table whose keys count as well
}{
	{"Top", nil, ""},
	{"Site", []any{"properties", "site"}, ""},
	{"Defaults", []any{"properties", "defaults"}, ""},
	{"Feed", []any{"$defs", "feed", "anyOf", 1}, "Defaults"},
	{"Extract", []any{"properties", "defaults", "properties", "extract", "anyOf", 1}, ""},
	{"Auth", []any{"$defs", "feed", "anyOf", 1, "properties", "auth"}, ""},
	{"Proxy", []any{"$defs", "proxy", "anyOf", 1, "anyOf", 1}, ""},
	{"Section", []any{"$defs", "section"}, "Defaults"},
	{"Edition", []any{"$defs", "edition"}, ""},
	{"Theme", []any{"$defs", "edition", "properties", "theme", "anyOf", 1}, ""},
	{"Logo", []any{"$defs", "edition", "properties", "theme", "anyOf", 1, "properties", "logo"}, ""},
	{"Schedule", []any{"$defs", "edition", "properties", "schedule"}, ""},
	{"List", []any{"properties", "lists", "additionalProperties"}, ""},
	{"Quiet", []any{"$defs", "edition", "properties", "quiet"}, ""},
	{"Proof", []any{"$defs", "edition", "properties", "proof"}, ""},
	{"Subscriber", []any{"$defs", "subscriber", "anyOf", 1}, "Choices"},
	{"Choices", []any{"$defs", "subscriber", "anyOf", 1, "properties", "editions", "additionalProperties"}, ""},
	{"Pause", []any{"$defs", "subscriber", "anyOf", 1, "properties", "pause"}, ""},
	{"Smtp", []any{"properties", "smtp"}, ""},
	{"Delivery", []any{"properties", "delivery"}, ""},
	{"Dkim", []any{"properties", "dkim"}, ""},
	{"DKIM key", []any{"properties", "dkim", "properties", "keys", "items"}, ""},
	{"Web", []any{"properties", "web"}, ""},
	{"Bounces", []any{"properties", "bounces"}, ""},
	{"Imap", []any{"properties", "bounces", "properties", "imap"}, ""},
	{"Metrics", []any{"properties", "metrics"}, ""},
	{"Alerts", []any{"properties", "alerts"}, ""},
	{"Network", []any{"properties", "network"}, ""},
	{"Secret", []any{"$defs", "secret", "anyOf", 1}, ""},
}

// TestEveryKeyIsExplained holds the tables of keys against the schema: the same keys, the same defaults, the same needs.
func TestEveryKeyIsExplained(t *testing.T) {
	var schema node
	if err := json.Unmarshal(config.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	tables := readPage(t, "configuration.md").tables()
	for _, m := range mappings {
		said := defaultsIn(tables[m.heading])
		maps.Copy(said, defaultsIn(tables[m.inherits]))
		where := schema.at(t, m.path...)
		properties := where.at(t, "properties")
		for _, key := range slices.Sorted(maps.Keys(properties)) {
			want := ""
			if preset, ok := properties.at(t, key)["default"]; ok {
				want = fmt.Sprintf("`%v`", preset)
			}
			if required, _ := where["required"].([]any); slices.Contains(required, any(key)) {
				want = "needed"
			}
			got, ok := said[key]
			switch {
			case !ok:
				t.Errorf("%s: %s is not explained", m.heading, key)
			case want == "" && (got == "needed" || isLiteral(got)), want != "" && got != want:
				t.Errorf("%s: the default of %s is said to be %s, want %s", m.heading, key, got, want)
			}
			delete(said, key)
		}
		for key := range said {
			t.Errorf("%s: there is no key %s", m.heading, key)
		}
	}
}

// defaultsIn is what a table of keys says in its third column, by key.
func defaultsIn(rows [][]string) map[string]string {
	said := make(map[string]string)
	for _, row := range rows {
		said[strings.Trim(row[0], "`")] = row[2]
	}
	return said
}

// isLiteral says whether a cell is a value and nothing else, and not words about it.
func isLiteral(cell string) bool {
	return strings.HasPrefix(cell, "`") && strings.Count(cell, "`") == 2 && strings.HasSuffix(cell, "`")
}
