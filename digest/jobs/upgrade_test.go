package jobs

import (
	"errors"
	"testing"

	"tidings/digest"
	"tidings/digest/store"
)

// TestAProgramGoesOnBesideANewerOneThatHasChangedTheSchema has a daemon run while a newer program adds to the schema of
// the state and puts work into the queue that only it can do. The older one does what it knows, and leaves the rest. One
// that is started anew refuses the state, for what it does not know of it could do harm, and says what to do.
func TestAProgramGoesOnBesideANewerOneThatHasChangedTheSchema(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		e := daily(t)
		e.Readers = readers(30)
		c := &clock{t: at("2026-11-22", "12:00")}
		d, q := node(t, where, c, "older", e)
		in, relay := relay(t)
		d.Pipeline.Mail = relay
		works(t, q)
		if err := d.plan(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			`ALTER TABLE issue ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'`,
			`ALTER TABLE delivery ADD COLUMN stamp BIGINT NOT NULL DEFAULT 0`,
			`CREATE TABLE stamps (name TEXT NOT NULL PRIMARY KEY)`,
			`INSERT INTO goose_db_version (version_id, is_applied) SELECT 9999, is_applied FROM goose_db_version WHERE version_id = 1`,
			`INSERT INTO river_job (kind, queue, args, max_attempts, priority, state) VALUES ('paint', 'deliver', '{}', 1, 1, 'available')`,
		} {
			var err error
			if pool := d.Store.Postgres(); pool != nil {
				_, err = pool.Exec(t.Context(), statement)
			} else {
				_, err = d.Store.SQLite().ExecContext(t.Context(), statement)
			}
			if err != nil {
				t.Fatal(statement, err)
			}
		}
		c.set(at("2026-11-23", "07:00"))
		await(t, "every copy is out", func() bool {
			if err := d.Tick(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			return len(in.Messages()) >= len(e.Readers)
		})
		oneCopyEach(t, in, e.Readers)

		anew, err := store.Open(t.Context(), where, store.Options{})
		if err == nil {
			anew.Close()
		}
		if hint := (*digest.HintError)(nil); !errors.Is(err, digest.ErrNewerState) || !errors.As(err, &hint) {
			t.Errorf("an older program that is started now gets %v", err)
		}
	})
}
