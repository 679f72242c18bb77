// Package feeds is `tidings feeds`: what is configured and what is known of each feed become a list of how they do; a
// change becomes a line of the user's file.
package feeds

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/forms"
)

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// Command is `tidings feeds`.
func Command(c *call.Call) *cobra.Command {
	a := actions{c}
	cmd := &cobra.Command{
		Use: "feeds", Short: "Look at feeds, add them, remove them", GroupID: "parts", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		a.listCommand(), a.healthCommand(), a.testCommand(),
		a.addCommand(), a.removeCommand(), a.importCommand(), a.exportCommand(),
		a.releaseCommand(), a.resumeCommand(),
	)
	return cmd
}

// feedNamed finds a feed by its address, or by what it is called.
func feedNamed(ctx context.Context, cfg *config.Config, name string) (digest.Feed, error) {
	for _, f := range cfg.Feeds {
		if forms.SameWeb(f.URL) == forms.SameWeb(name) {
			return f, nil
		}
	}
	found := called(cfg.Feeds, name, func(f digest.Feed) string { return f.Name })
	if len(found) == 0 && !call.IsURL(name) {
		r, err := known.FeedsOf(ctx, cfg)
		if err != nil {
			return digest.Feed{}, err
		}
		defer r.State.Close()
		found = called(cfg.Feeds, name, r.Title)
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
