// Package subscribers is `tidings subscribers`: what is known of readers becomes lists and figures, and what they ask for
// becomes a change of the state.
package subscribers

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

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// Command is `tidings subscribers`.
func Command(c *call.Call) *cobra.Command {
	a := actions{c}
	cmd := &cobra.Command{
		Use: "subscribers", Short: "Look at subscribers, add them, remove them", GroupID: "parts", Args: cobra.NoArgs,
		Long: `The file says whom you invite and their starting settings. A reader's own choice wins, key
by key, and lives in the state. Leaving beats everything. show EMAIL says of each value
where it comes from.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		a.listCommand(), a.showCommand(), a.logCommand(), a.statsCommand(),
		invitations.AddCommand(c), invitations.RemoveCommand(c), invitations.ImportCommand(c), invitations.ExportCommand(c),
		a.pauseCommand(), a.resumeCommand(), a.resetCommand(), a.restoreCommand(),
		a.forgetCommand(),
	)
	return cmd
}

// amongReaders is a command that looks at readers, or changes what the state knows of them.
func (a actions) amongReaders(do func(ctx context.Context, c *known.Circle, args []string) error) func(*cobra.Command, []string) error {
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
func (a actions) ask(question string, yes bool) error {
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
