package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/forms"
	"tidings/digest/store"
)

func (a *app) feedsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "feeds", Short: "Look at feeds, add them, remove them", GroupID: "parts", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		a.feedsListCommand(), a.feedsHealthCommand(), a.feedsTestCommand(),
		a.feedsAddCommand(), a.feedsRemoveCommand(), a.feedsImportCommand(), a.feedsExportCommand(),
		a.feedsReleaseCommand(), a.feedsResumeCommand(),
	)
	return cmd
}

// remembered are the feeds of a configuration with what the state knows of them.
type remembered struct {
	cfg    *config.Config
	store  *store.Store
	states map[string]digest.FeedState
}

// remember opens the state and reads what it knows of the feeds. Close the store when done.
func (a *app) remember(ctx context.Context, cfg *config.Config) (*remembered, error) {
	st, err := store.Open(ctx, cfg.State, store.Options{Now: time.Now, Rand: rand.Reader})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(cfg.Feeds))
	for i, f := range cfg.Feeds {
		ids[i] = f.ID
	}
	states, err := st.FeedStates(ctx, ids)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	return &remembered{cfg, st, states}, nil
}

// remembering is a command that looks at the feeds of the configuration and what the state knows of them.
func (a *app) remembering(look func(context.Context, *remembered) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		cfg, err := a.Load()
		if err != nil {
			return err
		}
		r, err := a.remember(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		defer r.store.Close()
		return look(cmd.Context(), r)
	}
}

// title is what a feed is called: as configured, else as it calls itself, else its address.
func (r *remembered) title(f digest.Feed) string { return cmp.Or(f.Name, r.states[f.ID].Title, f.URL) }

// feedNamed finds a feed by its address, or by what it is called.
func (a *app) feedNamed(ctx context.Context, cfg *config.Config, name string) (digest.Feed, error) {
	for _, f := range cfg.Feeds {
		if forms.SameWeb(f.URL) == forms.SameWeb(name) {
			return f, nil
		}
	}
	found := called(cfg.Feeds, name, func(f digest.Feed) string { return f.Name })
	if len(found) == 0 && !call.IsURL(name) {
		r, err := a.remember(ctx, cfg)
		if err != nil {
			return digest.Feed{}, err
		}
		defer r.store.Close()
		found = called(cfg.Feeds, name, r.title)
	}
	switch len(found) {
	case 0:
		return digest.Feed{}, exit.With(exit.Usage, digest.Hint(fmt.Errorf("there is no feed %q", name), "tidings feeds list shows names and addresses"))
	case 1:
		return found[0], nil
	}
	var addresses []string
	for _, f := range found {
		addresses = append(addresses, f.URL)
	}
	return digest.Feed{}, exit.With(exit.Usage, digest.Hint(fmt.Errorf("%d feeds are called %q", len(found), name), "give the address: %s", wording.List(addresses)))
}

// called lists the feeds of a name, whatever its case.
func called(feeds []digest.Feed, name string, nameOf func(digest.Feed) string) []digest.Feed {
	var found []digest.Feed
	for _, f := range feeds {
		if strings.EqualFold(nameOf(f), name) {
			found = append(found, f)
		}
	}
	return found
}

// nextPoll is when a feed is asked again.
func nextPoll(st digest.FeedState, now time.Time) string {
	switch {
	case st.Gone:
		return "no more"
	case !st.NextPoll.After(now):
		return "at the next run"
	}
	return "in " + wording.Span(st.NextPoll.Sub(now))
}
