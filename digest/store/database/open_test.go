package database_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/database"
	"tidings/digest/store/storetest"
)

func TestTenStartsAtOnceMigrateOnce(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		var wg sync.WaitGroup
		errs := make([]error, 10)
		for i := range errs {
			wg.Go(func() {
				db, err := database.Open(t.Context(), st.Where, time.Now)
				if err == nil {
					err = db.Close()
				}
				errs[i] = err
			})
		}
		wg.Wait()
		storetest.OK(t, errors.Join(errs...))
		s := st.Open(t)
		files, err := filepath.Glob("../migrations/*.sql")
		storetest.OK(t, err)
		var applied int
		storetest.OK(t, storetest.Raw(s).QueryRowContext(t.Context(), `SELECT COUNT(*) FROM goose_db_version WHERE version_id > 0`).Scan(&applied))
		if applied != len(files) {
			t.Errorf("%d migrations were recorded, there are %d", applied, len(files))
		}
	})
}

func TestStateOfANewerProgramIsLeftAlone(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		_, err := storetest.Raw(s).ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied)
			SELECT 9999, is_applied FROM goose_db_version WHERE version_id = 1`)
		storetest.OK(t, err)
		storetest.OK(t, s.Close())
		before := contents(t, st)
		_, err = database.Open(t.Context(), st.Where, time.Now)
		if !errors.Is(err, digest.ErrNewerState) {
			t.Fatalf("Open = %v, want ErrNewerState", err)
		}
		wantHint(t, err, "update tidings")
		if !bytes.Equal(before, contents(t, st)) {
			t.Error("the state was touched")
		}
	})
}

// contents is the database file of a folder; nothing for Postgres.
func contents(t *testing.T, st *storetest.State) []byte {
	t.Helper()
	if st.OnPostgres() {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(st.Where, "tidings.db"))
	storetest.OK(t, err)
	return data
}

func wantHint(t *testing.T, err error, words string) {
	t.Helper()
	var h *digest.HintError
	if !errors.As(err, &h) || !strings.Contains(h.Hint, words) {
		t.Errorf("%v has the hint %+v, want %q in it", err, h, words)
	}
}

func TestStateFilesArePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a folder", "100% state?#")
	s := storetest.At(dir).Open(t)
	storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{storetest.Article("f", "1")}))
	info, err := os.Stat(dir)
	storetest.OK(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("folder has mode %o", info.Mode().Perm())
	}
	files, err := os.ReadDir(dir)
	storetest.OK(t, err)
	if len(files) < 2 {
		t.Errorf("files: %v", files)
	}
	for _, f := range files {
		info, err := f.Info()
		storetest.OK(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", f.Name(), info.Mode().Perm())
		}
	}
}

func TestSQLiteIsSafeAgainstPowerCuts(t *testing.T) {
	s := storetest.File(t).Open(t)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000",
	} {
		if got := storetest.Must[string](t)(database.One(t.Context(), storetest.Raw(s), database.Single[string], "PRAGMA "+pragma)); got != want {
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
			storetest.OK(t, os.WriteFile(path, nil, 0o600))
			return path
		}},
		{"something else than a database", "damaged", func(t *testing.T) string {
			dir := t.TempDir()
			storetest.OK(t, os.WriteFile(filepath.Join(dir, "tidings.db"), bytes.Repeat([]byte("no database "), 100), 0o600))
			return dir
		}},
		{"a malformed URL", "the form is", func(*testing.T) string { return "postgres://host:port/db" }},
		{"a server that is not there", "check with psql", func(t *testing.T) string {
			return "postgres://tidings:secret@/db?host=" + t.TempDir()
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := store.Open(context.Background(), tt.where(t), store.Options{})
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
	s := suite.Postgres(t).Open(t)
	_, err := storetest.Raw(s).ExecContext(t.Context(), `CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`)
	storetest.OK(t, err)
	t.Cleanup(func() {
		_, err := storetest.Raw(s).ExecContext(context.Background(), `DROP DATABASE latin`)
		storetest.OK(t, err)
	})
	address := suite.Postgres(t).Where
	_, query, _ := strings.Cut(address, "?")
	_, err = database.Open(t.Context(), "postgres://tidings@/latin?"+query, time.Now)
	wantHint(t, err, "ENCODING 'UTF8'")
}
