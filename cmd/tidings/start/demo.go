// Package start is `tidings demo` and `tidings init`: an invented press becomes an inbox to look at, and a name, an address
// and feeds become the files to start from.
package start

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
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

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// DemoCommand is `tidings demo`.
func DemoCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var dir, date string
	var open bool
	cmd := &cobra.Command{
		Use: "demo", Short: "See the whole thing on an invented press, with no network and no set-up", GroupID: "start",
		Args: cobra.NoArgs,
		Long: `Serves an invented press on this machine, gathers it, groups and tells its stories,
and mails three invented readers through a real mail server of its own: two days ago,
and today, when some stories go on and others are told already. What they got can be
looked at in the browser. One feed is broken, one slow and one gone, as in real life.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			now, err := demoDay(date, time.Now())
			if err != nil {
				return err
			}
			return a.demo(cmd.Context(), dir, open, now)
		},
	}
	cmd.Flags().StringVarP(&dir, "output", "o", filepath.Join("out", "demo"), "folder to write to")
	cmd.Flags().StringVar(&date, "date", "", "the day it plays on (2026-11-26; default today)")
	cmd.Flags().BoolVar(&open, "open", false, "open the inbox in the browser")
	return cmd
}

// demoDay is this time of day on the day that the demo plays on.
func demoDay(date string, now time.Time) (time.Time, error) {
	if date == "" {
		return now, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, date, now.Location())
	if err != nil {
		return now, exit.With(exit.Usage, fmt.Errorf("--date %q is not a date like 2026-11-26", date))
	}
	return time.Date(day.Year(), day.Month(), day.Day(), now.Hour(), now.Minute(), now.Second(), 0, now.Location()), nil
}

// demoBefore is how long before today the demo sends its first issue. The press goes back three days.
const demoBefore = 2 * 24 * time.Hour

// demo runs the main job from feeds to inbox, for two issues. The folder is made anew each time, so that it always shows
// the same.
func (a actions) demo(ctx context.Context, dir string, open bool, now time.Time) error {
	var behind atomic.Int64 // how far the demo's clock is behind the machine's
	a.Now = func() time.Time { return time.Now().Add(-time.Duration(behind.Load())) }
	press, err := demo.NewPress(demo.PressOptions{Now: now})
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
	a.Say("Serving an invented press on %s and a mail server on %s", base, relay)
	p, err := paper.Open(ctx, a.Call, cfg, slog.LevelError)
	if err != nil {
		return err
	}
	defer p.Close()
	client := fetch.New(fetch.Options{UserAgent: a.UserAgent(len(cfg.Subscribers)), Allow: cfg.Allow, Timeout: demoTimeout})
	defer client.Close()
	p.Pipeline.Fetch = client
	var run demoIssue
	var mails []inbox.Mail // the newest issue's first
	for _, at := range []time.Time{now.Add(-demoBefore), now} {
		behind.Store(int64(time.Since(at)))
		if err := press.Turn(at); err != nil {
			return err
		}
		had := len(mails)
		if run, err = a.demoRun(ctx, p); err != nil {
			return err
		}
		mails = append(post.Messages()[had:], mails...)
	}
	if err := writeDemo(dir, run, mails); err != nil {
		return err
	}
	run.say(a.Call, dir)
	if open {
		return call.BrowseFile(filepath.Join(dir, "index.html"))
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

// demoIssue is what one issue of the demo came to.
type demoIssue struct {
	gathered pipeline.GatherReport
	draft    pipeline.Draft
	sent     pipeline.SendReport
}

func (a actions) demoRun(ctx context.Context, p *paper.Paper) (demoIssue, error) {
	var day demoIssue
	var err error
	watch, clear := a.Progress()
	p.Watch = watch
	day.gathered, err = p.Gather(ctx)
	clear()
	p.Watch = nil
	if err != nil {
		return day, err
	}
	e := p.Config.Editions[0]
	now := p.Now()
	run := pipeline.Run{Edition: e.Edition, Slot: jobs.SlotOn(e.Schedule, now, now, e.Location), Until: now, AtOnce: true}
	run.Readers = p.Config.Readers(e.Edition)
	if day.draft, err = p.Build(ctx, run); err != nil {
		return day, err
	}
	if len(day.draft.Renderings) == 0 {
		return day, fmt.Errorf("the press told nothing; please report this")
	}
	day.sent, err = p.Send(ctx, e.ID)
	return day, err
}

// writeDemo writes the digest and the inbox.
func writeDemo(dir string, day demoIssue, mails []inbox.Mail) error {
	first := day.draft.Renderings[0] // that of the first reader
	for name, body := range map[string]string{"digest.html": first.HTML, "digest.txt": first.Text} {
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
func (d demoIssue) facts() [][2]string {
	took := func(t time.Duration) string { return t.Round(10 * time.Millisecond).String() }
	g, b := d.gathered, d.draft.Report
	return [][2]string{
		{"Feeds", fmt.Sprintf("%d read, %d failed", len(g.Feeds)-g.Failed(), g.Failed())},
		{"Articles", fmt.Sprintf("%d, from %s", g.New(), wording.Count(g.Pages, "page", "pages"))},
		{"Stories", fmt.Sprintf("%d, %d told by more than one paper", b.Stories, b.Shared)},
		{"Deliveries", wording.Tally(d.sent.Tally)},
		{"Time", fmt.Sprintf("gather %s, build %s, send %s", took(g.Took), took(b.Took), took(d.sent.Took))},
	}
}

// failures is why feeds failed or had to be repaired, a sentence each.
func (d demoIssue) failures() []string {
	var out []string
	for _, f := range d.gathered.Feeds {
		switch {
		case f.Err != nil:
			out = append(out, paper.Failure(f))
		case len(f.Warnings) > 0:
			out = append(out, fmt.Sprintf("%s: read, though %s", f.Title, f.Warnings[0]))
		}
	}
	return out
}

// say prints the account and what to do next.
func (d demoIssue) say(c *call.Call, dir string) {
	c.Say("")
	for _, f := range d.facts() {
		c.Say("  %-11s %s", f[0], f[1])
	}
	for _, s := range d.failures() {
		c.Say("  %-11s %s", "", s)
	}
	c.Say("")
	c.Say("  Look at it  %s", filepath.Join(dir, "index.html"))
	c.Say("  Next        tidings init --email you@example.com    (your own: sources.yaml and subscribers.yaml)")
	c.Say("              tidings preview --open                  (a look; nothing is sent)")
}
