package render_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/digest/render/samples"
)

// headlined is an issue with these headlines in one section.
func headlined(headlines ...string) digest.Contents {
	c := digest.Contents{Site: "Site", Title: "The Paper", Language: "en", Date: samples.Monday()}
	for i, h := range headlines {
		s := digest.ContentsStory{
			ID: strconv.Itoa(i), Headline: h, URL: "https://source.example/", Source: "Source",
			Summary: []digest.Quote{{Text: "What the lead says.", Source: "Source"}},
		}
		if len(c.Sections) == 0 {
			c.Sections = []digest.ContentsSection{{}}
		}
		c.Sections[0].Stories = append(c.Sections[0].Stories, s)
	}
	return c
}

func TestSubject(t *testing.T) {
	const long = "Council approves river crossing after nine-year dispute"
	tests := []struct {
		name     string
		contents digest.Contents
		template string
		want     string
	}{
		{"the lead and two more", headlined("Bridge approved", "Rates held", "Trains back", "Prize won"), "", "Bridge approved; Rates held; Trains back"},
		{"no more than fits", headlined(long, "Rates held as inflation slows", "Trains"), "", long + "; Rates held as inflation slows"},
		{"the lead alone when the next is long", headlined(long, long), "", long},
		{"a very long lead is cut at a word", headlined(strings.Repeat("bridge ", 40)), "", strings.TrimSpace(strings.Repeat("bridge ", 21)) + "…"},
		{"no stories", headlined(), "", "The Paper, 23 November"},
		{"line ends cannot get in", headlined("One\r\nBcc: x@example.com"), "", "One Bcc: x@example.com"},
		{"all fields", headlined("A", "B", "C"), "{{.Site}}/{{.Title}}/{{.Date}}/{{.Week}}/{{.TopStory}}/{{.More}}/{{.Stories}}", "Site/The Paper/23 November/48/A/2/3"},
		{"a date of one's own", headlined("A"), `{{.Date.Format "2006-01-02"}}`, "2026-11-23"},
		{"line ends of the template", headlined("A"), "{{.TopStory}}\r\nBcc: {{.Site}}", "A Bcc: Site"},
		{"a template that comes out empty", headlined("A"), "{{if gt .Stories 5}}Many{{end}}", "A"},
		{"the lead only, when it has company", headlined("A", "B"), "{{.TopStory}}{{if .More}} and {{.More}} more{{end}}", "A and 1 more"},
	}
	r := newRenderer(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.contents.Subject = tt.template
			if err := render.CheckSubject(tt.template); err != nil {
				t.Error(err)
			}
			got, err := r.Render(tt.contents, render.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got.Subject != tt.want {
				t.Errorf("got  %q\nwant %q", got.Subject, tt.want)
			}
		})
	}
}

func TestSubjectSpeaksTheLanguageOfTheIssue(t *testing.T) {
	c := headlined("A")
	c.Language, c.Subject = "fr", "{{.Date}}"
	got, err := newRenderer(t).Render(c, render.Options{})
	if err != nil || got.Subject != "23 novembre" {
		t.Errorf("got %q, %v", got.Subject, err)
	}
}

func TestPreheaderGoesOnWhereTheSubjectStops(t *testing.T) {
	tests := []struct {
		name     string
		contents digest.Contents
		template string
		want     string
	}{
		{"headlines that the subject has no room for", headlined("A", "B", "C", "D", "E"), "", "D; E"},
		{"all of them told: what the lead says", headlined("A", "B"), "", "What the lead says."},
		{"a subject without headlines", headlined("A1", "B2"), "The news", "A1; B2"},
	}
	r := newRenderer(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.contents.Subject = tt.template
			got, err := r.Render(tt.contents, render.Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, rest, _ := strings.Cut(got.HTML, `aria-hidden="true">`)
			if preheader, _, _ := strings.Cut(rest, "&#847;"); preheader != tt.want {
				t.Errorf("got %q, want %q", preheader, tt.want)
			}
		})
	}
}

func TestCheckSubjectSaysWhatIsWrong(t *testing.T) {
	for tmpl, want := range map[string]string{
		"{{.Headline}}":       "Headline",
		"{{.TopStory":         "unclosed action",
		"{{shout .TopStory}}": `"shout" not defined`,
		"{{range 1000000000}}" + strings.Repeat("for ever ", 500) + "{{end}}": "without end",
	} {
		if err := render.CheckSubject(tmpl); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want something about %s", tmpl, err, want)
		}
	}
}

func TestBrokenSubjectStopsTheIssue(t *testing.T) {
	c := headlined("A")
	c.Subject = "{{.Nothing}}"
	if got, err := newRenderer(t).Render(c, render.Options{}); err == nil || got.HTML != "" {
		t.Errorf("got %d bytes and %v", len(got.HTML), err)
	}
}

func TestNewSinceIsSaidAsReadersCount(t *testing.T) {
	tests := []struct {
		since time.Time
		want  string
	}{
		{samples.Monday().Add(-time.Hour), "New since the last issue"},
		{samples.Monday().Add(-8 * time.Hour), "New since Sunday"},
		{samples.Monday().AddDate(0, 0, -6), "New since Tuesday"},
		{samples.Monday().AddDate(0, 0, -7), "New since 16 November"},
		{time.Date(2026, 11, 19, 23, 30, 0, 0, time.UTC), "New since Friday"}, // half past midnight where the reader is
		{time.Time{}, "New"},
	}
	r := newRenderer(t)
	for _, tt := range tests {
		c := headlined("A")
		c.Sections[0].Stories[0].New, c.Sections[0].Stories[0].Since = true, tt.since
		got, err := r.Render(c, render.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got.Text, "\n    "+tt.want+"\n") || !strings.Contains(got.HTML, ">"+tt.want+"<") {
			t.Errorf("since %s: %q is not in\n%s", tt.since, tt.want, got.Text)
		}
	}
}
