package feeds

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
)

// feedJSON is a line of `tidings feeds list --json`.
type feedJSON struct {
	Section     string     `json:"section,omitempty"`
	Title       string     `json:"title"`
	URL         string     `json:"url"`
	Weight      float64    `json:"weight"`
	From        string     `json:"from"` // file and line that it is written in
	LastSuccess *time.Time `json:"last_success,omitempty"`
	NextPoll    *time.Time `json:"next_poll,omitempty"` // not before this moment; absent: at the next run
}

func (a actions) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the feeds as they are configured", Args: cobra.NoArgs,
		Long: `Lists the feeds in the order of the configuration: section, name, weight, when each
was last read, when it is asked again, and the file and line that it stands in.`,
		RunE: known.AboutFeeds(a.Call, func(_ context.Context, r *known.Feeds) error {
			if asJSON {
				return a.PrintJSON(listed(r))
			}
			return a.printFeeds(r)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON list")
	return cmd
}

func listed(r *known.Feeds) []feedJSON {
	out := []feedJSON{}
	for _, f := range r.Config.Feeds {
		st := r.ByID[f.ID]
		out = append(out, feedJSON{f.Section, r.Title(f), f.URL, f.Weight, known.Short(r.Config, r.Config.Place(f)), call.Stamp(st.LastOK), call.Stamp(st.NextPoll)})
	}
	return out
}

func (a actions) printFeeds(r *known.Feeds) error {
	now := time.Now()
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SECTION\tFEED\tWEIGHT\tREAD\tNEXT\tADDRESS\tFROM")
	for _, f := range r.Config.Feeds {
		st := r.ByID[f.ID]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", cmp.Or(f.Section, "-"), cmp.Or(f.Name, st.Title, "-"),
			strconv.FormatFloat(f.Weight, 'f', -1, 64), wording.Ago(st.LastOK, now), nextPoll(st, now), f.URL, known.Short(r.Config, r.Config.Place(f)))
	}
	return w.Flush()
}
