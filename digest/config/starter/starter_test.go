package starter_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"tidings/digest/config"
	"tidings/digest/config/opml"
	"tidings/digest/config/starter"
)

// load writes files into a new folder and reads them.
func load(t testing.TB, files map[string]string) (*config.Config, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return config.Load(config.Options{Path: dir, Env: noEnv, Local: time.UTC})
}

func noEnv(string) string { return "" }

// passes says whether a file passes the schema, compiled and read as an editor does.
func passes(t testing.TB, text []byte) error {
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
	var file any
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	asJSON, err := json.Marshal(file)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(plain)
}

func TestFirstFilesLoadAsTheyAre(t *testing.T) {
	flat := opml.Group{}
	for i := range 428 {
		flat.Feeds = append(flat.Feeds, opml.FeedRef{URL: fmt.Sprintf("http://127.0.0.1:8900/feed/%d.xml", i), Name: fmt.Sprintf("paper-%d", i)})
	}
	awkward := []opml.Group{
		{Title: "", Feeds: []opml.FeedRef{
			{URL: "https://example.com/feed?a=1&b=[2]#x", Name: `He said: "no", {really} # 1`},
			{URL: "https://EXAMPLE.com/feed?a=1&b=[2]", Name: "twice"},
			{URL: "mailto:me@example.com\nfeeds:", Name: "not\na feed"},
			{URL: "https://example.com/a,b", Name: "- yes"},
			{URL: " https://example.com/spaced ", Name: "No"},
			{URL: "https://example.com:8080/x:", Name: "東京の新聞 👍"},
			{URL: "https://example.com/?q=x", Name: "'quoted'"},
			{URL: "https://example.com/plain"},
		}},
		{Title: "World: News & \"Views\"", Feeds: []opml.FeedRef{{URL: "https://example.org/1", Name: "null"}}},
		{Title: "World news & views!", Feeds: []opml.FeedRef{{URL: "https://example.org/2", Name: "1e3"}}},
		{Title: "東京", Feeds: []opml.FeedRef{{URL: "https://example.org/3", Name: "*alias &anchor"}}},
		{Title: "Nothing new", Feeds: []opml.FeedRef{{URL: "https://example.org/3"}}},
	}
	tests := []struct {
		name            string
		o               starter.Options
		feeds, sections int
		subscribers     int
	}{
		{"from nothing", starter.Options{}, 4, 2, 0},
		{"an address", starter.Options{Name: "Yes", Email: "me@example.com"}, 4, 2, 1},
		{"a mailbox", starter.Options{Name: "a\nb: # c", Email: `"Me, Myself" <me@example.com>`}, 4, 2, 1},
		{"not an address", starter.Options{Email: "me\nfeeds: x"}, 4, 2, 0},
		{"a long list", starter.Options{Groups: []opml.Group{flat}, Email: "me@example.com"}, 428, 1, 1},
		{"awkward names", starter.Options{Groups: awkward}, 9, 5, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sources, subscribers := starter.Files(tt.o)
			for _, text := range [][]byte{sources, subscribers} {
				if err := passes(t, text); err != nil {
					t.Errorf("%s\n%v", text, err)
				}
			}
			c, err := load(t, map[string]string{config.SourcesFile: string(sources), config.SubscribersFile: string(subscribers)})
			if err != nil {
				t.Fatalf("%s%s\n%v", sources, subscribers, err)
			}
			if len(c.Feeds) != tt.feeds || len(c.Sections) != tt.sections || len(c.Subscribers) != tt.subscribers {
				t.Errorf("%d feeds in %d sections for %d readers, want %d, %d, %d\n%s",
					len(c.Feeds), len(c.Sections), len(c.Subscribers), tt.feeds, tt.sections, tt.subscribers, sources)
			}
		})
	}
}

func TestFirstFilesLoadWithTheirExamplesSwitchedOn(t *testing.T) {
	sources, subscribers := starter.Files(starter.Options{Email: "me@example.com"})
	c, err := load(t, map[string]string{
		config.SourcesFile: switchOn(string(sources)), config.SubscribersFile: switchOn(string(subscribers)),
	})
	if err != nil {
		t.Fatalf("%s\n%s\n%v", switchOn(string(sources)), switchOn(string(subscribers)), err)
	}
	if c.SMTP.Host == "" || len(c.Editions) != 1 || c.Editions[0].ID != "morning" || len(c.Allow) != 2 || len(c.Subscribers) != 2 {
		t.Errorf("an example is missing:\n%s", switchOn(string(sources)))
	}
}

// switchOn takes the comment sign off what is YAML below it.
func switchOn(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		rest, ok := strings.CutPrefix(line[len(indent):], "# ")
		key, _, isKey := strings.Cut(strings.TrimLeft(rest, " -"), ":")
		if ok && isKey && !strings.ContainsAny(key, " ,.$") && !strings.Contains(rest, "$schema") {
			lines[i] = indent + rest
		}
	}
	return strings.Join(lines, "\n")
}

func TestAwkwardNamesSurviveTheFirstFile(t *testing.T) {
	names := []string{"no", "Yes", "~", "1:30", "a: b", "a #b", "#a", "- a", "'", `"`, `\`, "{a}", "[a]", "a,b", "@x", "`x`", "%x", "é 東京 👍", "!tag", "|", ">", "*a", "&a", "0x1", ".5", "a?"}
	var feeds []opml.FeedRef
	for i, n := range names {
		feeds = append(feeds, opml.FeedRef{URL: fmt.Sprintf("https://example.com/%d", i), Name: n})
	}
	sources, _ := starter.Files(starter.Options{Groups: []opml.Group{{Title: "A", Feeds: feeds}}})
	c, err := load(t, map[string]string{config.SourcesFile: string(sources)})
	if err != nil {
		t.Fatalf("%s\n%v", sources, err)
	}
	for i, n := range names {
		if c.Feeds[i].Name != n {
			t.Errorf("%q came back as %q", n, c.Feeds[i].Name)
		}
	}
}

// FuzzFiles holds that the first files load, whatever the list that they are made of.
func FuzzFiles(f *testing.F) {
	f.Add([]byte(`<opml><head><title>x</title></head><body><outline text="T"><outline text="a: b" xmlUrl="https://a.example/?x&y"/></outline></body></opml>`))
	f.Add([]byte("\xff\xfe<\x00o\x00"))
	f.Add([]byte(`<?xml version="1.0" encoding="shift_jis"?><outline xmlurl="http://x/">`))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, groups, _ := opml.Read(b)
		sources, subscribers := starter.Files(starter.Options{Groups: groups})
		_, err := load(t, map[string]string{config.SourcesFile: string(sources), config.SubscribersFile: string(subscribers)})
		if err != nil && !strings.Contains(err.Error(), "nothing to read") {
			t.Errorf("%s\n%v", sources, err)
		}
	})
}
