package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/config"
)

func TestFirstFilesLoadAsTheyAre(t *testing.T) {
	flat := config.Group{}
	for i := range 428 {
		flat.Feeds = append(flat.Feeds, config.FeedRef{URL: fmt.Sprintf("http://127.0.0.1:8900/feed/%d.xml", i), Name: fmt.Sprintf("paper-%d", i)})
	}
	awkward := []config.Group{
		{Title: "", Feeds: []config.FeedRef{
			{URL: "https://example.com/feed?a=1&b=[2]#x", Name: `He said: "no", {really} # 1`},
			{URL: "https://EXAMPLE.com/feed?a=1&b=[2]", Name: "twice"},
			{URL: "mailto:me@example.com\nfeeds:", Name: "not\na feed"},
			{URL: "https://example.com/a,b", Name: "- yes"},
			{URL: " https://example.com/spaced ", Name: "No"},
			{URL: "https://example.com:8080/x:", Name: "東京の新聞 👍"},
			{URL: "https://example.com/?q=x", Name: "'quoted'"},
			{URL: "https://example.com/plain"},
		}},
		{Title: "World: News & \"Views\"", Feeds: []config.FeedRef{{URL: "https://example.org/1", Name: "null"}}},
		{Title: "World news & views!", Feeds: []config.FeedRef{{URL: "https://example.org/2", Name: "1e3"}}},
		{Title: "東京", Feeds: []config.FeedRef{{URL: "https://example.org/3", Name: "*alias &anchor"}}},
		{Title: "Nothing new", Feeds: []config.FeedRef{{URL: "https://example.org/3"}}},
	}
	tests := []struct {
		name            string
		o               config.InitOptions
		feeds, sections int
		subscribers     int
	}{
		{"from nothing", config.InitOptions{}, 4, 2, 0},
		{"an address", config.InitOptions{Name: "Yes", Email: "me@example.com"}, 4, 2, 1},
		{"a mailbox", config.InitOptions{Name: "a\nb: # c", Email: `"Me, Myself" <me@example.com>`}, 4, 2, 1},
		{"not an address", config.InitOptions{Email: "me\nfeeds: x"}, 4, 2, 0},
		{"a long list", config.InitOptions{Groups: []config.Group{flat}, Email: "me@example.com"}, 428, 1, 1},
		{"awkward names", config.InitOptions{Groups: awkward}, 9, 5, 0},
	}
	s := schema(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sources, subscribers := config.Init(tt.o)
			for _, text := range [][]byte{sources, subscribers} {
				if err := passes(t, s, string(text)); err != nil {
					t.Errorf("%s\n%v", text, err)
				}
			}
			c, _, err := load(t, map[string]string{config.SourcesFile: string(sources), config.SubscribersFile: string(subscribers)})
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
	sources, subscribers := config.Init(config.InitOptions{Email: "me@example.com"})
	c, _, err := load(t, map[string]string{
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
	var feeds []config.FeedRef
	for i, n := range names {
		feeds = append(feeds, config.FeedRef{URL: fmt.Sprintf("https://example.com/%d", i), Name: n})
	}
	sources, _ := config.Init(config.InitOptions{Groups: []config.Group{{Title: "A", Feeds: feeds}}})
	c := good(t, string(sources))
	for i, n := range names {
		if c.Feeds[i].Name != n {
			t.Errorf("%q came back as %q", n, c.Feeds[i].Name)
		}
	}
}

func TestOPMLOfManyProgramsIsRead(t *testing.T) {
	const utf8Head = `<?xml version="1.0" encoding="UTF-8"?>`
	tests := []struct {
		name, opml, title string
		want              []config.Group
	}{
		{
			"flat", utf8Head + `<opml version="2.0"><head><title>Mine</title></head><body>
				<outline type="rss" text="One" xmlUrl="https://one.example/feed" htmlUrl="https://one.example/"/>
				<outline type="rss" title="Two" xmlUrl=" https://two.example/feed "/></body></opml>`, "Mine",
			[]config.Group{{"", []config.FeedRef{{"https://one.example/feed", "One"}, {"https://two.example/feed", "Two"}}}},
		},
		{
			"folders in folders", utf8Head + `<opml><head/><body>
				<outline text="Tech"><outline text="A" xmlUrl="https://a.example/"/>
				  <outline text="Go"><outline text="B" xmlUrl="https://b.example/"/></outline>
				  <outline text="C" xmlUrl="https://c.example/"/></outline>
				<outline text="D" xmlUrl="https://d.example/"/><outline text="Empty"/></body></opml>`, "",
			[]config.Group{
				{"Tech", []config.FeedRef{{"https://a.example/", "A"}, {"https://c.example/", "C"}}},
				{"Tech / Go", []config.FeedRef{{"https://b.example/", "B"}}},
				{"", []config.FeedRef{{"https://d.example/", "D"}}},
			},
		},
		{
			"bare ampersands, wrong case, entities, control characters, feed:", utf8Head + "<OPML><body>" +
				"<Outline TEXT='Q &amp; A\x01 &eacute;' XMLURL='feed://x.example/?a=1&b=2&copy=3'>" +
				"<outline text=' a \n b ' xmlurl='feed:https://y.example/'/></body></OPML>", "",
			[]config.Group{{"", []config.FeedRef{{"http://x.example/?a=1&b=2&copy=3", "Q & A é"}, {"https://y.example/", "a b"}}}},
		},
		{
			"Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='Caf\xe9' xmlUrl='https://x.example/'/></body></opml>", "",
			[]config.Group{{"", []config.FeedRef{{"https://x.example/", "Café"}}}},
		},
		{
			"UTF-16", utf16(`<?xml version="1.0" encoding="utf-16"?><opml><body><outline text="Café" xmlUrl="https://x.example/"/></body></opml>`), "",
			[]config.Group{{"", []config.FeedRef{{"https://x.example/", "Café"}}}},
		},
		{
			"bytes that are no UTF-8", "\ufeff" + utf8Head + "<opml><body><outline text='Caf\xe9' xmlUrl='https://x.example/'/></body></opml>", "",
			[]config.Group{{"", []config.FeedRef{{"https://x.example/", "Caf\ufffd"}}}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			title, got, err := config.ReadOPML([]byte(tt.opml))
			if err != nil || title != tt.title {
				t.Errorf("title %q, %v", title, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func utf16(s string) string {
	b := []byte{0xff, 0xfe}
	for _, r := range s { // of the basic plane
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func TestWhatIsNoOPMLIsRefusedWithAHint(t *testing.T) {
	for _, text := range []string{"", "hello", "<html><body>no</body></html>", "<opml><body><outline text='a'/></body></opml>", "{}"} {
		_, _, err := config.ReadOPML([]byte(text))
		var hint *digest.HintError
		if !errors.As(err, &hint) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestOPMLThatBreaksOffGivesWhatItHad(t *testing.T) {
	_, groups, err := config.ReadOPML([]byte(`<opml><body><outline text="A" xmlUrl="https://a.example/"/><outline text="B`))
	if err == nil || len(groups) != 1 || len(groups[0].Feeds) != 1 || !strings.Contains(err.Error(), "1 feeds were read") {
		t.Errorf("%v, %v", groups, err)
	}
}

func FuzzOPML(f *testing.F) {
	f.Add([]byte(`<opml><head><title>x</title></head><body><outline text="T"><outline text="a: b" xmlUrl="https://a.example/?x&y"/></outline></body></opml>`))
	f.Add([]byte("\xff\xfe<\x00o\x00"))
	f.Add([]byte(`<?xml version="1.0" encoding="shift_jis"?><outline xmlurl="http://x/">`))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, groups, _ := config.ReadOPML(b)
		sources, subscribers := config.Init(config.InitOptions{Groups: groups})
		dir := t.TempDir()
		for name, text := range map[string][]byte{config.SourcesFile: sources, config.SubscribersFile: subscribers} {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := config.Load(config.Options{Path: dir, Env: noEnv}); err != nil && !strings.Contains(err.Error(), "nothing to read") {
			t.Errorf("%s\n%v", sources, err)
		}
	})
}
