package config_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/config"
)

// load writes files into a new folder and reads them.
func load(t testing.TB, files map[string]string) (*config.Config, string, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.Load(config.Options{Path: dir, Env: noEnv, Local: time.UTC})
	return c, dir, err
}

// good is a configuration that must load.
func good(t testing.TB, sources string) *config.Config {
	t.Helper()
	c, _, err := load(t, map[string]string{config.SourcesFile: sources})
	if err != nil {
		t.Fatalf("%s\n%v", sources, err)
	}
	return c
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestTenLinesSuffice(t *testing.T) {
	c, dir, err := load(t, map[string]string{config.SourcesFile: `
feeds:
  - https://example.com/feed.xml
  - https://blog.example.org
smtp: {host: smtp.example.com, user: me@example.com, password: {env: SMTP_PASSWORD}}
subscribers: [me@example.com]
`})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Warnings) > 0 {
		t.Errorf("warnings:\n%v", c.Warnings)
	}
	feed := digest.Feed{
		ID: digest.Key("feed", "https://example.com/feed.xml"), URL: "https://example.com/feed.xml",
		Weight: 1, MaxPerFeed: 5, MaxAge: 7 * 24 * time.Hour, Extract: digest.ExtractAuto,
	}
	if diff := cmp.Diff(feed, c.Feeds[0]); diff != "" || len(c.Feeds) != 2 {
		t.Errorf("feeds (-want +got):\n%s", diff)
	}
	want := digest.Edition{
		ID: "daily", Location: time.UTC, FirstReach: 24 * time.Hour, Once: digest.OncePerDate,
		Sections: []digest.Section{{}}, MaxStories: 25,
	}
	if diff := cmp.Diff(want, c.Editions[0].Edition, cmp.Comparer(sameZone)); diff != "" || len(c.Editions) != 1 {
		t.Errorf("editions (-want +got):\n%s", diff)
	}
	if got := c.Editions[0].Schedule.String(); got != "every day at 07:00" {
		t.Errorf("the edition is due %s", got)
	}
	if c.SMTP.Port != 587 || c.SMTP.TLS != config.StartTLS || c.From != `"Tidings" <me@example.com>` {
		t.Errorf("port %d, %s, from %s", c.SMTP.Port, c.SMTP.TLS, c.From)
	}
	if c.State != filepath.Join(dir, "state") || c.Retention != 30*24*time.Hour || c.Site.Language != "en" {
		t.Errorf("state %s, kept for %v, in %s", c.State, c.Retention, c.Site.Language)
	}
	if readers := c.Readers(c.Editions[0].Edition); len(readers) != 1 || readers[0].Email != "me@example.com" {
		t.Errorf("readers: %v", readers)
	}
}

func sameZone(a, b *time.Location) bool { return a.String() == b.String() }

func TestEverySettingArrives(t *testing.T) {
	c, dir, err := load(t, map[string]string{
		config.SourcesFile: `
version: 1
files: [more/*.yaml]
site: {name: The Morning Paper, timezone: Europe/Paris, language: no, address: "1 Rue X, Paris"}
defaults: {max_per_feed: 3, max_age: 36h, weight: 2, extract: never, exclude: [advert], headers: {Accept-Language: fr}}
feeds: [https://example.com/loose]
sections:
  - id: world
    title: World
    max_stories: 8
    include: [politics]
    weight: 0.5
    feeds:
      - https://news.example.com/world.xml
      - {url: "https://paper.example.net/rss", name: The Paper, weight: 0, max_age: 0, extract: always, exclude: [horoscope], headers: {X-Key: 1}}
  - {id: climate-policy, feeds: [https://example.org/climate]}
  - {id: plain, title: "", feeds: [https://example.org/plain]}
editions:
  - id: morning
    title: 2026
    subject: "{{.Title}}"
    language: fr
    from: Éditeur <editor@example.org>
    reply_to: desk@example.org
    schedule: {at: 18:30, days: [mon, thursday]}
    timezone: subscriber
    window: 7d
    sections: [climate-policy, world]
    lists: [staff]
    max_stories: 0
    include: [a]
    exclude: [b]
  - {id: weekly, schedule: {cron: 0 7 * * 7}, timezone: Asia/Tokyo}
  - {id: often, schedule: {cron: "0 7,18 * * *"}}
delivery: {from: The Paper <paper@example.org>}
smtp: {host: mail.example.org, port: 465}
network: {allow: [127.0.0.1, 10.1.2.3/8, "::1"]}
retention: 2w
state: data/state
x-mine: {anything: [goes, here]}
`,
		config.SubscribersFile: `
lists:
  staff: {title: Staff, default: true, timezone: America/New_York}
  slow:
`,
		"more/people.yaml": `
subscribers:
  - me@example.com
  - Bo Li <bo@example.com>
  - {email: Ana@Example.com, name: Ana, lists: [slow], timezone: America/Sao_Paulo, format: text, topics: [rust], mute: [crypto], max_stories: 10}
  - {email: none@example.com, lists: []}
`,
	})
	if err != nil {
		t.Fatal(err)
	}
	feeds := map[string]string{}
	for _, f := range c.Feeds {
		feeds[f.URL] = fmt.Sprint(f.Section, " ", f.Name, " ", f.Weight, " ", f.MaxPerFeed, " ", f.MaxAge, " ", f.Extract, " ",
			f.Filter.Include, f.Filter.Exclude, " ", f.Headers)
	}
	wantFeeds := map[string]string{
		"https://example.com/loose":          "  2 3 36h0m0s never [] [advert] map[Accept-Language:fr]",
		"https://news.example.com/world.xml": "world  0.5 3 36h0m0s never [politics] [advert] map[Accept-Language:fr]",
		"https://paper.example.net/rss":      "world The Paper 0 3 0s always [politics] [advert horoscope] map[X-Key:1]",
		"https://example.org/climate":        "climate-policy  2 3 36h0m0s never [] [advert] map[Accept-Language:fr]",
		"https://example.org/plain":          "plain  2 3 36h0m0s never [] [advert] map[Accept-Language:fr]",
	}
	if diff := cmp.Diff(wantFeeds, feeds); diff != "" {
		t.Errorf("feeds (-want +got):\n%s", diff)
	}
	wantSections := []digest.Section{
		{}, {ID: "world", Title: "World", MaxStories: 8}, {ID: "climate-policy", Title: "Climate policy"}, {ID: "plain"},
	}
	if diff := cmp.Diff(wantSections, c.Sections); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
	morning, ok := c.Edition("morning")
	if !ok {
		t.Fatal("no edition morning")
	}
	rules := fmt.Sprint(morning.Filter.Include, morning.Filter.Exclude)
	morning.Filter = digest.Filter{}
	wantMorning := digest.Edition{
		ID: "morning", Title: "2026", Subject: "{{.Title}}", Language: "fr", From: "=?utf-8?q?=C3=89diteur?= <editor@example.org>",
		ReplyTo: "<desk@example.org>", Location: location(t, "Europe/Paris"), OwnZone: true, Window: 7 * 24 * time.Hour,
		FirstReach: 24 * time.Hour, Once: digest.OncePerDate, Sections: []digest.Section{wantSections[2], wantSections[1]},
		Lists: []string{"staff"},
	}
	if diff := cmp.Diff(wantMorning, morning.Edition, cmp.Comparer(sameZone)); diff != "" || rules != "[a] [b]" {
		t.Errorf("morning, filtered by %s (-want +got):\n%s", rules, diff)
	}
	if got := morning.Schedule.String(); got != "Mondays and Thursdays at 18:30" {
		t.Errorf("morning is due %s", got)
	}
	weekly, often := c.Editions[1], c.Editions[2]
	if weekly.FirstReach != 7*24*time.Hour || weekly.Location.String() != "Asia/Tokyo" || len(weekly.Sections) != 4 {
		t.Errorf("weekly: %+v", weekly)
	}
	if often.Once != digest.OncePerSlot || often.MaxStories != 25 || often.Location.String() != "Europe/Paris" {
		t.Errorf("often: %+v", often)
	}
	var people []string
	for _, s := range c.Subscribers {
		people = append(people, fmt.Sprint(s.Email, " ", s.Name, " ", s.Lists, " ", s.Location, " ", s.Format, " ", s.Topics.Include, s.Mute.Exclude, " ", s.MaxStories))
	}
	wantPeople := []string{
		"me@example.com  [staff] America/New_York  [] [] 0",
		"bo@example.com Bo Li [staff] America/New_York  [] [] 0",
		"Ana@Example.com Ana [slow] America/Sao_Paulo text [rust] [crypto] 10",
		"none@example.com  [] UTC  [] [] 0",
	}
	if c.Subscribers[3].Location != nil {
		t.Error("a subscriber without a zone has one")
	}
	if diff := cmp.Diff(wantPeople, people); diff != "" {
		t.Errorf("subscribers (-want +got):\n%s", diff)
	}
	if got := len(c.Readers(morning.Edition)); got != 2 {
		t.Errorf("%d readers of morning, want 2", got)
	}
	if got := len(c.Readers(weekly.Edition)); got != 4 {
		t.Errorf("%d readers of the edition for everyone, want 4", got)
	}
	wantAllow := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	if !slices.Equal(c.Allow, wantAllow) {
		t.Errorf("allow: %v", c.Allow)
	}
	if c.SMTP.TLS != config.ImplicitTLS || c.From != `"The Paper" <paper@example.org>` || c.State != filepath.Join(dir, "data/state") {
		t.Errorf("tls %s, from %s, state %s", c.SMTP.TLS, c.From, c.State)
	}
	if c.Site.Name != "The Morning Paper" || c.Site.Language != "no" || c.Site.Address != "1 Rue X, Paris" || c.Retention != 14*24*time.Hour {
		t.Errorf("site %+v, kept for %v", c.Site, c.Retention)
	}
	var files []string
	for _, f := range c.Files {
		rel, _ := filepath.Rel(dir, f)
		files = append(files, filepath.ToSlash(rel))
	}
	if diff := cmp.Diff([]string{"sources.yaml", "subscribers.yaml", "more/people.yaml"}, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("warnings:\n%v", c.Warnings)
	}
}

func TestPortAndProtectionFollowFromEachOther(t *testing.T) {
	tests := []struct {
		smtp string
		port int
		tls  config.TLSMode
	}{
		{"{host: smtp.example.com}", 587, config.StartTLS},
		{"{host: smtp.example.com, port: 465}", 465, config.ImplicitTLS},
		{"{host: smtp.example.com, port: 25}", 25, config.StartTLS},
		{"{host: smtp.example.com, tls: implicit}", 465, config.ImplicitTLS},
		{"{host: smtp.example.com, tls: none}", 587, config.PlainText},
		{"{host: localhost}", 25, config.PlainText},
		{"{host: 127.0.0.1, port: 2525}", 2525, config.PlainText},
		{`{host: "::1", tls: starttls}`, 25, config.StartTLS},
	}
	for _, tt := range tests {
		c := good(t, "feeds: [https://example.com/feed]\ndelivery: {from: me@example.com}\nsmtp: "+tt.smtp+"\n")
		if c.SMTP.Port != tt.port || c.SMTP.TLS != tt.tls {
			t.Errorf("%s: port %d, %s; want %d, %s", tt.smtp, c.SMTP.Port, c.SMTP.TLS, tt.port, tt.tls)
		}
	}
}

func TestAliasesAndMergeKeysAreFollowed(t *testing.T) {
	c := good(t, `
x-quiet: &quiet {weight: 0.5, max_per_feed: 1}
x-slow: &slow {<<: *quiet, max_age: 14d}
x-words: &words [advert]
sections:
  - <<: [*slow, {weight: 9}]
    id: blogs
    max_per_feed: 2
    exclude: *words
    feeds:
      - &one https://example.com/feed
`)
	f := c.Feeds[0]
	if f.Weight != 0.5 || f.MaxPerFeed != 2 || f.MaxAge != 14*24*time.Hour || fmt.Sprint(f.Filter.Exclude) != "[advert]" {
		t.Errorf("%+v", f)
	}
}

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

func TestAliasesThatUnfoldWithoutEndAreRefused(t *testing.T) {
	bomb := "x-0: &a0 {weight: 1}\n"
	for i := 1; i <= 40; i++ {
		bomb += fmt.Sprintf("x-%d: &a%d {<<: [*a%d, *a%d]}\n", i, i, i-1, i-1)
	}
	many := "feeds: &f\n" + strings.Repeat("  - https://example.com/feed\n", 2000)
	for i := range 2000 {
		many += fmt.Sprintf("x-s%d: {}\n", i)
	}
	many += "sections:\n" + strings.Repeat("  - {id: s, feeds: *f}\n", 2000)
	for name, text := range map[string]string{
		"doubled forty times":  bomb + "defaults: *a40\nfeeds: [https://example.com/feed]\n",
		"merged into itself":   "defaults: &d {<<: *d}\nfeeds: [https://example.com/feed]\n",
		"a list within itself": "feeds: &f [*f]\n",
		"a list many times":    many,
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := load(t, map[string]string{config.SourcesFile: text})
			var problems config.Problems
			if !errors.As(err, &problems) {
				t.Errorf("it was read: %v", err)
			}
		})
	}
}

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

func TestSecretsAreReadWhereTheyAre(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		config.SourcesFile: `
defaults: {headers: {X-Count: {command: [sh, -c, "echo x >> count; echo counted"]}}}
feeds:
  - https://example.com/counted
  - https://example.org/counted
  - {url: https://example.com/others, headers: {X-Env: {env: TOKEN}, X-File: {file: token}, X-Literal: plain}}
`,
		"token": "from the file\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := func(name string) string { return map[string]string{"TOKEN": "from the environment"}[name] }
	c, err := config.Load(config.Options{Path: dir, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ReadSecrets(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{
		{"X-Count": "counted"},
		{"X-Count": "counted"},
		{"X-Env": "from the environment", "X-File": "from the file", "X-Literal": "plain"},
	}
	for i, headers := range want {
		if !maps.Equal(c.Feeds[i].Headers, headers) {
			t.Errorf("%s: %v, want %v", c.Feeds[i].URL, c.Feeds[i].Headers, headers)
		}
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "count")); string(b) != "x\n" {
		t.Errorf("the command ran %d times, want once", len(b)/2)
	}
}

func TestSecretsThatCannotBeHadSayWhereAndWhatToDo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	tests := []struct{ secret, want, hint string }{
		{"{env: TOKEN}", "environment variable TOKEN: it is not set", "export TOKEN"},
		{"{file: absent}", "no such file", "write the secret into"},
		{"{file: empty}", "it is empty", "write the secret into"},
		{`{command: [sh, -c, "echo locked >&2; exit 3"]}`, "exit status 3: locked", "run it by hand"},
		{"{command: [no-such-program-anywhere]}", "not found", "run it by hand"},
		{"{command: [sh, -c, true]}", "it printed nothing", "run it by hand"},
		{`{command: [printf, 'a\nb']}`, "a line break", ""},
	}
	for _, tt := range tests {
		c, dir, err := load(t, map[string]string{
			config.SourcesFile: "feeds:\n  - {url: https://example.com/feed, headers: {X-Key: " + tt.secret + "}}\n", "empty": "\n",
		})
		if err != nil {
			t.Fatalf("%s: %v", tt.secret, err)
		}
		err = c.ReadSecrets(context.Background())
		if err == nil {
			t.Errorf("%s was read as %q", tt.secret, c.Feeds[0].Headers)
			continue
		}
		var hint *digest.HintError
		hinted := errors.As(err, &hint)
		if !strings.HasPrefix(err.Error(), filepath.Join(dir, config.SourcesFile)+":2:") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %q", tt.secret, err, tt.want)
		}
		if tt.hint != "" && (!hinted || !strings.Contains(hint.Hint, tt.hint)) {
			t.Errorf("%s: the hint is %v, want %q", tt.secret, hint, tt.hint)
		}
	}
}
