package main

import (
	"errors"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"tidings/digest/jobs"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Mail every edition on its schedule, until stopped", GroupID: "paper", Args: cobra.NoArgs,
		Long: `Runs until it is stopped: reads the feeds as often as their servers like, builds each
edition when its slot is due, and mails it. With web: {listen, url} it serves the pages
by which readers join, leave and choose what they get, and the issues of editions with an archive. The first Ctrl-C or SIGTERM finishes the
message on the wire; nothing is sent twice or forgotten when it is started again.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			cfg, err := a.load()
			if err != nil {
				return err
			}
			if err := sendable(cfg, cfg.Editions[0], sendFlags{}); err != nil {
				return err
			}
			a.warn(cfg)
			p, err := a.wire(ctx, cfg, slog.LevelInfo)
			if err != nil {
				return err
			}
			defer p.Close()
			d := &jobs.Daemon{Pipeline: p.Pipeline, Store: p.store, Retention: p.cfg.Retention, Returns: p.serveReturns(), Log: p.Log, Now: time.Now}
			for _, e := range p.cfg.Editions {
				d.Editions = append(d.Editions, jobs.Edition{Edition: e.Edition, Schedule: e.Schedule, Late: e.Late})
				if next, ok := e.Schedule.Next(time.Now(), e.Location); ok {
					p.Log.Info("edition", "id", e.ID, "schedule", e.Schedule.String(), "next", next.At.Format(time.RFC3339), "readers", len(p.cfg.Readers(e.Edition)))
				}
			}
			wait, err := p.servePages(ctx)
			if err != nil {
				return err
			}
			p.Log.Info("serving", "feeds", len(p.Feeds), "editions", len(d.Editions), "state", redacted(p.cfg.State), "version", a.version())
			err = errors.Join(d.Run(ctx), wait())
			p.Log.Info("stopped")
			return err
		},
	}
}
