package database

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"tidings/digest"
	"tidings/digest/store/migrations"
)

const (
	// postgresConns bounds the connections of one process: the database allows 100 to all unless it is told otherwise.
	postgresConns = 10

	// connectTimeout is how long a server may take to answer; `connect_timeout=` in the URL wins.
	connectTimeout = 10 * time.Second
)

// openPostgres opens the database at address.
func (db *DB) openPostgres(ctx context.Context, address string) error {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return digest.Hint(fmt.Errorf("state: %w", err), "the form is postgres://user:password@host:5432/database")
	}
	config.ConnConfig.ConnectTimeout = cmp.Or(config.ConnConfig.ConnectTimeout, connectTimeout)
	config.MaxConns = postgresConns
	where := fmt.Sprintf("postgres://%s:%d/%s", config.ConnConfig.Host, config.ConnConfig.Port, config.ConnConfig.Database)
	db.Dialect = postgresDialect
	if db.Pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return fmt.Errorf("open state %s: %w", where, err)
	}
	db.Write = stdlib.OpenDBFromPool(db.Pool)
	db.Read = db.Write
	if err := db.preparePostgres(ctx); err != nil {
		err = fmt.Errorf("open state %s: %w", where, err)
		err = hinted(err, cmp.Or(postgresAdvice(err), "check with psql that the database is there and that this user may create tables in it"))
		return errors.Join(err, db.Close())
	}
	return nil
}

// preparePostgres checks that any text can be stored, and migrates while no other program does.
func (db *DB) preparePostgres(ctx context.Context) error {
	conn, err := db.Write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var encoding string
	if err := conn.QueryRowContext(ctx, `SHOW server_encoding`).Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		err := fmt.Errorf("the database is encoded in %s, and feeds are written in every script", encoding)
		return digest.Hint(err, "make a new one: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'")
	}
	unlock, err := lockPostgres(ctx, conn)
	if err != nil {
		return err
	}
	defer unlock()
	return migrations.Up(ctx, db.Write, db.goose, db.hasTable)
}

// postgresAdvice is what to do about an error of Postgres's; empty when the error does not tell. The codes are those of
// the PostgreSQL documentation, appendix A.
func postgresAdvice(err error) string {
	e := (*pgconn.PgError)(nil)
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Code {
	case "25006":
		return "the database takes no changes: it is a standby, or set read-only; write the address of the primary at `state:`"
	case "53100":
		return "the disk of the database is full: make room there; what was stored before is safe"
	case "53300":
		return fmt.Sprintf("the database gives no more connections: each tidings takes up to %d; raise max_connections, or the limit of the role", postgresConns)
	}
	return ""
}
