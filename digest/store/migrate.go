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
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(d.goose, db, files, goose.WithDisableGlobalRegistry(true))
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

// version is that of the schema; 0 when there is none. It is asked without goose, which would write to answer.
func version(ctx context.Context, db *sql.DB, d dialect) (v int64, err error) {
	var tables int
	if err := db.QueryRowContext(ctx, d.hasTable, goose.DefaultTablename).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM `+goose.DefaultTablename).Scan(&v)
	return v, err
}
