package subscribers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
)

// statsJSON is `tidings subscribers stats --json`.
type statsJSON struct {
	Readers int            `json:"readers"`
	States  map[string]int `json:"states"`
	Web     int            `json:"web"` // who signed up there
	Lists   []listStats    `json:"lists"`
	Months  []monthStats   `json:"months"`
}

// listStats counts those who are on a list, and those who left it.
type listStats struct {
	List   string         `json:"list"`
	On     int            `json:"on"`
	States map[string]int `json:"states"` // of those who are on it
	Left   int            `json:"left"`   // this list, or everything
}

// monthStats is what happened in a calendar month of the site's.
type monthStats struct {
	Month  string       `json:"month"`  // "2006-01"
	Joined int          `json:"joined"` // on the web
	Left   int          `json:"left"`   // a list, or everything
	Issues int          `json:"issues"`
	Mails  digest.Tally `json:"mails,omitempty"`
}

func (a actions) statsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "stats", Short: "Count readers by list, state and month", Args: cobra.NoArgs,
		Long: `Counts readers by list and state, and by month who joined on the web, who left, and what
became of the mails. Months reach back as far as the state is kept (retention).`,
		RunE: a.amongReaders(func(ctx context.Context, c *known.Circle, _ []string) error {
			s, err := statsOf(ctx, c, a.Clock()())
			if err != nil {
				return err
			}
			if asJSON {
				return a.PrintJSON(s)
			}
			return a.printStats(s)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON object")
	return cmd
}

func statsOf(ctx context.Context, c *known.Circle, now time.Time) (statsJSON, error) {
	s := statsJSON{States: make(map[string]int), Lists: []listStats{}, Months: []monthStats{}}
	everybody, err := allReaders(ctx, c, now)
	if err != nil {
		return s, err
	}
	s.Readers = len(everybody)
	at := make(map[string]int)
	for i, l := range c.Config.Lists {
		at[l.ID] = i
		s.Lists = append(s.Lists, listStats{List: l.ID, States: make(map[string]int)})
	}
	for _, r := range everybody {
		s.States[r.State]++
		if r.From == "web" {
			s.Web++
		}
		for _, l := range r.Lists {
			if i, ok := at[l]; ok {
				s.Lists[i].On++
				s.Lists[i].States[r.State]++
			}
		}
		for _, l := range r.Left {
			if i, ok := at[l]; ok {
				s.Lists[i].Left++
			}
		}
	}
	months, err := monthsOf(ctx, c)
	for _, m := range slices.Sorted(maps.Keys(months)) {
		s.Months = append(s.Months, *months[m])
	}
	return s, err
}

// monthsOf counts what happened by month.
func monthsOf(ctx context.Context, c *known.Circle) (map[string]*monthStats, error) {
	months := make(map[string]*monthStats)
	of := func(t time.Time) *monthStats {
		m := t.In(c.Config.Site.Location).Format("2006-01")
		if months[m] == nil {
			months[m] = &monthStats{Month: m, Mails: make(digest.Tally)}
		}
		return months[m]
	}
	states, err := c.State.Readers(ctx)
	if err != nil {
		return nil, err
	}
	for _, st := range states {
		if !st.Joined.IsZero() {
			of(st.Joined).Joined++
		}
		for _, d := range st.Departures {
			if d.How != digest.LeftByMove {
				of(d.At).Left++
			}
		}
	}
	issues, err := c.State.IssueTallies(ctx)
	for _, is := range issues {
		m := of(is.Due)
		m.Issues++
		for state, n := range is.Tally {
			m.Mails[state] += n
		}
	}
	return months, err
}

func (a actions) printStats(s statsJSON) error {
	fmt.Fprintf(a.Stdout, "%s: %s · %d signed up on the web\n", wording.Count(s.Readers, "reader", "readers"), stateWords(s.States), s.Web)
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	if len(s.Lists) > 0 {
		fmt.Fprintln(w, "\nLIST\tON IT\tLEFT\tSTATES")
		for _, l := range s.Lists {
			fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", l.List, l.On, l.Left, stateWords(l.States))
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if len(s.Months) > 0 {
		fmt.Fprintln(w, "\nMONTH\tJOINED\tLEFT\tISSUES\tMAILS")
		for _, m := range s.Months {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%s\n", m.Month, m.Joined, m.Left, m.Issues, wording.Tally(m.Mails))
		}
	}
	return w.Flush()
}

// stateWords is how many are in which state, in words.
func stateWords(states map[string]int) string {
	var facts []string
	for _, state := range known.Standings() {
		if n := states[state]; n > 0 {
			facts = append(facts, fmt.Sprintf("%d %s", n, state))
		}
	}
	if len(facts) == 0 {
		return "nobody"
	}
	return wording.Joined(facts)
}
