package pgtest

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestEachURLIsAnEmptyDatabaseOfItsOwn(t *testing.T) {
	var s Server
	t.Cleanup(func() {
		s.Stop()
		if s.server == nil {
			return
		}
		if _, err := os.Stat(s.server.Dir()); !os.IsNotExist(err) {
			t.Errorf("files are left behind in %s: %v", s.server.Dir(), err)
		}
	})
	for range 2 {
		conn, err := pgx.Connect(t.Context(), s.URL(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), `CREATE TABLE mine (x TEXT)`); err != nil {
			t.Error(err)
		}
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

func TestStopOfAServerNeverStartedDoesNothing(t *testing.T) {
	var s Server
	s.Stop()
}

func TestAServerThatGoesDownAndComesUpHasWhatWasCommitted(t *testing.T) {
	own, url := Own(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `CREATE TABLE mine (x TEXT)`); err != nil {
		t.Fatal(err)
	}
	if err := own.Down(); err != nil {
		t.Fatal(err)
	}
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("the connection outlived the server")
	}
	if _, err := pgx.Connect(t.Context(), url); err == nil {
		t.Error("a server that is down takes connections")
	}
	if err := own.Up(); err != nil {
		t.Fatal(err)
	}
	if conn, err = pgx.Connect(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), `INSERT INTO mine VALUES ('x')`); err != nil {
		t.Error(err)
	}
}
