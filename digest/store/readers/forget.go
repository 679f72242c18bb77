package readers

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

// ForgetReader erases what is known of a reader, in one transaction: address, name, choices, consents, requests, and the
// address in every delivery, of which the numbers stay. What waits is suppressed. What is left is the reader's name, a
// keyed hash, with a departure from everything, so that nobody is mailed by mistake. digest.ErrLost says that a message
// to the reader is being sent, and nothing is changed.
func (r *Register) ForgetReader(ctx context.Context, reader, subscriber string) error {
	now := r.db.Now()
	if r.db.Erase != "" { // the one connection that writes keeps it up
		if _, err := r.db.Write.ExecContext(ctx, r.db.Erase); err != nil {
			return database.About(err, "forget a reader")
		}
	}
	err := r.db.Transact(ctx, func(tx *sql.Tx) error {
		if err := ledger.Forget(ctx, tx, reader, subscriber, now); err != nil {
			return err
		}
		for _, erase := range []struct {
			text string
			args []any
		}{
			{`DELETE FROM passed WHERE subscriber = $1`, []any{subscriber}},
			{`DELETE FROM consent WHERE reader = $1`, []any{reader}},
			{`DELETE FROM signup WHERE address = $1 OR former = $2`, []any{subscriber, reader}},
			{`DELETE FROM choice WHERE reader = $1`, []any{reader}},
			{`DELETE FROM departure WHERE reader = $1`, []any{reader}},
			{`DELETE FROM reader WHERE name = $1`, []any{reader}},
		} {
			if _, err := database.Change(ctx, tx, erase.text, erase.args...); err != nil {
				return err
			}
		}
		return changeReader(ctx, tx, digest.ReaderChange{Name: reader, Leave: []digest.Departure{{At: now, How: digest.LeftByForget}}})
	})
	if err == nil && r.db.Erased != "" {
		_, err = r.db.Write.ExecContext(ctx, r.db.Erased)
	}
	return database.About(err, "forget a reader")
}
