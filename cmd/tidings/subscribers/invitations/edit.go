// Package invitations is those of `tidings subscribers` that are about whom the files invite: add, remove, import and export. A
// person, or a list of them, becomes lines of the user's files, and back.
package invitations

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/revision"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/edit"
)

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// AddCommand is `tidings subscribers add`.
func AddCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var name, zone, at, file string
	var lists []string
	var dry bool
	cmd := &cobra.Command{
		Use: "add EMAIL", Short: "Add a subscriber to subscribers.yaml", Args: cobra.ExactArgs(1),
		Long: `Adds an entry to the list of subscribers; every other line stays as it is, comments
included. An address that is listed already, in whatever case, is refused.`,
		Example: "  tidings subscribers add ana@example.com --name Ana --list staff --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			email, err := known.Address(args[0])
			if err != nil {
				return err
			}
			s := edit.Subscriber{Email: email}
			if name != "" {
				s.Settings = append(s.Settings, edit.Setting{Key: "name", Value: edit.Text(name)})
			}
			if cmd.Flags().Changed("list") {
				s.Settings = append(s.Settings, edit.Setting{Key: "lists", Value: edit.Texts(lists)})
			}
			if zone != "" {
				s.Settings = append(s.Settings, edit.Setting{Key: "timezone", Value: edit.Text(zone)})
			}
			if at != "" {
				s.Settings = append(s.Settings, edit.Setting{Key: "at", Value: edit.Text(at)})
			}
			return a.addSubscriber(cmd.Context(), s, file, dry)
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "the reader's name, for the To line")
	cmd.Flags().StringSliceVar(&lists, "list", nil, "list to be on (may be repeated; default: those marked default)")
	cmd.Flags().StringVar(&zone, "timezone", "", "IANA time zone, such as Europe/Paris")
	cmd.Flags().StringVar(&at, "at", "", "the reader's own hour, such as 06:30")
	cmd.Flags().StringVar(&file, "file", "", "file to add it to, of those that are read (default: subscribers.yaml, else the last with subscribers)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show the change, and make none")
	return cmd
}

func (a actions) addSubscriber(ctx context.Context, s edit.Subscriber, file string, dry bool) error {
	r, err := revision.Of(a.Call)
	if err != nil {
		return err
	}
	if n := r.Config.Invited(s.Email); n >= 0 {
		return digest.Hint(fmt.Errorf("%s is listed already, in %s", r.Config.Subscribers[n].Email, r.Config.Entry(n)), "tidings subscribers show %s says more", s.Email)
	}
	if file, err = r.SubscribersFile(file); err != nil {
		return err
	}
	if err := r.In(file, func(text []byte) ([]byte, error) { return edit.AddSubscribers(text, s) }); err != nil {
		return err
	}
	if _, err := r.Finish(dry); err != nil || dry {
		return err
	}
	a.Say("Added %s to %s.", s.Email, file)
	return a.sayGone(ctx, s.Email)
}

// sayGone says so when an address that is invited has left, or mail to it came back: that beats the file.
func (a actions) sayGone(ctx context.Context, emails ...string) error {
	cfg, err := a.Load()
	if err != nil {
		return err
	}
	c, err := known.CircleOf(ctx, cfg, a.Clock())
	if err != nil {
		return err
	}
	defer c.State.Close()
	everybody, err := c.All(ctx)
	if err != nil {
		return err
	}
	today := c.Today(a.Clock()())
	asked := make(map[string]bool, len(emails))
	for _, e := range emails {
		asked[digest.Subscriber{Email: e}.Key()] = true
	}
	var gone []string
	for _, s := range everybody {
		if state, note := c.Standing(s, today); known.Barred(state) && asked[s.Key()] {
			gone = append(gone, fmt.Sprintf("%s (%s %s)", s.Email, state, note))
		}
	}
	if len(gone) > 0 {
		a.Trouble("Nothing is mailed to %s: that beats the file. tidings subscribers restore EMAIL lifts it, when they ask for it.", wording.List(gone))
	}
	return nil
}

// RemoveCommand is `tidings subscribers remove`.
func RemoveCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var dry bool
	cmd := &cobra.Command{
		Use: "remove EMAIL", Short: "Remove a subscriber from the files", Args: cobra.ExactArgs(1),
		Long: `Takes the lines of one subscriber out of the file they stand in; every other line stays as
it is, comments included. Their mail stops. What the state knows of them stays: forget
erases that as well.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			email, err := known.Address(args[0])
			if err != nil {
				return err
			}
			r, err := revision.Of(a.Call)
			if err != nil {
				return err
			}
			n := r.Config.Invited(email)
			if n < 0 {
				return a.notInvited(cmd.Context(), r.Config, email)
			}
			file, err := r.Uninvite(n)
			if err != nil {
				return err
			}
			if _, err := r.Finish(dry); err != nil || dry {
				return err
			}
			a.Say("Removed %s from %s.", r.Config.Subscribers[n].Email, file)
			return nil
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show the change, and make none")
	return cmd
}

// notInvited is the error about an address that no file has: perhaps the web has.
func (a actions) notInvited(ctx context.Context, cfg *config.Config, email string) error {
	c, err := known.CircleOf(ctx, cfg, a.Clock())
	if err != nil {
		return err
	}
	defer c.State.Close()
	p, err := c.Reader(ctx, email)
	if err != nil {
		return err
	}
	since := "moved there from an address that a file has"
	if p.SignedUp {
		since = "signed up on the web on " + p.State.Joined.Local().Format(time.DateOnly)
	}
	return digest.Hint(fmt.Errorf("%s is in no file: %s", email, since), "tidings subscribers forget %s stops their mail for good", email)
}
