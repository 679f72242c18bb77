// Package docs_test keeps the guide true: every YAML example loads, every key is explained, every link leads somewhere.
package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/render"
	"tidings/digest/render/markdown"
)

// page is a page of the guide, with its lines.
type page struct {
	name  string // relative to the root of the repository
	text  string
	lines []string
}

// pages are the guide and the README.
func pages(t *testing.T) []page {
	t.Helper()
	names, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []page
	for _, name := range append(names, "../README.md") {
		all = append(all, readPage(t, name))
	}
	return all
}

func readPage(t *testing.T, name string) page {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return page{filepath.Join("docs", name), string(text), strings.Split(string(text), "\n")}
}

// block is a fenced example.
type block struct {
	line int    // of its fence, from 1
	info string // what stands after the fence: "yaml fragment"
	text string
}

func (p page) blocks() []block {
	var all []block
	var open *block
	for i, line := range p.lines {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open == nil:
			open = &block{line: i + 1, info: info}
		case fence:
			all, open = append(all, *open), nil
		case open != nil:
			open.text += line + "\n"
		}
	}
	return all
}

// example is a configuration that a page shows: one fragment, or a main file and those that follow it.
type example struct {
	line     int
	files    map[string]string
	fragment bool
}

// examples are the configurations of a page. A block is marked "yaml file=NAME", where sources.yaml begins another
// configuration, or "yaml fragment".
func (p page) examples(t *testing.T) []example {
	t.Helper()
	var all []example
	for _, b := range p.blocks() {
		kind, mark, _ := strings.Cut(b.info, " ")
		file, named := strings.CutPrefix(mark, "file=")
		switch {
		case kind != "yaml":
		case mark == "fragment":
			all = append(all, example{b.line, map[string]string{config.SourcesFile: completed(b.text), "subscriptions.opml": subscriptions}, true})
		case named && file == config.SourcesFile:
			all = append(all, example{b.line, map[string]string{file: b.text}, false})
		case named && len(all) > 0:
			all[len(all)-1].files[file] = b.text
		default:
			t.Errorf("%s:%d: mark this block file=sources.yaml or fragment, so that it is tried", p.name, b.line)
		}
	}
	return all
}

// subscriptions is a file that fragments may name.
const subscriptions = `<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed.xml"/></body></opml>`

// completed is a fragment with what a configuration needs besides: the keys that it does not set itself.
func completed(fragment string) string {
	for _, line := range []string{
		"feeds: [https://base.example/feed.xml]",
		"subscribers: [me@example.com]",
		"smtp: {host: smtp.example.com, user: me@example.com, password: {env: SMTP_PASSWORD}}",
	} {
		key, _, _ := strings.Cut(line, ":")
		if key == "smtp" && (strings.Contains(fragment, "\n  sendmail:") || strings.Contains(fragment, "\n  folder:")) {
			continue // another way out
		}
		if !strings.Contains("\n"+fragment, "\n"+key+":") {
			fragment += line + "\n"
		}
	}
	return fragment
}

func TestEveryExampleLoads(t *testing.T) {
	for _, p := range pages(t) {
		for _, e := range p.examples(t) {
			dir := t.TempDir()
			for name, text := range e.files {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			c, err := config.Load(config.Options{
				Path: dir, Env: func(string) string { return "" }, Local: time.UTC, Subject: render.CheckSubject, Note: markdown.Check,
			})
			switch {
			case err != nil:
				t.Errorf("%s:%d does not load:\n%v", p.name, e.line, err)
			case len(c.Warnings) > 0 && !e.fragment:
				t.Errorf("%s:%d is warned of:\n%v", p.name, e.line, c.Warnings)
			}
		}
	}
}

// tables are the rows of a page's tables by the heading above them: the cells of each, without those of the head.
func (p page) tables() map[string][][]string {
	rows := make(map[string][][]string)
	heading := ""
	for i, line := range p.lines {
		if title, ok := strings.CutPrefix(line, "#"); ok {
			heading = strings.TrimLeft(title, "# ")
		}
		isHead := i+1 < len(p.lines) && strings.HasPrefix(p.lines[i+1], "|---")
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || isHead {
			continue
		}
		var cells []string
		for _, cell := range strings.Split(strings.Trim(strings.ReplaceAll(line, `\|`, "\x00"), "|"), "|") {
			cells = append(cells, strings.TrimSpace(strings.ReplaceAll(cell, "\x00", "|")))
		}
		rows[heading] = append(rows[heading], cells)
	}
	return rows
}

func TestRulesMatchWhatTheGuideSays(t *testing.T) {
	guide := readPage(t, "configuration.md")
	tables := guide.tables()
	words := 0
	for _, row := range tables["What a rule matches"] {
		if strings.HasSuffix(row[0], ":`") { // of the table of fields
			continue
		}
		words++
		rule, err := digest.ParseRule(strings.Trim(row[0], "`"))
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		for column, want := range map[int]bool{1: true, 2: false} {
			if got := rule.Match(digest.NewSubject(&digest.Article{Title: row[column]}, nil)); got != want {
				t.Errorf("%s matches %q: %v, want %v", row[0], row[column], got, want)
			}
		}
	}
	if words == 0 {
		t.Error("there is no table of rules")
	}
	for _, f := range digest.Fields() {
		if !strings.Contains(guide.text, "| `"+string(f)+":` |") {
			t.Errorf("the field %q is not explained", f)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#:]*)(#[^)]*)?\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	for _, p := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(p.text, -1) {
			file, anchor := filepath.Join(filepath.Dir(p.name), m[1]), strings.TrimPrefix(m[2], "#")
			if m[1] == "" {
				file = p.name
			}
			if _, err := os.Stat(filepath.Join("..", file)); err != nil {
				t.Errorf("%s: the link %s leads nowhere: %v", p.name, m[0], err)
				continue
			}
			if anchor == "" {
				continue
			}
			if text, err := os.ReadFile(filepath.Join("..", file)); err != nil || !hasHeading(string(text), anchor) {
				t.Errorf("%s: %s has no heading #%s", p.name, file, anchor)
			}
		}
	}
}

// hasHeading says whether a page has the heading of an anchor, by the rules of GitHub: lower case, punctuation dropped,
// a hyphen for each space.
func hasHeading(text, anchor string) bool {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			continue
		}
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(strings.TrimLeft(line, "#")))
		if name == anchor {
			return true
		}
	}
	return false
}
