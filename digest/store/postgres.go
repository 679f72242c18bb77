package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"tidings/digest"
)

const (
	// postgresConns bounds the connections of one process: the database allows 100 to all unless it is told otherwise.
	postgresConns = 10

	// connectTimeout is how long a server may take to answer; `connect_timeout=` in the URL wins.
	connectTimeout = 10 * time.Second

	// migrationLock is the key of the advisory lock under which one of several programs migrates: "tidings" in ASCII.
	migrationLock = 0x74_69_64_69_6e_67_73
)

// openPostgres opens the database at address.
func (s *Store) openPostgres(ctx context.Context, address string) error {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return digest.Hint(fmt.Errorf("state: %w", err), "the form is postgres://user:password@host:5432/database")
	}
	config.ConnConfig.ConnectTimeout = cmp.Or(config.ConnConfig.ConnectTimeout, connectTimeout)
	config.MaxConns = postgresConns
	where := fmt.Sprintf("postgres://%s:%d/%s", config.ConnConfig.Host, config.ConnConfig.Port, config.ConnConfig.Database)
	s.d = postgresDialect
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return fmt.Errorf("open state %s: %w", where, err)
	}
	s.db = stdlib.OpenDBFromPool(s.pool)
	s.read = s.db
	if err := s.preparePostgres(ctx); err != nil {
		err = fmt.Errorf("open state %s: %w", where, err)
		err = hinted(err, cmp.Or(postgresAdvice(err), "check with psql that the database is there and that this user may create tables in it"))
		return errors.Join(err, s.Close())
	}
	return nil
}

// preparePostgres checks that any text can be stored, and migrates while no other program does.
func (s *Store) preparePostgres(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
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
	return migrate(ctx, s.db, s.d)
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
