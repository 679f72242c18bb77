package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"time"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/fetch"
	"tidings/digest/pipeline"
	"tidings/digest/render"
	"tidings/digest/store"
)

// app is one call of the program, with what its commands need beside it.
type app struct {
	*call.Call
	resolver resolver // asks the DNS; nil: that of the machine
}

// paper is a configuration with its rooms wired together.
type paper struct {
	*pipeline.Pipeline
	cfg   *config.Config
	store *store.Store
	fetch *fetch.Client
}

// wire opens the state and puts the rooms together. Close the paper when done.
func (a *app) wire(ctx context.Context, cfg *config.Config, level slog.Level) (*paper, error) {
	if err := cfg.ReadSecrets(ctx); err != nil {
		return nil, err
	}
	look, err := a.Looks(cfg)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, cfg.State, store.Options{Now: a.Clock(), Rand: rand.Reader})
	if err != nil {
		return nil, err
	}
	p := a.compose(cfg, look, st, a.Logger(level), rand.Text())
	if err := p.enrol(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// compose puts the rooms together on a state that is open. It must be told who its readers are.
func (a *app) compose(cfg *config.Config, look func(digest.Edition) *render.Renderer, st *store.Store, log *slog.Logger, owner string) *paper {
	client := fetch.New(fetch.Options{
		UserAgent: a.UserAgent(len(cfg.Subscribers)), Allow: cfg.Allow, Gap: pageGap, FeedGap: feedGap,
	})
	p := &paper{cfg: cfg, store: st, fetch: client, Pipeline: &pipeline.Pipeline{
		Site: cfg.Site, Feeds: cfg.Feeds, Lists: cfg.Lists, From: cfg.From, Look: look,
		Fetch: client, Store: st, Log: log, Now: a.Clock(), Jitter: mathrand.N[time.Duration], Owner: owner,
	}}
	for _, e := range cfg.Editions {
		p.Editions = append(p.Editions, e.Edition)
	}
	if cfg.Sends() {
		p.Mail = &relay{cfg: cfg}
		how := cfg.Delivery
		p.Pace = pipeline.Pace{
			Connections: how.Connections, PerConnection: how.PerConnection, Gap: how.Gap, DomainGap: how.DomainGap, Resend: how.Resend,
		}
	}
	return p
}

// enrol says who the readers are, and by which links they leave and choose.
func (p *paper) enrol(ctx context.Context) (err error) {
	p.Readers, p.Links, err = known.Roll(ctx, p.store, p.cfg)
	p.Web, p.Returns = p.cfg.Web.URL, p.cfg.Bounces.Address
	if p.cfg.Bounces.Read() {
		p.Leaving = p.cfg.Bounces.Address
	}
	return err
}

// Close lets go of the state and the connections.
func (p *paper) Close() error {
	p.fetch.Close()
	return p.store.Close()
}

// editionNamed is the edition that a command is about: the one of a name, or the first when none is named.
func editionNamed(cfg *config.Config, args []string) (config.Edition, error) {
	if len(args) == 0 {
		return cfg.Editions[0], nil
	}
	e, ok := cfg.Edition(args[0])
	if !ok {
		var ids []string
		for _, e := range cfg.Editions {
			ids = append(ids, e.ID)
		}
		return e, exit.With(exit.Usage, digest.Hint(fmt.Errorf("there is no edition %q", args[0]), "the editions are: %s", wording.List(ids)))
	}
	return e, nil
}

// reader finds a reader by address; digest.ErrNotFound when there is none.
func (p *paper) reader(ctx context.Context, email string) (digest.Subscriber, error) {
	return p.Readers.Keyed(ctx, digest.Subscriber{Email: email}.Key())
}

// The least times between two requests to one host: feeds are asked for hour after hour, a page once.
const (
	feedGap = time.Second
	pageGap = 500 * time.Millisecond
)
