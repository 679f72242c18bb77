// Package store keeps the facts of Tidings: it turns values of package digest into rows and rows into values, in one
// SQLite file or in Postgres, with one SQL text for both.
//
// The rows have rooms by subject: package articles has what was gathered, package issues what was planned and built, package
// ledger the deliveries, package readers what readers chose. All stand on package database. A Store is these four, and what
// concerns the state as a whole: opening it, who serves it, secrets, counts, sweeping, copying, restoring.
//
// Every method is one read or one transaction. What must not happen twice is guarded by the database: an article is
// inserted once, an issue is built once, a reader has one delivery an issue and date, a delivery has one owner.
//
// Text is stored as valid UTF-8 without NUL bytes, which Postgres refuses; others are dropped or replaced. Times are
// kept to the millisecond and come back in UTC; the zero time comes back zero.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"tidings/digest/store/articles"
	"tidings/digest/store/database"
	"tidings/digest/store/issues"
	"tidings/digest/store/ledger"
	"tidings/digest/store/readers"
)

// Store is the state of one Tidings. It is safe for concurrent use, and several processes may use one state.
type Store struct {
	*articles.Feeds
	*issues.Editions
	*ledger.Ledger
	*readers.Register

	db   *database.DB
	rand io.Reader
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
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	db, err := database.Open(ctx, where, o.Now)
	if err != nil {
		return nil, err
	}
	l, err := ledger.New(ctx, db)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open state %s: %w", where, err), db.Close())
	}
	return &Store{
		Feeds: articles.New(db), Editions: issues.New(db), Ledger: l, Register: readers.New(db),
		db: db, rand: o.Rand,
	}, nil
}

// Close closes the connections.
func (s *Store) Close() error {
	s.Ledger.Close()
	return s.db.Close()
}

// Exclusively runs a change of the schema while no other process opens the state or makes one.
func (s *Store) Exclusively(ctx context.Context, change func(context.Context) error) error {
	return s.db.Exclusively(ctx, change)
}

// Backup writes the state to a new file, as it is at one moment, while other programs go on working with it, and checks
// what was written. A file that is there is left alone: fs.ErrExist. Only for SQLite: ErrOtherTools.
func (s *Store) Backup(ctx context.Context, to string) error { return s.db.Backup(ctx, to) }

// SQLite is the pool that writes, for a queue in the same file; nil on Postgres. It has one connection.
func (s *Store) SQLite() *sql.DB {
	if s.db.Pool != nil {
		return nil
	}
	return s.db.Write
}

// Postgres is the pool of connections, for a queue in the same database; nil on SQLite.
func (s *Store) Postgres() *pgxpool.Pool { return s.db.Pool }
