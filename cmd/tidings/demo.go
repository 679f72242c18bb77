package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/demo"
	"tidings/digest/demo/inbox"
	"tidings/digest/fetch"
	"tidings/digest/jobs"
	"tidings/digest/pipeline"
)

// demoTimeout is how long the demo waits for a feed: short, since one of them is slow on purpose.
const demoTimeout = 3 * time.Second

func (a *app) demoCommand() *cobra.Command {
	var dir string
	var open bool
	cmd := &cobra.Command{
		Use: "demo", Short: "See the whole thing on an invented press, with no network and no set-up", GroupID: "start",
		Args: cobra.NoArgs,
		Long: `Serves an invented press on this machine, gathers it, groups and tells its stories,
and mails three invented readers through a real mail server of its own. What they
got can be looked at in the browser. One feed is broken, one slow and one gone, as in
real life.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.demo(cmd.Context(), dir, open)
		},
	}
	cmd.Flags().StringVarP(&dir, "output", "o", filepath.Join("out", "demo"), "folder to write to")
	cmd.Flags().BoolVar(&open, "open", false, "open the inbox in the browser")
	return cmd
}

// demo runs the main job from feeds to inbox. The folder is made anew each time, so that it always shows the first day.
func (a *app) demo(ctx context.Context, dir string, open bool) error {
	press, err := demo.NewPress(demo.PressOptions{Now: time.Now()})
	if err != nil {
		return err
	}
	base, err := press.Start()
	if err != nil {
		return err
	}
	defer press.Close()
	post := inbox.New()
	relay, err := post.Start()
	if err != nil {
		return err
	}
	defer post.Close()
	cfg, err := demoConfig(dir, base, relay)
	if err != nil {
		return err
	}
	a.say("Serving an invented press on %s and a mail server on %s", base, relay)
	p, err := a.wire(ctx, cfg, slog.LevelError)
	if err != nil {
		return err
	}
	defer p.Close()
	client := fetch.New(fetch.Options{UserAgent: a.userAgent(len(cfg.Subscribers)), Allow: cfg.Allow, Timeout: demoTimeout})
	defer client.Close()
	p.Pipeline.Fetch = client
	run, err := a.demoRun(ctx, p)
	if err != nil {
		return err
	}
	if err := writeDemo(dir, run, post.Messages()); err != nil {
		return err
	}
	run.say(a, dir)
	if open {
		return openInBrowser(filepath.Join(dir, "index.html"))
	}
	return nil
}

// demoConfig writes the configuration where a newcomer can read it, and loads it as any other is loaded.
func demoConfig(dir, base, relay string) (*config.Config, error) {
	if err := os.RemoveAll(filepath.Join(dir, "state")); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, digest.Hint(err, "choose a folder that can be written to with -o")
	}
	sources, subscribers, err := demo.Config(base, relay)
	if err != nil {
		return nil, err
	}
	for name, body := range map[string][]byte{config.SourcesFile: sources, config.SubscribersFile: subscribers} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil {
			return nil, digest.Hint(err, "choose a folder that can be written to with -o")
		}
	}
	return config.Load(config.Options{Path: dir})
}

// demoDay is what one run of the demo did.
type demoDay struct {
	gathered pipeline.GatherReport
	draft    pipeline.Draft
	sent     pipeline.SendReport
	anybody  digest.Rendering // the digest of a reader without preferences
}

func (a *app) demoRun(ctx context.Context, p *paper) (demoDay, error) {
	var day demoDay
	var err error
	watch, clear := a.watch()
	p.Watch = watch
	day.gathered, err = p.Gather(ctx)
	clear()
	p.Watch = nil
	if err != nil {
		return day, err
	}
	e := p.cfg.Editions[0]
	now := time.Now()
	run := pipeline.Run{Edition: e.Edition, Slot: jobs.SlotOn(e.Schedule, now, now, e.Location), Until: now, AtOnce: true}
	run.Readers = []digest.Subscriber{{}}
	anybody, err := p.Draft(ctx, run)
	if err != nil {
		return day, err
	}
	if len(anybody.Renderings) == 0 {
		return day, fmt.Errorf("the press told nothing; please report this")
	}
	day.anybody = anybody.Renderings[0]
	run.Readers = p.cfg.Readers(e.Edition)
	if day.draft, err = p.Build(ctx, run); err != nil {
		return day, err
	}
	day.sent, err = p.Send(ctx, e.ID)
	return day, err
}

// writeDemo writes the digest and the inbox.
func writeDemo(dir string, day demoDay, mails []inbox.Mail) error {
	for name, body := range map[string]string{"digest.html": day.anybody.HTML, "digest.txt": day.anybody.Text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o644); err != nil {
			return err
		}
	}
	account := inbox.Account{Title: "The demo inbox", Notes: day.failures()}
	for _, f := range day.facts() {
		account.Facts = append(account.Facts, inbox.Fact{Name: f[0], Value: f[1]})
	}
	return inbox.Write(dir, mails, account)
}

// facts is the account of a run, name and figure.
func (d demoDay) facts() [][2]string {
	took := func(t time.Duration) string { return t.Round(10 * time.Millisecond).String() }
	g, b := d.gathered, d.draft.Report
	return [][2]string{
		{"Feeds", fmt.Sprintf("%d read, %d failed", len(g.Feeds)-g.Failed(), g.Failed())},
		{"Articles", fmt.Sprintf("%d, from %s", g.New(), count(g.Pages, "page", "pages"))},
		{"Stories", fmt.Sprintf("%d, %d told by more than one paper", b.Stories, b.Shared)},
		{"Deliveries", tallied(d.sent.Tally)},
		{"Time", fmt.Sprintf("gather %s, build %s, send %s", took(g.Took), took(b.Took), took(d.sent.Took))},
	}
}

// failures is why feeds failed or had to be repaired, a sentence each.
func (d demoDay) failures() []string {
	var out []string
	for _, f := range d.gathered.Feeds {
		switch {
		case f.Err != nil:
			out = append(out, failure(f))
		case len(f.Warnings) > 0:
			out = append(out, fmt.Sprintf("%s: read, though %s", f.Title, f.Warnings[0]))
		}
	}
	return out
}

// say prints the account and what to do next.
func (d demoDay) say(a *app, dir string) {
	a.say("")
	for _, f := range d.facts() {
		a.say("  %-11s %s", f[0], f[1])
	}
	for _, s := range d.failures() {
		a.say("  %-11s %s", "", s)
	}
	a.say("")
	a.say("  Look at it  %s", filepath.Join(dir, "index.html"))
	a.say("  Next        tidings init --email you@example.com    (your own: sources.yaml and subscribers.yaml)")
	a.say("              tidings preview --open                  (a look; nothing is sent)")
}
