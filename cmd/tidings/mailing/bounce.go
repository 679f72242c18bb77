package mailing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/bounces"
	"tidings/digest/config"
)

// BounceCommand is `tidings bounce`.
func BounceCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var to string
	var box bool
	cmd := &cobra.Command{
		Use: "bounce", Short: "Take in mail that came back", GroupID: "more", Args: cobra.NoArgs,
		Long: `Reads one message from standard input, as a mail server passes it on, or with --mailbox
all that is new where bounces: {maildir or imap} points to. A delivery report or a
complaint counts against the address of the reader whom its return path names; after
enough of them the reader gets no more mail, until tidings subscribers restore. A
message to the address in List-Unsubscribe has its reader leave. An answer of somebody
who is out of the office changes nothing, and neither does a message to an address that
was not made here. tidings serve reads the mailbox by itself.`,
		Example: "  # Postfix, in aliases: bounces: \"|tidings -c /etc/tidings bounce\"\n  tidings bounce --mailbox",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			if err := bouncing(cfg, box); err != nil {
				return err
			}
			p, err := paper.Open(cmd.Context(), a.Call, cfg, slog.LevelError)
			if err != nil {
				return exit.With(exit.Later, err) // the mail server keeps the message, and passes it on again
			}
			defer p.Close()
			if box {
				return a.bounceMailbox(cmd.Context(), p)
			}
			return a.bounceOne(cmd.Context(), p, to)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "address that the message was delivered to, where its headers do not say")
	cmd.Flags().BoolVar(&box, "mailbox", false, "read the configured mailbox instead")
	cmd.MarkFlagsMutuallyExclusive("to", "mailbox")
	return cmd
}

// bouncing says whether there is anything to take in.
func bouncing(cfg *config.Config, box bool) error {
	b := cfg.Bounces
	switch {
	case b.Address == "":
		return exit.With(exit.Usage, digest.Hint(errors.New("no address is configured that mail comes back to"),
			"add bounces: {address: bounces@example.org}, at the domain of the sender"))
	case box && !b.Read():
		return exit.With(exit.Usage, digest.Hint(errors.New("no mailbox is configured"), "add maildir or imap under bounces"))
	}
	return nil
}

// bounceOne takes one message in.
func (a actions) bounceOne(ctx context.Context, p *paper.Paper, to string) error {
	raw, err := io.ReadAll(io.LimitReader(a.Stdin, bounces.MaxBytes))
	if err != nil {
		return exit.With(exit.Later, fmt.Errorf("standard input: %w", err))
	}
	taken, err := p.Desk().Take(ctx, raw, to)
	if err != nil {
		return exit.With(exit.Later, err)
	}
	words := strings.Join(filled(string(taken.Kind), taken.Status, taken.Words), " · ")
	switch {
	case taken.Reader == "":
		words += " · its return path is none of ours; ignored"
	case slices.Equal(taken.Left, []string{""}):
		words = "the reader leaves everything"
	case len(taken.Left) > 0:
		words = "the reader leaves " + wording.List(taken.Left)
	}
	if taken.Suppressed {
		words += " · the reader gets no more mail"
	}
	_, err = fmt.Fprintln(a.Stdout, words)
	return err
}

// bounceMailbox takes in what is new in the mailbox.
func (a actions) bounceMailbox(ctx context.Context, p *paper.Paper) error {
	tally, err := p.ReadReturns(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Stdout, paper.Returned(tally))
	return err
}

// filled are the words that are not empty.
func filled(words ...string) []string {
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}
