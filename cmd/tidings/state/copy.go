package state

import (
	"crypto/rand"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/digest/store"
)

// DatabaseCommand is `tidings db`.
func DatabaseCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	cmd := &cobra.Command{
		Use: "db", Short: "Move the state to another database", GroupID: "more", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.copyCommand())
	return cmd
}

func (a actions) copyCommand() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "copy --to URL|DIR", Short: "Copy the state to an empty one: from the file to Postgres, or back", Args: cobra.NoArgs,
		Long: `Copies everything in the configured state to an empty one, in one transaction, and
changes nothing in the old. Stop tidings serve first; when it is done, write the new place
at state: and start it again. Links that were mailed keep working, and nobody gets a
digest twice.`,
		Example: "  tidings db copy --to postgres://tidings@db.example.com/tidings",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			o := store.Options{Now: time.Now, Rand: rand.Reader}
			from, err := store.Open(ctx, cfg.State, o)
			if err != nil {
				return err
			}
			defer from.Close()
			st, err := store.Open(ctx, to, o)
			if err != nil {
				return err
			}
			defer st.Close()
			tables, err := from.Copy(ctx, st)
			if err != nil {
				return err
			}
			for _, t := range tables {
				a.Say("%9d  %s", t.Rows, t.Table)
			}
			a.Say("Copied. Now write the new place at state: in sources.yaml.")
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the empty state: a postgres:// URL, or a folder")
	if err := cmd.MarkFlagRequired("to"); err != nil {
		panic(err) // the flag is the one above
	}
	return cmd
}
