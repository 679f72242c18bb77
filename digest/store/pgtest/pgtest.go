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
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Server is a Postgres server. The zero value is ready to use and starts on the first call of URL.
type Server struct {
	once      sync.Once
	err       error
	dir       string
	stop      io.Closer
	keeper    *exec.Cmd
	mu        sync.Mutex
	databases int
}

var errAbsent = errors.New("no Postgres is installed, neither on the PATH nor in /usr/lib/postgresql")

// URL makes a new, empty database and returns its postgres:// URL. The database is dropped when the test ends. The
// test is skipped where no Postgres is installed.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.err = s.start() })
	if errors.Is(s.err, errAbsent) {
		t.Skip(s.err)
	}
	if s.err != nil {
		t.Fatal("start Postgres: ", s.err)
	}
	s.mu.Lock()
	s.databases++
	name := fmt.Sprintf("test%d", s.databases)
	s.mu.Unlock()
	if err := s.run("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.run("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return s.url(name)
}

// Stop ends the server, if it was started, and removes its files.
func (s *Server) Stop() {
	if s.keeper == nil {
		return
	}
	_ = s.stop.Close()
	_ = s.keeper.Wait()
	_ = os.RemoveAll(s.dir)
}

func (s *Server) url(database string) string {
	return fmt.Sprintf("postgres://tidings@/%s?host=%s", database, s.dir)
}

// run executes a statement that concerns whole databases.
func (s *Server) run(statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// keep starts the server and stops it when its input ends: when Stop is called, and also when the test binary dies, even
// before it has heard that the server is ready. Nothing is synced: these databases need not outlive the machine.
const keep = `
trap '' PIPE
"$0/initdb" -D data -U tidings -A trust -E UTF8 --locale=C --no-sync >initdb.log 2>&1 || { cat initdb.log; exit 1; }
"$0/pg_ctl" start -w -D data -l server.log -o "-k $PWD -c listen_addresses='' -c fsync=off" >start.log 2>&1 ||
	{ cat start.log server.log; exit 1; }
echo ready
read -r _
"$0/pg_ctl" stop -m immediate -D data >/dev/null 2>&1`

func (s *Server) start() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "pgtest"); err != nil {
		return err
	}
	keeper := exec.Command("sh", "-c", keep, bin)
	keeper.Dir = s.dir
	if err := unprivileged(keeper); err != nil {
		return err
	}
	if s.stop, err = keeper.StdinPipe(); err != nil {
		return err
	}
	output, err := keeper.StdoutPipe()
	if err != nil {
		return err
	}
	if err := keeper.Start(); err != nil {
		return err
	}
	s.keeper = keeper
	lines := bufio.NewReader(output)
	if line, _ := lines.ReadString('\n'); line != "ready\n" {
		rest, _ := io.ReadAll(lines)
		return fmt.Errorf("%s%s", line, rest)
	}
	return nil
}

// binaries is the folder of the server's programs; the newest version when there are several.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		path, err = filepath.EvalSymlinks(path) // the PATH may hold a link to initdb alone
		return filepath.Dir(path), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", cmp.Or(err, errAbsent)
	}
	return filepath.Dir(slices.Max(found)), nil
}
