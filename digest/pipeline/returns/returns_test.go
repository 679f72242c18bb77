package returns_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/bounces"
	"tidings/digest/links"
	"tidings/digest/pipeline/readers"
	"tidings/digest/pipeline/returns"
	"tidings/digest/store"
)

var (
	signer = links.New([]byte("salt of the readers' names"), []byte("key of the links"))
	noon   = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

func newDesk(t *testing.T) (*returns.Desk, *store.Store) {
	t.Helper()
	now := func() time.Time { return noon }
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	roll := &readers.Roll{
		File:  []digest.Subscriber{{Email: "ana@example.com", Lists: []string{"staff", "slow"}}, {Email: "bob@example.com"}},
		Store: st, Name: func(key string) string { return string(signer.Reader(key)) },
	}
	editions := []digest.Edition{{ID: "evening", Lists: []string{"night"}}, {ID: "morning", Lists: []string{"staff", "night"}}, {ID: "all"}}
	return &returns.Desk{Links: signer, Editions: editions, Readers: roll, Store: st, Log: slog.New(slog.DiscardHandler), Now: now}, st
}

func pathOf(t *testing.T, email string, s *links.Signer) string {
	t.Helper()
	path, err := s.ReturnPath("bounces@paper.example", s.Reader(email), digest.Key("issue", "morning"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// report is that of a server which knows no such mailbox.
func report(to string) string {
	return fmt.Sprintf("Return-Path: <>\nTo: %s\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"+
		"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ana@example.com\nAction: failed\nStatus: 5.1.1\n\n--b--\n", to)
}

// box is a source of messages, and of a failure after them.
type box struct {
	messages []string
	err      error
	done     int
}

func (b *box) Each(_ context.Context, take func([]byte) error) error {
	for _, m := range b.messages {
		if err := take([]byte(m)); err != nil {
			return err
		}
		b.done++
	}
	return b.err
}

func TestABounceSuppressesTheReaderItIsOf(t *testing.T) {
	desk, st := newDesk(t)
	path := pathOf(t, "ana@example.com", signer)
	tally, err := desk.Read(t.Context(), &box{messages: []string{
		report(path), report(path), // twice the same
		"To: " + strings.ToUpper(path) + "\nAuto-Submitted: auto-replied\nSubject: Away\n\nUntil Monday.",
	}})
	if err != nil || tally.Total() != 3 || tally.Kinds[bounces.Hard] != 2 || tally.Kinds[bounces.Automatic] != 1 || tally.Suppressed != 1 || tally.Stray != 0 {
		t.Errorf("%+v, %v", tally, err)
	}
	name := string(signer.Reader("ana@example.com"))
	got, err := st.Bounces(t.Context(), name)
	if err != nil || len(got) != 1 || got[0].Kind != digest.BounceHard || got[0].Status != "5.1.1" || got[0].Issue != links.IssueMark(digest.Key("issue", "morning")) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestForgedBouncesAreCountedAndChangeNothing(t *testing.T) {
	desk, st := newDesk(t)
	path := pathOf(t, "ana@example.com", signer)
	at := strings.IndexByte(path, '@')
	stranger := links.New([]byte("salt of the readers' names"), []byte("a stranger's key"))
	forged := []string{
		report("bounces@paper.example"),
		report(path[:at-1] + "x" + path[at:]),
		report(pathOf(t, "ana@example.com", stranger)),
		report(strings.Replace(path, "bounces+", "bounces", 1)),
		strings.Replace(report("x@y.example"), "ana@example.com", path[len("bounces+"):], 1),
		"no message at all",
	}
	tally, err := desk.Read(t.Context(), &box{messages: forged})
	if err != nil || tally.Stray != len(forged) || len(tally.Kinds) != 0 || tally.Suppressed != 0 {
		t.Errorf("%+v, %v", tally, err)
	}
	if all, err := st.Readers(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("the state knows of %+v, %v", all, err)
	}
}

func TestAMessageIsNotPutAwayWhenItCannotBeKept(t *testing.T) {
	desk, st := newDesk(t)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	b := &box{messages: []string{report(pathOf(t, "ana@example.com", signer))}}
	if tally, err := desk.Read(t.Context(), b); err == nil || tally.Total() != 0 || b.done != 0 {
		t.Errorf("%+v, %v, %d put away", tally, err, b.done)
	}
	lost := errors.New("the connection broke")
	if _, err := desk.Read(t.Context(), &box{err: lost}); !errors.Is(err, lost) {
		t.Errorf("the source's failure: %v", err)
	}
}

// leaving is what a mail program writes for a reader who wants to leave an edition.
func leaving(t *testing.T, s *links.Signer, edition, email, header string) string {
	t.Helper()
	token, err := s.LeaveMailToken(edition, s.Reader(email))
	if err != nil {
		t.Fatal(err)
	}
	return header + "From: somebody@elsewhere.example\nTo: <bounces+" + token + "@paper.example>\nSubject: leave " + edition + "\n\n\n"
}

// left is what a reader has left, and how.
func left(t *testing.T, desk *returns.Desk, email string) string {
	t.Helper()
	who, err := desk.Readers.Named(t.Context(), string(signer.Reader(email)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, d := range who.Left {
		all = append(all, fmt.Sprintf("%s/%s/%s", d.List, d.How, d.Edition))
	}
	return strings.Join(all, " ")
}

func TestAMailToTheLeaveAddressLeavesWhatBringsTheEdition(t *testing.T) {
	desk, _ := newDesk(t)
	for range 2 { // twice is once
		tally, err := desk.Read(t.Context(), &box{messages: []string{
			leaving(t, signer, "morning", "ana@example.com", ""),
			leaving(t, signer, "all", "bob@example.com", "Auto-Submitted: auto-generated\n"), // a button of a mail program
			leaving(t, signer, "morning", "nobody-we-know@example.com", ""),
		}})
		if err != nil || tally.Left != 3 || tally.Total() != 3 || tally.Stray != 0 {
			t.Fatalf("%+v, %v", tally, err)
		}
		if got := left(t, desk, "ana@example.com"); got != "staff/mail/morning" {
			t.Errorf("ana left %q", got)
		}
		if got := left(t, desk, "bob@example.com"); got != "/mail/all" {
			t.Errorf("bob left %q", got)
		}
	}
}

func TestLeavingByAMailOfAnEditionThatIsGoneLeavesEverything(t *testing.T) {
	desk, _ := newDesk(t)
	taken, err := desk.Take(t.Context(), []byte(leaving(t, signer, "midnight", "ana@example.com", "")), "")
	if err != nil || len(taken.Left) != 1 || left(t, desk, "ana@example.com") != "/mail/midnight" {
		t.Errorf("%+v, %v", taken, err)
	}
}

func TestWhatIsNoWishToLeaveChangesNothing(t *testing.T) {
	desk, st := newDesk(t)
	stranger := links.New([]byte("salt of the readers' names"), []byte("a stranger's key"))
	good := leaving(t, signer, "morning", "ana@example.com", "")
	tally, err := desk.Read(t.Context(), &box{messages: []string{
		leaving(t, signer, "morning", "ana@example.com", "Auto-Submitted: auto-replied (vacation)\n"),
		leaving(t, signer, "morning", "ana@example.com", "Precedence: auto_reply\n"),
		leaving(t, signer, "morning", "ana@example.com", "Return-Path: <>\n"),
		leaving(t, stranger, "morning", "ana@example.com", ""),
		strings.Replace(good, "bounces+", "bounces", 1),
		strings.Replace(good, "To: ", "X-Quoted: ", 1),
		report(good[strings.Index(good, "<")+1 : strings.Index(good, ">")]), // a report about a mail that a forger sent from there
	}})
	if err != nil || tally.Left != 0 || tally.Total() != 7 || left(t, desk, "ana@example.com") != "" {
		t.Errorf("%+v, %v, left %q", tally, err, left(t, desk, "ana@example.com"))
	}
	if all, err := st.Readers(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("the state knows of %+v, %v", all, err)
	}
}
