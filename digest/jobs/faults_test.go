package jobs

import (
	"bytes"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tidings/digest"
	"tidings/digest/store/pgtest"
	"tidings/digest/store/pgtest/server"
)

// fault is something wrong with a database: what brings it about, and mends it.
type fault struct {
	name  string
	words string // in what is said of it
	hint  string // in what is said of how to mend it
	on    func(t *testing.T, f *faulty)
	off   func(t *testing.T, f *faulty)
}

// faulty is a state that a test has to itself.
type faulty struct {
	where  string
	server *server.Server // on Postgres
	writer *sql.DB        // the daemon's own connection, on SQLite
	other  *sql.DB        // another program's
}

// all runs statements that concern whole databases.
func (f *faulty) all(t *testing.T, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if err := f.server.Run(s); err != nil {
			t.Fatal(s, err)
		}
	}
}

const hangUp = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'plain'`

// must runs a statement on one connection of a file.
func must(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(statement, err)
	}
}

var postgresFaults = []fault{
	{
		"gone", "connect", "",
		func(t *testing.T, f *faulty) {
			if err := f.server.Down(); err != nil {
				t.Fatal(err)
			}
		},
		func(t *testing.T, f *faulty) {
			if err := f.server.Up(); err != nil {
				t.Fatal(err)
			}
		},
	},
	{
		"read-only", "read-only", "address of the primary",
		func(t *testing.T, f *faulty) {
			f.all(t, `ALTER DATABASE own SET default_transaction_read_only = on`, hangUp)
		},
		func(t *testing.T, f *faulty) {
			f.all(t, `ALTER DATABASE own RESET default_transaction_read_only`, hangUp)
		},
	},
	{
		"out of connections", "too many connections", "raise max_connections",
		func(t *testing.T, f *faulty) { f.all(t, `ALTER ROLE plain CONNECTION LIMIT 0`, hangUp) },
		func(t *testing.T, f *faulty) { f.all(t, `ALTER ROLE plain CONNECTION LIMIT -1`) },
	},
}

var sqliteFaults = []fault{
	{
		"disk full", "full", "",
		func(t *testing.T, f *faulty) {
			must(t, f.writer, `CREATE TABLE filler (x)`)
			must(t, f.writer, `PRAGMA max_page_count = 1`) // it does not go below what there is
			for _, size := range []string{"3000", "300", "30"} {
				for err := error(nil); err == nil; {
					_, err = f.writer.ExecContext(t.Context(), `INSERT INTO filler VALUES (zeroblob(`+size+`))`)
				}
			}
		},
		func(t *testing.T, f *faulty) { must(t, f.writer, `PRAGMA max_page_count = 1000000`) },
	},
	{
		"locked", "locked", "is busy",
		func(t *testing.T, f *faulty) { must(t, f.other, `BEGIN IMMEDIATE`) },
		func(t *testing.T, f *faulty) { must(t, f.other, `ROLLBACK`) },
	},
}

// TestADatabaseThatFailsAtTheDueSecondIsSaidSoAndServedWhenItIsBack harms a database just before a slot is due. What is
// wrong is said, and when it is mended the issue is built and every reader gets one copy.
func TestADatabaseThatFailsAtTheDueSecondIsSaidSoAndServedWhenItIsBack(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		own, url := pgtest.Own(t)
		f := &faulty{server: own, where: strings.Replace(url, "tidings@", "plain@", 1)}
		f.all(t, `CREATE ROLE plain LOGIN`, `ALTER DATABASE own OWNER TO plain`) // who has no more rights than one needs
		for _, fault := range postgresFaults {
			t.Run(fault.name, func(t *testing.T) {
				f.all(t, `DROP DATABASE own WITH (FORCE)`, `CREATE DATABASE own OWNER plain`)
				fault.isOvercome(t, f)
			})
		}
	})
	for _, fault := range sqliteFaults {
		t.Run("sqlite "+fault.name, func(t *testing.T) {
			t.Parallel()
			f := &faulty{where: t.TempDir()}
			other, err := sql.Open("sqlite", filepath.Join(f.where, "tidings.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			other.SetMaxOpenConns(1)
			f.other = other
			fault.isOvercome(t, f)
		})
	}
}

func (ft fault) isOvercome(t *testing.T, f *faulty) {
	e := daily(t)
	e.Readers = readers(30)
	c := &clock{t: at("2026-11-22", "12:00")}
	d, _ := node(t, f.where, c, "one", e)
	f.writer = d.Store.SQLite()
	in, relay := relay(t)
	d.Pipeline.Mail = relay
	var log bytes.Buffer
	var mu sync.Mutex
	d.Log = slog.New(slog.NewTextHandler(writer(func(b []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return log.Write(b)
	}), nil))
	fed := make(chan struct{})
	close(fed)
	q, err := d.openQueue(t.Context(), fed) // which says what goes wrong in it
	if err != nil {
		t.Fatal(err)
	}
	works(t, q)
	if err := d.plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.set(at("2026-11-23", "07:00"))
	ft.on(t, f)
	await(t, "it is said what is wrong", func() bool {
		err := d.Plan(t.Context(), e)
		if err == nil { // the plan may have found room
			err = d.Tick(t.Context(), q)
		}
		mu.Lock()
		defer mu.Unlock()
		if hint := (*digest.HintError)(nil); ft.hint != "" && (!errors.As(err, &hint) || !strings.Contains(hint.Hint, ft.hint)) {
			return false
		}
		return err != nil && strings.Contains(err.Error(), ft.words) || strings.Contains(log.String(), ft.words)
	})
	if n := len(in.Messages()); n != 0 {
		t.Errorf("%d messages went out that the ledger cannot know of", n)
	}
	ft.off(t, f)
	await(t, "every copy is out", func() bool {
		_ = d.Tick(t.Context(), q) // connections that were lost are found out one by one
		return len(in.Messages()) >= len(e.Readers)
	})
	oneCopyEach(t, in, e.Readers)
}
