// Package storetest gives the tests of the store's rooms an empty state on each database, with a clock of its own, and the
// smallest values to fill it with.
//
//	var suite storetest.Suite
//
//	func TestMain(m *testing.M) { os.Exit(suite.Main(m)) }
//
//	func TestX(t *testing.T) {
//		suite.OnBoth(t, func(t *testing.T, st *storetest.State) { s := st.Open(t) … })
//	}
package storetest

import (
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"tidings/digest/store"
	"tidings/digest/store/pgtest"
)

// Suite runs tests on both databases. The zero value is ready to use; its Postgres starts when the first test asks for it.
type Suite struct {
	postgres pgtest.Server
}

// Main runs the tests of a package, for its TestMain, and returns the exit code.
func (s *Suite) Main(m *testing.M) int {
	defer s.postgres.Stop()
	return m.Run()
}

// OnBoth runs a test on SQLite and on Postgres. Postgres is skipped where none is installed.
func (s *Suite) OnBoth(t *testing.T, test func(t *testing.T, st *State)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, File(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, s.Postgres(t)) })
}

// BenchOnBoth runs a benchmark on SQLite and on Postgres. The Postgres of these tests does not sync its writes.
func (s *Suite) BenchOnBoth(b *testing.B, bench func(b *testing.B, st *State)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { bench(b, File(b)) })
	b.Run("postgres", func(b *testing.B) { bench(b, s.Postgres(b)) })
}

// Postgres is an empty state in a Postgres database.
func (s *Suite) Postgres(t testing.TB) *State {
	t.Helper()
	return At(s.postgres.URL(t))
}

// Morning is when every test begins.
func Morning() time.Time { return time.Date(2026, 5, 4, 7, 0, 0, 0, time.UTC) }

// State is one state with its own clock. Every handle on it stands for a program of its own.
type State struct {
	Where string // a folder or a postgres:// URL

	mu  sync.Mutex
	now time.Time
}

// File is an empty state in a folder.
func File(t testing.TB) *State {
	t.Helper()
	return At(t.TempDir())
}

// At is the state in a folder or in a database.
func At(where string) *State { return &State{Where: where, now: Morning()} }

// OnPostgres says that the state is not a file.
func (st *State) OnPostgres() bool { return strings.HasPrefix(st.Where, "postgres://") }

// Open opens the state until the test ends.
func (st *State) Open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), st.Where, store.Options{Now: st.Clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Clock is the time of the state.
func (st *State) Clock() time.Time {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.now
}

// Pass lets time pass.
func (st *State) Pass(d time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.now = st.now.Add(d)
}

// Raw is the database beneath a store, for what no program of ours does to it. On SQLite it is the one connection that
// writes.
func Raw(s *store.Store) *sql.DB {
	if pool := s.Postgres(); pool != nil {
		return stdlib.OpenDBFromPool(pool)
	}
	return s.SQLite()
}

// Race runs f from n handles on a state at once.
func Race(t *testing.T, st *State, n int, f func(s *store.Store, i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		s := st.Open(t)
		wg.Go(func() { errs[i] = f(s, i) })
	}
	wg.Wait()
	OK(t, errors.Join(errs...))
}

// Must is what a call returns that must not fail: Must[T](t)(f()).
func Must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// OK ends a test whose call failed that must not.
func OK(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
