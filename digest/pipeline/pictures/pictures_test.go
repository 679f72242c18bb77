package pictures_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/pipeline/build"
	"tidings/digest/pipeline/gather"
	"tidings/digest/pipeline/presstest"
	"tidings/digest/render"
	"tidings/digest/store"
	"tidings/templates"
)

// photograph is an invented JPEG of a size.
func photograph(t *testing.T, w, h int) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), uint8(x * y >> 8), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// illustrated is a paper with pictures: stories by headline, each with the path of its picture.
type illustrated struct {
	*build.Builder
	site  *presstest.Site
	store *store.Store
	clock *presstest.Clock
	run   build.Run
}

const pictured = "https://paper.example"

func newIllustrated(t *testing.T, theme string, pictures ...string) *illustrated {
	t.Helper()
	s := presstest.NewSite(t)
	var doc strings.Builder
	doc.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Feed</title>`)
	for i, path := range pictures {
		title := fmt.Sprintf("Story %c of the day", 'A'+i)
		fmt.Fprintf(&doc, `<item><title>%s</title><link>%s/%d</link><guid>%d</guid><pubDate>%s</pubDate><description>%s.</description>`, title, s.URL, i, i,
			time.Date(2026, 11, 23, 6, 59-i, 0, 0, time.UTC).Format(time.RFC1123Z), strings.Repeat(digest.Key(title)+" ", 8))
		if path != "" {
			fmt.Fprintf(&doc, `<media:content url="%s%s" medium="image"/>`, s.URL, path)
		}
		doc.WriteString("</item>")
	}
	doc.WriteString("</channel></rss>")
	s.Serve("/feed", "application/rss+xml", doc.String())
	f := s.At("/feed")
	f.Extract = digest.ExtractNever
	st, client, c := presstest.Rooms(t)
	quiet, unwatched := slog.New(slog.DiscardHandler), func(string, int, int) {}
	g := gather.Gatherer{Feeds: []digest.Feed{f}, Fetch: client, Store: st, Log: quiet, Now: c.Now, Watch: unwatched}
	if _, err := g.Gather(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := render.New(templates.FS, digest.Theme{Base: theme}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &build.Builder{
		Site: digest.Site{Name: "The Test Paper", Language: "en", Location: time.UTC}, Feeds: []digest.Feed{f},
		From: "The Test Paper <paper@paper.example>", Look: func(digest.Edition) *render.Renderer { return r },
		Fetch: client, Store: st, Web: pictured, Links: links.New([]byte("salt"), []byte("key")),
		Log: quiet, Now: c.Now, Watch: unwatched,
	}
	i := &illustrated{Builder: b, site: s, store: st, clock: c, run: build.Run{
		Edition: digest.Edition{ID: "daily", Location: time.UTC, FirstReach: 24 * time.Hour, Once: digest.OncePerDate, MaxStories: 25},
		Slot:    digest.SlotOf(c.Now(), time.UTC), Until: c.Now(), AtOnce: true, Readers: []digest.Subscriber{{Email: "ana@example.com"}},
	}}
	i.run.Edition.Images = true
	return i
}

// draft builds the issue, without writing it.
func (i *illustrated) draft(t *testing.T) build.Draft {
	t.Helper()
	d, err := i.Draft(t.Context(), i.run)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Renderings) != 1 {
		t.Fatalf("%d renderings", len(d.Renderings))
	}
	return d
}

// shown are the names of the pictures in a mail.
func shown(t *testing.T, d build.Draft) (names []string) {
	t.Helper()
	for address := range render.Pictures(d.Renderings[0].HTML) {
		name, ok := strings.CutPrefix(address, pictured+"/images/")
		if !ok {
			t.Errorf("the mail loads a picture from %s", address)
		}
		names = append(names, name)
	}
	return names
}

func TestMailShowsPicturesThatThePaperItselfServes(t *testing.T) {
	i := newIllustrated(t, "classic", "/lead.jpg", "/other.jpg")
	i.site.Serve("/lead.jpg", "image/jpeg", photograph(t, 2000, 1000))
	i.site.Serve("/other.jpg", "image/jpeg", photograph(t, 1600, 900))
	i.run.Edition.Archive = digest.ArchivePublic
	d, err := i.Build(t.Context(), i.run)
	if err != nil {
		t.Fatal(err)
	}
	names := shown(t, d)
	if len(names) != 1 || d.Report.Pictures != 1 {
		t.Fatalf("pictures %q, report %+v", names, d.Report)
	}
	if n := i.site.Count("/other.jpg"); n != 0 {
		t.Error("a picture that the theme has no place for was asked for")
	}
	p, err := i.store.Picture(t.Context(), names[0])
	if err != nil {
		t.Fatal(err)
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(p.Body))
	if err != nil || config.Width != 1072 || config.Height != 536 {
		t.Errorf("it is %d × %d, %v: not twice the 536 pixels that it is shown", config.Width, config.Height, err)
	}
	st := d.Renderings[0].Contents.Sections[0].Stories[0]
	if st.ImageAlt != st.Headline || st.ImageWidth != 1072 || st.ImageHeight != 536 {
		t.Errorf("%+v", st)
	}
	if html := d.Renderings[0].HTML; !strings.Contains(html, `width="536" height="268" alt="`+st.Headline+`"`) {
		t.Error("the mail does not say how large it is and what it shows")
	}
	if web := d.Issue.Copy.Rendering.Contents.Sections[0].Stories; web[0].ImageName != names[0] || web[1].Image != "" {
		t.Errorf("the web copy has the pictures %q and %q", web[0].Image, web[1].Image)
	}

	i.draft(t) // it is kept: nobody is asked again
	if n := i.site.Count("/lead.jpg"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestIssueHasNoPicturesUnlessTheyAreAskedFor(t *testing.T) {
	for name, change := range map[string]func(*illustrated){
		"images are off":           func(i *illustrated) { i.run.Edition.Images = false },
		"nothing is served":        func(i *illustrated) { i.Web = "" },
		"the theme has none":       func(*illustrated) {},
		"the reader wants no HTML": func(i *illustrated) { i.run.Readers[0].Format = digest.FormatText },
	} {
		theme := "magazine"
		if name == "the theme has none" {
			theme = "brief"
		}
		i := newIllustrated(t, theme, "/lead.jpg")
		i.site.Serve("/lead.jpg", "image/jpeg", photograph(t, 1200, 675))
		change(i)
		d := i.draft(t)
		if got := render.Pictures(d.Renderings[0].HTML); len(got) != 0 || i.site.Count("/lead.jpg") != 0 {
			t.Errorf("%s: pictures %v, asked %d times", name, got, i.site.Count("/lead.jpg"))
		}
	}
}

func TestPictureThatCannotBeHadIsLeftOutAndAskedForAgainLater(t *testing.T) {
	i := newIllustrated(t, "magazine", "/gone.jpg", "/pixel.jpg", "/page.jpg", "/good.jpg", "")
	i.site.Serve("/pixel.jpg", "image/jpeg", photograph(t, 1, 1))
	i.site.Serve("/page.jpg", "image/jpeg", "<!doctype html><p>Log in")
	i.site.Serve("/good.jpg", "image/jpeg", photograph(t, 1200, 675))
	d := i.draft(t)
	if names := shown(t, d); len(names) != 1 || d.Report.Pictures != 1 || d.Report.PicturesLost != 3 || d.Renderings[0].Contents.Stories() != 5 {
		t.Errorf("pictures %q, report %+v", names, d.Report)
	}
	i.site.Serve("/gone.jpg", "image/jpeg", photograph(t, 1200, 675))
	if names := shown(t, i.draft(t)); len(names) != 1 || i.site.Count("/gone.jpg") != 1 {
		t.Errorf("within the hour: pictures %q, asked %d times", names, i.site.Count("/gone.jpg"))
	}
	i.clock.Pass(time.Hour)
	if names := shown(t, i.draft(t)); len(names) != 2 || i.site.Count("/gone.jpg") != 2 {
		t.Errorf("an hour later: pictures %q, asked %d times", names, i.site.Count("/gone.jpg"))
	}
	if st := i.draft(t).Renderings[0].Contents.Sections[0].Stories[0]; st.ImageName == "" {
		t.Error("it can be had, and is not shown")
	}
}

func TestPicturesHaveTheirTimeAndNoMore(t *testing.T) {
	i := newIllustrated(t, "magazine", "/slow.jpg")
	i.site.Set("/slow.jpg", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	i.Wait = 200 * time.Millisecond
	if d := i.draft(t); len(render.Pictures(d.Renderings[0].HTML)) != 0 || d.Renderings[0].Contents.Stories() != 1 || d.Report.PicturesLost != 1 {
		t.Errorf("a server that never answers: report %+v", d.Report)
	}
	if d := i.draft(t); d.Report.PicturesLost != 0 {
		t.Error("the next look waits for it again")
	}
}

// forgetful is a store that keeps no picture.
type forgetful struct{ *store.Store }

func (forgetful) SavePictureTry(context.Context, digest.PictureTry) error {
	return errors.New("read only")
}

func TestPictureThatIsNotKeptIsNotShown(t *testing.T) {
	i := newIllustrated(t, "magazine", "/good.jpg")
	i.site.Serve("/good.jpg", "image/jpeg", photograph(t, 1200, 675))
	i.Store = forgetful{i.store}
	if d := i.draft(t); len(render.Pictures(d.Renderings[0].HTML)) != 0 {
		t.Error("the mail shows a picture that nobody can be served")
	}
}
