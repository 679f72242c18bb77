package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/pipeline/readers"
	"tidings/digest/store"
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
		a.subscribersAddCommand(), a.subscribersRemoveCommand(), a.subscribersImportCommand(), a.subscribersExportCommand(),
		a.subscribersPauseCommand(), a.subscribersResumeCommand(), a.subscribersResetCommand(), a.subscribersRestoreCommand(),
		a.subscribersForgetCommand(),
	)
	return cmd
}

// circle is everybody who gets mail, or did: the file's subscribers with what the state knows of readers.
type circle struct {
	*readers.Roll
	cfg   *config.Config
	store *store.Store
}

// circle gathers the readers of a configuration. Close the store when done.
func (a *app) circle(ctx context.Context, cfg *config.Config) (*circle, error) {
	st, err := store.Open(ctx, cfg.State, store.Options{Now: a.Clock(), Rand: rand.Reader})
	if err != nil {
		return nil, err
	}
	roll, _, err := rollOf(ctx, st, cfg)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return &circle{roll, cfg, st}, nil
}

// amongReaders is a command that looks at readers, or changes what the state knows of them.
func (a *app) amongReaders(do func(ctx context.Context, c *circle, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		cfg, err := a.Load()
		if err != nil {
			return err
		}
		c, err := a.circle(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		defer c.store.Close()
		return do(cmd.Context(), c, args)
	}
}

// person is a reader with what is known of them.
type person struct {
	digest.Subscriber                    // as mail is made for; only Email when neither file nor web invites
	name              string             // in the state
	state             digest.ReaderState // empty when the state knows nothing
	at                int                // in the configuration's Subscribers; -1 when no file has them
}

// known says whether anything is known of a person.
func (p person) known() bool { return p.at >= 0 || p.state.Name != "" }

// find is what is known of an address.
func (c *circle) find(ctx context.Context, email string) (person, error) {
	email, err := plainAddress(email)
	if err != nil {
		return person{}, err
	}
	key := digest.Subscriber{Email: email}.Key()
	p := person{Subscriber: digest.Subscriber{Email: email}, name: c.Name(key), at: c.cfg.Invited(email)}
	states, err := c.store.ReadersNamed(ctx, []string{p.name})
	if err != nil {
		return p, err
	}
	if len(states) > 0 {
		p.state = states[0]
		p.Left, p.Suppressed = p.state.Departures, p.state.Suppressed
	}
	switch s, err := c.Named(ctx, p.name); {
	case err == nil:
		p.Subscriber = s
	case !errors.Is(err, digest.ErrNotFound):
		return p, err
	}
	return p, nil
}

// reader is a person who is invited, or has signed up; any other is an error.
func (c *circle) reader(ctx context.Context, email string) (person, error) {
	p, err := c.find(ctx, email)
	if err == nil && p.at < 0 && !p.SignedUp && !p.state.Invited {
		err = c.stranger(p.Email)
	}
	return p, err
}

// stranger is the error about an address of which nothing is known, with the one that is likely meant.
func (c *circle) stranger(email string) error {
	hint := "tidings subscribers list shows all; tidings subscribers add invites"
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	for _, s := range c.cfg.Subscribers {
		if name, _, _ := strings.Cut(s.Key(), "@"); name == local {
			hint = fmt.Sprintf("did you mean %s? %s", s.Email, hint)
			break
		}
	}
	return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%s is no reader", email), "%s", hint))
}

// plainAddress is the address of what a person wrote for one.
func plainAddress(written string) (string, error) {
	a, err := mail.ParseAddress(written)
	if err != nil {
		return "", exit.With(exit.Usage, digest.Hint(fmt.Errorf("%q is not an address", written), "write it like ana@example.com"))
	}
	return a.Address, nil
}

// The states of a reader.
const (
	standsActive    = "active"
	standsPaused    = "paused"
	standsLeft      = "left"       // everything, or all that brings an edition
	standsMoved     = "moved"      // to another address
	standsForgotten = "forgotten"  // by subscribers forget
	standsBounced   = "suppressed" // mail to the address came back
	standsIdle      = "idle"       // gets no edition
)

var standings = []string{standsActive, standsPaused, standsLeft, standsMoved, standsForgotten, standsBounced, standsIdle}

// isBarred says whether nothing is mailed to a reader in a state until somebody restores them.
func isBarred(state string) bool {
	return slices.Contains([]string{standsLeft, standsMoved, standsForgotten, standsBounced}, state)
}

// standing is how a reader stands on a date, and what there is to say about it.
func (c *circle) standing(s digest.Subscriber, today string) (state, more string) {
	if i := slices.IndexFunc(s.Left, func(d digest.Departure) bool { return d.List == "" }); i >= 0 {
		d := s.Left[i]
		day := "on " + d.At.Local().Format(time.DateOnly)
		switch d.How {
		case digest.LeftByMove:
			return standsMoved, day
		case digest.LeftByForget:
			return standsForgotten, day
		}
		return standsLeft, fmt.Sprintf("%s by %s", day, d.How)
	}
	if !s.Suppressed.IsZero() {
		return standsBounced, fmt.Sprintf("on %s: %s", s.Suppressed.At.Local().Format(time.DateOnly), s.Suppressed.Why)
	}
	if s.Pause.Until > today {
		return standsPaused, "until " + s.Pause.Until
	}
	if len(c.editions(s)) == 0 {
		for _, d := range s.Left { // of lists: that is why
			if slices.Contains(s.Lists, d.List) {
				return standsLeft, fmt.Sprintf("list %s on %s by %s", d.List, d.At.Local().Format(time.DateOnly), d.How)
			}
		}
		return standsIdle, "no edition goes to any of the lists"
	}
	return standsActive, ""
}

// editions are those that a reader gets.
func (c *circle) editions(s digest.Subscriber) []string {
	var ids []string
	for _, e := range c.cfg.Editions {
		if e.For(s) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// today is the date by which pauses count.
func (c *circle) today(now time.Time) string {
	return now.In(c.cfg.Site.Location).Format(time.DateOnly)
}

// short is a place without the folder of the configuration.
func (c *circle) short(at config.Place) string {
	if rel, err := filepath.Rel(filepath.Dir(c.cfg.Files[0]), at.File); err == nil && filepath.IsLocal(rel) {
		at.File = rel
	}
	return at.String()
}

// called is a reader with the name, if there is one.
func (p person) called() string {
	if name := cmp.Or(p.Subscriber.Name, p.state.FullName); name != "" {
		return fmt.Sprintf("%s (%s)", p.Email, name)
	}
	return p.Email
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
