package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

// feedJSON is a line of `tidings feeds list --json`.
type feedJSON struct {
	Section     string     `json:"section,omitempty"`
	Title       string     `json:"title"`
	URL         string     `json:"url"`
	Weight      float64    `json:"weight"`
	LastSuccess *time.Time `json:"last_success,omitempty"`
	NextPoll    *time.Time `json:"next_poll,omitempty"` // not before this moment; absent: at the next run
}

func (a *app) feedsListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the feeds as they are configured", Args: cobra.NoArgs,
		Long: `Lists the feeds in the order of the configuration: section, name, weight, when each
was last read, and when it is asked again.`,
		RunE: a.remembering(func(_ context.Context, r *remembered) error {
			if asJSON {
				return a.printJSON(r.list())
			}
			return a.printFeeds(r)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON list")
	return cmd
}

func (r *remembered) list() []feedJSON {
	out := []feedJSON{}
	for _, f := range r.cfg.Feeds {
		st := r.states[f.ID]
		out = append(out, feedJSON{f.Section, r.title(f), f.URL, f.Weight, stamp(st.LastOK), stamp(st.NextPoll)})
	}
	return out
}

func (a *app) printFeeds(r *remembered) error {
	now := time.Now()
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SECTION\tFEED\tWEIGHT\tREAD\tNEXT\tADDRESS")
	for _, f := range r.cfg.Feeds {
		st := r.states[f.ID]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", cmp.Or(f.Section, "-"), cmp.Or(f.Name, st.Title, "-"),
			strconv.FormatFloat(f.Weight, 'f', -1, 64), ago(st.LastOK, now), nextPoll(st, now), f.URL)
	}
	return w.Flush()
}
