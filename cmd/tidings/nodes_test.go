//go:build unix

package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"tidings/cmd/soak/fleet"
	"tidings/digest/store/pgtest"
)

func TestTenMachinesThatStartTogetherMigrateOnce(t *testing.T) {
	t.Parallel()
	var postgres pgtest.Server
	t.Cleanup(postgres.Stop)
	relay, err := fleet.NewRelay()
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close()
	url := postgres.URL(t)
	nodes := startNodes(t, 10, sourcesFor(relay, url, 1))
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for table, column := range map[string]string{"goose_db_version": "version_id", "river_migration": "version"} {
		var rows, versions int
		query := `SELECT COUNT(*), COUNT(DISTINCT ` + column + `) FROM ` + table
		if err := conn.QueryRow(t.Context(), query).Scan(&rows, &versions); err != nil || rows != versions || rows == 0 {
			t.Errorf("%s: %d migrations to %d versions, %v", table, rows, versions, err)
		}
	}
	for _, n := range nodes {
		if err := n.Stop(); err != nil {
			t.Errorf("%s was stopped and ended with: %v", n.Name, err)
		}
		if log, err := os.ReadFile(n.Log()); err != nil || bytes.Contains(log, []byte(`"level":"ERROR"`)) {
			t.Errorf("%s: %s %v", n.Name, log, err)
		}
	}
}
