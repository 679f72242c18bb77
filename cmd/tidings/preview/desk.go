package preview

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/preview/watch"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/links"
	"tidings/digest/pipeline"
	"tidings/digest/render"
	"tidings/digest/store"
	"tidings/templates"
)

// watch serves the digest as a page until it is stopped.
func (a actions) watch(ctx context.Context, p *paper.Paper, e config.Edition, f previewFlags) error {
	d := &desk{call: a.Call, date: f.date, paper: p}
	s := watch.New(ctx, d)
	err := s.Serve(ctx, f.port, func(address string) {
		chosen := url.Values{"edition": {e.ID}}
		if f.as != "" {
			chosen.Set("as", f.as)
		}
		address += "?" + chosen.Encode()
		a.Say("The digest is at %s and follows your files. Ctrl-C ends it.", address)
		if f.open {
			if err := call.Browse(address); err != nil {
				exit.Complain(a.Stderr, err)
			}
		}
	})
	return errors.Join(err, d.close())
}

// desk draws digests for a page, of what is stored: no feed is asked, and of other servers pictures alone.
type desk struct {
	call    *call.Call
	date    string
	paper   *paper.Paper        // by the last configuration without error
	readers []digest.Subscriber // of the file and of the web
	opened  *store.Store        // when the configuration has come to name another state than at first
}

// close lets go of a state that was opened here.
func (d *desk) close() error {
	if d.opened == nil {
		return nil
	}
	return d.opened.Close()
}

// Reload reads the configuration again. Themes are read when they are drawn with, so that what is wrong with the files
// of one is said of them, and of no other.
func (d *desk) Reload(ctx context.Context) error {
	d.call.ForgetThemes()
	cfg, err := d.call.LoadUnthemed()
	if err != nil {
		return faults(err)
	}
	p, err := d.wire(ctx, cfg)
	if err != nil {
		return faults(err)
	}
	readers, err := p.Readers.All(ctx)
	if err != nil {
		return faults(err)
	}
	if p.State != d.paper.State {
		if err := d.close(); err != nil {
			exit.Complain(d.call.Stderr, err)
		}
		d.opened = p.State
	}
	d.paper, d.readers = p, readers
	return nil
}

// wire makes a paper that drafts, on the same state when it is the same. It has no mail server, and a fetcher for pictures
// alone: without them it needs no secret.
func (d *desk) wire(ctx context.Context, cfg *config.Config) (*paper.Paper, error) {
	st := d.paper.State
	if cfg.State != d.paper.Config.State {
		var err error
		if st, err = store.Open(ctx, cfg.State, store.Options{Now: d.call.Clock(), Rand: rand.Reader}); err != nil {
			return nil, err
		}
	}
	p := &paper.Paper{Config: cfg, State: st, Pipeline: &pipeline.Pipeline{
		Site: cfg.Site, Feeds: cfg.Feeds, Lists: cfg.Lists, From: cfg.From, Store: st, Log: d.call.Logger(slog.LevelError),
		Now: d.call.Clock(), Owner: rand.Text(),
	}}
	p.Client = d.paper.Client
	for _, e := range cfg.Editions {
		p.Editions = append(p.Editions, e.Edition)
		if e.Images { // pictures that were never asked for are; their way there may take a secret
			p.Fetch = p.Client
		}
	}
	err := error(nil)
	if p.Fetch != nil {
		err = cfg.ReadSecrets(ctx)
	}
	if err == nil {
		err = p.Enrol(ctx)
	}
	if err != nil {
		if st != d.paper.State {
			err = errors.Join(err, st.Close())
		}
		return nil, err
	}
	return p, nil
}

// Draw drafts a digest.
func (d *desk) Draw(ctx context.Context, c watch.Choice) (watch.Drawn, error) {
	drawn, err := d.draw(ctx, c)
	if err != nil && ctx.Err() == nil {
		err = faults(err)
	}
	return drawn, err
}

func (d *desk) draw(ctx context.Context, c watch.Choice) (watch.Drawn, error) {
	var named []string
	if c.Edition != "" {
		named = []string{c.Edition}
	}
	e, err := paper.EditionNamed(d.paper.Config, named)
	if err != nil {
		return watch.Drawn{}, err
	}
	reader, err := d.paper.ReaderAs(ctx, c.Reader)
	if err != nil {
		return watch.Drawn{}, err
	}
	if c.Theme != "" {
		if err := call.KnownTheme(c.Theme); err != nil {
			return watch.Drawn{}, err
		}
		e.Theme = digest.Theme{Base: c.Theme}
	}
	look, err := d.call.Renderer(e.Theme)
	if err != nil {
		return watch.Drawn{}, err
	}
	run, _, err := paper.RunOf(e, d.date, d.call.Clock()())
	if err != nil {
		return watch.Drawn{}, err
	}
	run.Readers, run.Anyway = []digest.Subscriber{reader}, true
	usual := d.paper.Look // the page draws one digest at a time
	defer func() { d.paper.Look = usual }()
	d.paper.Look = func(digest.Edition) *render.Renderer { return look }
	draft, err := d.paper.Draft(ctx, run)
	if err != nil {
		return watch.Drawn{}, err
	}
	drawn := drawnOf(draft, e.MaxSize)
	if e.Images {
		drawn.Pictures = d.paper.Web + links.PicturesFolder + "/"
	}
	return drawn, nil
}

// Picture is one that a drawing shows.
func (d *desk) Picture(ctx context.Context, name string) (digest.Picture, error) {
	return d.paper.State.Picture(ctx, name)
}

// drawnOf is what the page shows of a draft for one reader. size is the most that it may weigh, 0 for the usual.
func drawnOf(draft pipeline.Draft, size int) watch.Drawn {
	if len(draft.Renderings) == 0 {
		return watch.Drawn{Nothing: paper.NothingIn(draft)}
	}
	r := draft.Renderings[0]
	c := r.Contents
	out := watch.Drawn{
		Subject: r.Subject, HTML: r.HTML, Text: r.Text,
		Size: render.Size(cmp.Or(r.HTML, r.Text)), Budget: cmp.Or(size, render.DefaultBudget),
		Facts: []string{wording.Count(c.Stories(), "story", "stories"), wording.Count(c.Articles, "article", "articles"), fmt.Sprintf("%d min", c.Minutes)},
	}
	for _, fact := range []struct {
		n    int
		what string
	}{{c.Left, "left out"}, {c.Muted, "muted"}} {
		if fact.n > 0 {
			out.Facts = append(out.Facts, fmt.Sprintf("%d %s", fact.n, fact.what))
		}
	}
	return out
}

// mostReaders is how many readers can be chosen from: a list to look through, not a file of subscribers.
const mostReaders = 200

// Menu lists what there is to choose from.
func (d *desk) Menu() watch.Menu {
	m := watch.Menu{
		Readers: []watch.Option{{Label: "anybody"}},
		Themes:  []watch.Option{{Label: "the edition’s own"}},
		More:    max(0, len(d.readers)-mostReaders),
	}
	for _, e := range d.paper.Config.Editions {
		m.Editions = append(m.Editions, watch.Option{Value: e.ID, Label: e.ID})
	}
	for _, s := range d.readers[:min(mostReaders, len(d.readers))] {
		m.Readers = append(m.Readers, watch.Option{Value: s.Email, Label: s.Email})
	}
	for _, name := range render.Names(templates.FS) {
		m.Themes = append(m.Themes, watch.Option{Value: name, Label: name})
	}
	return m
}

// Files are those of the configuration and of the editions' own themes. One that is read when it is there is among them
// before it is.
func (d *desk) Files() []string {
	names := append([]string{}, d.paper.Config.Files...)
	names = append(names, filepath.Join(filepath.Dir(d.paper.Config.Files[0]), config.SubscribersFile))
	for _, e := range d.paper.Config.Editions {
		if dir := e.Theme.Dir; dir != "" {
			names = append(names, dir, filepath.Join(dir, "words"))
		}
	}
	return names
}

// faults are what is wrong, as the page shows it.
func faults(err error) watch.Faults {
	var problems config.Problems
	if !errors.As(err, &problems) {
		p := call.ProblemOf(err)
		if p.Hint == "" && p.Line > 0 {
			p.Hint = "docs/templates.md says what a template may print, and which blocks there are"
		}
		problems = config.Problems{p}
	}
	var out watch.Faults
	for _, p := range problems {
		if !p.Warning {
			out = append(out, faultOf(p))
		}
	}
	return out
}

// faultOf takes a problem apart as it is printed: where and what, the line, the remedy.
func faultOf(p config.Problem) watch.Fault {
	f := watch.Fault{Where: p.File, Text: p.Text, Hint: p.Hint}
	p.Hint = ""
	if p.Line > 0 {
		f.Where = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
		_, f.Excerpt, _ = strings.Cut(p.String(), "\n")
	}
	return f
}
