package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

// Serve makes this process the one that serves the state, until release is called or it dies. On SQLite there is one,
// and a second gets digest.ErrServed; what the one before had in hand, under names that begin with its owner and a hyphen,
// is free at once, for it is dead. On Postgres there may be any number, and what a dead one had is free when its leases
// have run out.
func (s *Store) Serve(ctx context.Context, owner string) (release func(), err error) {
	if release, err = s.db.KeepServing(ctx); err != nil || s.db.Pool != nil {
		return release, err
	}
	if err := s.succeed(ctx, owner); err != nil {
		release()
		return nil, database.About(err, "what the daemon before had in hand")
	}
	return release, nil
}

// serving is the task whose owner serves the state.
const serving = "serve"

// succeed has owner follow the process that served before. What that one was sending is for Lapse to judge.
func (s *Store) succeed(ctx context.Context, owner string) error {
	now := s.db.Now()
	return s.db.Transact(ctx, func(tx *sql.Tx) error {
		before, err := database.One(ctx, tx, database.Single[string], `SELECT owner FROM lease WHERE task = $1`, serving)
		if err == nil {
			if _, err = database.Change(ctx, tx, `UPDATE delivery SET wake = $3 WHERE owner > $1 AND owner < $2 AND `+ledger.IsHeld,
				before+"-", before+".", now); err == nil { // the sign after a hyphen is a full stop
				_, err = database.Change(ctx, tx, `DELETE FROM lease WHERE owner = $1`, before)
			}
		}
		if err != nil && !errors.Is(err, digest.ErrNotFound) {
			return err
		}
		_, err = database.Change(ctx, tx, `INSERT INTO lease (task, owner, ends) VALUES ($1, $2, $3)`, serving, owner, now)
		return err
	})
}

// Lease takes the named task for owner, or prolongs it, until now plus length; ok is false while another owner has it.
// A lease that has run out is free: whoever held it is dead, or was away for too long. So is one that ends later than two
// such leases would: it was taken by a clock that has been set back since.
func (s *Store) Lease(ctx context.Context, task, owner string, length time.Duration) (ok bool, err error) {
	now := s.db.Now()
	n, err := database.Change(ctx, s.db.Write, `INSERT INTO lease (task, owner, ends) VALUES ($1, $2, $3)
		ON CONFLICT (task) DO UPDATE SET owner = excluded.owner, ends = excluded.ends
		WHERE lease.owner = excluded.owner OR lease.ends <= $4 OR lease.ends > $5`, task, owner, now.Add(length), now, now.Add(2*length))
	return n > 0, database.About(err, "lease of %s", task)
}

// Free gives a task back; one that owner does not have is left alone.
func (s *Store) Free(ctx context.Context, task, owner string) error {
	_, err := database.Change(ctx, s.db.Write, `DELETE FROM lease WHERE task = $1 AND owner = $2`, task, owner)
	return database.About(err, "lease of %s", task)
}
