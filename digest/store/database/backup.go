package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tidings/digest"
	"tidings/digest/store/migrations"
)

// ErrOtherTools says that a database has tools of its own for what was asked.
var ErrOtherTools = errors.New("the state is in Postgres, which has its own tools for this")

// Backup writes the state to a new file, as it is at one moment, while other programs go on working with it, and checks
// what was written. A file that is there is left alone: fs.ErrExist. Only for SQLite: ErrOtherTools.
func (db *DB) Backup(ctx context.Context, to string) error {
	if db.Pool != nil {
		return ErrOtherTools
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	part := to + ".part"
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_TRUNC, private) // with the rights of the state, and empty
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	defer os.Remove(part) // not there any more when all went well
	if _, err := db.Write.ExecContext(ctx, `VACUUM INTO $1`, part); err != nil {
		return About(err, "back up to %s", to)
	}
	if err := checkFile(ctx, part); err != nil {
		return fmt.Errorf("back up to %s: %w", to, err)
	}
	return os.Rename(part, to)
}

// checkFile reads a whole database file and says what is wrong with it.
func checkFile(ctx context.Context, path string) error {
	db, err := sqliteFile(path, busy, "_query_only=1")
	if err != nil {
		return err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return About(err, "check")
	}
	if verdict != "ok" {
		return fmt.Errorf("the file is damaged: %s", verdict)
	}
	at, err := migrations.Version(ctx, db, sqliteDialect.hasTable)
	if err == nil && at == 0 {
		err = errors.New("this is not a state of tidings")
	}
	return About(err, "check")
}

// Restore puts a backup in the place of the database in a folder, after amend has changed it, and keeps what was there
// under the name it returns, empty when there was nothing. No program may have the database open; digest.ErrServed when a
// daemon has. Only for SQLite: ErrOtherTools.
func Restore(ctx context.Context, from, dir string, now time.Time, amend func(tx *sql.Tx) error) (kept string, err error) {
	if isPostgres(dir) {
		return "", ErrOtherTools
	}
	if err := os.MkdirAll(dir, privateDir); err != nil {
		return "", err
	}
	release, err := keepServing(ctx, dir)
	if err != nil {
		return "", err
	}
	defer release()
	unlock, err := lockFile(ctx, filepath.Join(dir, startLock), lockWait)
	if err != nil {
		return "", sqliteTrouble(dir, err)
	}
	defer unlock()
	fresh := filepath.Join(dir, databaseFile+".restored")
	defer os.Remove(fresh)
	if err := copyDatabase(ctx, from, fresh, amend); err != nil {
		return "", fmt.Errorf("restore %s: %w", from, err)
	}
	return swap(ctx, dir, fresh, now)
}

// copyDatabase copies a backup, checks the copy and amends it.
func copyDatabase(ctx context.Context, from, to string, amend func(tx *sql.Tx) error) error {
	if err := copyFile(from, to); err != nil {
		return err
	}
	if err := checkFile(ctx, to); err != nil {
		return err
	}
	file, err := sqliteFile(to, busy, "_txlock=immediate")
	if err != nil {
		return err
	}
	db := &DB{Dialect: sqliteDialect, Write: file, Read: file}
	return errors.Join(db.Transact(ctx, amend), db.Close())
}

// copyFile copies a file to one with the rights of the state.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, private)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// swap puts fresh in the place of the database in dir. What was there goes aside under a name with the moment.
func swap(ctx context.Context, dir, fresh string, now time.Time) (kept string, err error) {
	live := filepath.Join(dir, databaseFile)
	if _, err := os.Lstat(live); err == nil {
		if err := foldLog(ctx, live); err != nil {
			return "", err
		}
		kept = live + ".before-" + now.UTC().Format("20060102T150405Z")
		if err := os.Rename(live, kept); err != nil {
			return "", err
		}
		for _, side := range []string{"-wal", "-shm"} {
			if err := os.Remove(live + side); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return kept, err
			}
		}
	}
	return kept, os.Rename(fresh, live)
}

// foldLog brings the log of a database into its file, which then holds all by itself. A database too damaged for that
// goes aside as it is.
func foldLog(ctx context.Context, path string) error {
	db, err := sqliteFile(path, 0, "")
	if err != nil {
		return err
	}
	defer db.Close()
	var stuck, log, folded int
	err = db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&stuck, &log, &folded)
	if err == nil && stuck != 0 {
		return digest.Hint(fmt.Errorf("%s is in use", path), "stop every tidings that works on this state, then try again")
	}
	return nil
}
