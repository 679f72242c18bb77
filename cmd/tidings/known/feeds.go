// Package known turns a configuration and its state into what is known of its feeds and of its readers, with the words for
// how each of them stands.
package known

import (
	"cmp"
	"context"
	"crypto/rand"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/store"
)

// How a feed stands, the worst first: of several that hold, it is the first.
const (
	FeedGone    = "gone"    // its server says that there is none any more
	FeedFailing = "failing" // the last try failed
	FeedHeld    = "held"    // it poured out far more articles than ever
	FeedMoved   = "moved"   // its server says that it is elsewhere
	FeedSilent  = "silent"  // it has brought nothing new for long
	FeedNew     = "new"     // never asked
	FeedWell    = "well"
)

// Feeds are the feeds of a configuration with what the state knows of them.
type Feeds struct {
	Config *config.Config
	State  *store.Store
	ByID   map[string]digest.FeedState // one that was never asked has none
}

// FeedsOf opens the state and reads what it knows of the feeds. Close the state when done.
func FeedsOf(ctx context.Context, cfg *config.Config) (*Feeds, error) {
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
	return &Feeds{cfg, st, states}, nil
}

// AboutFeeds is a command without arguments that looks at the feeds of the configuration and what the state knows of
// them.
func AboutFeeds(c *call.Call, look func(context.Context, *Feeds) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		cfg, err := c.Load()
		if err != nil {
			return err
		}
		r, err := FeedsOf(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		defer r.State.Close()
		return look(cmd.Context(), r)
	}
}

// Title is what a feed is called: as configured, else as it calls itself, else its address.
func (r *Feeds) Title(f digest.Feed) string { return cmp.Or(f.Name, r.ByID[f.ID].Title, f.URL) }
