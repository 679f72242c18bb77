// Package serve is `tidings serve`: a configuration becomes a daemon that does by it, follows its files, and shows pages and
// numbers.
package serve

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/paper"
	"tidings/digest/config"
	"tidings/digest/jobs"
	"tidings/digest/metrics"
)

// Command is `tidings serve`.
func Command(c *call.Call) *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Mail every edition on its schedule, until stopped", GroupID: "paper", Args: cobra.NoArgs,
		Long: `Runs until it is stopped: reads the feeds as often as their servers like, builds each
edition when its slot is due, and mails it. With web: {listen, url} it serves the pages
by which readers join, leave and choose what they get, and the issues of editions with an
archive; with metrics: {listen}, numbers for Prometheus. Files that change are read again,
and on SIGHUP all of them; while they are wrong, what was read before stays. The first
Ctrl-C or SIGTERM finishes the message on the wire; nothing is sent twice or forgotten
when it is started again.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.Load()
			if err != nil {
				return err
			}
			if err := paper.CanMail(cfg); err != nil {
				return err
			}
			c.Warn(cfg)
			p, err := paper.Open(cmd.Context(), c, cfg, slog.LevelInfo)
			if err != nil {
				return err
			}
			defer p.Close()
			s := &serving{Call: c, paper: p, meter: metrics.NewMeter(c.Version)}
			return s.run(cmd.Context())
		},
	}
}

// serving is a daemon that runs, with the configuration by which it does.
type serving struct {
	*call.Call
	meter   *metrics.Meter
	daemon  *jobs.Daemon // the one that runs; what it runs by changes with each load
	pages   hall
	figures hall // for Prometheus

	mu    sync.Mutex // of paper
	paper *paper.Paper
}

// present is the paper as it was loaded last.
func (s *serving) present() *paper.Paper {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.paper
}

// run serves until ctx ends.
func (s *serving) run(ctx context.Context) error {
	p := s.paper
	s.daemon = s.daemonOf(p)
	for _, e := range p.Config.Editions {
		if next, ok := e.Schedule.Next(time.Now(), e.Location); ok {
			p.Log.Info("edition", "id", e.ID, "schedule", e.Schedule.String(), "next", next.At.Format(time.RFC3339), "readers", len(p.Config.Readers(e.Edition)))
		}
	}
	if err := s.open(ctx, p); err != nil {
		return errors.Join(err, s.close())
	}
	p.Log.Info("serving", "feeds", len(p.Feeds), "editions", len(p.Editions), "state", paper.Redacted(p.Config.State), "version", s.Version)
	working, stop := context.WithCancel(ctx)
	defer stop()
	var following sync.WaitGroup
	following.Go(func() { s.follow(working) })
	following.Go(func() { rest(working) })
	err := s.daemon.Run(ctx)
	stop()
	following.Wait()
	err = errors.Join(err, s.close())
	p.Log.Info("stopped")
	return err
}

// daemonOf is a daemon that does by a paper.
func (s *serving) daemonOf(p *paper.Paper) *jobs.Daemon {
	d := &jobs.Daemon{
		Pipeline: p.Pipeline, Store: p.State, Retention: p.Config.Retention, Returns: p.ServeReturns(), Log: p.Log, Now: time.Now,
		Meter: s.meter, AlertTo: p.Config.Alerts.To,
	}
	for _, e := range p.Config.Editions {
		d.Editions = append(d.Editions, jobs.Edition{Edition: e.Edition, Schedule: e.Schedule, Late: e.Late})
	}
	return d
}

// open serves what a paper shows. The addresses are taken at once, so that one that is taken already is said before
// anything else is done.
func (s *serving) open(ctx context.Context, p *paper.Paper) error {
	server, err := p.Pages()
	if err != nil {
		return err
	}
	listen := p.Config.Web.Listen
	if server == nil {
		listen = ""
	}
	if err := s.pages.exchange(ctx, listen, server.Serve); err != nil {
		return taken(err, "the pages", "web.listen", listen)
	}
	watched := metrics.Watched{Meter: s.meter, Counts: s.counts, Ready: s.daemon.Ready, Log: p.Log}
	if err := s.figures.exchange(ctx, p.Config.Metrics.Listen, watched.Serve); err != nil {
		return taken(err, "the numbers", "metrics.listen", p.Config.Metrics.Listen)
	}
	if s.pages.door != nil {
		p.Log.Info("pages", "listen", s.pages.door.listener.Addr().String(), "url", p.Config.Web.URL)
	}
	if s.figures.door != nil {
		p.Log.Info("metrics", "listen", s.figures.door.listener.Addr().String())
	}
	return nil
}

func (s *serving) close() error { return errors.Join(s.pages.close(), s.figures.close()) }

// counts are the numbers of the state.
func (s *serving) counts(ctx context.Context) (metrics.Counts, error) {
	p := s.present()
	stats, err := p.State.Stats(ctx)
	if err != nil {
		return metrics.Counts{}, err
	}
	states, err := p.State.FeedStates(ctx, feedIDs(p.Config))
	if err != nil {
		return metrics.Counts{}, err
	}
	c := metrics.Counts{Outbox: stats.Deliveries, Articles: stats.Articles, Feeds: map[string]int{known.FeedWell: 0, known.FeedFailing: 0, known.FeedGone: 0, known.FeedNew: 0}}
	for _, f := range p.Config.Feeds {
		switch st := states[f.ID]; {
		case st.Gone:
			c.Feeds[known.FeedGone]++
		case st.Fails > 0:
			c.Feeds[known.FeedFailing]++
		case st.LastTry.IsZero():
			c.Feeds[known.FeedNew]++
		default:
			c.Feeds[known.FeedWell]++
		}
	}
	if s.daemon.Ready(ctx) == nil { // else there is no queue to count
		c.Queue, err = s.daemon.Waiting(ctx)
	}
	return c, err
}

func feedIDs(cfg *config.Config) []string {
	ids := make([]string, len(cfg.Feeds))
	for i, f := range cfg.Feeds {
		ids[i] = f.ID
	}
	return ids
}
