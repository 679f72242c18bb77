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
	return &returns.Desk{Links: signer, Store: st, Log: slog.New(slog.DiscardHandler), Now: now}, st
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
