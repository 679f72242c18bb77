package links_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/links"
)

// leaveAddress is where a reader of an edition writes to in order to leave it.
func leaveAddress(t *testing.T, s *links.Signer, edition, reader string) string {
	t.Helper()
	token, err := s.LeaveMailToken(edition, s.Reader(reader))
	if err != nil {
		t.Fatal(err)
	}
	if len(token) != len(digest.ReaderToken) {
		t.Errorf("a token of %d letters cannot take the place of one of %d", len(token), len(digest.ReaderToken))
	}
	u, err := url.Parse(links.LeaveMail("bounces@paper.example", edition, token))
	if err != nil || u.Scheme != "mailto" || u.Query().Get("subject") != "leave "+edition {
		t.Fatalf("%v, %v", u, err)
	}
	return u.Opaque
}

func TestAMailToTheReadersOwnAddressSaysWhoLeavesWhat(t *testing.T) {
	s := signer()
	address := leaveAddress(t, s, "morning", "ana@example.com")
	for _, spelling := range []string{address, strings.ToUpper(address)} {
		if r, err := s.CheckLeaveAddress("morning", spelling); err != nil || r != s.Reader("ana@example.com") {
			t.Errorf("%s: %s, %v", spelling, r, err)
		}
	}
	if r, err := links.New(salt, key, old).CheckLeaveAddress("morning", address); err != nil || r != s.Reader("ana@example.com") {
		t.Errorf("after a change of keys: %s, %v", r, err)
	}
	if got := links.LeaveMail("b%@x.example", "e", "t"); got != "mailto:b%25+t@x.example?subject=leave%20e" {
		t.Error(got)
	}
}

func TestNobodyMakesALeaveAddressForAReader(t *testing.T) {
	s := signer()
	address := leaveAddress(t, s, "morning", "ana@example.com")
	at := strings.IndexByte(address, '@')
	for i := len("bounces+"); i < at; i++ {
		for _, c := range "a7" {
			if address[i] == byte(c) {
				continue
			}
			forged := address[:i] + string(c) + address[i+1:]
			if _, err := s.CheckLeaveAddress("morning", forged); !errors.Is(err, links.ErrInvalid) {
				t.Fatalf("%s: %v", forged, err)
			}
		}
	}
	path, err := s.ReturnPath("bounces@paper.example", s.Reader("ana@example.com"), digest.Key("issue", "x"))
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"", "@", "bounces@paper.example", "bounces+@paper.example", path, address[:at]} {
		if _, err := s.CheckLeaveAddress("morning", other); !errors.Is(err, links.ErrInvalid) {
			t.Errorf("%q: %v", other, err)
		}
	}
	if _, err := s.CheckLeaveAddress("evening", address); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("for another edition: %v", err)
	}
	if _, err := links.New(salt, old).CheckLeaveAddress("morning", address); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("made with another key: %v", err)
	}
	if _, _, err := s.CheckReturnPath(address); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("as a return path: %v", err)
	}
}
