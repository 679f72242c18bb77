package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

// What other rooms do to the ledger in transactions of theirs: an issue is frozen with its deliveries, stopped and resumed
// with them, and a reader is forgotten in them too.

// Insert stores rows in the order in which they will be claimed: neighbours in the file are then written together. A
// reader who has one of the same edition and Once already gets no second one.
func Insert(ctx context.Context, tx *sql.Tx, db *database.DB, deliveries []digest.Delivery) error {
	updated := db.Now()
	deliveries = slices.Clone(deliveries)
	slices.SortFunc(deliveries, inTurn)
	return db.Insert(ctx, tx, `INSERT INTO delivery (`+deliveryColumns+`, owner, wake)`, `ON CONFLICT DO NOTHING`,
		len(deliveries), func(i int) []any {
			d := deliveries[i]
			d.State, d.Updated = cmp.Or(d.State, digest.Pending), updated
			return append(deliveryFields(&d), "", later(d.Due, d.NextTry))
		})
}

// Suppress ends the deliveries of an issue that wait, with a note that says why, and counts them.
func Suppress(ctx context.Context, tx *sql.Tx, issue, note string, now time.Time) (n int, err error) {
	rows, err := database.Change(ctx, tx, `UPDATE delivery SET state = 'suppressed', owner = '', reply = $2, updated = $3
			WHERE issue = $1 AND `+isWaiting, issue, note, now)
	return int(rows), err
}

// Revive has the deliveries of an issue wait again that Suppress ended with this note, but for those past their time, and
// lists them.
func Revive(ctx context.Context, tx *sql.Tx, issue, note string, now time.Time) ([]digest.Delivery, error) {
	return database.All(ctx, tx, deliveryFields, `UPDATE delivery SET state = 'pending', reply = '', updated = $3,
				wake = CASE WHEN due > next_try THEN due ELSE next_try END
			WHERE issue = $1 AND state = 'suppressed' AND reply = $2 AND (expires = 0 OR expires > $3) RETURNING `+deliveryColumns, issue, note, now)
}

// Forget puts a reader's name in the place of the address in the ledger. The ids of rows are made of the address, and
// anybody can make them of one that he guesses: they are made anew. digest.ErrLost says that a message to the reader is
// being sent.
func Forget(ctx context.Context, tx *sql.Tx, reader, subscriber string, now time.Time) error {
	rows, err := database.All(ctx, tx, deliveryFields, `SELECT `+deliveryColumns+` FROM delivery
		WHERE id IN (SELECT delivery.id `+deliveriesTo+`)`, subscriber)
	if err != nil {
		return err
	}
	for _, d := range rows {
		if d.State == digest.Sending {
			return digest.ErrLost
		}
		if !d.State.Ended() {
			d.State, d.Updated = digest.Suppressed, now
		}
		// Who was forgotten, restored and mailed again has two rows where there is room for one.
		if _, err := database.Change(ctx, tx, `DELETE FROM delivery WHERE edition = $1 AND subscriber = $2 AND (once = $3 OR issue = $4)`,
			d.Edition, reader, d.Once, d.Issue); err != nil {
			return err
		}
		if _, err := database.Change(ctx, tx, `UPDATE delivery SET id = $2, subscriber = $3, address = '', name = '', reply = '', message_id = '',
			state = $4, updated = $5, owner = '' WHERE id = $1`,
			d.ID, digest.Key("delivery", d.Issue, reader), reader, d.State, d.Updated); err != nil {
			return err
		}
		if _, err := database.Change(ctx, tx, `UPDATE issue SET state = 'done' WHERE id = $1 AND state = 'built'
			AND NOT EXISTS (SELECT 1 FROM delivery WHERE issue = $1 AND `+IsOpen+`)`, d.Issue); err != nil {
			return err
		}
	}
	return nil
}
