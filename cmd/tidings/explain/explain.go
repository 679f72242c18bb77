// Package explain is `tidings explain`: a story or an article becomes what happened to it in an issue, and by what evidence.
package explain

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/paper"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/pipeline/build"
)

// explainFlags are what `tidings explain` can be asked for.
type explainFlags struct {
	edition string
	as      string
	date    string
	json    bool
}

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// Command is `tidings explain`.
func Command(c *call.Call) *cobra.Command {
	a := actions{c}
	var f explainFlags
	cmd := &cobra.Command{
		Use: "explain STORY|URL", Short: "Say why a story is in the digest or not, and why there", GroupID: "paper",
		Args: cobra.MinimumNArgs(1),
		Long: `Says what became of a story (part of its headline, or its id) or of an article (its
address): whether it is in the issue and where, by which rule or limit it is not, what
its place was decided by, what of it is new to a reader who was sent it before, and by
what evidence its articles were grouped. It reads what is stored: no feed is asked, and
nothing is changed. When the day's issue was sent, it is that issue.`,
		Example: "  tidings explain kestrel dam\n  tidings explain https://paper.example/dam --as ana@example.com\n  tidings explain flour --edition evening --date 2026-11-20 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			return a.explain(cmd.Context(), cfg, strings.Join(args, " "), f)
		},
	}
	cmd.Flags().StringVar(&f.edition, "edition", "", "the edition (default the first)")
	cmd.Flags().StringVar(&f.as, "as", "", "as this subscriber gets it")
	cmd.Flags().StringVar(&f.date, "date", "", "the issue of this day (2026-11-20; default today)")
	cmd.Flags().BoolVar(&f.json, "json", false, "a JSON object")
	return cmd
}

func (a actions) explain(ctx context.Context, cfg *config.Config, about string, f explainFlags) error {
	var named []string
	if f.edition != "" {
		named = []string{f.edition}
	}
	e, err := paper.EditionNamed(cfg, named)
	if err != nil {
		return err
	}
	run, _, err := paper.RunOf(e, f.date, time.Now())
	if err != nil {
		return err
	}
	p, err := paper.Open(ctx, a.Call, cfg, slog.LevelError)
	if err != nil {
		return err
	}
	defer p.Close()
	reader, err := p.ReaderAs(ctx, f.as)
	if err != nil {
		return err
	}
	run.Readers = []digest.Subscriber{reader}
	if is, err := p.Built(ctx, run); err == nil && !is.Until.IsZero() {
		run.Until = is.Until // what was sent, not what would be now
	}
	x, err := p.Explain(ctx, run, about)
	if err != nil {
		return err
	}
	if x.Fate == build.FateUnknown {
		return digest.Hint(fmt.Errorf("nothing that was gathered fits %q", about),
			"give a part of a headline as its paper prints it, or an article's whole address; tidings feeds health shows feeds that fail or hold articles back")
	}
	if f.json {
		return a.PrintJSON(explanationJSON(x, e.Edition, reader))
	}
	(&explaining{Call: a.Call, x: x, e: e.Edition, reader: reader, bold: a.Colored()}).print()
	return nil
}
