// Package paper wires the rooms of digest together: a configuration and its state become a pipeline that gathers, drafts
// and mails, and what each phase came to becomes words for the person who called it.
package paper

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	mathrand "math/rand/v2"
	"net/url"
	"time"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/fetch"
	"tidings/digest/pipeline"
	"tidings/digest/render"
	"tidings/digest/store"
)

// Paper is a configuration with its rooms wired together: a pipeline on its state.
type Paper struct {
	*pipeline.Pipeline
	Config *config.Config
	State  *store.Store
	Client *fetch.Client // asks other people's servers; closed with the paper
}

// Open reads the secrets and themes of a configuration, opens its state and puts the rooms together. Close the paper when
// done.
func Open(ctx context.Context, c *call.Call, cfg *config.Config, level slog.Level) (*Paper, error) {
	if err := cfg.ReadSecrets(ctx); err != nil {
		return nil, err
	}
	look, err := c.Looks(cfg)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, cfg.State, store.Options{Now: c.Clock(), Rand: rand.Reader})
	if err != nil {
		return nil, err
	}
	p := Assemble(c, cfg, look, st, c.Logger(level), rand.Text())
	if err := p.Enrol(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// Assemble puts the rooms together on a state that is open, under the name of an owner of leases. The paper must be told
// who its readers are: see Enrol.
func Assemble(c *call.Call, cfg *config.Config, look func(digest.Edition) *render.Renderer, st *store.Store, log *slog.Logger, owner string) *Paper {
	client := Client(c, cfg)
	p := &Paper{Config: cfg, State: st, Client: client, Pipeline: &pipeline.Pipeline{
		Site: cfg.Site, Feeds: cfg.Feeds, Lists: cfg.Lists, From: cfg.From, Look: look,
		Fetch: client, Store: st, Log: log, Now: c.Clock(), Jitter: mathrand.N[time.Duration], Owner: owner,
	}}
	for _, e := range cfg.Editions {
		p.Editions = append(p.Editions, e.Edition)
	}
	if cfg.Sends() {
		p.Mail = &Relay{Config: cfg}
		how := cfg.Delivery
		p.Pace = pipeline.Pace{
			Connections: how.Connections, PerConnection: how.PerConnection, Gap: how.Gap, DomainGap: how.DomainGap, Resend: how.Resend,
		}
	}
	return p
}

// Enrol tells a paper who its readers are, and by which links they leave and choose.
func (p *Paper) Enrol(ctx context.Context) (err error) {
	p.Readers, p.Links, err = known.Roll(ctx, p.State, p.Config)
	p.Web, p.Returns = p.Config.Web.URL, p.Config.Bounces.Address
	if p.Config.Bounces.Read() {
		p.Leaving = p.Config.Bounces.Address
	}
	return err
}

// Client is what asks other people's servers for a configuration. Close it when done.
func Client(c *call.Call, cfg *config.Config) *fetch.Client {
	return fetch.New(fetch.Options{UserAgent: c.UserAgent(len(cfg.Subscribers)), Allow: cfg.Allow, Gap: pageGap, FeedGap: feedGap})
}

// Close lets go of the state and the connections.
func (p *Paper) Close() error {
	p.Client.Close()
	return p.State.Close()
}

// The least times between two requests to one host: feeds are asked for hour after hour, a page once.
const (
	feedGap = time.Second
	pageGap = 500 * time.Millisecond
)

// Redacted is where the state is, without a password.
func Redacted(where string) string {
	if u, err := url.Parse(where); err == nil && u.User != nil {
		return u.Redacted()
	}
	return where
}
