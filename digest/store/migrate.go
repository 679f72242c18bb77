package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"tidings/digest"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date. The caller holds the lock that keeps other programs from doing so at the same
// time.
func migrate(ctx context.Context, db *sql.DB, d dialect) error {
	steps, err := migrationSteps()
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	p, err := goose.NewProvider(d.goose, db, nil, goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	sources := p.ListSources()
	known := sources[len(sources)-1].Version
	at, err := version(ctx, db, d)
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

// migrationSteps are the migrations, each handed to the database as a whole. Goose would take a file apart before, in
// buffers of 16 MB, which is more than a first run needs for all else.
func migrationSteps() ([]*goose.Migration, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]*goose.Migration, len(files))
	for i, file := range files {
		number, err := goose.NumericComponent(file)
		if err != nil {
			return nil, err
		}
		steps[i] = goose.NewGoMigration(number, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			text, err := migrations.ReadFile(file)
			if err == nil {
				_, err = tx.ExecContext(ctx, string(text))
			}
			return about(err, "%s", file)
		}}, nil)
	}
	return steps, nil
}

// version is that of the schema; 0 when there is none. It is asked without goose, which would write to answer.
func version(ctx context.Context, db *sql.DB, d dialect) (v int64, err error) {
	var tables int
	if err := db.QueryRowContext(ctx, d.hasTable, goose.DefaultTablename).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM `+goose.DefaultTablename).Scan(&v)
	return v, err
}
