//go:build unix

package fleet

import (
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"net"
	netmail "net/mail"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// Relay is a mail server on loopback that counts what it takes by Message-ID, and keeps nothing else. It takes everything,
// but for the Harm that it is told to do.
type Relay struct {
	Port int
	Took time.Duration // how long it takes to acknowledge a message; set before it is used

	server *smtp.Server
	harm   atomic.Pointer[Harm]

	mu    sync.Mutex
	got   map[string]int
	n     int
	cut   int
	first time.Time
	last  time.Time
}

// Harm is what a mail server does to its clients: of so many messages, or connections, one.
type Harm struct {
	Shut     int           // connections that are answered with 421 (RFC 5321 section 3.8)
	Busy     int           // messages that are deferred with 451 after the dot
	Grey     int           // recipients that are deferred with 450 4.7.1, as greylisting does
	Refuse   int           // messages that are refused with 554 after the dot
	DropBody int           // connections that are cut in the middle of a message
	DropDot  int           // connections that are cut after a message was taken, before it was acknowledged
	Stall    int           // messages that are acknowledged after StallFor
	StallFor time.Duration // less than the 10 minutes that a client has to wait (RFC 5321 section 4.5.3.2.6)
}

// NewRelay starts a mail server.
func NewRelay() (*Relay, error) {
	r := &Relay{got: make(map[string]int)}
	r.harm.Store(&Harm{})
	r.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		if one(r.harm.Load().Shut) {
			return nil, &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "not now"}
		}
		return session{r, c}, nil
	}))
	r.server.ErrorLog = log.New(io.Discard, "", 0) // connections that end with their client
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r.Port = ln.Addr().(*net.TCPAddr).Port
	go func() { _ = r.server.Serve(ln) }() // ends with Close
	return r, nil
}

// Close drops the connections.
func (r *Relay) Close() error { return r.server.Close() }

// Do sets the harm that is done from now on.
func (r *Relay) Do(h Harm) { r.harm.Store(&h) }

// Copies is how many messages of a Message-ID were taken.
func (r *Relay) Copies(id string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got["<"+id+">"]
}

// Taken is how many messages were taken, and of how many different Message-IDs.
func (r *Relay) Taken() (messages, different int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n, len(r.got)
}

// Between is the time from the first message to the last.
func (r *Relay) Between() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last.Sub(r.first)
}

// First is when the first message was taken; zero before.
func (r *Relay) First() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.first
}

// Cut is how many connections were cut after a message was taken.
func (r *Relay) Cut() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cut
}

func (r *Relay) take(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got[id]++
	r.n++
	r.last = time.Now()
	if r.first.IsZero() {
		r.first = r.last
	}
}

// one is true once in n times; never when n is 0.
func one(n int) bool { return n > 0 && rand.IntN(n) == 0 }

// session is one connection.
type session struct {
	*Relay
	conn *smtp.Conn
}

func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }

func (s session) Rcpt(string, *smtp.RcptOptions) error {
	if one(s.harm.Load().Grey) {
		return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted"}
	}
	return nil
}

var errCut = errors.New("the connection was cut")

// Data counts a message that is whole, whatever is said of it then, unless it is told to its client that it was not taken.
func (s session) Data(r io.Reader) error {
	harm := s.harm.Load()
	if one(harm.DropBody) {
		_ = s.conn.Conn().Close()
		return errCut
	}
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	switch {
	case one(harm.Busy):
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again later"}
	case one(harm.Refuse):
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "refused"}
	}
	s.take(m.Header.Get("Message-Id"))
	if one(harm.DropDot) {
		s.mu.Lock()
		s.cut++
		s.mu.Unlock()
		_ = s.conn.Conn().Close()
		return errCut
	}
	wait := s.Took
	if one(harm.Stall) {
		wait += harm.StallFor
	}
	time.Sleep(wait)
	return nil
}
