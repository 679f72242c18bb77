package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/demo/inbox"
	"tidings/digest/mail"
	"tidings/digest/pipeline"
	"tidings/digest/store"
	"tidings/digest/store/pgtest"
)

// postgres is the server of this test binary; it starts when the first test asks for it.
var postgres pgtest.Server

func TestMain(m *testing.M) {
	if settings := os.Getenv(machineSettings); settings != "" {
		os.Exit(runMachine(settings))
	}
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

// onBoth runs a test on a state in SQLite and in Postgres.
func onBoth(t *testing.T, test func(t *testing.T, where string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, t.TempDir()) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, postgres.URL(t)) })
}

// node is a daemon of its own on a state that others may share, with its queue.
func node(t *testing.T, where string, c *clock, name string, editions ...Edition) (*Daemon, *queue) {
	t.Helper()
	st, err := store.Open(t.Context(), where, store.Options{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	d := onState(t, st, c, editions...)
	d.Pipeline.Owner = name
	fed := make(chan struct{})
	close(fed)
	q, err := d.openQueue(t.Context(), fed)
	if err != nil {
		t.Fatal(err)
	}
	return d, q
}

// works lets a node's queue work until the test ends.
func works(t *testing.T, q *queue) {
	t.Helper()
	if err := q.start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// readers are n readers.
func readers(n int) []digest.Subscriber {
	out := make([]digest.Subscriber, n)
	for i := range out {
		out[i].Email = fmt.Sprintf("reader%03d@example.com", i)
	}
	return out
}

// relay is a mail server that keeps what it gets.
func relay(t *testing.T) (*inbox.Server, mailer) {
	t.Helper()
	in := inbox.New()
	addr, err := in.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	host, port, _ := net.SplitHostPort(addr)
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return in, mailer{mail.Dialer{Host: host, Port: n, HELO: "test.example"}}
}

type mailer struct{ mail.Dialer }

// Connect makes the dialer a pipeline.Mailer.
func (m mailer) Connect(ctx context.Context) (pipeline.Session, error) { return m.Dialer.Connect(ctx) }

// waitingFor counts the jobs of a kind that wait for a worker.
func waitingFor(t *testing.T, q *queue, kind string) int {
	t.Helper()
	jobs, err := q.waiting(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for args, count := range jobs {
		if args.Kind() == kind {
			n += count
		}
	}
	return n
}

// await waits for what other goroutines bring about.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within a minute", what)
		}
	}
}

func TestWorkIsEnqueuedInTheTransactionThatMakesItNecessary(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		e := daily(t)
		e.Readers = readers(250)
		c := &clock{t: at("2026-11-22", "12:00")}
		d, q := node(t, where, c, "one", e)
		ctx := t.Context()
		if err := d.plan(ctx); err != nil {
			t.Fatal(err)
		}
		c.set(at("2026-11-23", "07:00"))
		if err := d.plan(ctx); err != nil {
			t.Fatal(err)
		}
		if n := waitingFor(t, q, "build"); n != 1 {
			t.Errorf("%d jobs to build one slot", n)
		}
		was := digest.Due{Edition: "daily", Slot: "2026-01-01T07:00", At: at("2026-01-01", "07:00")}
		if won, err := d.Store.PlanSlot(ctx, &was, was, digest.Issue{ID: "other", Edition: "daily", Slot: "x", State: digest.IssuePlanned}); won || err != nil {
			t.Fatalf("a slot that is not due was planned: %v, %v", won, err)
		}
		if n := waitingFor(t, q, "build"); n != 1 {
			t.Errorf("%d jobs after a plan that did not win", n)
		}
		if err := d.build(ctx, "daily", issues(t, d, "daily")[0].ID); err != nil {
			t.Fatal(err)
		}
		if n := waitingFor(t, q, "deliver"); n != 3 {
			t.Errorf("%d jobs for 250 readers, in batches of %d", n, pipeline.Batch)
		}
	})
}

func TestLostJobsAreEnqueuedAgainAndOthersAreNotDoubled(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		e := daily(t)
		e.Readers = readers(3)
		c := &clock{t: at("2026-11-22", "12:00")}
		d, q := node(t, where, c, "one", e)
		d.Store.Attach(lost{})
		for _, now := range []time.Time{c.now(), at("2026-11-23", "07:00")} {
			c.set(now)
			if err := d.plan(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := waitingFor(t, q, "build"); n != 0 {
			t.Fatalf("%d jobs were not lost", n)
		}
		for range 3 {
			if err := d.Tick(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			if n := waitingFor(t, q, "build"); n != 1 {
				t.Errorf("%d jobs to build one slot", n)
			}
		}
	})
}

// lost is a queue whose jobs are gone with the machine.
type lost struct{}

func (lost) Enqueue(context.Context, *sql.Conn, *sql.Tx, []digest.Work) error { return nil }

func TestNodesShareTheWorkAndEachReaderGetsOneCopy(t *testing.T) {
	e := daily(t)
	e.Readers = readers(450)
	where := postgres.URL(t)
	c := &clock{t: at("2026-11-22", "12:00")}
	in, relay := relay(t)
	var nodes []*Daemon
	var queues []*queue
	for _, name := range []string{"one", "two", "three"} {
		d, q := node(t, where, c, name, e)
		d.Pipeline.Mail = relay
		nodes, queues = append(nodes, d), append(queues, q)
		works(t, q)
	}
	tickAll := func(now time.Time) {
		c.set(now)
		var wg sync.WaitGroup
		for i, d := range nodes {
			wg.Go(func() {
				if err := d.Tick(t.Context(), queues[i]); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	tickAll(at("2026-11-23", "06:59"))
	tickAll(at("2026-11-23", "07:00"))
	await(t, "every copy is out", func() bool { return len(in.Messages()) >= 450 })
	await(t, "the issue is done", func() bool {
		tickAll(c.now())
		is := issues(t, nodes[0], "daily")
		return len(is) == 1 && is[0].State == digest.IssueDone
	})
	got := make(map[string]int)
	for _, m := range in.Messages() {
		got[strings.Join(m.To, ",")]++
	}
	for _, r := range e.Readers {
		if got[r.Email] != 1 {
			t.Errorf("%s got %d copies", r.Email, got[r.Email])
		}
	}
}

func TestOneFileIsServedByOneDaemonAndADatabaseByMany(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		c := &clock{t: at("2026-11-22", "12:00")}
		one, _ := node(t, where, c, "one", daily(t))
		two, _ := node(t, where, c, "two", daily(t))
		release, err := one.Store.Serve(t.Context(), "one")
		if err != nil {
			t.Fatal(err)
		}
		second, err := two.Store.Serve(t.Context(), "two")
		if many := strings.HasPrefix(where, "postgres"); many != (err == nil) {
			t.Fatalf("a second daemon: %v", err)
		}
		if err == nil {
			second()
			return
		}
		if !errors.Is(err, digest.ErrServed) {
			t.Errorf("the error is %v", err)
		}
		release()
		third, err := two.Store.Serve(t.Context(), "two")
		if err != nil {
			t.Fatalf("after the first ended: %v", err)
		}
		third()
	})
}

func TestRunServesASlotFromPlanToMailAndStops(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		e := daily(t)
		e.Readers = readers(120)
		c := &clock{t: at("2026-11-22", "12:00")}
		first, _ := node(t, where, c, "first", e)
		if err := first.plan(t.Context()); err != nil { // yesterday's daemon knew when the edition is due
			t.Fatal(err)
		}
		c.set(at("2026-11-23", "07:00"))
		d, _ := node(t, where, c, "second", e)
		in, relay := relay(t)
		d.Pipeline.Mail = relay
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- d.Run(ctx) }()
		await(t, "every copy is out", func() bool { return len(in.Messages()) == 120 })
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// waiting is a mail server that is reached by nobody until the gate opens.
type waiting struct {
	mailer
	gate    chan struct{}
	callers *atomic.Int32
}

// Connect implements pipeline.Mailer.
func (w waiting) Connect(ctx context.Context) (pipeline.Session, error) {
	w.callers.Add(1)
	<-w.gate
	return w.mailer.Connect(ctx)
}

func TestNumberOfConnectionsFollowsAReload(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		e := daily(t)
		e.Readers = readers(4 * pipeline.Batch)
		c := &clock{t: at("2026-11-22", "12:00")}
		d, _ := node(t, where, c, "one", e)
		d.Pipeline.Pace.Connections = 1
		fed := make(chan struct{})
		close(fed)
		q, err := d.openQueue(t.Context(), fed)
		if err != nil {
			t.Fatal(err)
		}
		works(t, q)
		in, relay := relay(t)
		server := waiting{relay, make(chan struct{}), new(atomic.Int32)}
		wider := onState(t, d.Store, c, e)
		wider.Pipeline.Owner, wider.Pipeline.Mail, wider.Pipeline.Pace.Connections = "one", server, 3
		d.Reload(wider)
		for range 2 { // the second finds nothing to do
			if err := q.fit(t.Context(), d.present().Pipeline.Pace.AtOnce()); err != nil {
				t.Fatal(err)
			}
		}
		for _, hour := range []string{"06:59", "07:00"} {
			c.set(at("2026-11-23", hour))
			if err := d.present().Tick(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
		await(t, "three batches want a connection", func() bool { return server.callers.Load() == 3 })
		close(server.gate)
		await(t, "every copy is out", func() bool { return len(in.Messages()) == 4*pipeline.Batch })
	})
}

func TestAServerOutOfUseIsLeftAloneForLongerEachTime(t *testing.T) {
	var g gate
	now := at("2026-11-23", "07:00")
	for _, want := range []time.Duration{1, 2, 4, 8, 15, 15} {
		until, first := g.close(now)
		if !first || until.Sub(now) != want*time.Minute || !g.shut(now) {
			t.Fatalf("shut for %s, first %v; want %d minutes", until.Sub(now), first, want)
		}
		if _, again := g.close(now); again {
			t.Error("said twice")
		}
		now = until
	}
	g.open()
	if g.shut(now) {
		t.Error("shut after it was opened")
	}
}

func TestTaskOfADeadMachineIsTakenOver(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		c := &clock{t: at("2026-11-22", "12:00")}
		dead, _ := node(t, where, c, "dead", daily(t))
		live, _ := node(t, where, c, "live", daily(t))
		if ok, err := dead.Store.Lease(t.Context(), "gather", "dead", leaseFor); err != nil || !ok {
			t.Fatal(ok, err)
		}
		worked := 0
		work := func(context.Context) error { worked++; return nil }
		if err := live.alone(t.Context(), "gather", work); err != nil || worked != 0 {
			t.Errorf("worked %d times beside a live lease, %v", worked, err)
		}
		c.set(c.now().Add(leaseFor))
		if err := live.alone(t.Context(), "gather", work); err != nil || worked != 1 {
			t.Errorf("worked %d times after the lease, %v", worked, err)
		}
		if ok, err := dead.Store.Lease(t.Context(), "gather", "dead", leaseFor); err != nil || !ok {
			t.Error("the task was not given back", err)
		}
	})
}
