package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tidings/digest"
)

func TestTenStartsAtOnceMigrateOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		var wg sync.WaitGroup
		errs := make([]error, 10)
		for i := range errs {
			wg.Go(func() {
				s, err := Open(t.Context(), st.where, Options{})
				if err == nil {
					err = s.Close()
				}
				errs[i] = err
			})
		}
		wg.Wait()
		ok(t, errors.Join(errs...))
		s := st.open(t)
		files, err := fs.Glob(migrations, "migrations/*.sql")
		ok(t, err)
		var applied int
		ok(t, s.db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM goose_db_version WHERE version_id > 0`).Scan(&applied))
		if applied != len(files) {
			t.Errorf("%d migrations were recorded, there are %d", applied, len(files))
		}
	})
}

func TestStateOfANewerProgramIsLeftAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		_, err := s.db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied)
			SELECT 9999, is_applied FROM goose_db_version WHERE version_id = 1`)
		ok(t, err)
		ok(t, s.Close())
		before := contents(t, st.where)
		_, err = Open(t.Context(), st.where, Options{})
		if !errors.Is(err, digest.ErrNewerState) {
			t.Fatalf("Open = %v, want ErrNewerState", err)
		}
		wantHint(t, err, "update tidings")
		if !bytes.Equal(before, contents(t, st.where)) {
			t.Error("the state was touched")
		}
	})
}

// contents is the database file of a folder; nothing for Postgres.
func contents(t *testing.T, where string) []byte {
	t.Helper()
	if isPostgres(where) {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(where, "tidings.db"))
	ok(t, err)
	return data
}

func wantHint(t *testing.T, err error, words string) {
	t.Helper()
	var h *digest.HintError
	if !errors.As(err, &h) || !strings.Contains(h.Hint, words) {
		t.Errorf("%v has the hint %+v, want %q in it", err, h, words)
	}
}

func TestReopenedStateHoldsWhatWasStored(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		must[[]digest.Article](t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{article("f", "1")}))
		if got := must[[]digest.Article](t)(st.open(t).Articles(t.Context(), []string{"f"}, morning.Add(-1), morning)); len(got) != 1 {
			t.Errorf("%d articles, want 1", len(got))
		}
	})
}

func TestStateFilesArePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a folder", "100% state?#")
	s := (&state{where: dir}).open(t)
	must[[]digest.Article](t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{article("f", "1")}))
	info, err := os.Stat(dir)
	ok(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("folder has mode %o", info.Mode().Perm())
	}
	files, err := os.ReadDir(dir)
	ok(t, err)
	if len(files) < 2 {
		t.Errorf("files: %v", files)
	}
	for _, f := range files {
		info, err := f.Info()
		ok(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", f.Name(), info.Mode().Perm())
		}
	}
}

func TestSQLiteIsSafeAgainstPowerCuts(t *testing.T) {
	s := (&state{where: t.TempDir()}).open(t)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000",
	} {
		if got := must[string](t)(one(t.Context(), s.db, single[string], "PRAGMA "+pragma)); got != want {
			t.Errorf("%s = %s, want %s", pragma, got, want)
		}
	}
}

func TestStateThatCannotBeOpenedSaysWhatToDo(t *testing.T) {
	tests := []struct {
		name, hint string
		where      func(t *testing.T) string
	}{
		{"a file where the folder should be", "must be able to write", func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "state")
			ok(t, os.WriteFile(path, nil, 0o600))
			return path
		}},
		{"something else than a database", "damaged", func(t *testing.T) string {
			dir := t.TempDir()
			ok(t, os.WriteFile(filepath.Join(dir, "tidings.db"), bytes.Repeat([]byte("no database "), 100), 0o600))
			return dir
		}},
		{"a malformed URL", "the form is", func(*testing.T) string { return "postgres://host:port/db" }},
		{"a server that is not there", "check with psql", func(t *testing.T) string {
			return "postgres://tidings:secret@/db?host=" + t.TempDir()
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Open(context.Background(), tt.where(t), Options{})
			if err == nil {
				_ = s.Close()
				t.Fatal("it was opened")
			}
			wantHint(t, err, tt.hint)
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is in the error: %v", err)
			}
		})
	}
}

func TestDatabaseThatCannotHoldEveryScriptIsRefused(t *testing.T) {
	s := (&state{where: postgres.URL(t)}).open(t)
	_, err := s.db.ExecContext(t.Context(), `CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`)
	ok(t, err)
	t.Cleanup(func() {
		_, err := s.db.ExecContext(context.Background(), `DROP DATABASE latin`)
		ok(t, err)
	})
	address := postgres.URL(t)
	_, query, _ := strings.Cut(address, "?")
	_, err = Open(t.Context(), "postgres://tidings@/latin?"+query, Options{})
	wantHint(t, err, "ENCODING 'UTF8'")
}
