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
	"tidings/digest/render/samples"
	"tidings/templates"
)

var update = flag.Bool("update", false, "write the golden files")

func newRenderer(t testing.TB) *render.Renderer { return themed(t, digest.DefaultTheme) }

func themed(t testing.TB, theme string) *render.Renderer {
	t.Helper()
	r, err := render.New(templates.FS, digest.Theme{Base: theme}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestIssuesLookAsReviewed(t *testing.T) {
	for _, theme := range render.Names(templates.FS) {
		r := themed(t, theme)
		for _, s := range samples.All() {
			t.Run(theme+"/"+s.Name, func(t *testing.T) {
				got, err := r.Render(s.Contents, render.Options{Images: s.Pictures, Budget: s.Budget})
				if err != nil {
					t.Fatal(err)
				}
				golden(t, theme+"/"+s.Name+".html", got.HTML)
				golden(t, theme+"/"+s.Name+".txt", "Subject: "+got.Subject+"\n\n"+got.Text)
			})
		}
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
	for _, theme := range render.Names(templates.FS) {
		t.Run(theme, func(t *testing.T) {
			r := themed(t, theme)
			check := func(name string, c digest.Contents, o render.Options) {
				t.Helper()
				got, err := r.Render(c, o)
				if err != nil {
					t.Fatalf("%s in %q, %+v: %v", name, c.Language, o, err)
				}
				checkPromises(t, c, o, got)
			}
			for _, s := range samples.All() {
				for _, language := range []string{"", "fr-CA", "pl", "ar", "ja", "he", "x-klingon", "no such language"} {
					c := s.Contents
					c.Language = language
					check(s.Name, c, render.Options{Images: true})
				}
				for _, budget := range []int{200 << 10, 30 << 10, 12 << 10} {
					check(s.Name, s.Contents, render.Options{Budget: budget, Images: true})
					check(s.Name, s.Contents, render.Options{Budget: budget, Format: digest.FormatText})
				}
			}
		})
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
		if text := checkHTML(t, got.HTML); !strings.Contains(text, got.Contents.Address) || !strings.Contains(text, got.Contents.Title) {
			t.Error("the head or the foot of the page is missing")
		}
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

// checkHTML checks that every element is closed where it was opened, and that nothing can run. It returns the page's text.
func checkHTML(t *testing.T, page string) string {
	t.Helper()
	var text strings.Builder
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
		case html.TextToken:
			text.WriteString(token.Data)
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
	if !strings.HasSuffix(strings.TrimSpace(page), "</html>") {
		t.Error("the page breaks off")
	}
	return text.String()
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
	for _, s := range samples.Hostile().Sections[0].Stories {
		f.Add(s.Headline, s.Source, s.URL, "en", 95<<10)
	}
	f.Add("-- ", "-- \n", "https://x.example/?a=\"'<>", "ar", 9000)
	f.Add(digest.ReaderToken, "TIDINGS\x00"+digest.ReaderToken[7:], "https://x.example/?who="+digest.ReaderToken, "ja", 0)
	r := newRenderer(f)
	f.Fuzz(func(t *testing.T, headline, source, url, language string, budget int) {
		s := digest.ContentsStory{
			Headline: headline, Source: source, Sources: 3, Articles: 3, Minutes: 3, URL: url, Image: url, Topics: []string{source},
			New: true, Since: samples.Monday().Add(-90 * time.Hour),
			Summary: []digest.Quote{{Text: headline, Source: source}, {Text: source, Source: headline}},
			Also:    []digest.Also{{Source: source, URL: url}, {Source: headline, URL: url}},
		}
		c := samples.Blog()
		c.Leave, c.Language, c.Title = samples.Ordinary().Leave, language, source
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
	c, same := samples.Hostile(), samples.Hostile()
	if _, err := newRenderer(t).Render(c, render.Options{Budget: 12 << 10}); err != nil {
		t.Fatal(err)
	}
	if c.Sections[0].Stories[0].Headline != same.Sections[0].Stories[0].Headline || len(c.Sections[0].Stories) != len(same.Sections[0].Stories) {
		t.Error("the contents handed in were changed")
	}
}
