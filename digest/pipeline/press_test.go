package pipeline_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tidings/digest"
	"tidings/digest/mail"
	"tidings/digest/pipeline"
	"tidings/digest/pipeline/presstest"
	"tidings/digest/render"
	"tidings/digest/store"
	"tidings/templates"
)

var morning = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// newPipeline wires a pipeline over real rooms: SQLite in a folder of the test, fetching from loopback.
func newPipeline(t *testing.T, feeds ...digest.Feed) (*pipeline.Pipeline, *store.Store, *presstest.Clock) {
	t.Helper()
	st, client, c := presstest.Rooms(t)
	renderer, err := render.New(templates.FS, digest.Theme{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &pipeline.Pipeline{
		Site:  digest.Site{Name: "The Test Paper", Language: "en", Location: time.UTC},
		Feeds: feeds, From: "The Test Paper <paper@paper.example>", Look: func(digest.Edition) *render.Renderer { return renderer },
		Fetch: client, Store: st, Log: slog.New(slog.DiscardHandler), Now: c.Now, Owner: t.Name(),
	}, st, c
}

func edition() digest.Edition {
	return digest.Edition{ID: "daily", Location: time.UTC, FirstReach: 24 * time.Hour, Once: digest.OncePerDate, MaxStories: 25}
}

func run(c *presstest.Clock, readers ...string) pipeline.Run {
	r := pipeline.Run{Edition: edition(), Slot: digest.SlotOf(c.Now(), time.UTC), Until: c.Now(), AtOnce: true}
	for _, email := range readers {
		r.Readers = append(r.Readers, digest.Subscriber{Email: email})
	}
	return r
}

// relay is a real mail server on loopback that refuses what the test tells it to.
type relay struct {
	mu     sync.Mutex
	mails  map[string]int
	refuse map[string]error // by recipient
	sender error            // of every sender
	dialer mail.Dialer
}

func newRelay(t *testing.T) *relay {
	r := &relay{mails: make(map[string]int), refuse: make(map[string]error)}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &visit{relay: r}, nil }))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(ln)
	t.Cleanup(func() { server.Close() })
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	r.dialer = mail.Dialer{Host: "127.0.0.1", Port: n, HELO: "test.example"}
	return r
}

// Connect makes the relay a pipeline.Mailer.
func (r *relay) Connect(ctx context.Context) (pipeline.Session, error) { return r.dialer.Connect(ctx) }

func (r *relay) got(to string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mails[to]
}

func (r *relay) total() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, k := range r.mails {
		n += k
	}
	return n
}

type visit struct {
	relay *relay
	to    string
}

func (v *visit) Mail(string, *smtp.MailOptions) error { return v.relay.sender }

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = to
	v.relay.mu.Lock()
	defer v.relay.mu.Unlock()
	return v.relay.refuse[to]
}

func (v *visit) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	v.relay.mu.Lock()
	defer v.relay.mu.Unlock()
	v.relay.mails[v.to]++
	return nil
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

var errNoSuchUser = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}

// lostAfterTheDot is a session whose connection breaks when the server may already have the message.
type lostAfterTheDot struct{ pipeline.Session }

func (l lostAfterTheDot) Send(ctx context.Context, m digest.Message, mark func(context.Context) func() error) digest.Outcome {
	if err := mark(ctx)(); err != nil {
		return digest.Outcome{State: digest.Deferred, Reply: err.Error(), Stage: digest.StageData}
	}
	return digest.Outcome{State: digest.Uncertain, Stage: digest.StageDot, Reply: "the connection broke"}
}

type mailerFunc func(context.Context) (pipeline.Session, error)

func (f mailerFunc) Connect(ctx context.Context) (pipeline.Session, error) { return f(ctx) }

var errDown = &digest.RelayError{Way: "mail server relay.example:25", Stage: digest.StageConnect, Temporary: true, Err: errors.New("refused")}

func gather(t *testing.T, p *pipeline.Pipeline) {
	t.Helper()
	if _, err := p.Gather(t.Context()); err != nil {
		t.Fatal(err)
	}
}
