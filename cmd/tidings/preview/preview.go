// Package preview is `tidings preview`: a draft becomes a file to look at, a page that follows its files, or what it has that
// the last issue had not.
package preview

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/pipeline"
)

// previewFlags are what `tidings preview` can be asked for.
type previewFlags struct {
	out  string
	as   string
	date string
	text bool
	open bool

	watch bool
	port  int
	diff  bool
	json  bool
}

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// Command is `tidings preview`.
func Command(c *call.Call) *cobra.Command {
	a := actions{c}
	var f previewFlags
	cmd := &cobra.Command{
		Use: "preview [EDITION]", Short: "Write the digest to a file and look at it; nothing is sent", GroupID: "paper",
		Args: cobra.MaximumNArgs(1),
		Long: `Reads the feeds that are due and writes the digest as it would be sent now. It needs
no mail server and no subscriber, and never changes what will be sent: look as often
as you like.

With --watch it serves a page on this machine that draws the digest again whenever the
configuration or a file of a theme changes. The page has switches for the reader, the
edition, the theme, the width, dark mode, the plain text, the source and images, shows
what the mail weighs, and what is wrong with a file. No feed is asked again meanwhile.

With --diff it says what the digest has that the last issue of the edition had not, what
it has no more, and what has moved, each with the reason.`,
		Example: "  tidings preview --open\n  tidings preview --watch --open\n  tidings preview morning --as ana@example.com -o -\n  tidings preview --date 2026-11-20 --text\n  tidings preview --diff",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd); err != nil {
				return err
			}
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			e, err := paper.EditionNamed(cfg, args)
			if err != nil {
				return err
			}
			p, err := paper.Open(cmd.Context(), a.Call, cfg, slog.LevelError)
			if err != nil {
				return err
			}
			defer p.Close()
			reader, err := p.ReaderAs(cmd.Context(), f.as)
			if err != nil {
				return err
			}
			return a.preview(cmd.Context(), p, e, reader, f)
		},
	}
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "file to write, - for standard output (default preview.html, or preview.txt with --text)")
	cmd.Flags().StringVar(&f.as, "as", "", "as this subscriber would get it")
	cmd.Flags().StringVar(&f.date, "date", "", "as it was, or would have been, on this day (2026-11-20)")
	cmd.Flags().BoolVar(&f.text, "text", false, "the plain text part")
	cmd.Flags().BoolVar(&f.open, "open", false, "open it in the browser")
	cmd.Flags().BoolVar(&f.watch, "watch", false, "serve it as a page that follows your files")
	cmd.Flags().IntVar(&f.port, "port", 0, "with --watch, the port of the page (default one that is free)")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "say what is in, out and moved since the last issue")
	cmd.Flags().BoolVar(&f.json, "json", false, "with --diff, a JSON object")
	for _, one := range []string{"watch", "diff"} {
		for _, other := range []string{"text", "output"} {
			cmd.MarkFlagsMutuallyExclusive(one, other)
		}
	}
	cmd.MarkFlagsMutuallyExclusive("watch", "diff")
	cmd.MarkFlagsMutuallyExclusive("open", "diff")
	return cmd
}

// check refuses flags that mean nothing without another.
func (f previewFlags) check(cmd *cobra.Command) error {
	switch {
	case cmd.Flags().Changed("port") && !f.watch:
		return exit.Misuse(errors.New("--port is the port of --watch"))
	case f.port < 0 || f.port > 65535:
		return exit.Misuse(fmt.Errorf("--port %d is no port: give one from 1 to 65535", f.port))
	case f.json && !f.diff:
		return exit.Misuse(errors.New("--json is for --diff"))
	}
	return nil
}

func (a actions) preview(ctx context.Context, p *paper.Paper, e config.Edition, reader digest.Subscriber, f previewFlags) error {
	run, past, err := paper.RunOf(e, f.date, time.Now())
	if err != nil {
		return err
	}
	run.Readers, run.Anyway = []digest.Subscriber{reader}, true
	var gathered pipeline.GatherReport
	if !past {
		if gathered, err = paper.Gather(ctx, a.Call, p); err != nil {
			return err
		}
		run.Until = time.Now()
	}
	switch {
	case f.watch:
		return a.watch(ctx, p, e, f)
	case f.diff:
		return a.diff(ctx, p, run, f)
	}
	d, err := p.Draft(ctx, run)
	if err != nil {
		return err
	}
	if len(d.Renderings) == 0 {
		return paper.Nothing(a.Call, gathered, d)
	}
	if err := a.writePreview(ctx, p, d.Renderings[0], f); err != nil {
		return err
	}
	paper.SayDraft(a.Call, d)
	return paper.Partly(gathered)
}

func (a actions) writePreview(ctx context.Context, p *paper.Paper, r digest.Rendering, f previewFlags) error {
	body, name := r.HTML, "preview.html"
	if f.text || r.HTML == "" {
		body, name = r.Text, "preview.txt"
	}
	size := (len(body) + 1023) / 1024
	body, err := p.Embedded(ctx, body)
	if err != nil {
		return err
	}
	if f.out == "-" {
		_, err := fmt.Fprint(a.Stdout, body)
		return err
	}
	name = cmp.Or(f.out, name)
	if err := os.WriteFile(name, []byte(body), 0o644); err != nil {
		return digest.Hint(err, "choose another file with -o, or - for standard output")
	}
	a.Say("Written to %s (%d KB). Subject: %s", name, size, r.Subject)
	if f.open {
		return call.BrowseFile(name)
	}
	return nil
}
