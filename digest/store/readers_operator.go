package store

import (
	"context"
	"database/sql"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

// This file is what an operator asks about readers, and does to them.

// deliveriesTo finds a subscriber's deliveries issue by issue, by the key that they are unique by: the ledger needs no
// index of its own for it, which every delivery would pay for.
const deliveriesTo = `FROM issue CROSS JOIN delivery WHERE delivery.issue = issue.id AND delivery.subscriber = $1`

// DeliveriesTo lists the deliveries to a subscriber that are still kept, the newest issue first.
func (s *Store) DeliveriesTo(ctx context.Context, subscriber string) ([]digest.Delivery, error) {
	deliveries, err := database.All(ctx, s.db.Read, deliveryFields, `SELECT `+deliveryColumns+` FROM delivery
		WHERE id IN (SELECT delivery.id `+deliveriesTo+`) ORDER BY slot DESC, edition, id`, subscriber)
	return deliveries, database.About(err, "deliveries to a subscriber")
}

// IssueTally is what became of the deliveries of an issue.
type IssueTally struct {
	Due   time.Time
	Tally digest.Tally
}

// IssueTallies counts the deliveries of every issue that is still kept, the oldest first.
func (s *Store) IssueTallies(ctx context.Context) ([]IssueTally, error) {
	type row struct {
		issue string
		due   time.Time
		state digest.DeliveryState
		n     int
	}
	rows, err := database.All(ctx, s.db.Read, func(r *row) []any { return []any{&r.issue, (*database.Moment)(&r.due), &r.state, &r.n} },
		`SELECT issue.id, issue.due, delivery.state, COUNT(*) FROM issue JOIN delivery ON delivery.issue = issue.id
			GROUP BY issue.id, issue.due, delivery.state ORDER BY issue.due, issue.id`)
	var out []IssueTally
	last := ""
	for _, r := range rows {
		if len(out) == 0 || r.issue != last {
			out, last = append(out, IssueTally{r.due, make(digest.Tally)}), r.issue
		}
		out[len(out)-1].Tally[r.state] += r.n
	}
	return out, database.About(err, "deliveries")
}

// ResetChoices drops choices of a reader, so that the file decides again, and says how many they were.
func (s *Store) ResetChoices(ctx context.Context, reader string, keys []digest.ChoiceKey) (int, error) {
	n, err := database.Change(ctx, s.db.Write, `DELETE FROM choice WHERE setting IN `+s.db.Keys+` AND reader = $2`, database.Set(keys), reader)
	return int(n), database.About(err, "reset choices")
}

// ForgetReader erases what is known of a reader, in one transaction: address, name, choices, consents, requests, and the
// address in every delivery, of which the numbers stay. What waits is suppressed. What is left is the reader's name, a
// keyed hash, with a departure from everything, so that nobody is mailed by mistake. digest.ErrLost says that a message
// to the reader is being sent, and nothing is changed.
func (s *Store) ForgetReader(ctx context.Context, reader, subscriber string) error {
	now := s.db.Now()
	if s.db.Erase != "" { // the one connection that writes keeps it up
		if _, err := s.db.Write.ExecContext(ctx, s.db.Erase); err != nil {
			return database.About(err, "forget a reader")
		}
	}
	err := s.db.Transact(ctx, func(tx *sql.Tx) error {
		if err := forgetDeliveries(ctx, tx, reader, subscriber, now); err != nil {
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
	if err == nil && s.db.Erased != "" {
		_, err = s.db.Write.ExecContext(ctx, s.db.Erased)
	}
	return database.About(err, "forget a reader")
}

// forgetDeliveries puts a reader's name in the place of the address in the ledger. The ids of rows are made of the address,
// and anybody can make them of one that he guesses: they are made anew.
func forgetDeliveries(ctx context.Context, tx *sql.Tx, reader, subscriber string, now time.Time) error {
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
			AND NOT EXISTS (SELECT 1 FROM delivery WHERE issue = $1 AND `+isOpen+`)`, d.Issue); err != nil {
			return err
		}
	}
	return nil
}
