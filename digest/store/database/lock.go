package database

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

const (
	startLock = "tidings.lock"
	serveLock = "serve.lock"
	lockWait  = time.Minute // how long a start waits for another process that migrates

	// migrationLock is the key of the advisory lock under which one of several programs migrates: "tidings" in ASCII.
	migrationLock = 0x74_69_64_69_6e_67_73
)

// KeepServing keeps other processes from serving a file until release is called, or this process dies; one that comes
// second gets digest.ErrServed. Any number may serve from Postgres.
func (db *DB) KeepServing(ctx context.Context) (release func(), err error) {
	if db.Pool != nil {
		return func() {}, nil
	}
	return keepServing(ctx, db.dir)
}

func keepServing(ctx context.Context, dir string) (release func(), err error) {
	release, err = lockFile(ctx, filepath.Join(dir, serveLock), 0)
	if e := (*sqlite.Error)(nil); errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return nil, digest.Hint(fmt.Errorf("state %s: %w", dir, digest.ErrServed),
			"stop that one first; to serve from several machines, write a postgres:// URL at `state:`")
	}
	if err != nil {
		return nil, sqliteTrouble(dir, err)
	}
	return release, nil
}

// Exclusively runs a change of the schema while no other process opens the database or makes one.
func (db *DB) Exclusively(ctx context.Context, change func(context.Context) error) error {
	if db.Pool != nil {
		conn, err := db.Write.Conn(ctx)
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
	unlock, err := lockFile(ctx, filepath.Join(db.dir, startLock), lockWait)
	if err != nil {
		return sqliteTrouble(db.dir, err)
	}
	defer unlock()
	return change(ctx)
}

// lockFile keeps other processes from locking the same file until unlock is called. The lock is SQLite's own, on an
// empty database beside the state: it works wherever the state does, and ends with its holder however that dies.
func lockFile(ctx context.Context, path string, wait time.Duration) (unlock func(), err error) {
	db, err := sqliteFile(path, wait, "_txlock=exclusive")
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil) // a context that ends would give the lock back
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return func() {
		_ = tx.Rollback() // nothing was written
		_ = db.Close()
	}, nil
}

// lockPostgres waits until no other program changes the schema. A connection that is lost has given the lock back.
func lockPostgres(ctx context.Context, conn *sql.Conn) (unlock func(), err error) {
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrationLock)); err != nil {
		return nil, err
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(migrationLock))
	}, nil
}
