package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tidings/digest/store/migrations"
)

const (
	busy         = 10 * time.Second // how long a statement waits for another process's transaction; ours take milliseconds
	readers      = 4                // connections for reading; each has a page cache of 2 MB
	databaseFile = "tidings.db"
	privateDir   = 0o700 // the state holds addresses of readers
	private      = 0o600
)

// openSQLite opens tidings.db in folder dir.
func (db *DB) openSQLite(ctx context.Context, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("state folder: %w", err)
	}
	if err := os.MkdirAll(dir, privateDir); err != nil {
		return sqliteTrouble(dir, err)
	}
	db.dir = dir
	unlock, err := lockFile(ctx, filepath.Join(dir, startLock), lockWait)
	if err != nil {
		return sqliteTrouble(dir, fmt.Errorf("wait for another process to open it: %w", err))
	}
	defer unlock()
	db.Dialect = sqliteDialect
	file := filepath.Join(dir, databaseFile)
	// The ledger needs synchronous=FULL: with less, a power cut may take back a mark after the message has gone out.
	if db.Write, err = sqliteFile(file, busy, "_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1&_txlock=immediate"); err != nil {
		return sqliteTrouble(dir, err)
	}
	db.Write.SetMaxOpenConns(1)
	if err := migrations.Up(ctx, db.Write, db.goose, db.hasTable); err != nil {
		return errors.Join(sqliteTrouble(dir, err), db.Write.Close())
	}
	if db.Read, err = sqliteFile(file, busy, "_query_only=1"); err != nil {
		return errors.Join(sqliteTrouble(dir, err), db.Write.Close())
	}
	db.Read.SetMaxOpenConns(readers)
	db.Read.SetMaxIdleConns(readers)
	return nil
}

// sqliteFile opens a database file, made private when it is new, with parameters of the driver.
func sqliteFile(path string, wait time.Duration, params string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, private)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	path = filepath.ToSlash(path)
	if path[0] != '/' { // a Windows drive
		path = "/" + path
	}
	query := fmt.Sprintf("_busy_timeout=%d&_error_rc=1&%s", wait.Milliseconds(), params)
	dsn := url.URL{Scheme: "file", Path: path, RawQuery: query}
	connector, err := sqlite.NewConnector(dsn.String())
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// sqliteTrouble is why the state in dir cannot be opened, with what to do about it.
func sqliteTrouble(dir string, err error) error {
	hint := sqliteAdvice(err)
	if hint == "" {
		hint = "the user that runs tidings must be able to write in this folder; or write another folder at `state:`"
	}
	return hinted(fmt.Errorf("open state %s: %w", dir, err), hint)
}

// sqliteAdvice is what to do about an error of SQLite's; empty when the error does not tell.
func sqliteAdvice(err error) string {
	e := (*sqlite.Error)(nil)
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Code() & 0xff { // the low byte is the kind of error, the rest a detail
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return "tidings.db is damaged or not a database: put a backup in its place, or move it away to begin anew"
	case sqlite3.SQLITE_FULL:
		return "the disk is full: make room and try again; what was stored before is safe"
	case sqlite3.SQLITE_BUSY:
		return "another tidings has it open and is busy: wait for it to end, then try again"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR:
		return "the state cannot be written to: check the disk and the rights of the folder"
	}
	return ""
}
