package mail

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tidings/digest"
)

// hasty gives up soon; the servers of these tests that answer do so at once.
var hasty = waits{command: 300 * time.Millisecond, block: 300 * time.Millisecond, dot: 300 * time.Millisecond, quit: 100 * time.Millisecond}

// What a server may say or do at any command, and what it means there unless a table says otherwise.
const (
	retry     = "451 4.3.0 not now"
	never     = "554 5.5.0 no"
	leaving   = "421 4.3.2 closing"
	manyLines = "450-4.2.1 this\r\n450-4.2.1 takes\r\n450 4.2.1 long"
	outOfTurn = "214 help yourself"
	garbage   = "\x00\xff not a reply"
	drop      = "drop"
	stall     = "stall"
)

var everyAnswer = []string{retry, never, leaving, manyLines, outOfTurn, garbage, drop, stall}

// lostStep are the answers after which the connection is of no use.
var lostStep = map[string]bool{leaving: true, outOfTurn: true, garbage: true, drop: true, stall: true}

func TestWhateverIsSaidAtWhateverCommandTheNextMessageIsUnharmed(t *testing.T) {
	type ending struct {
		state digest.DeliveryState
		halt  bool
	}
	stages := []struct {
		verb    string
		stage   digest.Stage
		refused ending // 5xx
		lost    ending // no answer
	}{
		{"MAIL", digest.StageMail, ending{digest.Deferred, true}, ending{digest.Deferred, false}},
		{"RCPT", digest.StageRcpt, ending{digest.Failed, false}, ending{digest.Deferred, false}},
		{"DATA", digest.StageData, ending{digest.Failed, false}, ending{digest.Deferred, false}},
		{".", digest.StageDot, ending{digest.Failed, false}, ending{digest.Uncertain, false}},
	}
	for _, ehlo := range []string{"", "250-PIPELINING\r\n"} {
		for _, st := range stages {
			for _, answer := range everyAnswer {
				want := ending{digest.Deferred, false}
				switch {
				case answer == never:
					want = st.refused
				case lostStep[answer] && answer != leaving:
					want = st.lost
				}
				if st.verb == "." && answer == outOfTurn {
					want = ending{digest.Sent, false} // any 2xx takes the message
				}
				usable := !lostStep[answer] || want.state == digest.Sent
				t.Run(fmt.Sprintf("%s %q pipelining=%v", st.verb, answer, ehlo != ""), func(t *testing.T) {
					t.Parallel()
					srv := &scripted{ehlo: ehlo}
					d := srv.start(t)
					d.waits = &hasty
					s := connected(t, d)
					srv.set(st.verb, answer)
					o := s.Send(t.Context(), sample("text", "<p>html</p>"), unmarked)
					if got := (ending{o.State, o.Halt}); got != want || o.Stage != st.stage || o.Reply == "" || s.Usable() != usable {
						t.Errorf("%+v at %s, usable %v; want %+v at %s, %v", o, o.Stage, s.Usable(), want, st.stage, usable)
					}
					if want := map[string]string{retry: "4.3.0", never: "5.5.0", leaving: "4.3.2", manyLines: "4.2.1"}[answer]; o.Enhanced != want {
						t.Errorf("enhanced code %q, want %q", o.Enhanced, want)
					}
					srv.next(t, s, d)
				})
			}
		}
	}
}

func TestAServerThatRefusesTheSenderAndTakesTheRestGetsNoEmptyMessage(t *testing.T) {
	srv := &scripted{ehlo: "250-PIPELINING\r\n"}
	d := srv.start(t)
	s := connected(t, d)
	srv.set("MAIL", "550 5.7.1 not from you")
	srv.also("RCPT", "250 2.1.5 OK")
	srv.also("DATA", "354 go on")
	if o := s.Send(t.Context(), sample("text", ""), unmarked); o.State != digest.Deferred || s.Usable() {
		t.Errorf("%+v, usable %v", o, s.Usable())
	}
	srv.next(t, s, d)
	srv.mu.Lock()
	defer srv.mu.Unlock()
	if len(srv.got) != 1 {
		t.Errorf("%d messages, one of them empty", len(srv.got))
	}
}

// next is the next message, over the same connection where that can be used and else over a new one.
func (s *scripted) next(t *testing.T, session *Session, d Dialer) {
	t.Helper()
	s.set("", "")
	if !session.Usable() {
		session = connected(t, d)
	}
	before := s.messages()
	if o := session.Send(t.Context(), sample("next", ""), unmarked); o.State != digest.Sent || s.messages() != before+1 {
		t.Errorf("the next message: %+v, %d messages more", o, s.messages()-before)
	}
}

func connected(t *testing.T, d Dialer) *Session {
	t.Helper()
	s, err := d.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestAfterARefusalTheTransactionIsDroppedOrTheConnectionIs(t *testing.T) {
	for _, answer := range everyAnswer {
		t.Run(fmt.Sprintf("RSET %q", answer), func(t *testing.T) {
			t.Parallel()
			srv := &scripted{} // no pipelining: there, whatever was refused is known to be over
			d := srv.start(t)
			d.waits = &hasty
			s := connected(t, d)
			srv.set("RCPT", retry)
			srv.also("RSET", answer)
			if o := s.Send(t.Context(), sample("text", ""), unmarked); o.State != digest.Deferred || o.Stage != digest.StageRcpt {
				t.Errorf("%+v", o)
			}
			if s.Usable() {
				t.Error("the connection is used although the server may still have the transaction")
			}
			srv.next(t, s, d)
		})
	}
}

func TestWhateverIsSaidToTheGoodbyeTheConnectionIsClosed(t *testing.T) {
	for _, answer := range everyAnswer {
		t.Run(fmt.Sprintf("QUIT %q", answer), func(t *testing.T) {
			t.Parallel()
			srv := &scripted{}
			d := srv.start(t)
			d.waits = &hasty
			s := connected(t, d)
			srv.set("QUIT", answer)
			s.Close()
			if s.Usable() {
				t.Error("it can still be used")
			}
			if err := s.smtp.UpdateDeadline(time.Minute); err == nil {
				t.Error("the connection is open")
			}
			srv.next(t, s, d)
		})
	}
}

func TestWhateverIsSaidBeforeTheFirstMessageTheRelayIsAtFaultAndNoMessageIs(t *testing.T) {
	for _, verb := range []string{"greeting", "EHLO", "STARTTLS", "AUTH"} {
		for _, answer := range everyAnswer {
			t.Run(fmt.Sprintf("%s %q", verb, answer), func(t *testing.T) {
				t.Parallel()
				srv := &scripted{ehlo: "250-AUTH PLAIN\r\n250-STARTTLS\r\n"}
				d := srv.start(t)
				d.Timeout, d.User, d.Password = 300*time.Millisecond, "mailer", "right"
				if verb == "STARTTLS" {
					d.TLS = TLSStart
				}
				srv.set(verb, answer)
				if verb == "EHLO" {
					srv.also("HELO", answer) // an old server may know only that
				}
				_, err := d.Connect(t.Context())
				var relay *digest.RelayError
				if !errors.As(err, &relay) {
					t.Fatalf("error %v", err)
				}
				if permanent := answer == never; relay.Temporary == permanent {
					t.Errorf("temporary %v: %v", relay.Temporary, err)
				}
				if want := map[string]int{retry: 451, never: 554, leaving: 421, manyLines: 450}[answer]; want != 0 && relay.Code != want {
					t.Errorf("code %d: %v", relay.Code, err)
				}
				if verb == "STARTTLS" {
					return // the script ends there: sessions over TLS are tested with a real server
				}
				srv.set("", "")
				srv.next(t, connected(t, d), d)
			})
		}
	}
}
