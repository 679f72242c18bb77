package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tidings/digest"
	"tidings/digest/store/database"
)

// The ledger. A delivery is pending, or deferred, until a run claims it: owner and lease (wake) say who has it in hand
// and how long. The run marks it sending before the server can have accepted the message, and writes how it ended. A
// lease that runs out gives a pending row back; a sending one becomes uncertain, for nobody can know.

const (
	deliveryColumns = `id, issue, edition, slot, once, subscriber, address, name, rendering, due, state, attempts, next_try,
	expires, code, reply, message_id, updated, enhanced, stage`

	// These are spelled as in the partial indexes, which SQLite uses only where it finds their condition word for word.
	isWaiting = `state IN ('pending', 'deferred')`
	isOpen    = `state IN ('pending', 'deferred', 'sending')`
	isHeld    = `owner > ''` // pending, deferred or sending; or uncertain, which the owner may still know better

	endDelivery = `UPDATE delivery SET state = $3, code = $4, reply = $5, next_try = $6, owner = $7, updated = $8,
			enhanced = $9, stage = $10, wake = CASE WHEN due > $6 THEN due ELSE $6 END,
			attempts = attempts + CASE WHEN ` + isWaiting + ` THEN 1 ELSE 0 END
		WHERE id = $1 AND owner = $2 AND ` + isHeld

	markDelivery = `UPDATE delivery SET state = 'sending', attempts = attempts + 1, updated = $3
		WHERE id = $1 AND owner = $2 AND wake > $3 AND ` + isWaiting

	renewDeliveries = `UPDATE delivery SET wake = $2 WHERE owner = $1 AND ` + isHeld + ` AND state <> 'uncertain'`

	releaseDeliveries = `UPDATE delivery SET owner = '', wake = CASE WHEN due > next_try THEN due ELSE next_try END
		WHERE owner = $1 AND ` + isHeld + ` AND ` + isWaiting

	// The plus keeps both databases from looking through all that waits by wake: few rows are held.
	lapseSending = `UPDATE delivery SET state = 'uncertain', updated = $1,
			reply = 'the run that was sending it died before the server answered'
		WHERE ` + isHeld + ` AND state = 'sending' AND +wake <= $1`

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

// saveDeliveries stores rows in the order in which they will be claimed: neighbours in the file are then written
// together.
func (s *Store) saveDeliveries(ctx context.Context, tx *sql.Tx, deliveries []digest.Delivery) error {
	updated := s.db.Now()
	deliveries = slices.Clone(deliveries)
	slices.SortFunc(deliveries, inTurn)
	return s.db.Insert(ctx, tx, `INSERT INTO delivery (`+deliveryColumns+`, owner, wake)`, `ON CONFLICT DO NOTHING`,
		len(deliveries), func(i int) []any {
			d := deliveries[i]
			d.State, d.Updated = cmp.Or(d.State, digest.Pending), updated
			return append(deliveryFields(&d), "", later(d.Due, d.NextTry))
		})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Claim takes at most n deliveries in hand for owner, of one edition or, when it is empty, of all: those whose due
// moment and next try have come, that no live lease holds and whose edition is not paused. The lease runs from now; until it ends no other owner
// gets them. They come in the order they became due.
func (s *Store) Claim(ctx context.Context, edition, owner string, lease time.Duration, n int) (claimed []digest.Delivery, err error) {
	now := s.db.Now()
	err = s.db.Transact(ctx, func(tx *sql.Tx) error {
		if s.db.InOrder != "" {
			if _, err := database.Change(ctx, tx, s.db.InOrder); err != nil {
				return err
			}
		}
		claimed, err = database.All(ctx, tx, deliveryFields, claimDeliveries(s.db.Dialect), now, edition, n, owner, now.Add(lease))
		return err
	})
	if err != nil {
		return nil, database.About(err, "claim deliveries")
	}
	slices.SortFunc(claimed, inTurn)
	return claimed, nil
}

// inTurn orders deliveries as they are claimed.
func inTurn(a, b digest.Delivery) int {
	return cmp.Or(later(a.Due, a.NextTry).Compare(later(b.Due, b.NextTry)), cmp.Compare(a.ID, b.ID))
}

// Advance moves owner's work on by one message, in one transaction that is durable when it returns: done, unless nil,
// is how the last attempt ended; mark, unless empty, is the delivery whose message is about to go out, which becomes
// sending. The message must not be finished on the wire before Advance has returned without error.
//
// The mark is digest.ErrLost when the delivery is not waiting in owner's hands under a live lease; done is written all
// the same. An end is written over pending, deferred and sending, and over uncertain when that came of owner's own
// lapse: whoever was taken for dead and heard the server's answer knows better. An end of a delivery that another run
// has taken since, or that has ended, is dropped; so Advance may be repeated. A deferred delivery is given back.
func (s *Store) Advance(ctx context.Context, owner string, done *digest.Ended, mark string) error {
	return s.Enter(ctx, owner, done, mark)()
}

// Enter begins what Advance does, and does not wait for it: the caller has a message to put on the wire meanwhile. durable
// must be called, once, and returns when and what Advance would.
func (s *Store) Enter(ctx context.Context, owner string, done *digest.Ended, mark string) (durable func() error) {
	if done != nil && done.Outcome.State != digest.Deferred && !done.Outcome.State.Ended() {
		return func() error { return fmt.Errorf("%q is not how an attempt ends", done.Outcome.State) }
	}
	e := &entry{owner: owner, done: done, mark: mark, written: make(chan error, 1)}
	wait := func() error { return <-e.written }
	if s.clerk != nil {
		s.clerk.enter(e)
		wait = func() error { return s.clerk.wait(e) }
	} else {
		go func() { e.written <- s.enterAtOnce(ctx, e) }()
	}
	return func() error {
		err := wait()
		if err == nil && e.lost {
			return database.About(digest.ErrLost, "mark delivery %s", mark)
		}
		return database.About(err, "ledger")
	}
}

// endArgs and markArgs are the parameters of endDelivery and markDelivery.
func (e *entry) endArgs(now time.Time) []any {
	done, o, keeper := *e.done, e.done.Outcome, ""
	if o.State == digest.Uncertain {
		keeper = e.owner
	}
	if o.State != digest.Deferred {
		done.NextTry = time.Time{}
	}
	return database.Bind([]any{done.Delivery, e.owner, o.State, o.Code, o.Reply, done.NextTry, keeper, now, o.Enhanced, o.Stage})
}

func (e *entry) markArgs(now time.Time) []any { return database.Bind([]any{e.mark, e.owner, now}) }

// enterAtOnce writes an entry on Postgres in one round trip: statements that are sent before an answer is asked for are
// one transaction (PostgreSQL documentation, 55.2.4 Pipelining). Beginning, ending, marking and committing one after the
// other took the processors of client and server twice as long.
func (s *Store) enterAtOnce(ctx context.Context, e *entry) error {
	now := s.db.Now()
	var both pgx.Batch
	if e.done != nil {
		both.Queue(endDelivery, e.endArgs(now)...)
	}
	if e.mark != "" {
		both.Queue(markDelivery, e.markArgs(now)...).Exec(func(changed pgconn.CommandTag) error {
			e.lost = changed.RowsAffected() == 0
			return nil
		})
	}
	return s.db.Pool.SendBatch(ctx, &both).Close()
}

// Renew makes the leases of everything owner has in hand run from now.
func (s *Store) Renew(ctx context.Context, owner string, lease time.Duration) error {
	_, err := database.Change(ctx, s.db.Write, renewDeliveries, owner, s.db.Now().Add(lease))
	return database.About(err, "renew lease")
}

// Release gives back what owner has claimed and not begun to send.
func (s *Store) Release(ctx context.Context, owner string) error {
	_, err := database.Change(ctx, s.db.Write, releaseDeliveries, owner)
	return database.About(err, "release deliveries")
}

// Lapse makes uncertain what was being sent when its lease ran out, and says how many deliveries that were.
func (s *Store) Lapse(ctx context.Context) (uncertain int, err error) {
	n, err := database.Change(ctx, s.db.Write, lapseSending, s.db.Now())
	return int(n), database.About(err, "lapse deliveries")
}

// Expire ends as failed what is deferred and past its Expires, and lists it with the last answer's code and stage.
func (s *Store) Expire(ctx context.Context) ([]digest.Delivery, error) {
	var expired []digest.Delivery
	err := s.db.Transact(ctx, func(tx *sql.Tx) (err error) {
		expired, err = database.All(ctx, tx, deliveryFields, expireDeferred, s.db.Now())
		return err
	})
	return expired, database.About(err, "expire deliveries")
}

// Deliveries lists the deliveries of an issue by subscriber.
func (s *Store) Deliveries(ctx context.Context, issue string) ([]digest.Delivery, error) {
	deliveries, err := database.All(ctx, s.db.Read, deliveryFields,
		`SELECT `+deliveryColumns+` FROM delivery WHERE issue = $1 ORDER BY subscriber`, issue)
	return deliveries, database.About(err, "deliveries of issue %s", issue)
}

// Tally counts the deliveries of an issue by state.
func (s *Store) Tally(ctx context.Context, issue string) (digest.Tally, error) {
	tally, err := s.tally(ctx, `SELECT state, COUNT(*) FROM delivery WHERE issue = $1 GROUP BY state`, issue)
	return tally, database.About(err, "deliveries of issue %s", issue)
}

func (s *Store) tally(ctx context.Context, query string, args ...any) (digest.Tally, error) {
	type count struct {
		state digest.DeliveryState
		n     int
	}
	counts, err := database.All(ctx, s.db.Read, func(c *count) []any { return []any{&c.state, &c.n} }, query, args...)
	tally := make(digest.Tally)
	for _, c := range counts {
		tally[c.state] += c.n
	}
	return tally, err
}

// Unsure lists at most n deliveries of which nobody knows whether they arrived, the newest first.
func (s *Store) Unsure(ctx context.Context, n int) ([]digest.Delivery, error) {
	deliveries, err := database.All(ctx, s.db.Read, deliveryFields,
		`SELECT `+deliveryColumns+` FROM delivery WHERE state = 'uncertain' ORDER BY updated DESC, id LIMIT $1`, n)
	return deliveries, database.About(err, "uncertain deliveries")
}
