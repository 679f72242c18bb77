package subscribers

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
)

// deliveryJSON is one issue to one reader in `tidings subscribers log --json`.
type deliveryJSON struct {
	Edition   string               `json:"edition"`
	Slot      digest.Slot          `json:"slot"`
	State     digest.DeliveryState `json:"state"`
	Attempts  int                  `json:"attempts"`
	Due       time.Time            `json:"due"`
	Updated   time.Time            `json:"updated"`
	NextTry   *time.Time           `json:"next_try,omitempty"`
	Code      int                  `json:"code,omitempty"`
	Reply     string               `json:"reply,omitempty"` // the server's last words
	MessageID string               `json:"message_id,omitempty"`
}

func (a actions) logCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "log EMAIL", Short: "Show what became of each issue to a reader", Args: cobra.ExactArgs(1),
		Long: `Lists the deliveries to an address that are still kept, the newest issue first: state, when
that came about, how often it was tried, and what the mail server said.`,
		RunE: a.amongReaders(func(ctx context.Context, c *known.Circle, args []string) error {
			p, err := c.Find(ctx, args[0])
			if err != nil {
				return err
			}
			deliveries, err := c.State.DeliveriesTo(ctx, p.Key())
			if err != nil {
				return err
			}
			if len(deliveries) == 0 && !p.Known() {
				return c.Stranger(p.Email)
			}
			if asJSON {
				out := []deliveryJSON{}
				for _, d := range deliveries {
					out = append(out, deliveryJSON{
						d.Edition, d.Slot, d.State, d.Attempts, d.Due, d.Updated, call.Stamp(d.NextTry), d.Code, d.Reply, d.MessageID,
					})
				}
				return a.PrintJSON(out)
			}
			return a.printLog(p.Called(), deliveries)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON list")
	return cmd
}

func (a actions) printLog(who string, deliveries []digest.Delivery) error {
	if len(deliveries) == 0 {
		a.Say("Nothing was mailed to %s yet, or it is longer ago than the state is kept.", who)
		return nil
	}
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ISSUE\tEDITION\tSTATE\tWHEN\tTRIES\tTHE SERVER'S REPLY")
	tally := make(digest.Tally)
	for _, d := range deliveries {
		tally[d.State]++
		said := cmp.Or(strings.Join(strings.Fields(wording.Reply(digest.Outcome{Code: d.Code, Reply: d.Reply})), " "), "-")
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n", strings.Replace(string(d.Slot), "T", " ", 1), d.Edition, d.State,
			d.Updated.Local().Format("2006-01-02 15:04:05"), d.Attempts, said)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.Stdout, "\n%s: %s\n", wording.Count(len(deliveries), "issue", "issues"), wording.Tally(tally))
	return err
}
