package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"time"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/fetch"
	"tidings/digest/links"
	"tidings/digest/pipeline"
	"tidings/digest/pipeline/readers"
	"tidings/digest/render"
	"tidings/digest/render/markdown"
	"tidings/digest/store"
	"tidings/templates"
)

// app is one call of the program: its streams and the flags that every command has.
type app struct {
	stdin      io.Reader
	stdout     io.Writer
	stderr     io.Writer
	configPath string
	verbose    bool
	quiet      bool
	drawn      map[string]*render.Renderer // themes that were read, by themeKey
	resolver   resolver                    // asks the DNS; nil: that of the machine
	now        func() time.Time            // the clock of what is wired; nil: that of the machine
}

// clock is the time by which the rooms work.
func (a *app) clock() func() time.Time {
	if a.now != nil {
		return a.now
	}
	return time.Now
}

// say prints words for a person; data goes to stdout.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		a.trouble(format, args...)
	}
}

// trouble prints what a person must hear even when quiet: what went wrong.
func (a *app) trouble(format string, args ...any) {
	fmt.Fprintf(a.stderr, format+"\n", args...)
}

// load reads the configuration.
func (a *app) load() (*config.Config, error) { return a.loadInstead(nil) }

// loadInstead reads the configuration as it would be with other files.
func (a *app) loadInstead(instead map[string][]byte) (*config.Config, error) {
	return a.loadFrom(a.configPath, instead)
}

// loadFrom reads the configuration at a path; empty: where it is looked for.
func (a *app) loadFrom(path string, instead map[string][]byte) (*config.Config, error) {
	return config.Load(a.configOptions(path, instead))
}

// configOptions say how the configuration at a path is read.
func (a *app) configOptions(path string, instead map[string][]byte) config.Options {
	return config.Options{
		Path: path, Env: os.Getenv, Local: localZone(), Subject: render.CheckSubject, Note: markdown.Check, Instead: instead,
		Theme: a.checkTheme, Themes: render.Names(templates.FS),
	}
}

// warn says what is odd about a configuration. Commands that mail do; a look needs no subscriber and no server.
func (a *app) warn(cfg *config.Config) {
	if len(cfg.Warnings) > 0 && !a.quiet {
		fmt.Fprintln(a.stderr, cfg.Warnings)
	}
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
	look, err := a.looks(cfg)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, cfg.State, store.Options{Now: a.clock(), Rand: rand.Reader})
	if err != nil {
		return nil, err
	}
	p := a.compose(cfg, look, st, a.logger(level), rand.Text())
	if err := p.enrol(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// compose puts the rooms together on a state that is open. It must be told who its readers are.
func (a *app) compose(cfg *config.Config, look func(digest.Edition) *render.Renderer, st *store.Store, log *slog.Logger, owner string) *paper {
	client := fetch.New(fetch.Options{
		UserAgent: a.userAgent(len(cfg.Subscribers)), Allow: cfg.Allow, Gap: pageGap, FeedGap: feedGap,
	})
	p := &paper{cfg: cfg, store: st, fetch: client, Pipeline: &pipeline.Pipeline{
		Site: cfg.Site, Feeds: cfg.Feeds, Lists: cfg.Lists, From: cfg.From, Look: look,
		Fetch: client, Store: st, Log: log, Now: a.clock(), Jitter: mathrand.N[time.Duration], Owner: owner,
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
	p.Readers, p.Links, err = rollOf(ctx, p.store, p.cfg)
	p.Web, p.Returns = p.cfg.Web.URL, p.cfg.Bounces.Address
	if p.cfg.Bounces.Read() {
		p.Leaving = p.cfg.Bounces.Address
	}
	return err
}

// rollOf is the readers of a configuration and a state, and what makes their names and links. The keys for that are in the
// state: made when they are first needed, and the same for every machine that shares it.
func rollOf(ctx context.Context, st *store.Store, cfg *config.Config) (*readers.Roll, *links.Signer, error) {
	salt, err := st.Secret(ctx, "reader-names")
	if err != nil {
		return nil, nil, err
	}
	key, err := st.Secret(ctx, "links-0")
	if err != nil {
		return nil, nil, err
	}
	signer := links.New(salt, key)
	return &readers.Roll{
		File: cfg.Subscribers, Store: st, Name: func(key string) string { return string(signer.Reader(key)) },
	}, signer, nil
}

// The least times between two requests to one host: feeds are asked for hour after hour, a page once.
const (
	feedGap = time.Second
	pageGap = 500 * time.Millisecond
)

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
		return e, &codeError{exitUsage, digest.Hint(fmt.Errorf("there is no edition %q", args[0]), "the editions are: %s", list(ids))}
	}
	return e, nil
}

// reader finds a reader by address; digest.ErrNotFound when there is none.
func (p *paper) reader(ctx context.Context, email string) (digest.Subscriber, error) {
	return p.Readers.Keyed(ctx, digest.Subscriber{Email: email}.Key())
}
