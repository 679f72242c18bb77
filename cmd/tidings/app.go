package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/fetch"
	"tidings/digest/mail"
	"tidings/digest/pipeline"
	"tidings/digest/render"
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
}

// say prints words for a person; data goes to stdout.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// load reads the configuration.
func (a *app) load() (*config.Config, error) {
	return config.Load(config.Options{Path: a.configPath, Env: os.Getenv, Subject: render.CheckSubject})
}

// warn says what is odd about a configuration. Commands that mail do; a look needs no subscriber and no server.
func (a *app) warn(cfg *config.Config) {
	if len(cfg.Warnings) > 0 && !a.quiet {
		fmt.Fprintln(a.stderr, cfg.Warnings)
	}
}

// theme is the look of every digest.
const theme = "classic"

// paper is a configuration with its rooms wired together.
type paper struct {
	*pipeline.Pipeline
	cfg   *config.Config
	store *store.Store
	fetch *fetch.Client
}

// open loads the configuration, opens the state, and wires the pipeline. Close the paper when done.
func (a *app) open(ctx context.Context, level slog.Level) (*paper, error) {
	cfg, err := a.load()
	if err != nil {
		return nil, err
	}
	return a.wire(ctx, cfg, level)
}

func (a *app) wire(ctx context.Context, cfg *config.Config, level slog.Level) (*paper, error) {
	if err := cfg.ReadSecrets(ctx); err != nil {
		return nil, err
	}
	renderer, err := render.New(templates.FS, theme)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, cfg.State, store.Options{Now: time.Now, Rand: rand.Reader})
	if err != nil {
		return nil, err
	}
	client := fetch.New(fetch.Options{UserAgent: a.userAgent(), Allow: cfg.Allow, Gap: politeGap})
	p := &paper{cfg: cfg, store: st, fetch: client, Pipeline: &pipeline.Pipeline{
		Site: cfg.Site, Feeds: cfg.Feeds, Lists: cfg.Lists, From: cfg.From, Theme: theme, Render: renderer,
		Fetch: client, Store: st, Log: a.logger(level), Now: time.Now, Owner: rand.Text(),
	}}
	for _, e := range cfg.Editions {
		p.Editions = append(p.Editions, e.Edition)
	}
	if cfg.SMTP.Host != "" {
		p.Mail = &relay{cfg: cfg}
	}
	return p, nil
}

// politeGap is the least time between two requests to one host.
const politeGap = 500 * time.Millisecond

// Close lets go of the state and the connections.
func (p *paper) Close() error {
	p.fetch.Close()
	return p.store.Close()
}

// edition is the one of a name, or the first when the name is empty.
func (p *paper) edition(args []string) (config.Edition, error) {
	if len(args) == 0 {
		return p.cfg.Editions[0], nil
	}
	e, ok := p.cfg.Edition(args[0])
	if !ok {
		var ids []string
		for _, e := range p.cfg.Editions {
			ids = append(ids, e.ID)
		}
		return e, &codeError{exitUsage, digest.Hint(fmt.Errorf("there is no edition %q", args[0]), "the editions are: %s", list(ids))}
	}
	return e, nil
}

// subscriber finds a reader by address.
func (p *paper) subscriber(email string) (digest.Subscriber, bool) {
	key := digest.Subscriber{Email: email}.Key()
	for _, s := range p.cfg.Subscribers {
		if s.Key() == key {
			return s, true
		}
	}
	return digest.Subscriber{}, false
}

// relay connects to the configured mail server. The password is read when it is first needed.
type relay struct {
	cfg      *config.Config
	once     sync.Once
	password string
	err      error
}

// Connect opens a session.
func (r *relay) Connect(ctx context.Context) (pipeline.Session, error) {
	r.once.Do(func() { r.password, r.err = r.cfg.SMTP.Password.Read(ctx) })
	if r.err != nil {
		return nil, r.err
	}
	s := r.cfg.SMTP
	return mail.Dialer{Host: s.Host, Port: s.Port, User: s.User, Password: r.password, TLS: mail.TLSMode(s.TLS)}.Connect(ctx)
}
