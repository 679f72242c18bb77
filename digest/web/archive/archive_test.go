package archive_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/feed"
	"tidings/digest/render"
	"tidings/digest/render/samples"
	"tidings/digest/web/archive"
	"tidings/templates"
)

var update = flag.Bool("update", false, "write the goldens anew")

// golden compares a document with what was reviewed.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(got) {
		t.Errorf("%s differs from what was reviewed; look at it, then run go test -update", file)
	}
}

// printer prints with a built-in theme.
func printer(t *testing.T, theme digest.Theme) *archive.Printer {
	t.Helper()
	look, err := render.New(templates.FS, theme, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := archive.New(archive.Options{
		Site: digest.Site{Name: "The Morning Paper", Language: "en", Address: "Example Media, 1 Sample Street"},
		URL:  "https://paper.example.org/archive", Join: "https://paper.example.org/join",
		Look: func(digest.Edition) *render.Renderer { return look }, Pictures: "../../images",
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var morning = digest.Edition{ID: "morning", Location: time.FixedZone("CET", 3600), Archive: digest.ArchivePublic}

// webCopy is contents as they are kept for the web.
func webCopy(c digest.Contents, name string) digest.WebCopy {
	c.Leave, c.Lists, c.Muted = digest.Leave{}, nil, 0
	w := digest.WebCopy{
		Edition: c.Edition, Slot: c.Slot, Name: name, Listed: true, Built: samples.Monday(), Stories: c.Stories(),
		Rendering: digest.Rendering{Subject: "Council approves river crossing", Contents: c},
	}
	for _, s := range c.Sections {
		for _, st := range s.Stories {
			if len(w.Headlines) < 3 {
				w.Headlines = append(w.Headlines, st.Headline)
			}
		}
	}
	return w
}

// long is an issue with a note, each layout, and stories that did not fit.
func long() digest.WebCopy {
	c := samples.Noted()
	c.Away = time.Time{}
	for _, s := range samples.Blog().Sections {
		for _, st := range s.Stories {
			c.More = append(c.More, digest.ContentsStory{ID: st.ID, Headline: st.Headline, URL: st.URL, Source: st.Source})
		}
	}
	return webCopy(c, "2026-11-23-0700")
}

// days are copies of several months, newest first.
func days() []digest.WebCopy {
	var all []digest.WebCopy
	for _, slot := range []digest.Slot{"2026-11-23T07:00", "2026-11-22T07:00", "2026-10-31T07:00"} {
		c := samples.Ordinary()
		c.Slot = slot
		all = append(all, webCopy(c, strings.NewReplacer(":", "", "T", "-").Replace(string(slot))))
	}
	return all
}

func TestPagesLookAsReviewed(t *testing.T) {
	p, all := printer(t, digest.Theme{}), days()
	issue, err := p.Issue(morning, long(), nil, &all[1])
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "issue.html", issue.Body)
	list, err := p.List(morning, all)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "list.html", list.Body)
	none, err := p.List(morning, nil)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "none.html", none.Body)
	arabic, err := p.Issue(morning, webCopy(samples.RightToLeft("ar"), "a"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "arabic.html", arabic.Body)
	weekly := digest.Edition{ID: "weekly", Title: "The <Weekly>", Archive: digest.ArchivePublic}
	front, err := p.Front([]archive.Shelf{archive.NewShelf(morning, all), archive.NewShelf(weekly, nil)})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "front.html", front.Body)
}

// TestFeedsAreReadByOurOwnReader holds both feeds against what other people's feeds are read by.
func TestFeedsAreReadByOurOwnReader(t *testing.T) {
	p, all := printer(t, digest.Theme{}), days()
	hidden := webCopy(samples.Ordinary(), "secret")
	hidden.Listed = false
	all = append(all, hidden)
	atom, err := p.Atom(morning, all)
	if err != nil {
		t.Fatal(err)
	}
	jsonFeed, err := p.JSON(morning, all)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "atom.xml", atom.Body)
	golden(t, "feed.json", jsonFeed.Body)
	for _, d := range []archive.Document{atom, jsonFeed} {
		c, err := feed.Parse(digest.Page{URL: "https://paper.example.org/feed", FinalURL: "https://paper.example.org/feed", ContentType: d.Type, Body: d.Body}, feed.Limits{})
		if err != nil || c.Title != "The Morning Paper" || len(c.Articles) != 3 || len(c.Warnings) > 0 {
			t.Errorf("%s: %v, %q, %d articles, warnings %q", d.Type, err, c.Title, len(c.Articles), c.Warnings)
			continue
		}
		a := c.Articles[0]
		if a.URL != "https://paper.example.org/archive/morning/2026-11-23-0700.html" || a.Title != "Council approves river crossing" ||
			!a.Published.Equal(samples.Monday()) || !strings.Contains(a.Content, "<h3>") {
			t.Errorf("%s: %+v", d.Type, a)
		}
	}
}

// TestPagesHoldNothingOfAnybody draws what tries to break a page.
func TestPagesHoldNothingOfAnybody(t *testing.T) {
	for _, theme := range render.Names(templates.FS) {
		p := printer(t, digest.Theme{Base: theme})
		for _, s := range samples.All() {
			c := webCopy(s.Contents, "x")
			c.Listed = false
			d, err := p.Issue(morning, c, &c, &c)
			if err != nil {
				t.Errorf("%s, %s: %v", theme, s.Name, err)
				continue
			}
			for _, never := range []string{digest.ReaderToken, "<script", "javascript:", "<img", "atom.xml", `href="./"`, "rel=\"next\"", "ZgotmplZ", " style="} {
				if strings.Contains(string(d.Body), never) {
					t.Errorf("%s, %s: %s is on the page", theme, s.Name, never)
				}
			}
			if !strings.Contains(string(d.Body), "noindex") {
				t.Errorf("%s, %s: a page that is not listed may be indexed", theme, s.Name)
			}
		}
	}
}

// TestLogoIsTheOnlyThingThatIsLoaded holds the policy of a page against what it shows.
func TestLogoIsTheOnlyThingThatIsLoaded(t *testing.T) {
	plain, err := printer(t, digest.Theme{}).List(morning, nil)
	if err != nil || strings.Contains(plain.Policy, "img-src") {
		t.Errorf("policy %s, %v", plain.Policy, err)
	}
	p := printer(t, digest.Theme{Colors: map[string]string{"ink": "#123456"}, Logo: digest.Logo{URL: "https://pictures.example/logo.png", Width: 300, Height: 60}})
	d, err := p.List(morning, nil)
	if err != nil || !strings.HasSuffix(d.Policy, "; img-src https://pictures.example") || !strings.Contains(string(d.Body), `content="https://pictures.example/logo.png"`) {
		t.Errorf("policy %s, %v", d.Policy, err)
	}
	if d.Policy == plain.Policy || !strings.Contains(string(d.Body), "--ink:#123456;") {
		t.Error("the colours of the theme are not the page's")
	}
}

// pictured is the contents of samples.Pictures as the paper serves them: the first of each section, and a small one.
func pictured() digest.Contents {
	c := samples.Pictures()
	for i := range c.Sections {
		for j := range c.Sections[i].Stories {
			st := &c.Sections[i].Stories[j]
			if st.Image != "" {
				st.ImageName = strings.ToLower(c.Sections[i].ID) + string(rune('0'+j)) + ".jpg"
			}
			if j > 0 {
				st.ImageWidth, st.ImageHeight = 304, 171
			}
		}
	}
	c.Sections[1].Stories[0].ImageName = "" // somebody else's
	return c
}

func TestPageShowsThePapersOwnPicturesAndNoOthers(t *testing.T) {
	p, e := printer(t, digest.Theme{}), morning
	if d, err := p.Issue(e, webCopy(pictured(), "2026-11-23-0700"), nil, nil); err != nil || strings.Contains(string(d.Body), "<img") || strings.Contains(d.Policy, "img-src") {
		t.Errorf("images are off, and the page has some; %s, %v", d.Policy, err)
	}
	e.Images = true
	d, err := p.Issue(e, webCopy(pictured(), "2026-11-23-0700"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "pictures.html", d.Body)
	for want, n := range map[string]int{
		`<img src="../../images/`: 4, "pictures.example": 0, `og:image" content="https://paper.example.org/images/world0.jpg"`: 1, ` loading="lazy"`: 3,
	} {
		if got := strings.Count(string(d.Body), want); got != n {
			t.Errorf("%s stands there %d times, want %d", want, got, n)
		}
	}
	if !strings.HasSuffix(d.Policy, "; img-src 'self'") {
		t.Errorf("policy %s", d.Policy)
	}
}
