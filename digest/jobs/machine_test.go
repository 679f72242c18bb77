package jobs

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/mail"
	"tidings/digest/pipeline"
	"tidings/digest/render"
	"tidings/digest/schedule"
	"tidings/digest/store"
	"tidings/templates"
)

// machine is a daemon as a program of its own, which can be killed: this test binary, told by the environment what to be.
type machine struct {
	State    string
	Owner    string
	Port     int             // of the mail server on loopback
	Passed   time.Duration   // how much later it is for the machine than by its clock
	Doom     string          // a folder: whoever makes it dies at once, in the middle of building
	Step     bool            // it works when it is told the time, a line each, and not by itself
	Editions []machineIssues // what it serves
}

// machineIssues is an edition of a machine.
type machineIssues struct {
	ID, Cron, Zone string
	OwnZone        bool
	Late           digest.Late
	Readers        map[string]string // zones by address; empty: none of their own
}

const machineSettings = "TIDINGS_TEST_MACHINE" // a machine in JSON

// command is the program.
func (m machine) command(t *testing.T) *exec.Cmd {
	t.Helper()
	settings, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), machineSettings+"="+string(settings))
	c.Stderr = os.Stderr
	return c
}

// runMachine is the program's main function.
func runMachine(settings string) (code int) {
	var m machine
	err := json.Unmarshal([]byte(settings), &m)
	if err == nil {
		err = m.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, m.Owner, err)
		return 1
	}
	return 0
}

func (m machine) run() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	now := func() time.Time { return time.Now().Add(m.Passed) }
	if m.Step {
		return m.step(ctx)
	}
	st, err := store.Open(ctx, m.State, store.Options{Now: now})
	if err != nil {
		return err
	}
	defer st.Close()
	d, err := m.daemon(st, now)
	if err != nil {
		return err
	}
	return d.Run(ctx)
}

// step does what is due at each time it is told, in Unix milliseconds, and answers with a line when that is done.
func (m machine) step(ctx context.Context) error {
	c := &clock{}
	st, err := store.Open(ctx, m.State, store.Options{Now: c.now})
	if err != nil {
		return err
	}
	defer st.Close()
	d, err := m.daemon(st, c.now)
	if err != nil {
		return err
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		ms, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			return err
		}
		c.set(time.UnixMilli(ms).UTC())
		if err := planAndWork(d); err != nil {
			return err
		}
		if _, err := d.Pipeline.Send(ctx, ""); err != nil {
			return err
		}
		if err := d.settle(ctx); err != nil {
			return err
		}
		fmt.Println("done")
	}
	return nil
}

// daemon wires a machine together. It has one feed, and no way to it.
func (m machine) daemon(st *store.Store, now func() time.Time) (*Daemon, error) {
	renderer, err := render.New(templates.FS, digest.Theme{}, nil)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	p := &pipeline.Pipeline{
		Site: digest.Site{Name: "Test", Language: "en", Location: time.UTC}, Feeds: []digest.Feed{{ID: "feed", URL: "https://feed.example/", Weight: 1, Name: "The Feed"}},
		From: "paper@paper.example", Store: st, Log: log, Now: now, Owner: m.Owner, Fetch: noFetch{},
		Mail: mailer{mail.Dialer{Host: "127.0.0.1", Port: m.Port, HELO: "test.example"}},
		Look: func(digest.Edition) *render.Renderer {
			if m.Doom != "" && os.Mkdir(m.Doom, 0o700) == nil {
				if self, err := os.FindProcess(os.Getpid()); err == nil {
					_ = self.Kill()
				}
				select {}
			}
			return renderer
		},
	}
	d := &Daemon{Pipeline: p, Store: st, Log: log, Now: now}
	for _, is := range m.Editions {
		e, err := is.edition()
		if err != nil {
			return nil, err
		}
		d.Editions = append(d.Editions, e)
		p.Editions = append(p.Editions, e.Edition)
	}
	return d, nil
}

func (is machineIssues) edition() (Edition, error) {
	loc, err := time.LoadLocation(is.Zone)
	if err != nil {
		return Edition{}, err
	}
	e := Edition{Late: is.Late, Edition: digest.Edition{
		ID: is.ID, Location: loc, OwnZone: is.OwnZone, FirstReach: 24 * time.Hour, Once: digest.OncePerDate, MaxStories: 25,
	}}
	if e.Schedule, err = schedule.Cron(is.Cron); err != nil {
		return e, err
	}
	if !e.Schedule.OncePerDay() {
		e.Once = digest.OncePerSlot
	}
	for address, zone := range is.Readers {
		s := digest.Subscriber{Email: address}
		if zone != "" {
			if s.Location, err = time.LoadLocation(zone); err != nil {
				return e, err
			}
		}
		e.Readers = append(e.Readers, s)
	}
	return e, nil
}
