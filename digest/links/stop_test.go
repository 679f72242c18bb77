package links_test

import (
	"errors"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/links"
)

func TestStopTicketIsGoodForItsIssueAndItsTimeOnly(t *testing.T) {
	s, until := signer(), time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	issue := digest.Key("issue", "morning")
	ticket, err := s.StopTicket(issue, until)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.CheckStopTicket(ticket, until); err != nil || got != issue {
		t.Errorf("at the last moment: %q, %v", got, err)
	}
	if _, err := s.CheckStopTicket(ticket, until.Add(time.Second)); !errors.Is(err, links.ErrExpired) {
		t.Errorf("a second later: %v", err)
	}
	confirms, err := s.Ticket(links.RequestID([16]byte{1}), until)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CheckStopTicket(confirms, until); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("one that confirms a request stops an issue: %v", err)
	}
	if _, err := s.CheckTicket(ticket, until); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("and the other way round: %v", err)
	}
	for i := range ticket {
		changed := ticket[:i] + "_" + ticket[i+1:]
		if got, err := s.CheckStopTicket(changed, until); changed != ticket && err == nil {
			t.Errorf("%s stops %s", changed, got)
		}
	}
	for _, wrong := range []string{"", "no key", issue[1:], issue + "aa"} {
		if _, err := s.StopTicket(wrong, until); !errors.Is(err, links.ErrInvalid) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
