// Package pictures turns the addresses of pictures in an issue's contents into pictures that the paper serves itself, each as
// small as it is shown.
package pictures

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"tidings/digest"
	"tidings/digest/extract"
	"tidings/digest/images"
	"tidings/digest/links"
	"tidings/digest/pipeline/large"
	"tidings/digest/render"
)

// The bounds of pictures.
const (
	picturesMost   = 30               // asked for in one building: a magazine of 25 stories has that many, and some do not come
	picturesAtOnce = 8                // of different hosts; each has its own, smaller limit in fetch
	picturesWait   = 10 * time.Second // in one building; the issue goes without those that have not come by then
	picturesEach   = 3                // addresses tried for one story
	pictureAgain   = time.Hour        // before one that could not be had is asked for again: as feeds are
	pictureWidth   = 600              // of one whose theme does not say how wide it is: the width of the mail

	// pictureAccept does without AVIF and SVG, so that servers with a choice send what is read here.
	pictureAccept = "image/jpeg, image/png, image/webp, image/gif;q=0.8"
)

// errSlow ends the asking for pictures.
var errSlow = errors.New("it did not come while the issue was built")

// Gallery gets the pictures of one issue. All exported fields but Wait and Fetch are required.
type Gallery struct {
	Web     string        // address of the readers' pages, where pictures are served
	Wait    time.Duration // how long the issue waits for pictures in all; 0: ten seconds
	Fetch   Fetcher       // nil: those that were had before are shown, and no others asked for
	Store   Store
	Log     *slog.Logger
	Now     func() time.Time
	Draw    func(digest.Contents) (digest.Rendering, error) // as a mail with pictures, within the edition's budget
	Article func(id string) *digest.Article                 // one of those that the issue is made of; nil when it is none
	Proxy   func(feed string) digest.Proxy                  // by which the servers of a feed are asked

	// The maps and counts are written under mu.
	ctx       context.Context // ends with the time that pictures may take; nil: none was asked for yet
	stop      context.CancelFunc
	large     large.Room
	unpacking sync.Mutex // one picture at a time is large in memory

	mu    sync.Mutex
	asked int
	lost  int
	known map[string]digest.PictureTry // by ID
}

// Fetcher gets one document from somebody else's server.
type Fetcher interface {
	Fetch(ctx context.Context, r digest.Request) (digest.Page, error)
}

// Store keeps pictures, and what became of those that were asked for. Its methods are those of package store.
type Store interface {
	PictureTries(ctx context.Context, ids []string) (map[string]digest.PictureTry, error)
	SavePictureTry(ctx context.Context, t digest.PictureTry) error
}

// begin starts the time that pictures may take.
func (g *Gallery) begin(ctx context.Context) {
	if g.ctx == nil {
		g.ctx, g.stop = context.WithTimeoutCause(ctx, cmp.Or(g.Wait, picturesWait), errSlow)
		g.large = large.NewRoom()
	}
}

// Close ends what is still asked for.
func (g *Gallery) Close() {
	if g.stop != nil {
		g.stop()
	}
}

// Asked is how many pictures were asked for, and how many of them were not to be had.
func (g *Gallery) Asked() (asked, lost int) { return g.asked, g.lost }

// candidate is an address at which there may be a picture for a story.
type candidate struct {
	id      string
	article *digest.Article
	url     string
}

// wanted is a story that the theme shows with a picture.
type wanted struct {
	story      *digest.ContentsStory
	width      int // as shown
	candidates []candidate
}

// Illustrate gives the stories of contents the pictures that a mail shows, and takes the addresses of all others away: what
// a theme has no place for, or the budget no room, is not asked for. A picture that is not there in time is left out.
func (g *Gallery) Illustrate(ctx context.Context, c digest.Contents) (digest.Contents, error) {
	wants, err := g.wanted(&c)
	if err != nil || len(wants) == 0 {
		return c, err
	}
	if err := g.recall(ctx, wants); err != nil {
		return c, err
	}
	g.begin(ctx)
	var wg sync.WaitGroup
	places := make(chan struct{}, picturesAtOnce)
	for i := range wants {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			g.hang(ctx, &wants[i])
		})
	}
	wg.Wait()
	return c, ctx.Err()
}

// wanted lists the stories of contents that are shown with a picture when all have one. It leaves contents without any.
func (g *Gallery) wanted(c *digest.Contents) ([]wanted, error) {
	c.Sections = slices.Clone(c.Sections)
	var wants []wanted
	for i := range c.Sections {
		c.Sections[i].Stories = slices.Clone(c.Sections[i].Stories)
		for j := range c.Sections[i].Stories {
			st := &c.Sections[i].Stories[j]
			all := g.candidates(st)
			st.Image = "" // nobody reads mail with a picture of another server's in it
			if len(all) > 0 {
				// As long as the real address, so that the budget has room for as many.
				st.Image = g.Web + links.PicturePath(digest.Key("place", st.ID)+".jpg")
				wants = append(wants, wanted{story: st, candidates: all})
			}
		}
	}
	drawn, err := g.Draw(*c)
	if err != nil {
		return nil, err
	}
	shown := render.Pictures(drawn.HTML)
	wants = slices.DeleteFunc(wants, func(w wanted) bool {
		_, ok := shown[w.story.Image]
		if !ok {
			w.story.Image = ""
		}
		return !ok
	})
	for i := range wants {
		w := &wants[i]
		if w.width = shown[w.story.Image]; w.width <= 0 || w.width > pictureWidth {
			w.width = pictureWidth
		}
		w.story.Image = ""
		for j := range w.candidates {
			w.candidates[j].id = digest.Key("picture", w.candidates[j].url, strconv.Itoa(w.width))
		}
	}
	return wants, nil
}

// candidates are the addresses of pictures for a story, the one that it was told with first.
func (g *Gallery) candidates(st *digest.ContentsStory) []candidate {
	var all []candidate
	add := func(a *digest.Article, url string) {
		known := slices.ContainsFunc(all, func(c candidate) bool { return c.url == url })
		if url != "" && !known && len(all) < picturesEach {
			all = append(all, candidate{article: a, url: url})
		}
	}
	var members []*digest.Article
	for _, id := range st.Members {
		if a := g.Article(id); a != nil {
			members = append(members, a)
		}
	}
	for _, a := range members {
		if a.Text.Image == st.Image || a.Image == st.Image {
			add(a, st.Image)
		}
	}
	for _, a := range members {
		add(a, a.Text.Image)
		add(a, a.Image)
	}
	return all
}

// recall reads what became of the pictures when they were asked for before.
func (g *Gallery) recall(ctx context.Context, wants []wanted) error {
	var ids []string
	for _, w := range wants {
		for _, c := range w.candidates {
			if _, ok := g.known[c.id]; !ok {
				ids = append(ids, c.id)
			}
		}
	}
	tries, err := g.Store.PictureTries(ctx, ids)
	if g.known == nil {
		g.known = make(map[string]digest.PictureTry)
	}
	for id, t := range tries {
		if t.Picture.Name != "" || g.Now().Sub(t.Tried) < pictureAgain {
			g.known[id] = t
		}
	}
	return err
}

// hang gives a story the first picture that can be had.
func (g *Gallery) hang(ctx context.Context, w *wanted) {
	for _, c := range w.candidates {
		p := g.picture(ctx, c, w.width)
		if p.Name == "" {
			continue
		}
		alt := extract.Caption(c.article.Text.HTML, c.url)
		if alt == "" {
			alt = extract.Caption(c.article.Content, c.url)
		}
		if alt == "" {
			alt = w.story.Headline
		}
		st := w.story
		st.Image, st.ImageName, st.ImageAlt = g.Web+links.PicturePath(p.Name), p.Name, alt
		st.ImageWidth, st.ImageHeight = p.Width, p.Height
		return
	}
}

// picture is what there is at an address; zero when there is none that can be shown.
func (g *Gallery) picture(ctx context.Context, c candidate, width int) digest.Picture {
	g.mu.Lock()
	t, known := g.known[c.id]
	ask := !known && g.Fetch != nil && g.asked < picturesMost && g.ctx.Err() == nil
	if ask {
		g.asked++
	}
	g.mu.Unlock()
	if !ask {
		return t.Picture
	}
	t = g.askPicture(c, width)
	if ctx.Err() != nil {
		return digest.Picture{}
	}
	if t.Reason != "" {
		g.Log.Debug("a picture was not to be had", "url", c.url, "reason", t.Reason)
	}
	if err := g.Store.SavePictureTry(ctx, t); err != nil { // a picture that is not kept would be missing in the mail
		g.Log.Debug("a picture was not kept", "url", c.url, "error", err)
		t.Picture = digest.Picture{}
	}
	t.Picture.Body = nil
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.known[c.id] = t; t.Picture.Name == "" {
		g.lost++
	}
	return t.Picture
}

// askPicture gets a file and makes a picture of it. No header of the feed goes with it: what is served to everybody must be
// open to everybody.
func (g *Gallery) askPicture(c candidate, width int) digest.PictureTry {
	t := digest.PictureTry{ID: c.id, Tried: g.Now()}
	place := g.large.Place()
	defer place.Leave()
	page, err := g.Fetch.Fetch(g.ctx, digest.Request{
		URL: c.url, Accept: pictureAccept, Proxy: g.Proxy(c.article.FeedID), Room: func() error { return place.Take(g.ctx) },
	})
	if err == nil {
		g.unpacking.Lock()
		t.Picture, err = images.Shrink(page.Body, width)
		g.unpacking.Unlock()
	}
	if err != nil {
		t.Reason = err.Error()
	}
	return t
}
