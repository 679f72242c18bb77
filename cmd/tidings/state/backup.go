// Package state is `tidings backup`, `tidings restore` and `tidings db`: the state becomes a file, a file the state, and one
// database another.
package state

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/digest"
	"tidings/digest/store"
)

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// BackupCommand is `tidings backup`.
func BackupCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	return &cobra.Command{
		Use: "backup FILE", Short: "Write the state to a file, while everything goes on", GroupID: "more", Args: cobra.ExactArgs(1),
		Long: `Writes the state, as it is at one moment, to a new file and checks it. tidings serve may
be running. Back up sources.yaml and subscribers.yaml as you do other files. A state in
Postgres is backed up with pg_dump.`,
		Example: "  tidings backup /var/backups/tidings-$(date +%F).db",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			st, err := store.Open(cmd.Context(), cfg.State, store.Options{Now: time.Now, Rand: rand.Reader})
			if err != nil {
				return err
			}
			defer st.Close()
			if err := st.Backup(cmd.Context(), args[0]); err != nil {
				return keepingHint(err)
			}
			info, err := os.Stat(args[0])
			if err != nil {
				return err
			}
			a.Say("%s: %.1f MB, checked.", args[0], float64(info.Size())/1e6)
			return nil
		},
	}
}

// RestoreCommand is `tidings restore`.
func RestoreCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	return &cobra.Command{
		Use: "restore FILE", Short: "Put a backup in the place of the state", GroupID: "more", Args: cobra.ExactArgs(1),
		Long: `Puts a backup in the place of the state and keeps what was there beside it. tidings serve
must be stopped. What was still to be mailed when the backup was made becomes uncertain, since
it may have been mailed after it: nobody gets a digest twice.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			kept, err := store.Restore(cmd.Context(), args[0], cfg.State, time.Now())
			if err != nil {
				return keepingHint(err)
			}
			if kept != "" {
				a.Say("What was there is kept as %s.", kept)
			}
			a.Say("Restored. tidings status shows how it stands.")
			return nil
		},
	}
}

// keepingHint says what to do about a backup that cannot be made or restored.
func keepingHint(err error) error {
	switch {
	case errors.Is(err, store.ErrOtherTools):
		return digest.Hint(err, "pg_dump and pg_restore do it for a database; stop every tidings serve before restoring")
	case errors.Is(err, fs.ErrExist):
		return digest.Hint(fmt.Errorf("%w", err), "give another name, or remove that file first")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist):
		return digest.Hint(err, "check the name and the rights of the folder")
	}
	return err
}
