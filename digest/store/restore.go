package store

import (
	"context"
	"database/sql"
	"time"

	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

// ErrOtherTools says that the state is in a database with tools of its own for what was asked.
var ErrOtherTools = database.ErrOtherTools

// Restore puts a backup in the place of the state in a folder and keeps what was there under the name it returns, empty
// when there was nothing. No program may have the state open; digest.ErrServed when a daemon has.
//
// A backup does not know what was mailed after it. So what waited to be mailed in it becomes uncertain, and the slots
// since are not made up for: nobody gets a digest twice.
func Restore(ctx context.Context, from, dir string, now time.Time) (kept string, err error) {
	return database.Restore(ctx, from, dir, now, func(tx *sql.Tx) error {
		_, err := database.Change(ctx, tx, `UPDATE delivery SET state = 'uncertain', owner = '', updated = $1,
				reply = 'restored from a backup; it may have been sent since'
			WHERE `+ledger.IsOpen, now)
		if err != nil {
			return err
		}
		if _, err := database.Change(ctx, tx, `UPDATE issue SET state = 'missed', note = 'restored from a backup; it may have been sent since'
			WHERE state = 'planned'`); err != nil {
			return err
		}
		_, err = database.Change(ctx, tx, `DELETE FROM due`)
		return err
	})
}
