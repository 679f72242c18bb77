// Package pages is `tidings web` and `tidings archive`: what the daemon would serve becomes plain HTML for a site of one's
// own.
package pages

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/digest"
)

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// WebCommand is `tidings web`.
func WebCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	cmd := &cobra.Command{
		Use: "web", Short: "What belongs to the readers' pages", GroupID: "more", Args: cobra.NoArgs,
		Long: `tidings serve serves the pages by which readers join, leave and choose what they get, when
web: {listen, url} is in sources.yaml.`,
	}
	cmd.AddCommand(a.snippetCommand())
	return cmd
}

func (a actions) snippetCommand() *cobra.Command {
	var lists []string
	var thanks string
	cmd := &cobra.Command{
		Use: "snippet", Short: "Print a form to join by, for a page of your own", Args: cobra.NoArgs,
		Long: `Prints plain HTML for a page of your own site. Its visitors choose among your public lists,
and get a mail that asks them to confirm. With --thanks they see a page of yours after
the form; the form holds a seal over that address, so that nobody can send your visitors
elsewhere through it.`,
		Example: "  tidings web snippet --list weekly --thanks https://example.org/thanks.html",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			if cfg.Web.URL == "" || len(cfg.Public()) == 0 {
				return exit.With(exit.Usage, digest.Hint(errors.New("there is nothing to join on the web"),
					"add web: {listen, url}, and public: true to a list"))
			}
			p, err := paper.Open(cmd.Context(), a.Call, cfg, slog.LevelError)
			if err != nil {
				return err
			}
			defer p.Close()
			for _, l := range lists {
				if !isPublic(p, l) {
					return exit.With(exit.Usage, digest.Hint(fmt.Errorf("there is no public list %q", l), "public: true makes a list so"))
				}
			}
			server, err := p.Pages()
			if err != nil {
				return err
			}
			snippet, err := server.Snippet(lists, thanks)
			if err != nil {
				return exit.With(exit.Usage, digest.Hint(err, "write it with https://"))
			}
			_, err = fmt.Fprint(a.Stdout, snippet)
			return err
		},
	}
	cmd.Flags().StringSliceVar(&lists, "list", nil, "offer this list alone (may be repeated; default: all public ones)")
	cmd.Flags().StringVar(&thanks, "thanks", "", "page of yours that visitors see after the form")
	return cmd
}

func isPublic(p *paper.Paper, list string) bool {
	for _, l := range p.Config.Public() {
		if l.ID == list {
			return true
		}
	}
	return false
}
