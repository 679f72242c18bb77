// Package migrations makes the schema of the store: from the version that a database has to the newest, one NNNN_name.sql
// after the other. Each file adds; none is changed once it has been released.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"tidings/digest"
)

//go:embed *.sql
var files embed.FS

// Up brings the schema up to date. The caller holds the lock that keeps other programs from doing so at the same time.
// hasTable is a query that counts the tables of the name $1. A schema that is newer than this program is
// digest.ErrNewerState, and left as it is.
func Up(ctx context.Context, db *sql.DB, dialect goose.Dialect, hasTable string) error {
	steps, err := steps()
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	p, err := goose.NewProvider(dialect, db, nil, goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	sources := p.ListSources()
	known := sources[len(sources)-1].Version
	at, err := Version(ctx, db, hasTable)
	if err != nil {
		return fmt.Errorf("version: %w", err)
	}
	if at > known {
		err := fmt.Errorf("version %d, and this program knows up to %d: %w", at, known, digest.ErrNewerState)
		return digest.Hint(err, "update tidings, or write another place at `state:`; nothing was changed")
	}
	if at == known {
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate from version %d to %d: %w", at, known, err)
	}
	return nil
}

// steps are the migrations, each handed to the database as a whole. Goose would take a file apart before, in
// buffers of 16 MB, which is more than a first run needs for all else.
func steps() ([]*goose.Migration, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]*goose.Migration, len(names))
	for i, name := range names {
		number, err := goose.NumericComponent(name)
		if err != nil {
			return nil, err
		}
		steps[i] = goose.NewGoMigration(number, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			text, err := files.ReadFile(name)
			if err == nil {
				_, err = tx.ExecContext(ctx, string(text))
			}
			if err != nil {
				return fmt.Errorf("migrations/%s: %w", name, err)
			}
			return nil
		}}, nil)
	}
	return steps, nil
}

// Version is that of the schema; 0 when there is none. It is asked without goose, which would write to answer.
func Version(ctx context.Context, db *sql.DB, hasTable string) (v int64, err error) {
	var tables int
	if err := db.QueryRowContext(ctx, hasTable, goose.DefaultTablename).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM `+goose.DefaultTablename).Scan(&v)
	return v, err
}
