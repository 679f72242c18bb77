// Package ledger keeps deliveries: one row for an issue and a reader, and what became of it.
//
// A delivery is pending, or deferred, until a run claims it: owner and lease (wake) say who has it in hand and how long.
// The run marks it sending before the server can have accepted the message, and writes how it ended. A lease that runs
// out gives a pending row back; a sending one becomes uncertain, for nobody can know.
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

// Ledger is what became of every delivery. It must be closed before its database is.
type Ledger struct {
	db    *database.DB
	clerk *clerk // nil on Postgres

	// What is done twice a message is prepared once: SQLite takes longer to read such a statement than to run it. Nil on
	// Postgres, whose driver does so by itself.
	end, mark *sql.Stmt
}

// New returns the ledger in a database.
func New(ctx context.Context, db *database.DB) (*Ledger, error) {
	l := &Ledger{db: db}
	if db.Pool != nil {
		return l, nil
	}
	var err error
	if l.end, err = db.Write.PrepareContext(ctx, endDelivery); err == nil {
		l.mark, err = db.Write.PrepareContext(ctx, markDelivery)
	}
	if err != nil {
		return nil, err
	}
	l.clerk = newClerk(l.enter)
	return l, nil
}

// Close returns when what was entered is written; who enters anything after gets an error.
func (l *Ledger) Close() {
	if l.clerk != nil {
		l.clerk.stop()
	}
}

// Conditions on table delivery. They are spelled as in the partial indexes, which SQLite uses only where it finds their
// condition word for word.
const (
	// IsOpen holds for what has not ended.
	IsOpen = `state IN ('pending', 'deferred', 'sending')`

	// IsHeld holds for what a run has in hand: pending, deferred or sending; or uncertain, which the owner may still know
	// better.
	IsHeld = `owner > ''`

	isWaiting = `state IN ('pending', 'deferred')`
)

const (
	deliveryColumns = `id, issue, edition, slot, once, subscriber, address, name, rendering, due, state, attempts, next_try,
	expires, code, reply, message_id, updated, enhanced, stage`

	endDelivery = `UPDATE delivery SET state = $3, code = $4, reply = $5, next_try = $6, owner = $7, updated = $8,
			enhanced = $9, stage = $10, wake = CASE WHEN due > $6 THEN due ELSE $6 END,
			attempts = attempts + CASE WHEN ` + isWaiting + ` THEN 1 ELSE 0 END
		WHERE id = $1 AND owner = $2 AND ` + IsHeld

	markDelivery = `UPDATE delivery SET state = 'sending', attempts = attempts + 1, updated = $3
		WHERE id = $1 AND owner = $2 AND wake > $3 AND ` + isWaiting

	renewDeliveries = `UPDATE delivery SET wake = $2 WHERE owner = $1 AND ` + IsHeld + ` AND state <> 'uncertain'`

	releaseDeliveries = `UPDATE delivery SET owner = '', wake = CASE WHEN due > next_try THEN due ELSE next_try END
		WHERE owner = $1 AND ` + IsHeld + ` AND ` + isWaiting

	// The plus keeps both databases from looking through all that waits by wake: few rows are held.
	lapseSending = `UPDATE delivery SET state = 'uncertain', updated = $1,
			reply = 'the run that was sending it died before the server answered'
		WHERE ` + IsHeld + ` AND state = 'sending' AND +wake <= $1`

	expireDeferred = `UPDATE delivery SET state = 'failed', updated = $1,
			reply = 'expired before it could be delivered' || CASE WHEN reply = '' THEN '' ELSE '; the last answer was: ' || reply END
		WHERE state = 'deferred' AND expires > 0 AND expires <= $1
		RETURNING ` + deliveryColumns
)

// claimDeliveries chooses rows and claims them. MATERIALIZED makes Postgres choose once: a bare subquery may be run again
// for each row that is updated, and lock more than its limit.
func claimDeliveries(d database.Dialect) string {
	return `WITH due AS MATERIALIZED (
			SELECT id FROM delivery
			WHERE ` + isWaiting + ` AND wake <= $1 AND (state = 'pending' OR expires = 0 OR expires > $1)
				AND ($2 = '' OR edition = $2) AND ` + isGoing + `
			ORDER BY wake, id LIMIT $3 ` + d.SkipLocked + `)
		UPDATE delivery SET owner = $4, wake = $5 WHERE id IN (SELECT id FROM due) RETURNING ` + deliveryColumns
}

func deliveryFields(d *digest.Delivery) []any {
	return []any{
		&d.ID, &d.Issue, &d.Edition, &d.Slot, &d.Once, &d.Subscriber, &d.To, &d.Name, &d.Rendering, (*database.Moment)(&d.Due),
		&d.State, &d.Attempts, (*database.Moment)(&d.NextTry), (*database.Moment)(&d.Expires), &d.Code, &d.Reply, &d.MessageID,
		(*database.Moment)(&d.Updated), &d.Enhanced, &d.Stage,
	}
}

// Claim takes at most n deliveries in hand for owner, of one edition or, when it is empty, of all: those whose due
// moment and next try have come, that no live lease holds and whose edition is not paused. The lease runs from now; until
// it ends no other owner gets them. They come in the order they became due.
func (l *Ledger) Claim(ctx context.Context, edition, owner string, lease time.Duration, n int) (claimed []digest.Delivery, err error) {
	now := l.db.Now()
	err = l.db.Transact(ctx, func(tx *sql.Tx) error {
		if l.db.InOrder != "" {
			if _, err := database.Change(ctx, tx, l.db.InOrder); err != nil {
				return err
			}
		}
		claimed, err = database.All(ctx, tx, deliveryFields, claimDeliveries(l.db.Dialect), now, edition, n, owner, now.Add(lease))
		return err
	})
	if err != nil {
		return nil, database.About(err, "claim deliveries")
	}
	slices.SortFunc(claimed, inTurn)
	return claimed, nil
}

// Renew makes the leases of everything owner has in hand run from now.
func (l *Ledger) Renew(ctx context.Context, owner string, lease time.Duration) error {
	_, err := database.Change(ctx, l.db.Write, renewDeliveries, owner, l.db.Now().Add(lease))
	return database.About(err, "renew lease")
}

// Release gives back what owner has claimed and not begun to send.
func (l *Ledger) Release(ctx context.Context, owner string) error {
	_, err := database.Change(ctx, l.db.Write, releaseDeliveries, owner)
	return database.About(err, "release deliveries")
}

// Lapse makes uncertain what was being sent when its lease ran out, and says how many deliveries that were.
func (l *Ledger) Lapse(ctx context.Context) (uncertain int, err error) {
	n, err := database.Change(ctx, l.db.Write, lapseSending, l.db.Now())
	return int(n), database.About(err, "lapse deliveries")
}

// Expire ends as failed what is deferred and past its Expires, and lists it with the last answer's code and stage.
func (l *Ledger) Expire(ctx context.Context) ([]digest.Delivery, error) {
	var expired []digest.Delivery
	err := l.db.Transact(ctx, func(tx *sql.Tx) (err error) {
		expired, err = database.All(ctx, tx, deliveryFields, expireDeferred, l.db.Now())
		return err
	})
	return expired, database.About(err, "expire deliveries")
}

// inTurn orders deliveries as they are claimed.
func inTurn(a, b digest.Delivery) int {
	return cmp.Or(later(a.Due, a.NextTry).Compare(later(b.Due, b.NextTry)), cmp.Compare(a.ID, b.ID))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
