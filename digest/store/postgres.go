package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
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
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return digest.Hint(fmt.Errorf("state: %w", err), "the form is postgres://user:password@host:5432/database")
	}
	config.ConnectTimeout = cmp.Or(config.ConnectTimeout, connectTimeout)
	where := fmt.Sprintf("postgres://%s:%d/%s", config.Host, config.Port, config.Database)
	s.d = postgresDialect
	s.db = stdlib.OpenDB(*config)
	s.db.SetMaxOpenConns(postgresConns)
	s.db.SetMaxIdleConns(postgresConns)
	s.read = s.db
	if err := s.preparePostgres(ctx); err != nil {
		err = fmt.Errorf("open state %s: %w", where, err)
		err = hinted(err, "check with psql that the database is there and that this user may create tables in it")
		return errors.Join(err, s.db.Close())
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
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrationLock)); err != nil {
		return err
	}
	defer unlockPostgres(context.WithoutCancel(ctx), conn)
	return migrate(ctx, s.db, s.d)
}

// unlockPostgres gives the lock back; a connection that is gone has given it back already.
func unlockPostgres(ctx context.Context, conn *sql.Conn) {
	_, _ = conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, int64(migrationLock))
}
