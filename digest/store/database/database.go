// Package database is the floor of the store: it opens a SQLite file or a Postgres database with the schema up to date,
// runs one SQL text on either, and turns values of package digest into columns and columns into values.
//
// Text is stored as valid UTF-8 without NUL bytes, which Postgres refuses; others are dropped or replaced. Times are
// kept to the millisecond and come back in UTC; the zero time comes back zero.
package database

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"tidings/digest"
)

// DB is one open database. It is safe for concurrent use.
type DB struct {
	Dialect

	Write *sql.DB       // on SQLite its one connection, so that writers of this process queue in order and never collide
	Read  *sql.DB       // on SQLite its own connections, which a writer does not hold up; on Postgres the same as Write
	Pool  *pgxpool.Pool // beneath both, on Postgres; nil on SQLite

	dir string // of the file, on SQLite
	now func() time.Time
}

// Open opens the database at where, a folder or a postgres:// URL, and brings its schema up to date; of several programs
// that start at once one does it. A schema written by a newer program is digest.ErrNewerState and left as it is. Errors
// carry a digest.Hint.
func Open(ctx context.Context, where string, now func() time.Time) (*DB, error) {
	db := &DB{now: now}
	open := db.openSQLite
	if isPostgres(where) {
		open = db.openPostgres
	}
	if err := open(ctx, where); err != nil {
		return nil, err
	}
	return db, nil
}

func isPostgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// Close closes the connections.
func (db *DB) Close() error {
	var err error
	if db.Read != db.Write { // first: the last connection to close is the one that may fold SQLite's log into the file
		err = db.Read.Close()
	}
	err = errors.Join(err, db.Write.Close())
	if db.Pool != nil {
		db.Pool.Close()
	}
	return err
}

// Now is the present as it is stored.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Millisecond) }

// Transact runs body in one transaction; everything body does must go through tx, for on SQLite the pool has no second
// connection to give. It is rolled back when body fails.
func (db *DB) Transact(ctx context.Context, body func(tx *sql.Tx) error) error {
	tx, err := db.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing is left to roll back after a commit
	if err := body(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// About says what it was that failed, and what to do where the database tells; nil stays nil.
func About(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf(format+": %w", append(args, err)...)
	if hint := cmp.Or(sqliteAdvice(err), postgresAdvice(err)); hint != "" {
		return hinted(err, hint)
	}
	return err
}

// hinted adds what to do to an error that does not say so yet.
func hinted(err error, hint string) error {
	if h := (*digest.HintError)(nil); errors.As(err, &h) {
		return err
	}
	return digest.Hint(err, "%s", hint)
}
