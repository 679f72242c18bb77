// Package store keeps the facts of Tidings: it turns values of package digest into rows and rows into values, in one
// SQLite file or in Postgres, with one SQL text for both.
//
// Every method is one read or one transaction. What must not happen twice is guarded by the database: an article is
// inserted once, an issue is built once, a reader has one delivery an issue and date, a delivery has one owner.
//
// Text is stored as valid UTF-8 without NUL bytes, which Postgres refuses; others are dropped or replaced. Times are
// kept to the millisecond and come back in UTC; the zero time comes back zero.
package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"tidings/digest"
)

// Store is the state of one Tidings. It is safe for concurrent use, and several processes may use one state.
type Store struct {
	db   *sql.DB       // writes; on SQLite its one connection, so that writers of this process queue in order and never collide
	read *sql.DB       // reads; on SQLite its own connections, which a writer does not hold up
	pool *pgxpool.Pool // beneath db, on Postgres
	dir  string        // of the file, on SQLite
	d    dialect
	now  func() time.Time
	rand io.Reader

	queue Queue // nil: nobody works while this process runs, or others find the work

	saves *saves
	clerk *clerk // nil on Postgres

	// What is done twice a message is prepared once: SQLite takes longer to read such a statement than to run it. Nil on
	// Postgres, whose driver does so by itself.
	end, mark *sql.Stmt
}

// Options are what a Store takes from outside. Zero fields mean the system's clock and randomness.
type Options struct {
	Now  func() time.Time
	Rand io.Reader // where secrets come from
}

// Open opens the state at where: a folder, made when it is missing, in which tidings.db is kept; or the URL of a
// Postgres database (postgres://…). The schema is brought up to date; of several programs that start at once one does
// it. A state written by a newer program is digest.ErrNewerState and left as it is. Errors carry a digest.Hint.
func Open(ctx context.Context, where string, o Options) (*Store, error) {
	s := &Store{now: o.Now, rand: o.Rand, saves: newSaves()}
	if s.now == nil {
		s.now = time.Now
	}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	open := s.openSQLite
	if isPostgres(where) {
		open = s.openPostgres
	}
	if err := open(ctx, where); err != nil {
		return nil, err
	}
	if s.pool != nil {
		return s, nil
	}
	var err error
	if s.end, err = s.db.PrepareContext(ctx, endDelivery); err == nil {
		s.mark, err = s.db.PrepareContext(ctx, markDelivery)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open state %s: %w", where, err), s.Close())
	}
	s.clerk = newClerk(s.enter)
	return s, nil
}

// hinted adds what to do to an error that does not say so yet.
func hinted(err error, hint string) error {
	if h := (*digest.HintError)(nil); errors.As(err, &h) {
		return err
	}
	return digest.Hint(err, "%s", hint)
}

func isPostgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// Close closes the connections.
func (s *Store) Close() error {
	var err error
	if s.clerk != nil {
		s.clerk.stop()
	}
	if s.read != s.db { // first: the last connection to close is the one that may fold SQLite's log into the file
		err = s.read.Close()
	}
	err = errors.Join(err, s.db.Close())
	if s.pool != nil {
		s.pool.Close()
	}
	return err
}

// write runs body in one transaction; everything body does must go through tx, for on SQLite the pool has no second
// connection to give. It is rolled back when body fails.
func (s *Store) write(ctx context.Context, body func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing is left to roll back after a commit
	if err := body(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// about says what it was that failed, and what to do where the database tells; nil stays nil.
func about(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf(format+": %w", append(args, err)...)
	if hint := cmp.Or(sqliteAdvice(err), postgresAdvice(err)); hint != "" {
		return hinted(err, hint)
	}
	return err
}

// clock is the present as it is stored.
func (s *Store) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
