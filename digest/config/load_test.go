package config_test

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
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
		Weight: 1, MaxPerFeed: 5, MaxAge: 7 * 24 * time.Hour, Check: time.Hour, Extract: digest.ExtractAuto,
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
