package jobs

import (
	"context"
	"errors"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/render"
)

// TestADaemonThatIsStoppedInAnyPhaseLeavesNothingUndoneOrDoneTwice stops a daemon in the middle of each thing it does. It
// ends without an error, and one that is started afterwards does the rest.
func TestADaemonThatIsStoppedInAnyPhaseLeavesNothingUndoneOrDoneTwice(t *testing.T) {
	t.Parallel()
	phases := map[string]func(d *Daemon, stop func()){
		"starting":  func(_ *Daemon, stop func()) { stop() },
		"gathering": func(d *Daemon, stop func()) { d.Pipeline.Fetch = fetcher{func() { stop() }} },
		"planning":  func(d *Daemon, stop func()) { d.Meter = &planner{stop: stop} },
		"building": func(d *Daemon, stop func()) {
			look := d.Pipeline.Look
			d.Pipeline.Look = func(e digest.Edition) *render.Renderer { stop(); return look(e) }
		},
		"connecting": func(d *Daemon, stop func()) { d.Pipeline.Mail = stopper{mailer: d.Pipeline.Mail, connected: stop} },
		"mailing":    func(d *Daemon, stop func()) { d.Pipeline.Mail = stopper{mailer: d.Pipeline.Mail, sending: stop} },
	}
	for phase, stopping := range phases {
		t.Run(phase, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, where string) {
				e := daily(t)
				e.Readers = readers(30)
				c := &clock{t: at("2026-11-22", "12:00")}
				first, _ := node(t, where, c, "first", e)
				if err := first.plan(t.Context()); err != nil { // yesterday's daemon knew when the edition is due
					t.Fatal(err)
				}
				c.set(at("2026-11-23", "07:00"))
				in, relay := relay(t)
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				for _, run := range []struct {
					name string
					ctx  context.Context
				}{{"stopped", ctx}, {"next", t.Context()}} {
					d, _ := node(t, where, c, run.name, e)
					d.Pipeline.Mail = relay
					ctx, end := context.WithCancel(run.ctx)
					defer end()
					if run.name == "stopped" {
						stopping(d, stop)
					}
					ended := make(chan error, 1)
					go func() { ended <- d.Run(ctx) }()
					if run.name == "next" {
						await(t, "every copy is out", func() bool { return len(in.Messages()) >= len(e.Readers) })
						end()
					}
					if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
						t.Errorf("%s: %v", run.name, err)
					}
				}
				oneCopyEach(t, in, e.Readers)
			})
		})
	}
}

// fetcher is a network that answers nobody, and tells when it is asked.
type fetcher struct{ asked func() }

func (f fetcher) Fetch(ctx context.Context, _ digest.Request) (digest.Page, error) {
	f.asked()
	<-ctx.Done()
	return digest.Page{}, ctx.Err()
}

func (fetcher) Hold(string, time.Time) {}

// planner is a Meter that stops a daemon when a slot is planned.
type planner struct {
	unmetered
	stop func()
}

func (p *planner) Planned(string, digest.IssueState) { p.stop() }

// stopper is a mail server that stops its client when it is connected to, or in the middle of a message.
type stopper struct {
	mailer             pipeline.Mailer
	connected, sending func()
}

func (s stopper) Connect(ctx context.Context) (pipeline.Session, error) {
	if s.connected != nil {
		s.connected()
	}
	session, err := s.mailer.Connect(ctx)
	return stoppedSession{session, s.sending}, err
}

type stoppedSession struct {
	pipeline.Session
	sending func()
}

func (s stoppedSession) Send(ctx context.Context, m digest.Message, mark func(context.Context) func() error) digest.Outcome {
	return s.Session.Send(ctx, m, func(ctx context.Context) func() error {
		if s.sending != nil {
			s.sending()
		}
		return mark(ctx)
	})
}
