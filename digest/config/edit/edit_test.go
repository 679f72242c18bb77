package edit_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"tidings/digest/config/edit"
)

var update = flag.Bool("update", false, "write the results into testdata")

// change does what a line of a test file says: add SECTION|- URL [NAME [WEIGHT]], section ID TITLE|- URL…, remove URL, and of
// subscribers: subscribe EMAIL [KEY=VALUE…], unsubscribe EMAIL, set EMAIL KEY=VALUE…. A _ is a space.
func change(t *testing.T, text []byte, line string) ([]byte, error) {
	t.Helper()
	words := strings.Fields(line)
	for i, w := range words {
		if words[i] = strings.ReplaceAll(w, "_", " "); w == "-" {
			words[i] = ""
		}
	}
	switch words[0] {
	case "add":
		f := edit.Feed{URL: words[2]}
		if len(words) > 3 {
			f.Name = words[3]
		}
		if len(words) > 4 {
			w, err := strconv.ParseFloat(words[4], 64)
			if err != nil {
				t.Fatal(err)
			}
			f.Weight = &w
		}
		return edit.Add(text, words[1], f)
	case "section":
		s := edit.Section{ID: words[1], Title: words[2]}
		for _, u := range words[3:] {
			s.Feeds = append(s.Feeds, edit.Feed{URL: u})
		}
		return edit.AddSection(text, s)
	case "remove":
		return edit.Remove(text, written(words[1]))
	case "subscribe":
		return edit.AddSubscribers(text, subscriber(words[1:]))
	case "unsubscribe":
		return edit.RemoveSubscriber(text, words[1])
	case "set":
		out, missing, err := edit.SetSubscribers(text, subscriber(words[1:]))
		if len(missing) > 0 {
			err = edit.ErrNoSubscriber
		}
		return out, err
	}
	t.Fatalf("unknown change %q", line)
	return nil, nil
}

// subscriber is an address and KEY=VALUE settings.
func subscriber(words []string) edit.Subscriber {
	s := edit.Subscriber{Email: words[0]}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		s.Settings = append(s.Settings, edit.Setting{Key: key, Value: value})
	}
	return s
}

// written is a feed that is written with an address, or with another key and its value: "hn=best".
func written(as string) func(map[string]string) bool {
	key, value, found := strings.Cut(as, "=")
	if !found || strings.Contains(key, ":") {
		key, value = "url", as
	}
	return func(keys map[string]string) bool { return keys[key] == value }
}

// Each file of testdata holds cases: a file "before", and after it files that are named by a change and hold its result,
// or the error behind a "!".
func TestAChangeTouchesOnlyItsLines(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var before []byte
		for i, f := range archive.Files {
			if f.Name == "before" {
				before = f.Data
				continue
			}
			got, err := change(t, before, f.Name)
			if err != nil {
				got = []byte("! " + err.Error() + "\n")
			}
			if *update {
				archive.Files[i].Data = got
			} else if string(got) != string(f.Data) {
				t.Errorf("%s: %s:\n%s\nwant\n%s", name, f.Name, got, f.Data)
			}
		}
		if *update {
			if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// What a text file cannot show plainly: ends of lines, and of the file.
func TestEndsOfLinesStay(t *testing.T) {
	for _, c := range []struct{ name, before, change, after string }{
		{"CRLF", "feeds:\r\n  - https://a.example/\r\nsite: {name: X}\r\n", "add - https://b.example/", "feeds:\r\n  - https://a.example/\r\n  - https://b.example/\r\nsite: {name: X}\r\n"},
		{"CRLF in a flow list", "feeds: [\r\n  https://a.example/\r\n]\r\n", "add - https://b.example/", "feeds: [\r\n  https://a.example/,\r\n  https://b.example/\r\n]\r\n"},
		{"no newline at the end", "feeds:\n  - https://a.example/", "add - https://b.example/", "feeds:\n  - https://a.example/\n  - https://b.example/"},
		{"removed before it", "feeds:\n  - https://a.example/\n  - https://b.example/", "remove https://b.example/", "feeds:\n  - https://a.example/\n"},
		{"byte order mark", "\ufefffeeds: [https://a.example/]\n", "add - https://b.example/", "\ufefffeeds: [https://a.example/, https://b.example/]\n"},
		{"wide characters", "x-é: é\n\"feeds\": [ 'é', \"ö\" ] # ü\n", "add - https://b.example/", "x-é: é\n\"feeds\": [ 'é', \"ö\", https://b.example/ ] # ü\n"},
		{"empty", "", "add - https://b.example/", "feeds:\n  - https://b.example/\n"},
		{"comments only", "# nothing yet\n", "add - https://b.example/", "# nothing yet\n\nfeeds:\n  - https://b.example/\n"},
		{"section of an empty file", "", "section world World https://b.example/", "sections:\n  - id: world\n    title: World\n    feeds:\n      - https://b.example/\n"},
	} {
		got, err := change(t, []byte(c.before), c.change)
		if err != nil || string(got) != c.after {
			t.Errorf("%s: %q, %v\nwant %q", c.name, got, err, c.after)
		}
	}
}

func TestWhatIsNotThereIsSaid(t *testing.T) {
	if _, err := edit.Add([]byte("feeds: [https://a.example/]\n"), "world", edit.Feed{URL: "https://b.example/"}); !errors.Is(err, edit.ErrNoSection) {
		t.Errorf("section: %v", err)
	}
	if _, err := edit.Remove([]byte("feeds: [https://a.example/]\n"), written("https://b.example/")); !errors.Is(err, edit.ErrNoFeed) {
		t.Errorf("feed: %v", err)
	}
}

// FuzzAddThenRemove holds that what is added can be taken out again, and that nothing panics on other people's bytes.
func FuzzAddThenRemove(f *testing.F) {
	for _, seed := range []string{
		"", "feeds:\n  - https://a.example/\n", "feeds: [a, {url: b}, 'c''d', \"e\\\"\"]\n", "feeds:\n- a\n\n# x\n- url: b\n  name: >\n    c\n",
		"feeds: [\n  a, # b\n  c,\n]", "feeds: &x [a]\nx-b: *x\n", "sections:\n  - id: w\n", "feeds:\r\n  - a\r\n", "\ufefffeeds: !!seq [a]", "{feeds: [a]}", "feeds:\n...\n",
	} {
		f.Add(seed)
	}
	const added = "https://added.example/feed?a=b"
	f.Fuzz(func(t *testing.T, text string) {
		with, err := edit.Add([]byte(text), "", edit.Feed{URL: added, Name: "On"})
		if err != nil {
			return
		}
		if !strings.Contains(string(with), added) {
			t.Fatalf("not added to %q: %q", text, with)
		}
		if strings.Contains(text, added) {
			return
		}
		without, err := edit.Remove(with, written(added))
		if err != nil {
			t.Fatalf("added to %q and not removed from %q: %v", text, with, err)
		}
		if strings.Contains(string(without), added) {
			t.Fatalf("still there: %q", without)
		}
	})
}

func TestEntriesAreThoseOfAListInOneLineEach(t *testing.T) {
	for _, text := range []string{
		"subscribers:\n  - a@example.com\n  - email: b@example.com\n    lists:\n      - staff\n    max_stories: 3 # few\n",
		"- a@example.com\n- {email: b@example.com, lists: [staff], max_stories: 3}\n",
	} {
		got, err := edit.Entries([]byte(text))
		want := "[a@example.com {email: b@example.com, lists: [staff], max_stories: 3}]"
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// FuzzSetKeepsTheSubscriber holds that a setting that is written is there, and that nothing panics.
func FuzzSetKeepsTheSubscriber(f *testing.F) {
	for _, seed := range []string{
		"subscribers: [a@example.com]", "subscribers:\n  - email: a@example.com\n    lists:\n      - x\n", "subscribers:\n- A <a@example.com> # x\n",
		"subscribers: [{email: a@example.com, lists: [x]}]", "subscribers:\n  - {email: a@example.com,\n     lists: [x]}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		to := edit.Subscriber{Email: "a@example.com", Settings: []edit.Setting{{Key: "lists", Value: "[one, two]"}}}
		out, missing, err := edit.SetSubscribers([]byte(text), to)
		if err != nil || len(missing) > 0 {
			return
		}
		entries, err := edit.Entries(out)
		if err != nil || !strings.Contains(fmt.Sprint(entries), "[one, two]") {
			t.Fatalf("%q became %q: %v", text, out, err)
		}
	})
}
