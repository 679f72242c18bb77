package links_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/links"
)

var (
	salt = []byte("salt of thirty-two bytes or so..")
	old  = []byte("an old key of thirty-two bytes..")
	key  = []byte("a new key of thirty-two bytes...")
)

func signer() *links.Signer { return links.New(salt, key) }

func token(t *testing.T, s *links.Signer, p links.Purpose, edition, address string) string {
	t.Helper()
	tok, err := s.ReaderToken(p, edition, s.Reader(address))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestTokensTakeTheReadersPlaceInARendering(t *testing.T) {
	tok := token(t, signer(), links.Page, "morning", "ana@example.com")
	if len(tok) != len(digest.ReaderToken) {
		t.Errorf("%q has %d characters, and its place has %d", tok, len(tok), len(digest.ReaderToken))
	}
	if strings.ContainsFunc(tok, func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", r)
	}) {
		t.Errorf("%q has to be escaped in a URL", tok)
	}
	if strings.Contains(tok, "ana") {
		t.Errorf("%q shows the address", tok)
	}
}

func TestATokenIsGoodForItsReaderPurposeAndEditionOnly(t *testing.T) {
	s := signer()
	tok := token(t, s, links.Leave, "morning", "ana@example.com")
	if r, err := s.CheckReader(links.Leave, "morning", tok); err != nil || r != s.Reader("ana@example.com") {
		t.Fatalf("the token is of %q, %v", r, err)
	}
	for name, check := range map[string]func() error{
		"another purpose": func() error { _, err := s.CheckReader(links.Page, "morning", tok); return err },
		"another edition": func() error { _, err := s.CheckReader(links.Leave, "evening", tok); return err },
		"a ticket":        func() error { _, err := s.CheckTicket(tok, time.Time{}); return err },
		"a seal":          func() error { return s.CheckSeal(links.Leave, "morning", tok) },
		"another state":   func() error { _, err := links.New(salt, old).CheckReader(links.Leave, "morning", tok); return err },
		"nothing":         func() error { _, err := s.CheckReader(links.Leave, "morning", ""); return err },
		"more":            func() error { _, err := s.CheckReader(links.Leave, "morning", tok+"A"); return err },
		"less":            func() error { _, err := s.CheckReader(links.Leave, "morning", tok[1:]); return err },
		"the placeholder": func() error { _, err := s.CheckReader(links.Leave, "morning", digest.ReaderToken); return err },
	} {
		if err := check(); !errors.Is(err, links.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryChangedCharacterBreaksAToken(t *testing.T) {
	s := signer()
	until := time.Unix(1_800_000_000, 0)
	ticket, err := s.Ticket(links.RequestID([16]byte{7}), until)
	if err != nil {
		t.Fatal(err)
	}
	checks := map[string]func(string) error{
		token(t, s, links.Page, "morning", "ana@example.com"): func(tok string) error {
			_, err := s.CheckReader(links.Page, "morning", tok)
			return err
		},
		ticket: func(tok string) error { _, err := s.CheckTicket(tok, until); return err },
		s.Seal(links.Thanks, "https://a.example/thanks"): func(tok string) error {
			return s.CheckSeal(links.Thanks, "https://a.example/thanks", tok)
		},
	}
	for tok, check := range checks {
		if err := check(tok); err != nil {
			t.Fatalf("%s: %v", tok, err)
		}
		for i := range tok {
			for _, other := range "AQgw_-\n=" {
				if changed := tok[:i] + string(other) + tok[i+1:]; changed != tok && check(changed) == nil {
					t.Errorf("%s is as good as %s", changed, tok)
				}
			}
		}
	}
}

func TestTicketsExpire(t *testing.T) {
	s := signer()
	until := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	request := links.RequestID([16]byte{1, 2, 3})
	ticket, err := s.Ticket(request, until)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.CheckTicket(ticket, until); err != nil || got != request {
		t.Errorf("at the last moment: %q, %v", got, err)
	}
	if _, err := s.CheckTicket(ticket, until.Add(time.Second)); !errors.Is(err, links.ErrExpired) {
		t.Errorf("a second later: %v", err)
	}
}

func TestLinksInOldMailsWorkAfterTheKeyHasChanged(t *testing.T) {
	before, after := links.New(salt, old), links.New(salt, old, key)
	tok := token(t, before, links.Leave, "morning", "ana@example.com")
	if r, err := after.CheckReader(links.Leave, "morning", tok); err != nil || r != before.Reader("ana@example.com") {
		t.Errorf("the old token is of %q, %v", r, err)
	}
	if fresh := token(t, after, links.Leave, "morning", "ana@example.com"); fresh == tok {
		t.Error("the old key still signs")
	} else if _, err := before.CheckReader(links.Leave, "morning", fresh); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("a key that is not known: %v", err)
	}
}

func TestWhatNamesNothingIsNotSigned(t *testing.T) {
	s := signer()
	if _, err := s.ReaderToken(links.Leave, "morning", "ana@example.com"); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("an address for a reader: %v", err)
	}
	if _, err := s.Ticket("12", time.Time{}); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("half a request: %v", err)
	}
}

// FuzzNothingIsForged has the fuzzer look for a token that was not made here.
func FuzzNothingIsForged(f *testing.F) {
	s := links.New(salt, old, key)
	made := make(map[string]bool)
	for _, v := range []*links.Signer{links.New(salt, old), s} {
		tok, err := v.ReaderToken(links.Page, "morning", v.Reader("ana@example.com"))
		if err != nil {
			f.Fatal(err)
		}
		made[tok] = true
		f.Add(tok)
	}
	ticket, err := s.Ticket(links.RequestID([16]byte{1}), time.Unix(1_800_000_000, 0))
	if err != nil {
		f.Fatal(err)
	}
	made[ticket] = true
	f.Add(ticket)
	f.Add(base64.RawURLEncoding.EncodeToString(make([]byte, 25)))
	f.Fuzz(func(t *testing.T, tok string) {
		if _, err := s.CheckReader(links.Page, "morning", tok); err == nil && !made[tok] {
			t.Errorf("%q is taken for a reader's", tok)
		}
		if _, err := s.CheckTicket(tok, time.Time{}); err == nil && !made[tok] {
			t.Errorf("%q is taken for a ticket", tok)
		}
	})
}
