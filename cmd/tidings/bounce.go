package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/bounces"
	"tidings/digest/config"
	"tidings/digest/mailbox"
	"tidings/digest/pipeline/returns"
)

func (a *app) bounceCommand() *cobra.Command {
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
			p, err := a.wire(cmd.Context(), cfg, slog.LevelError)
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
func (a *app) bounceOne(ctx context.Context, p *paper, to string) error {
	raw, err := io.ReadAll(io.LimitReader(a.Stdin, bounces.MaxBytes))
	if err != nil {
		return exit.With(exit.Later, fmt.Errorf("standard input: %w", err))
	}
	taken, err := p.desk().Take(ctx, raw, to)
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
func (a *app) bounceMailbox(ctx context.Context, p *paper) error {
	tally, err := p.readReturns(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Stdout, returned(tally))
	return err
}

// returned says in words what came back.
func returned(t returns.Tally) string {
	parts := []string{wording.Count(t.Total(), "message", "messages")}
	for _, kind := range []bounces.Kind{
		bounces.Hard, bounces.Soft, bounces.Policy, bounces.Complaint, bounces.Notice, bounces.Automatic, bounces.Unknown,
	} {
		if n := t.Kinds[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if t.Left > 0 {
		parts = append(parts, wording.Count(t.Left, "reader", "readers")+" left")
	}
	if t.Stray > 0 {
		parts = append(parts, fmt.Sprintf("%d not for us", t.Stray))
	}
	if t.Suppressed > 0 {
		parts = append(parts, wording.Count(t.Suppressed, "reader", "readers")+" suppressed")
	}
	return strings.Join(parts, " · ")
}

// filled are the words that are not empty.
func filled(words ...string) []string {
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

// desk takes in what comes back to a paper.
func (p *paper) desk() *returns.Desk {
	return &returns.Desk{Links: p.Links, Editions: p.Editions, Readers: p.Readers, Store: p.store, Log: p.Log, Now: p.Now}
}

// readReturns takes in what is new in the configured mailbox.
func (p *paper) readReturns(ctx context.Context) (returns.Tally, error) {
	source, err := p.returns(ctx)
	if err != nil {
		return returns.Tally{}, err
	}
	return p.desk().Read(ctx, source)
}

// returns is the configured mailbox. The password is read each time: it may be changed while the daemon runs.
func (p *paper) returns(ctx context.Context) (returns.Source, error) {
	b := p.cfg.Bounces
	if b.Maildir != "" {
		return mailbox.Maildir{Dir: b.Maildir, Most: bounces.MaxBytes}, nil
	}
	password, err := b.IMAP.Password.Read(ctx)
	if err != nil {
		return nil, err
	}
	return mailbox.IMAP{
		Host: b.IMAP.Host, Port: b.IMAP.Port, User: b.IMAP.User, Password: password, TLS: mailbox.TLSMode(b.IMAP.TLS),
		Folder: b.IMAP.Folder, MoveTo: b.IMAP.MoveTo, Most: bounces.MaxBytes,
	}, nil
}

// serveReturns is what the daemon does with the mailbox every few minutes; nil when there is none.
func (p *paper) serveReturns() func(context.Context) error {
	if !p.cfg.Bounces.Read() {
		return nil
	}
	return func(ctx context.Context) error {
		tally, err := p.readReturns(ctx)
		if tally.Total() > 0 {
			p.Log.Info("the mailbox was read", "what", returned(tally))
		}
		return err
	}
}

// returning says where undeliverable mail goes, for check.
func returning(b config.Bounces) string {
	switch {
	case b.Address == "":
		return "undeliverable mail comes back to the sender, and Tidings does not learn of it (bounces)"
	case b.Maildir != "":
		return fmt.Sprintf("undeliverable mail comes back to %s, read from the maildir %s", b.Address, b.Maildir)
	case b.IMAP.Host != "":
		return fmt.Sprintf("undeliverable mail comes back to %s, read from %s on %s", b.Address, b.IMAP.Folder, b.IMAP.Host)
	}
	return fmt.Sprintf("undeliverable mail comes back to %s; the mail server is to pass it on to tidings bounce", b.Address)
}
