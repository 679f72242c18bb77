package config_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"tidings/digest/config"
)

// schema compiles the schema as an editor would.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(config.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(config.SchemaFile, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(config.SchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if s.DraftVersion != 2020 {
		t.Errorf("the schema is of draft %d", s.DraftVersion)
	}
	return s
}

// passes says whether a file passes the schema, read as an editor's YAML reader does.
func passes(t testing.TB, s *jsonschema.Schema, text string) error {
	t.Helper()
	var doc any
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	asJSON, err := json.Marshal(doc)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(plain)
}

func TestSchemaAndLoaderAgree(t *testing.T) {
	const (
		both     = "both"     // take it
		neither  = "neither"  // takes it
		onlyForm = "onlyForm" // the schema takes it, and the loader, which knows names and sense, does not
	)
	tests := []struct{ add, takes string }{
		{"", both},
		{"version: 1", both},
		{"version: 2", neither},
		{"site: {name: 2026, language: no, timezone: UTC}", both},
		{"site: {title: x}", neither},
		{"site:", both},
		{"site: {name: }", neither},
		{"site: {timezone: Mars/Olympus}", onlyForm},
		{"site: {timezone: 5}", neither},
		{"site: {language: english}", neither},
		{"defaults: {weight: 0.5, max_per_feed: 0, max_age: 0, extract: auto, include: [a], exclude: []}", both},
		{"defaults: {weight: -1}", neither},
		{"defaults: {weight: 101}", neither},
		{`defaults: {weight: "1"}`, neither},
		{"defaults: {max_per_feed: 1.5}", neither},
		{"defaults: {max_age: 36}", neither},
		{"defaults: {max_age: 1d12h}", both},
		{"defaults: {max_age: 1y}", neither},
		{"defaults: {max_age: 9999999w}", onlyForm},
		{"defaults: {check: 15m}", both},
		{"defaults: {check: 5m}", onlyForm},
		{"defaults: {check: 60}", neither},
		{"editions: [{id: a, max_size: 60KB}]", both},
		{"editions: [{id: a, max_size: 6KB}]", onlyForm},
		{"editions: [{id: a, max_size: 60}]", neither},
		{"defaults: {exclude: horoscope}", neither},
		{"defaults: {exclude: [7, /x/, true]}", both},
		{"defaults: {exclude: [/(/]}", onlyForm},
		{"defaults: {headers: {Cookie: {env: X}, A: b, C: {command: [x, y]}}}", both},
		{"defaults: {headers: {Cookie: {env: X, file: y}}}", neither},
		{"defaults: {headers: {Cookie: {}}}", neither},
		{"defaults: {headers: {Cookie: {command: []}}}", neither},
		{"defaults: {headers: {Not OK: x}}", neither},
		{"defaults: {url: https://example.com/x}", neither},
		{"feeds:", onlyForm},
		{"feeds: [https://example.com/feed]", both},
		{"feeds: ['HTTPS://Example.com:8080/a?b=c#d']", both},
		{"feeds: [{url: https://example.com/feed, name: x, weight: 2}]", both},
		{"feeds: [{name: x}]", neither},
		{"feeds: [www.example.com]", neither},
		{"feeds: https://example.com/feed", neither},
		{"feeds: [[https://example.com/feed]]", neither},
		{"sections: [{id: a}, {id: b, title: '', max_stories: 5, feeds: [https://example.com/feed], weight: 2}]", both},
		{"sections: [{id: Not OK}]", neither},
		{"sections: [a]", neither},
		{"sections: [{title: a}]", neither},
		{"editions: [{id: a, schedule: {at: 18:30, days: [mon, thu]}, window: since_last, timezone: subscriber}]", both},
		{"editions: [{id: a, timezone: subscriber, contents: fresh}, {id: b, contents: same}]", both},
		{"editions: [{id: a, timezone: UTC, contents: fresh}]", onlyForm},
		{"editions: [{id: a, timezone: subscriber, contents: new}]", neither},
		{"editions: [{id: a, schedule: {cron: 0 7 * * 1-5}, window: 7d, timezone: Europe/Paris}]", both},
		{"editions: [{id: a, schedule: {cron: 0 7 * * 1-5, at: '07:00'}}]", neither},
		{"editions: [{id: a, schedule: {at: 7}}]", neither},
		{"editions: [{id: a, schedule: {at: '7:00', days: someday}}]", neither},
		{"editions: [{id: a, schedule: {days: []}}]", neither},
		{"editions: [{id: a, schedule: {days: sun}}]", both},
		{"editions: [{id: a, schedule: }]", both},
		{"editions: [{id: a, schedule: {cron: every day}}]", onlyForm},
		{"editions: [{id: a, sections: [nowhere]}]", onlyForm},
		{"editions: [{id: a, sections: []}]", neither},
		{"editions: [{id: a, lists: }]", neither},
		{"editions: [{id: a, from: Me <me@example.com>, reply_to: me@example.com, subject: x}]", both},
		{"editions: [{id: a, from: me}]", neither},
		{"lists: {staff: {title: Staff, default: true, timezone: UTC}, club: }", both},
		{"lists: {staff: {default: yes}}", neither},
		{"lists: {staff: {members: 3}}", neither},
		{"lists: [staff]", neither},
		{"subscribers: [me@example.com, Ana <ana@example.com>, {email: bo@example.com, format: text, max_stories: 3, topics: [a], mute: [b]}]", both},
		{"subscribers: [{name: Ana}]", neither},
		{"subscribers: [me]", neither},
		{"subscribers: [me@example.com, me@example.com]", onlyForm},
		{"subscribers: [{email: bo@example.com, format: pdf}]", neither},
		{"subscribers: [{email: bo@example.com, max_stories: 0}]", neither},
		{"smtp: {host: localhost, port: 25, tls: none}\ndelivery: {from: me@example.com}", both},
		{"smtp: {host: localhost}", onlyForm},
		{"smtp: {port: 25}", neither},
		{"delivery: {from: me@example.com, sendmail: /usr/sbin/sendmail}", both},
		{"delivery: {from: me@example.com, folder: out}", both},
		{"delivery: {folder: out}", onlyForm},
		{"delivery: {from: me@example.com, folder: out, sendmail: /usr/sbin/sendmail}", onlyForm},
		{"delivery: {from: me@example.com, folder: out}\nsmtp: {host: localhost}", onlyForm},
		{"delivery: {from: me@example.com, sendmail: [x]}", neither},
		{"smtp: ", neither},
		{"smtp: {host: localhost, port: 70000}", neither},
		{"smtp: {host: localhost, tls: ssl}", neither},
		{"smtp: {host: localhost, user: me@example.com, password: 123}", both},
		{"smtp: {host: localhost, tls: none}\ndelivery: {from: me@example.com}\nbounces: {address: bounces@example.com, maildir: ./returns}", both},
		{"bounces: {address: bounces@example.com, imap: {host: localhost, user: me, password: x, folder: Returns, tls: none, port: 143}}", both},
		{"bounces: {address: bounces@example.com, maildir: a, imap: {host: localhost, user: me, password: x}}", onlyForm},
		{"bounces: {address: undeliverable-mail@example.com}", onlyForm},
		{"bounces: {address: bounces@example.com, imap: {host: localhost}}", neither},
		{"bounces: {maildir: a}", neither},
		{"network: {allow: [127.0.0.1, '::1', 10.0.0.0/8]}", both},
		{"network: {allow: [localhost]}", neither},
		{"network: {allow: [999.0.0.0]}", onlyForm},
		{"retention: 30d", both},
		{"retention: 0", neither},
		{"state: ./state", both},
		{"state: [x]", neither},
		{"files: [sources.yaml]", both},
		{"files: sources.yaml", neither},
		{"x-anything: {at: all}", both},
		{"y-anything: {at: all}", neither},
		{"web: {listen: x}", neither},
	}
	s := schema(t)
	for _, tt := range tests {
		text := tt.add + "\n"
		if !strings.HasPrefix(tt.add, "feeds:") {
			text += "feeds: [https://example.net/feed]\n"
		}
		schemaErr := passes(t, s, text)
		_, _, loadErr := load(t, map[string]string{config.SourcesFile: text})
		if wants := tt.takes != neither; (schemaErr == nil) != wants {
			t.Errorf("%q: the schema says %v, want it to take it: %v", tt.add, schemaErr, wants)
		}
		if wants := tt.takes == both; (loadErr == nil) != wants {
			t.Errorf("%q: the loader says %v, want it to take it: %v", tt.add, loadErr, wants)
		}
	}
}

func TestNothingThatLoadsFailsTheSchema(t *testing.T) {
	s := schema(t)
	cases, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			var doc any
			if f.Name == wantFile || yaml.Unmarshal(f.Data, &doc) != nil || doc == nil {
				continue
			}
			if _, _, err := load(t, map[string]string{config.SourcesFile: string(f.Data)}); err == nil {
				if err := passes(t, s, string(f.Data)); err != nil {
					t.Errorf("%s, %s: %v", name, f.Name, err)
				}
			}
		}
	}
}

func TestEveryKeyIsExplained(t *testing.T) {
	var walk func(path string, node any)
	walk = func(path string, node any) {
		switch n := node.(type) {
		case map[string]any:
			if properties, ok := n["properties"].(map[string]any); ok {
				for name, p := range properties {
					if doc, _ := p.(map[string]any)["description"].(string); !strings.HasSuffix(doc, ".") {
						t.Errorf("%s.%s is described as %q", path, name, doc)
					}
				}
			}
			for name, child := range n {
				walk(path+"."+name, child)
			}
		case []any:
			for _, child := range n {
				walk(path, child)
			}
		}
	}
	var doc any
	if err := json.Unmarshal(config.Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	walk("", doc)
}

func TestExampleFilesLoadAndPassTheSchema(t *testing.T) {
	s := schema(t)
	root := filepath.Join("..", "..")
	for _, name := range []string{config.SourcesFile, config.SubscribersFile} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := passes(t, s, string(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, err := config.Load(config.Options{Path: root, Env: noEnv})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Warnings) > 0 {
		t.Errorf("warnings:\n%v", c.Warnings)
	}
}
