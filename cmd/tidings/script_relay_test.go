package main

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/rogpeppe/go-internal/testscript"
)

// mailServer leaves each mail in mail/ADDRESS.eml, the second to an address in mail/ADDRESS.2.eml, with plain line ends.
// Its options are:
//
//	refuse=ADDRESS:CODE     answers a recipient with a code such as 550
//	refuse-sender=ADDRESS   answers a sender with 550
//	auth=USER:PASSWORD      takes mail only from who logs in
//	starttls                protects connections by a certificate that relay.pem vouches for; the program trusts it with
//	                        env SSL_CERT_FILE=$WORK/relay.pem
//	bounce=ADDRESS:STATUS   takes what is for a recipient, and has it come back: a delivery report with a code such as 5.1.1
//	                        goes into the maildir returns
//	mute                    takes the mail and never says so
//	hang-up                 takes the mail and ends the connection instead
//	down                    is not there: nothing answers at $RELAY_PORT
type mailServer struct {
	dir      string
	refused  map[string]int    // recipients
	bounced  map[string]string // recipients whose mail comes back, and the code
	returns  string            // the maildir
	sender   string            // who is refused; empty: nobody
	user     string            // empty: whoever comes may send
	password string
	mute     chan struct{} // closed with the server; nil: it answers
	hangUp   bool

	mu    sync.Mutex // of the files
	taken *tally     // mails by recipient
}

func cmdRelay(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, true, "relay [OPTIONS]")
	m := &mailServer{dir: ts.MkAbs("mail"), refused: make(map[string]int), bounced: make(map[string]string), taken: tallyOf(ts)}
	ts.Check(os.MkdirAll(m.dir, 0o777))
	server := smtp.NewServer(m)
	server.Domain = "relay.example"
	server.AllowInsecureAuth = true
	server.ErrorLog = log.New(io.Discard, "", 0) // connections that the program rightly breaks off
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		first, second, _ := strings.Cut(value, ":")
		switch name {
		case "refuse":
			code, err := strconv.Atoi(second)
			ts.Check(err)
			m.refused[first] = code
		case "bounce":
			m.bounced[first], m.returns = second, ts.MkAbs("returns")
			for _, dir := range []string{"new", "cur", "tmp"} {
				ts.Check(os.MkdirAll(filepath.Join(m.returns, dir), 0o777))
			}
		case "refuse-sender":
			m.sender = value
		case "auth":
			m.user, m.password = first, second
		case "starttls":
			server.AllowInsecureAuth = false
			server.TLSConfig = certificate(ts, "relay.pem")
		case "mute":
			m.mute = make(chan struct{})
			ts.Defer(func() { close(m.mute) })
		case "hang-up":
			m.hangUp = true
		case "down":
			ts.Setenv("RELAY_PORT", "1") // see webServer
			return
		default:
			ts.Fatalf("relay has no option %q", arg)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	go func() { _ = server.Serve(listener) }() // ends with Close
	ts.Defer(func() {
		_ = server.Close()
		_ = listener.Close() // the server closes it too, unless it was stopped before it took it over
	})
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv("RELAY_PORT", port)
}

// certificate makes one that is good for 127.0.0.1, and writes who vouches for it.
func certificate(ts *testscript.TestScript, name string) *tls.Config {
	web := httptest.NewUnstartedServer(nil)
	web.StartTLS()
	defer web.Close()
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs(name), root, 0o666))
	return &tls.Config{Certificates: web.TLS.Certificates}
}

// NewSession answers a connection.
func (m *mailServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &mailSession{mailServer: m, conn: c, known: m.user == ""}, nil
}

// mailSession is one connection's dialogue.
type mailSession struct {
	*mailServer
	conn  *smtp.Conn
	known bool // logged in, where that is asked for
	from  string
	to    string
}

func (s *mailSession) AuthMechanisms() []string {
	if s.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.user || password != s.password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	switch {
	case !s.known:
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Log in first"}
	case from == s.sender:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "You may not send as " + from}
	}
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	switch code := s.refused[to]; {
	case code >= 500:
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "There is no such reader"}
	case code > 0:
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{4, 2, 1}, Message: "Come back later"}
	}
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	mail, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if status := s.bounced[s.to]; status != "" {
		return s.giveBack(status)
	}
	if err := s.keep(bytes.ReplaceAll(mail, []byte("\r\n"), []byte("\n"))); err != nil {
		return err
	}
	if s.hangUp {
		return s.conn.Conn().Close()
	}
	if s.mute == nil {
		return nil
	}
	<-s.mute
	return errors.New("the script is over")
}

// keep writes a mail into its file.
func (s *mailSession) keep(mail []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := filepath.Join(s.dir, s.to+".eml")
	for n := 2; ; n++ {
		if _, err := os.Stat(name); err != nil {
			break
		}
		name = filepath.Join(s.dir, fmt.Sprintf("%s.%d.eml", s.to, n))
	}
	err := os.WriteFile(name, mail, 0o666)
	s.taken.add(s.to)
	return err
}

// giveBack has a mail come back to its sender.
func (s *mailSession) giveBack(status string) error {
	report := fmt.Sprintf("Return-Path: <>\nTo: %s\nSubject: Undelivered\nAuto-Submitted: auto-replied\n"+
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nIt came back.\n\n"+
		"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\n\nFinal-Recipient: rfc822; %s\n"+
		"Action: failed\nStatus: %s\nDiagnostic-Code: smtp; 550 %[3]s There is no such reader\n\n--b--\n", s.from, s.to, status)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken.add(s.to)
	return os.WriteFile(filepath.Join(s.returns, "new", s.to), []byte(report), 0o666)
}

func (s *mailSession) Reset() {}

func (s *mailSession) Logout() error { return nil }
