package pipeline_test

import (
	"errors"
	"flag"
	"io"
	"log"
	"math/rand/v2"
	"net"
	netmail "net/mail"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/store"
	"tidings/digest/store/pgtest"
)

// `make kill` is the long form.
var (
	kills  = flag.Int("kills", 5, "how often a send is killed")
	mailed = flag.Int("readers", 300, "to how many readers it is")
)

var postgres pgtest.Server

// TestKilledAtAnyMomentASendLosesNobodyAndMailsNobodyTwice kills a send as often as it is told, without warning and each
// time at a random moment, and has another go on when the leases of the dead have ended. In the end the mail server has
// counted: every reader has one copy, but for those whose delivery is uncertain, who have at most one; and no more of
// them are uncertain than the killed run had connections.
func TestKilledAtAnyMomentASendLosesNobodyAndMailsNobodyTwice(t *testing.T) {
	for _, tt := range []struct {
		name  string
		where func(testing.TB) string
		late  time.Duration // the mail server answers a message within this
	}{
		{"SQLite", func(t testing.TB) string { return t.TempDir() }, 0},
		{"Postgres", func(t testing.TB) string { return postgres.URL(t) }, 0},
		{"SQLite, slow server", func(t testing.TB) string { return t.TempDir() }, 20 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) { killed(t, tt.where(t), tt.late) })
	}
}

func killed(t *testing.T, where string, late time.Duration) {
	sink := newSink(t, late)
	var passed atomic.Int64 // how much later it is than on the machine's clock
	now := func() time.Time { return time.Now().Add(time.Duration(passed.Load())) }
	st, err := store.Open(t.Context(), where, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	var issues []digest.Issue
	dead, most := 0, 0
	for dead < *kills {
		passed.Add(int64(24 * time.Hour))
		issues = append(issues, frozen(t, st, now(), *mailed, 8<<10))
		for {
			s := sender{State: where, Port: sink.port, Passed: time.Duration(passed.Load())}
			if !sink.kill(t, s, dead < *kills) {
				break // it came to its end
			}
			dead++
			passed.Add(int64(10 * time.Minute)) // longer than any lease
			uncertain, err := st.Lapse(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			most = max(most, uncertain)
		}
	}
	sink.close(t)
	if most > pipeline.Connections {
		t.Errorf("one kill left %d uncertain, more than the %d connections", most, pipeline.Connections)
	}
	account(t, st, issues, sink, dead, most)
}

// kill starts a sender and kills it at a random moment: some before they have done anything, most some messages on, in
// the middle of whatever they are at. It says whether the sender was killed; if not, it had done its work.
func (s *sink) kill(t *testing.T, run sender, indeed bool) bool {
	t.Helper()
	c := run.command("sender")
	c.Stderr = os.Stderr
	started, some := time.Now(), s.total()+rand.IntN(*mailed / *kills * 3 / 2 + 1)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	if indeed {
		if rand.IntN(5) == 0 {
			time.Sleep(rand.N(300 * time.Millisecond))
		} else if err, ok := s.await(some, ended); ok {
			ended <- err
		} else {
			time.Sleep(rand.N(5 * time.Millisecond))
		}
		_ = c.Process.Kill() // it may have ended by now
	}
	err := <-ended
	if err != nil && c.ProcessState.Exited() {
		t.Fatalf("a send that nobody killed failed after %s: %v", time.Since(started), err)
	}
	return err != nil
}

// account compares what the ledger says with what the mail server got.
func account(t *testing.T, st *store.Store, issues []digest.Issue, sink *sink, dead, most int) {
	t.Helper()
	sent, uncertain, arrived, missing, doubled, open := 0, 0, 0, 0, 0, 0
	for _, is := range issues {
		rows, err := st.Deliveries(t.Context(), is.ID)
		if err != nil || len(rows) != *mailed {
			t.Fatalf("%d deliveries, %v", len(rows), err)
		}
		for _, row := range rows {
			copies := sink.copies(row.MessageID)
			switch row.State {
			case digest.Sent:
				sent++
			case digest.Uncertain:
				uncertain++
				arrived += copies
			default:
				open++
			}
			if copies > 1 {
				doubled++
			}
			if copies == 0 && row.State != digest.Uncertain {
				missing++
			}
		}
	}
	t.Logf("%d kills, %d readers: %d sent; %d uncertain, of whom %d have it, at most %d of one kill over %d connections; missing %d, doubled %d",
		dead, len(issues)**mailed, sent, uncertain, arrived, most, pipeline.Connections, missing, doubled)
	if missing+doubled+open > 0 {
		t.Errorf("%d missing, %d doubled, %d never ended", missing, doubled, open)
	}
}

// sink is a mail server that takes everything and counts it by Message-ID.
type sink struct {
	server *smtp.Server
	port   int
	late   time.Duration
	mu     sync.Mutex
	got    map[string]int
	n      int
	more   chan struct{} // has one element when something came since it was last emptied
}

func newSink(t testing.TB, late time.Duration) *sink {
	t.Helper()
	s := &sink{late: late, got: make(map[string]int), more: make(chan struct{}, 1)}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return delivery{s}, nil }))
	s.server.ErrorLog = log.New(io.Discard, "", 0) // connections that end with their sender
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.server.Serve(ln)
	s.port = ln.Addr().(*net.TCPAddr).Port
	t.Cleanup(func() { s.server.Close() })
	return s
}

// close waits until all that was sent has been counted.
func (s *sink) close(t *testing.T) {
	t.Helper()
	if err := s.server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (s *sink) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *sink) copies(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got["<"+id+">"]
}

// await returns when n messages have come, or when the sender ended.
func (s *sink) await(n int, ended <-chan error) (err error, ok bool) {
	for s.total() < n {
		select {
		case <-s.more:
		case err := <-ended:
			return err, true
		}
	}
	return nil, false
}

// delivery is one connection.
type delivery struct{ *sink }

func (delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (delivery) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (delivery) Reset()                               {}
func (delivery) Logout() error                        { return nil }

// Data counts a message once it is complete, and answers late when it is told to.
func (d delivery) Data(r io.Reader) error {
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	id := m.Header.Get("Message-Id")
	if id == "" {
		return errors.New("a message has no Message-ID")
	}
	d.mu.Lock()
	d.got[id]++
	d.n++
	d.mu.Unlock()
	select {
	case d.more <- struct{}{}:
	default:
	}
	if d.late > 0 {
		time.Sleep(rand.N(d.late))
	}
	return nil
}
