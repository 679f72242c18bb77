package render_test

import (
	"encoding/base64"
	"flag"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"golang.org/x/net/html"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/templates"
)

var update = flag.Bool("update", false, "write the golden files")

func newRenderer(t testing.TB) *render.Renderer {
	t.Helper()
	r, err := render.New(templates.FS, "classic")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// issues are all fixtures with the options that they are reviewed under.
func issues() []issue {
	return []issue{
		{"ordinary", ordinary(), render.Options{}},
		{"pictures", large(5), render.Options{Images: true}},
		{"blog", blog(), render.Options{}},
		{"arabic", rightToLeft("ar"), render.Options{}},
		{"hebrew", rightToLeft("he"), render.Options{}},
		{"hostile", hostile(), render.Options{}},
		{"missing", missing(), render.Options{}},
		{"quiet", quiet(), render.Options{}},
		{"note", noted(), render.Options{}},
		{"over-budget", large(60), render.Options{Budget: 24 << 10, Images: true}},
	}
}

type issue struct {
	name     string
	contents digest.Contents
	options  render.Options
}

func TestIssuesLookAsReviewed(t *testing.T) {
	r := newRenderer(t)
	for _, tt := range issues() {
		t.Run(tt.name, func(t *testing.T) {
			got, err := r.Render(tt.contents, tt.options)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, tt.name+".html", got.HTML)
			golden(t, tt.name+".txt", "Subject: "+got.Subject+"\n\n"+got.Text)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what was reviewed; look at it, then run go test -update", name)
	}
}

func TestEveryIssueKeepsThePromises(t *testing.T) {
	r := newRenderer(t)
	check := func(name string, c digest.Contents, o render.Options) {
		t.Helper()
		got, err := r.Render(c, o)
		if err != nil {
			t.Fatalf("%s in %q, %+v: %v", name, c.Language, o, err)
		}
		checkPromises(t, c, o, got)
	}
	for _, tt := range issues() {
		for _, language := range []string{"", "fr-CA", "pl", "ar", "ja", "he", "x-klingon", "no such language"} {
			c := tt.contents
			c.Language = language
			check(tt.name, c, render.Options{Images: true})
		}
		for _, budget := range []int{200 << 10, 30 << 10, 12 << 10} {
			check(tt.name, tt.contents, render.Options{Budget: budget, Images: true})
			check(tt.name, tt.contents, render.Options{Budget: budget, Format: digest.FormatText})
		}
	}
}

// checkPromises holds a rendering to what is promised of every one.
func checkPromises(t *testing.T, c digest.Contents, o render.Options, got digest.Rendering) {
	t.Helper()
	if got.Subject == "" || strings.ContainsAny(got.Subject, "\r\n") || uniseg.GraphemeClusterCount(got.Subject) > 150 {
		t.Errorf("the subject is not one line of up to 150 characters: %q", got.Subject)
	}
	parts := []string{got.Text}
	if o.Format == digest.FormatText {
		if got.HTML != "" {
			t.Error("readers of plain text got HTML")
		}
	} else {
		parts = append(parts, got.HTML)
		checkHTML(t, got.HTML)
	}
	budget := o.Budget
	if budget == 0 {
		budget = render.DefaultBudget
	}
	if size := encodedSize(parts[len(parts)-1]); size > budget {
		t.Errorf("%d bytes are over the budget of %d", size, budget)
	}
	tokens := strings.Count(c.Leave.Unsubscribe+c.Leave.Preferences+c.Leave.Browser, digest.ReaderToken)
	for _, part := range parts {
		if n := strings.Count(part, digest.ReaderToken); n != tokens {
			t.Errorf("%d reader tokens for %d links to leave", n, tokens)
		}
	}
	checkWidth(t, got.Text)
}

// encodedSize is the smaller of what a mail program would make of a part.
func encodedSize(part string) int {
	var quoted strings.Builder
	w := quotedprintable.NewWriter(&quoted)
	_, _ = w.Write([]byte(part))
	_ = w.Close()
	encoded := base64.StdEncoding.EncodedLen(len(part))
	return min(quoted.Len(), encoded+2*(encoded/76+1))
}

// checkHTML checks that every element is closed where it was opened, that nothing can run, and that the footer is there.
func checkHTML(t *testing.T, page string) {
	t.Helper()
	var open []string
	void := []string{"meta", "img", "br"}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		switch kind {
		case html.StartTagToken:
			checkElement(t, token)
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %q", token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %q", open)
	}
	if !strings.HasSuffix(strings.TrimSpace(page), "</html>") || strings.Count(page, "3px double") != 2 {
		t.Error("the footer is missing")
	}
}

// checkElement refuses what can run, and links that lead nowhere.
func checkElement(t *testing.T, token html.Token) {
	t.Helper()
	if slices.Contains([]string{"script", "iframe", "object", "form", "link"}, token.Data) {
		t.Errorf("<%s> in a mail", token.Data)
	}
	for _, a := range token.Attr {
		if strings.HasPrefix(a.Key, "on") {
			t.Errorf("<%s %s=…> in a mail", token.Data, a.Key)
		}
		if (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "mailto:") {
			t.Errorf("<%s %s=%q>", token.Data, a.Key, a.Val)
		}
	}
}

// checkWidth checks that only addresses are longer than 72 columns.
func checkWidth(t *testing.T, text string) {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		if uniseg.StringWidth(line) > 72 && !strings.Contains(line, "://") {
			t.Errorf("a line of %d columns: %q", uniseg.StringWidth(line), line)
		}
		if trimmed := strings.TrimRight(line, " "); trimmed != line && line != "-- " {
			t.Errorf("spaces at the end of %q", line)
		}
	}
}

func FuzzRenderKeepsThePromises(f *testing.F) {
	for _, s := range hostile().Sections[0].Stories {
		f.Add(s.Headline, s.Source, s.URL, "en", 95<<10)
	}
	f.Add("-- ", "-- \n", "https://x.example/?a=\"'<>", "ar", 9000)
	f.Add(digest.ReaderToken, "TIDINGS\x00"+digest.ReaderToken[7:], "https://x.example/?who="+digest.ReaderToken, "ja", 0)
	r := newRenderer(f)
	f.Fuzz(func(t *testing.T, headline, source, url, language string, budget int) {
		s := telling{headline, source, 3, []string{headline, source + ": " + source}, []string{source, headline}}.story(1)
		s.URL, s.Image, s.Topics, s.New, s.Since = url, url, []string{source}, true, monday.Add(-90*time.Hour)
		c := blog()
		c.Leave, c.Language, c.Title = leaveByWeb, language, source
		c.Sections[0].Stories = append(c.Sections[0].Stories, s, s)
		c.Sections = append([]digest.ContentsSection{{Title: headline, Stories: []digest.ContentsStory{s}}}, c.Sections...)
		o := render.Options{Budget: max(budget%(1<<20), 16<<10), Images: true}
		got, err := r.Render(c, o)
		if err != nil {
			t.Fatal(err)
		}
		checkPromises(t, c, o, got)
	})
}

func TestRenderLeavesItsArgumentAlone(t *testing.T) {
	c, same := hostile(), hostile()
	if _, err := newRenderer(t).Render(c, render.Options{Budget: 12 << 10}); err != nil {
		t.Fatal(err)
	}
	if c.Sections[0].Stories[0].Headline != same.Sections[0].Stories[0].Headline || len(c.Sections[0].Stories) != len(same.Sections[0].Stories) {
		t.Error("the contents handed in were changed")
	}
}
