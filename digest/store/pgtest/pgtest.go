// Package pgtest gives tests a Postgres of their own: it starts the server that is installed on this machine in a
// temporary folder, reached by a Unix socket only, and makes a new database for each test.
//
//	var postgres pgtest.Server
//
//	func TestMain(m *testing.M) {
//		code := m.Run()
//		postgres.Stop()
//		os.Exit(code)
//	}
//
//	func TestX(t *testing.T) { s, err := store.Open(t.Context(), postgres.URL(t), store.Options{}) … }
package pgtest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"tidings/digest/store/pgtest/server"
)

// Server is a Postgres server. The zero value is ready to use and starts on the first call of URL.
type Server struct {
	once      sync.Once
	err       error
	server    *server.Server
	mu        sync.Mutex
	databases int
}

// URL makes a new, empty database and returns its postgres:// URL. The database is dropped when the test ends. The
// test is skipped where no Postgres is installed.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.server, s.err = server.Start() })
	if errors.Is(s.err, server.ErrAbsent) {
		t.Skip(s.err)
	}
	if s.err != nil {
		t.Fatal(s.err)
	}
	s.mu.Lock()
	s.databases++
	name := fmt.Sprintf("test%d", s.databases)
	s.mu.Unlock()
	url, err := s.server.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.server.Drop(name); err != nil {
			t.Error(err)
		}
	})
	return url
}

// Own starts a server that a test has to itself, to harm it; Stop comes with the end of the test, which is skipped where
// no Postgres is installed. url is that of an empty database.
func Own(t testing.TB) (own *server.Server, url string) {
	t.Helper()
	own, err := server.Start()
	if errors.Is(err, server.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = own.Stop() })
	if url, err = own.Create("own"); err != nil {
		t.Fatal(err)
	}
	return own, url
}

// Stop ends the server, if it was started, and removes its files.
func (s *Server) Stop() {
	if s.server != nil {
		_ = s.server.Stop()
	}
}
