package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tidings/digest"
)

// Serve makes this process the one that serves the state, until release is called or it dies. On SQLite there is one,
// and a second gets digest.ErrServed; what the one before had in hand, under names that begin with its owner and a hyphen,
// is free at once, for it is dead. On Postgres there may be any number, and what a dead one had is free when its leases
// have run out.
func (s *Store) Serve(ctx context.Context, owner string) (release func(), err error) {
	if release, err = s.keep(ctx); err != nil || s.pool != nil {
		return release, err
	}
	if err := s.succeed(ctx, owner); err != nil {
		release()
		return nil, about(err, "what the daemon before had in hand")
	}
	return release, nil
}

// keep keeps others from serving the file of the state until release is called.
func (s *Store) keep(ctx context.Context) (release func(), err error) {
	if s.pool != nil {
		return func() {}, nil
	}
	release, err = lockFile(ctx, filepath.Join(s.dir, serveLock), 0)
	if e := (*sqlite.Error)(nil); errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return nil, digest.Hint(fmt.Errorf("state %s: %w", s.dir, digest.ErrServed),
			"stop that one first; to serve from several machines, write a postgres:// URL at `state:`")
	}
	if err != nil {
		return nil, sqliteTrouble(s.dir, err)
	}
	return release, nil
}

// serving is the task whose owner serves the state.
const serving = "serve"

// succeed has owner follow the process that served before. What that one was sending is for Lapse to judge.
func (s *Store) succeed(ctx context.Context, owner string) error {
	now := s.clock()
	return s.write(ctx, func(tx *sql.Tx) error {
		before, err := one(ctx, tx, single[string], `SELECT owner FROM lease WHERE task = $1`, serving)
		if err == nil {
			if _, err = change(ctx, tx, `UPDATE delivery SET wake = $3 WHERE owner > $1 AND owner < $2 AND `+isHeld,
				before+"-", before+".", now); err == nil { // the sign after a hyphen is a full stop
				_, err = change(ctx, tx, `DELETE FROM lease WHERE owner = $1`, before)
			}
		}
		if err != nil && !errors.Is(err, digest.ErrNotFound) {
			return err
		}
		_, err = change(ctx, tx, `INSERT INTO lease (task, owner, ends) VALUES ($1, $2, $3)`, serving, owner, now)
		return err
	})
}

// Exclusively runs a change of the schema while no other process opens the state or makes one.
func (s *Store) Exclusively(ctx context.Context, change func(context.Context) error) error {
	if s.pool != nil {
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		unlock, err := lockPostgres(ctx, conn)
		if err != nil {
			return err
		}
		defer unlock()
		return change(ctx)
	}
	unlock, err := lockFile(ctx, filepath.Join(s.dir, startLock), lockWait)
	if err != nil {
		return sqliteTrouble(s.dir, err)
	}
	defer unlock()
	return change(ctx)
}

// Lease takes the named task for owner, or prolongs it, until now plus length; ok is false while another owner has it.
// A lease that has run out is free: whoever held it is dead, or was away for too long. So is one that ends later than two
// such leases would: it was taken by a clock that has been set back since.
func (s *Store) Lease(ctx context.Context, task, owner string, length time.Duration) (ok bool, err error) {
	now := s.clock()
	n, err := change(ctx, s.db, `INSERT INTO lease (task, owner, ends) VALUES ($1, $2, $3)
		ON CONFLICT (task) DO UPDATE SET owner = excluded.owner, ends = excluded.ends
		WHERE lease.owner = excluded.owner OR lease.ends <= $4 OR lease.ends > $5`, task, owner, now.Add(length), now, now.Add(2*length))
	return n > 0, about(err, "lease of %s", task)
}

// Free gives a task back; one that owner does not have is left alone.
func (s *Store) Free(ctx context.Context, task, owner string) error {
	_, err := change(ctx, s.db, `DELETE FROM lease WHERE task = $1 AND owner = $2`, task, owner)
	return about(err, "lease of %s", task)
}
