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
		if _, err := os.Stat(s.dir); s.dir != "" && !os.IsNotExist(err) {
			t.Errorf("files are left behind in %s: %v", s.dir, err)
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
