package subscribers

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/revision"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
)

func (a actions) forgetCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "forget EMAIL", Short: "Erase everything about a person", Args: cobra.ExactArgs(1),
		Long: `Takes a person's entry out of the files, and erases from the state their address, name,
choices, consents, requests, and the address in every delivery. What stays is the count of
deliveries, and a salted hash of the address, so that nobody mails them by mistake. It
asks first, for there is no way back; a script must say --yes. Backups that you have made
are not touched, and nor is what the mail server has logged.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := revision.Of(a.Call)
			if err != nil {
				return err
			}
			c, err := known.CircleOf(cmd.Context(), r.Config, a.Clock())
			if err != nil {
				return err
			}
			defer c.State.Close()
			return a.forget(cmd.Context(), r, c, args[0], yes)
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a actions) forget(ctx context.Context, r *revision.Revision, c *known.Circle, email string, yes bool) error {
	p, err := c.Find(ctx, email)
	if err != nil {
		return err
	}
	deliveries, err := c.State.DeliveriesTo(ctx, p.Key())
	if err != nil {
		return err
	}
	if !p.Known() && len(deliveries) == 0 {
		return c.Stranger(p.Email)
	}
	where := ""
	if p.Index >= 0 {
		file, err := r.Uninvite(p.Index)
		if err != nil {
			return err
		}
		where = "the entry in " + file + ", "
	}
	if err := a.ask(fmt.Sprintf("Erase %swhat is stored of %s, and the address in %s?", where, p.Email, wording.Count(len(deliveries), "delivery", "deliveries")), yes); err != nil {
		return err
	}
	if _, err := c.State.Lapse(ctx); err != nil { // what a dead run was sending is no reason to wait
		return err
	}
	err = c.State.ForgetReader(ctx, p.StateName, p.Key())
	if errors.Is(err, digest.ErrLost) {
		return digest.Hint(fmt.Errorf("a message to %s is being sent, and nothing is erased", p.Email), "do it again in a minute")
	}
	if err != nil {
		return err
	}
	if _, err := r.Finish(false); err != nil {
		return digest.Hint(err, "the state has forgotten them; take the entry out of the file by hand")
	}
	a.Say("%s is forgotten. A hash stays, so that nothing is mailed there by mistake.", p.Email)
	return nil
}
