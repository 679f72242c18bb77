// Package server turns the Postgres that is installed on this machine into a server of one's own, in a temporary folder,
// reached by a Unix socket only. It can be taken down and brought up again, for whoever wants to see what others do then.
package server

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
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// ErrAbsent says that there is no Postgres to start.
var ErrAbsent = errors.New("no Postgres is installed, neither on the PATH nor in /usr/lib/postgresql")

// Server is a running server. It is safe for concurrent use.
type Server struct {
	dir    string
	keeper *exec.Cmd

	mu    sync.Mutex
	say   io.WriteCloser
	lines *bufio.Reader
}

// keep starts the server, does what it is told a line, and stops the server when its input ends: when Stop is called, and
// also when the program dies, even before it has heard that the server is ready. Nothing is synced: these databases need not
// outlive the machine, and what a server has written outlives the server.
const keep = `
trap '' PIPE
up() {
	"$0/pg_ctl" start -w -D data -l server.log -o "-k $PWD -c listen_addresses='' -c fsync=off" >start.log 2>&1 ||
		{ cat start.log server.log; exit 1; }
}
"$0/initdb" -D data -U tidings -A trust -E UTF8 --locale=C --no-sync >initdb.log 2>&1 || { cat initdb.log; exit 1; }
up
echo ready
while read -r word; do
	case $word in
	down) "$0/pg_ctl" stop -m immediate -D data >stop.log 2>&1 || cat stop.log ;;
	up) up ;;
	esac
	echo ready
done
"$0/pg_ctl" stop -m immediate -D data >/dev/null 2>&1`

// Start starts a server; ErrAbsent where none is installed. Stop it when done.
func Start() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	s := &Server{}
	if s.dir, err = os.MkdirTemp("", "pgtest"); err != nil {
		return nil, err
	}
	if err := s.start(bin); err != nil {
		return nil, errors.Join(fmt.Errorf("start Postgres: %w", err), os.RemoveAll(s.dir))
	}
	return s, nil
}

func (s *Server) start(bin string) error {
	s.keeper = exec.Command("sh", "-c", keep, bin)
	s.keeper.Dir = s.dir
	if err := unprivileged(s.keeper); err != nil {
		return err
	}
	var err error
	if s.say, err = s.keeper.StdinPipe(); err != nil {
		return err
	}
	output, err := s.keeper.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.keeper.Start(); err != nil {
		return err
	}
	s.lines = bufio.NewReader(output)
	return s.ready()
}

// ready waits until what the server was told is done.
func (s *Server) ready() error {
	var said strings.Builder
	for {
		line, err := s.lines.ReadString('\n')
		if line == "ready\n" {
			if said.Len() > 0 {
				return errors.New(said.String())
			}
			return nil
		}
		said.WriteString(line)
		if err != nil {
			return fmt.Errorf("%s: %w", said.String(), err)
		}
	}
}

func (s *Server) do(word string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := fmt.Fprintln(s.say, word); err != nil {
		return err
	}
	return s.ready()
}

// Down takes the server down at once, as a crash does: its clients lose their connections, and what they had not committed.
func (s *Server) Down() error { return s.do("down") }

// Up brings it up again.
func (s *Server) Up() error { return s.do("up") }

// Stop ends the server and removes its files. Programs that it was told to be used by find it gone.
func (s *Server) Stop() error {
	err := s.say.Close()
	return errors.Join(err, s.keeper.Wait(), os.RemoveAll(s.dir))
}

// Dir is the folder of the server's files and its socket.
func (s *Server) Dir() string { return s.dir }

// URL is the address of a database.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://tidings@/%s?host=%s", database, s.dir)
}

// Create makes a new, empty database and gives its address.
func (s *Server) Create(database string) (url string, err error) {
	return s.URL(database), s.Run("CREATE DATABASE " + database)
}

// Drop drops a database, whoever uses it.
func (s *Server) Drop(database string) error {
	return s.Run("DROP DATABASE " + database + " WITH (FORCE)")
}

// Run executes a statement that concerns whole databases.
func (s *Server) Run(statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// binaries is the folder of the server's programs; the newest version when there are several.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		path, err = filepath.EvalSymlinks(path) // the PATH may hold a link to initdb alone
		return filepath.Dir(path), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", cmp.Or(err, ErrAbsent)
	}
	return filepath.Dir(slices.Max(found)), nil
}
