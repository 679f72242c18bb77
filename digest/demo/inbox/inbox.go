// Package inbox turns mail into a page: a server on loopback that takes every message, and a static page that shows
// each in every form a mail program could.
package inbox

import (
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Server is a mail server on loopback that takes every message and keeps it in memory. It offers neither TLS nor
// authentication. It is safe for use by several goroutines.
type Server struct {
	server *smtp.Server

	mu       sync.Mutex
	listener net.Listener
	mails    []Mail
}

// Mail is one message as it was handed over.
type Mail struct {
	From string   // of the envelope
	To   []string // of the envelope
	Raw  []byte   // the message, with CRLF line ends
}

// New returns an inbox that does not listen yet.
func New() *Server {
	in := &Server{}
	in.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &session{server: in}, nil
	}))
	in.server.Domain = "inbox.example"
	in.server.EnableSMTPUTF8 = true
	in.server.MaxMessageBytes = 10 << 20    // a hundred times what a digest weighs
	in.server.ReadTimeout = 5 * time.Minute // RFC 5321 section 4.5.3.2.7
	in.server.ErrorLog = log.New(io.Discard, "", 0)
	return in
}

// Start listens on a free port of the loopback address and says where: "127.0.0.1:PORT".
func (in *Server) Start() (addr string, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("demo inbox: %w", err)
	}
	in.mu.Lock()
	in.listener = ln
	in.mu.Unlock()
	go func() { _ = in.server.Serve(ln) }() // ends with Close
	return ln.Addr().String(), nil
}

// Messages are the messages so far, in the order of their arrival.
func (in *Server) Messages() []Mail {
	in.mu.Lock()
	defer in.mu.Unlock()
	return slices.Clone(in.mails)
}

// Close stops listening and drops the connections. What arrived stays.
func (in *Server) Close() error {
	in.mu.Lock()
	ln := in.listener
	in.mu.Unlock()
	err := in.server.Close()
	if ln != nil {
		_ = ln.Close() // the server closes it too, unless it was stopped before it took it over
	}
	return err
}

// session is one connection's dialogue.
type session struct {
	server *Server
	mail   Mail
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail = Mail{From: from}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = append(s.mail.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.Raw = raw
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, s.mail)
	return nil
}

func (s *session) Reset() { s.mail = Mail{} }

func (s *session) Logout() error { return nil }
