package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/subscribers/invitations"
	"tidings/digest"
)

func (a *app) subscribersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "subscribers", Short: "Look at subscribers, add them, remove them", GroupID: "parts", Args: cobra.NoArgs,
		Long: `The file says whom you invite and their starting settings. A reader's own choice wins, key
by key, and lives in the state. Leaving beats everything. show EMAIL says of each value
where it comes from.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		a.subscribersListCommand(), a.subscribersShowCommand(), a.subscribersLogCommand(), a.subscribersStatsCommand(),
		invitations.AddCommand(a.Call), invitations.RemoveCommand(a.Call), invitations.ImportCommand(a.Call), invitations.ExportCommand(a.Call),
		a.subscribersPauseCommand(), a.subscribersResumeCommand(), a.subscribersResetCommand(), a.subscribersRestoreCommand(),
		a.subscribersForgetCommand(),
	)
	return cmd
}

// amongReaders is a command that looks at readers, or changes what the state knows of them.
func (a *app) amongReaders(do func(ctx context.Context, c *known.Circle, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		cfg, err := a.Load()
		if err != nil {
			return err
		}
		c, err := known.CircleOf(cmd.Context(), cfg, a.Clock())
		if err != nil {
			return err
		}
		defer c.State.Close()
		return do(cmd.Context(), c, args)
	}
}

// ask has a person agree. A script must say --yes.
func (a *app) ask(question string, yes bool) error {
	if yes {
		return nil
	}
	if !call.Terminal(a.Stdin) {
		return exit.With(exit.Usage, digest.Hint(errors.New(question), "add --yes if that is meant"))
	}
	fmt.Fprintf(a.Stderr, "%s [y/N] ", question)
	answer, _ := bufio.NewReader(a.Stdin).ReadString('\n') // the end of the input is a no
	if answer = strings.ToLower(strings.TrimSpace(answer)); answer == "y" || answer == "yes" {
		return nil
	}
	a.Say("Nothing is changed.")
	return exit.Quietly(exit.Nothing)
}
