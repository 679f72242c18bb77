package subscribers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
)

// subscriberJSON is a reader in `tidings subscribers list --json`.
type subscriberJSON struct {
	Email    string   `json:"email"`
	Name     string   `json:"name,omitempty"`
	State    string   `json:"state"`
	Note     string   `json:"note,omitempty"` // of the state: since or until when, and how
	Lists    []string `json:"lists,omitempty"`
	Left     []string `json:"left,omitempty"` // lists
	Editions []string `json:"editions,omitempty"`
	Chosen   []string `json:"chosen,omitempty"` // settings that are the reader's own choice
	From     string   `json:"from"`             // file and line, or "web"
}

func (a actions) listCommand() *cobra.Command {
	var onList, state string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the readers, those of the files and those of the web", Args: cobra.NoArgs,
		Long: `Lists the readers in the order of the files, and after them those who signed up on the web:
what state each is in, lists, editions, and where each is written. The states:
active; paused; left (all that comes); moved (to another address); forgotten; suppressed, because
mail came back; idle, who gets no edition.`,
		Example: "  tidings subscribers list --list staff\n  tidings subscribers list --state left --json",
		RunE: a.amongReaders(func(ctx context.Context, c *known.Circle, _ []string) error {
			if err := call.KnownWord("list", onList, listIDs(c)); err != nil {
				return err
			}
			if err := call.KnownWord("state", state, known.Standings()); err != nil {
				return err
			}
			everybody, err := allReaders(ctx, c, a.Clock()())
			if err != nil {
				return err
			}
			shown := slices.DeleteFunc(slices.Clone(everybody), func(s subscriberJSON) bool {
				return onList != "" && !slices.Contains(s.Lists, onList) || state != "" && s.State != state
			})
			if asJSON {
				return a.PrintJSON(append([]subscriberJSON{}, shown...))
			}
			return a.printSubscribers(shown, len(everybody))
		}),
	}
	cmd.Flags().StringVar(&onList, "list", "", "only those on this list")
	cmd.Flags().StringVar(&state, "state", "", "only those in this state")
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON list")
	return cmd
}

func listIDs(c *known.Circle) []string {
	var ids []string
	for _, l := range c.Config.Lists {
		ids = append(ids, l.ID)
	}
	return ids
}

// allReaders lists all readers as they stand.
func allReaders(ctx context.Context, c *known.Circle, now time.Time) ([]subscriberJSON, error) {
	all, err := c.All(ctx)
	if err != nil {
		return nil, err
	}
	today := c.Today(now)
	out := make([]subscriberJSON, len(all))
	for i, s := range all {
		from := "web"
		if i < len(c.Config.Subscribers) { // All begins with those of the files
			from = known.Short(c.Config, c.Config.Entry(i))
		}
		out[i] = subscriberJSON{Email: s.Email, Name: s.Name, Editions: c.Editions(s), From: from}
		out[i].State, out[i].Note = c.Standing(s, today)
		for _, l := range s.Lists {
			if s.HasLeft("") || s.HasLeft(l) {
				out[i].Left = append(out[i].Left, l)
			} else {
				out[i].Lists = append(out[i].Lists, l)
			}
		}
		for key := range s.Chosen {
			out[i].Chosen = append(out[i].Chosen, string(key))
		}
		slices.Sort(out[i].Chosen)
	}
	return out, nil
}

func (a actions) printSubscribers(shown []subscriberJSON, of int) error {
	if len(shown) == 0 {
		a.Say("Nobody: there are %s in all. tidings subscribers add EMAIL invites one.", wording.Count(of, "reader", "readers"))
		return nil
	}
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ADDRESS\tNAME\tSTATE\tLISTS\tEDITIONS\tOWN CHOICE\tFROM")
	for _, s := range shown {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.Email, cmp.Or(s.Name, "-"), strings.TrimSpace(s.State+" "+s.Note),
			cmp.Or(wording.List(s.Lists), "-"), cmp.Or(wording.List(s.Editions), "-"), cmp.Or(wording.List(s.Chosen), "-"), s.From)
	}
	return w.Flush()
}
