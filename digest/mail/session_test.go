package mail

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"tidings/digest"
)

func newBufio(b []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(b)) }

// scripted is a server that answers each command as its script says, and notes what it was sent.
type scripted struct {
	mu       sync.Mutex
	answers  map[string]string // command → reply; "drop" cuts the connection, "stall" says nothing more
	ehlo     string
	greeting string   // instead of 220, and then the connection ends
	got      []string // complete messages
	lines    []string // commands
}

func (s *scripted) start(t *testing.T) Dialer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	host, port, _ := net.SplitHostPort(ln.Addr().String())
	n, _ := strconv.Atoi(port)
	return Dialer{Host: host, Port: n, HELO: "test.example"}
}

func (s *scripted) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	if s.greeting != "" {
		fmt.Fprint(c, s.greeting+"\r\n")
		return
	}
	open := false // a message has a sender, and is not complete
	switch greeting := s.answer("greeting"); greeting {
	case "":
		fmt.Fprint(c, "220 scripted\r\n")
	case "drop":
		return
	case "stall":
		io.Copy(io.Discard, r)
		return
	default:
		fmt.Fprint(c, greeting+"\r\n")
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " x")[0])
		s.mu.Lock()
		s.lines = append(s.lines, strings.TrimSpace(line))
		answer := s.answers[verb]
		s.mu.Unlock()
		switch {
		case answer == "drop":
			return
		case answer == "stall":
			io.Copy(io.Discard, r)
			return
		case answer != "":
			fmt.Fprint(c, answer+"\r\n")
		case verb == "MAIL" && open:
			fmt.Fprint(c, "503 5.5.1 nested MAIL\r\n")
		case !open && (verb == "RCPT" || verb == "DATA"):
			fmt.Fprint(c, "503 5.5.1 MAIL first\r\n")
			continue
		case verb == "MAIL":
			open = true
			fmt.Fprint(c, "250 OK\r\n")
		case verb == "RSET":
			open = false
			fmt.Fprint(c, "250 OK\r\n")
		case verb == "EHLO":
			fmt.Fprint(c, "250-scripted\r\n"+s.ehlo+"250 HELP\r\n")
		case verb == "DATA":
			fmt.Fprint(c, "354 go on\r\n")
		case verb == "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		case verb == "AUTH":
			fmt.Fprint(c, "235 welcome\r\n")
		default:
			fmt.Fprint(c, "250 OK\r\n")
		}
		if verb == "DATA" && (answer == "" || strings.HasPrefix(answer, "354")) {
			if open = false; !s.data(c, r) {
				return
			}
		}
	}
}

// data reads a message and answers its dot. It says whether the connection lives on.
func (s *scripted) data(c net.Conn, r *bufio.Reader) bool {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(line)
	}
	s.mu.Lock()
	answer := s.answers["."]
	s.got = append(s.got, b.String())
	s.mu.Unlock()
	switch answer {
	case "drop":
		return false
	case "stall":
		io.Copy(io.Discard, r)
		return false
	case "":
		answer = "250 2.0.0 queued as 7"
	}
	fmt.Fprint(c, answer+"\r\n")
	return true
}

func (s *scripted) set(verb, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = map[string]string{verb: answer}
}

// also has another command answered.
func (s *scripted) also(verb, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[verb] = answer
}

func (s *scripted) answer(verb string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers[verb]
}

func (s *scripted) messages() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, m := range s.got {
		if m != "" {
			n++
		}
	}
	return n
}

func unmarked(context.Context) func() error { return func() error { return nil } }

func TestEveryAnswerBecomesTheRightOutcomeAndTheNextMessageIsUnharmed(t *testing.T) {
	tests := []struct {
		verb, answer string
		state        digest.DeliveryState
		stage        digest.Stage
		halt, usable bool
	}{
		{"MAIL", "451 4.3.0 try later", digest.Deferred, digest.StageMail, false, true},
		{"MAIL", "550 5.7.1 sender not allowed", digest.Deferred, digest.StageMail, true, true},
		{"MAIL", "530 5.7.0 log in first", digest.Deferred, digest.StageMail, true, true},
		{"MAIL", "503 5.5.1 nested MAIL", digest.Deferred, digest.StageMail, false, false},
		{"MAIL", "552 5.3.4 too big", digest.Failed, digest.StageMail, false, true},
		{"MAIL", "421 4.3.2 closing", digest.Deferred, digest.StageMail, false, false},
		{"MAIL", "drop", digest.Deferred, digest.StageMail, false, false},
		{"RCPT", "450 4.2.1 greylisted", digest.Deferred, digest.StageRcpt, false, true},
		{"RCPT", "550 5.1.1 no such user", digest.Failed, digest.StageRcpt, false, true},
		{"RCPT", "550 5.1.8 bad sender domain", digest.Deferred, digest.StageRcpt, true, true},
		{"RCPT", "550 5.7.1 policy", digest.Failed, digest.StageRcpt, false, true},
		{"RCPT", "drop", digest.Deferred, digest.StageRcpt, false, false},
		{"RCPT", "garbage", digest.Deferred, digest.StageRcpt, false, false},
		{"DATA", "451 4.3.0 disk full", digest.Deferred, digest.StageData, false, true},
		{"DATA", "554 5.5.1 no", digest.Failed, digest.StageData, false, true},
		{"DATA", "drop", digest.Deferred, digest.StageData, false, false},
		{".", "451 4.3.0 busy", digest.Deferred, digest.StageDot, false, true},
		{".", "554 5.7.1 spam", digest.Failed, digest.StageDot, false, true},
		{".", "421 4.3.2 going down", digest.Deferred, digest.StageDot, false, false},
		{".", "drop", digest.Uncertain, digest.StageDot, false, false},
		{".", "250 2.0.0 ok", digest.Sent, digest.StageDot, false, true},
	}
	for _, ehlo := range []string{"", "250-PIPELINING\r\n250-SIZE 1000000\r\n"} {
		for _, tt := range tests {
			t.Run(fmt.Sprintf("%s %s pipelining=%v", tt.verb, tt.answer, ehlo != ""), func(t *testing.T) {
				srv := &scripted{ehlo: ehlo}
				d := srv.start(t)
				s, err := d.Connect(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				srv.set(tt.verb, tt.answer)
				o := s.Send(t.Context(), sample("text", "<p>html</p>"), unmarked)
				if o.State != tt.state || o.Stage != tt.stage || o.Halt != tt.halt {
					t.Errorf("outcome = %+v", o)
				}
				if s.Usable() != tt.usable {
					t.Fatalf("usable = %v", s.Usable())
				}
				if !tt.usable {
					return
				}
				before := srv.messages()
				srv.set("", "")
				if o := s.Send(t.Context(), sample("next", ""), unmarked); o.State != digest.Sent || srv.messages() != before+1 {
					t.Errorf("the next message: %+v, %d messages more", o, srv.messages()-before)
				}
			})
		}
	}
}

func TestNothingIsAcceptedUnlessItIsMarked(t *testing.T) {
	srv := &scripted{}
	s, err := srv.start(t).Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o := s.Send(t.Context(), sample("text", ""), func(context.Context) func() error {
		return func() error { return errors.New("the disk is full") }
	})
	if o.State != digest.Deferred || s.Usable() || srv.messages() != 0 {
		t.Errorf("outcome %+v, usable %v, %d messages", o, s.Usable(), srv.messages())
	}
	s.Close()
}

func TestPipeliningSendsTheEnvelopeInOneFlush(t *testing.T) {
	srv := &scripted{ehlo: "250-PIPELINING\r\n"}
	s, err := srv.start(t).Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if o := s.Send(t.Context(), sample("text", ""), unmarked); o.State != digest.Sent || o.Reply != "2.0.0 queued as 7" {
		t.Errorf("outcome %+v", o)
	}
	srv.mu.Lock()
	defer srv.mu.Unlock()
	want := []string{"EHLO test.example", "MAIL FROM:<paper@paper.example>", "RCPT TO:<ana@example.com>", "DATA"}
	if fmt.Sprint(srv.lines) != fmt.Sprint(want) {
		t.Errorf("commands %q", srv.lines)
	}
}

func TestLettersBeforeTheAtNeedAServerThatTakesThemAndTheNextReaderNeedsNone(t *testing.T) {
	for _, ehlo := range []string{"", "250-SMTPUTF8\r\n", "250-PIPELINING\r\n250-SIZE\r\n250-SMTPUTF8\r\n"} {
		srv := &scripted{ehlo: ehlo}
		s := connected(t, srv.start(t))
		m := sample("text", "")
		m.To = "anä@bücher.example"
		want, commands := digest.Failed, []string(nil)
		if strings.Contains(ehlo, "SMTPUTF8") {
			want, commands = digest.Sent, []string{"RCPT TO:<anä@xn--bcher-kva.example>", " SMTPUTF8"}
		}
		if o := s.Send(t.Context(), m, unmarked); o.State != want || o.Halt || want == digest.Failed && !strings.Contains(o.Reply, "SMTPUTF8") {
			t.Errorf("with %q: %+v", ehlo, o)
		}
		for _, c := range commands {
			if !slices.ContainsFunc(srv.lines, func(line string) bool { return strings.HasSuffix(line, c) }) {
				t.Errorf("%q is not among %q", c, srv.lines)
			}
		}
		before := len(srv.lines)
		m.To = "eve@bücher.example" // a domain needs nothing of the server
		if o := s.Send(t.Context(), m, unmarked); o.State != digest.Sent || strings.Contains(fmt.Sprint(srv.lines[before:]), "SMTPUTF8") {
			t.Errorf("the next reader, with %q: %+v, %q", ehlo, o, srv.lines[before:])
		}
		if got := srv.got[len(srv.got)-1]; !strings.Contains(got, "\r\nTo: \"Ana\" <eve@xn--bcher-kva.example>\r\n") || !isASCII(got) {
			t.Errorf("%s", got)
		}
	}
}

func TestLettersInTheSendersAddressConcernEverybody(t *testing.T) {
	for name, set := range map[string]func(*digest.Message){
		"sender": func(m *digest.Message) {
			m.From, m.ReturnPath = "Paper <pâper@paper.example>", "bounces@paper.example"
		},
		"return path": func(m *digest.Message) { m.ReturnPath = "boüces@paper.example" },
		"answers":     func(m *digest.Message) { m.ReplyTo = "réd@paper.example" },
	} {
		srv := &scripted{}
		m := sample("text", "")
		set(&m)
		if o := connected(t, srv.start(t)).Send(t.Context(), m, unmarked); o.State != digest.Deferred || !o.Halt || len(srv.got) != 0 {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

// backend is a go-smtp server's memory: who logged in and what was sent.
type backend struct {
	mu    sync.Mutex
	users []string
	mails []string
}

func (b *backend) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{b}, nil }

type visit struct{ b *backend }

func (*visit) Reset()                               {}
func (*visit) Logout() error                        { return nil }
func (*visit) Mail(string, *smtp.MailOptions) error { return nil }
func (*visit) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (*visit) AuthMechanisms() []string             { return []string{sasl.Plain} }
func (v *visit) Auth(mech string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "right" {
			return smtp.ErrAuthFailed
		}
		v.b.mu.Lock()
		defer v.b.mu.Unlock()
		v.b.users = append(v.b.users, user)
		return nil
	}), nil
}

func (v *visit) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	v.b.mu.Lock()
	defer v.b.mu.Unlock()
	v.b.mails = append(v.b.mails, string(text))
	return err
}

// relay is a real SMTP server on loopback with a certificate for "example.com".
func relay(t *testing.T, b *backend, implicit, insecure bool) (Dialer, *tls.Config) {
	t.Helper()
	web := httptest.NewUnstartedServer(nil) // its certificate is good for example.com and 127.0.0.1
	web.StartTLS()
	t.Cleanup(web.Close)
	roots := web.Client().Transport.(*http.Transport).TLSClientConfig
	s := smtp.NewServer(b)
	s.Domain, s.AllowInsecureAuth = "relay.example", insecure
	s.TLSConfig = &tls.Config{Certificates: web.TLS.Certificates}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if implicit {
		ln = tls.NewListener(ln, s.TLSConfig)
	}
	go s.Serve(ln)
	t.Cleanup(func() { s.Close() })
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	n, _ := strconv.Atoi(port)
	return Dialer{Host: "127.0.0.1", Port: n, User: "mailer", Password: "right", Roots: roots}, roots
}

func TestConnectionsAreProtectedAndLoggedIn(t *testing.T) {
	for _, tt := range []struct {
		name     string
		mode     TLSMode
		implicit bool
		insecure bool
	}{
		{"STARTTLS insisted on", TLSStart, false, false},
		{"implicit TLS", TLSImplicit, true, false},
		{"plain to loopback", TLSAuto, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := &backend{}
			d, _ := relay(t, b, tt.implicit, tt.insecure)
			d.TLS = tt.mode
			s, err := d.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if o := s.Send(t.Context(), sample("hello\n.\n", "<p>x</p>"), unmarked); o.State != digest.Sent {
				t.Errorf("outcome %+v", o)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			b.mu.Lock()
			defer b.mu.Unlock()
			if len(b.mails) != 1 || len(b.users) != 1 || b.users[0] != "mailer" {
				t.Errorf("%d mails, users %v", len(b.mails), b.users)
			}
		})
	}
}

func TestRelaysThatCannotBeUsedSayWhatToDo(t *testing.T) {
	b := &backend{}
	good, _ := relay(t, b, false, false)
	wrong := good
	wrong.TLS, wrong.Password = TLSStart, "wrong"
	untrusted := good
	untrusted.TLS, untrusted.Roots = TLSStart, nil
	noTLS := (&scripted{}).start(t)
	noTLS.TLS = TLSStart
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := Dialer{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port}
	ln.Close()
	busy := (&scripted{greeting: "421 4.3.2 too many connections"}).start(t)
	for _, tt := range []struct {
		name      string
		d         Dialer
		temporary bool
		hint      string
	}{
		{"a bad password", wrong, false, "password"},
		{"a certificate nobody signed", untrusted, false, "certificate"},
		{"no STARTTLS", noTLS, false, "465"},
		{"nothing listens", closed, true, "stay due"},
		{"a busy server", busy, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.d.Connect(t.Context())
			var re *digest.RelayError
			if !errors.As(err, &re) || re.Temporary != tt.temporary {
				t.Fatalf("error = %v (%+v)", err, re)
			}
			var hint *digest.HintError
			if tt.hint != "" && (!errors.As(err, &hint) || !strings.Contains(hint.Hint, tt.hint)) {
				t.Errorf("hint = %+v", hint)
			}
		})
	}
	if len(b.mails) != 0 {
		t.Error("something was sent")
	}
}
