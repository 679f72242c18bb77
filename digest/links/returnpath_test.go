package links_test

import (
	"errors"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/links"
)

func TestAReturnPathSaysWhoseMailAndWhichIssue(t *testing.T) {
	s := signer()
	reader, issue := s.Reader("ana@example.com"), digest.Key("issue", "morning", "2026-11-23T07:00")
	address := strings.Repeat("b", links.MostReturnLocal) + "@paper.example"
	path, err := s.ReturnPath(address, reader, issue)
	if err != nil {
		t.Fatal(err)
	}
	if local, _, _ := strings.Cut(path, "@"); len(local) > 64 {
		t.Errorf("%s: a local part of %d octets", path, len(local))
	}
	for _, spelling := range []string{path, strings.ToUpper(path)} {
		r, mark, err := s.CheckReturnPath(spelling)
		if err != nil || r != reader || mark != links.IssueMark(issue) {
			t.Errorf("%s: %s, %s, %v", spelling, r, mark, err)
		}
	}
	if r, _, err := links.New(salt, key, old).CheckReturnPath(path); err != nil || r != reader {
		t.Errorf("after a change of keys: %s, %v", r, err)
	}
	if _, err := s.ReturnPath("b"+address, reader, issue); err == nil {
		t.Error("a local part of more than 64 octets was made")
	}
}

func TestNobodyMakesAReturnPathForAReader(t *testing.T) {
	s := signer()
	path, err := s.ReturnPath("bounces@paper.example", s.Reader("ana@example.com"), digest.Key("issue", "x"))
	if err != nil {
		t.Fatal(err)
	}
	at := strings.IndexByte(path, '@')
	for i := len("bounces+"); i < at; i++ {
		for _, c := range "a7" {
			if path[i] == byte(c) {
				continue
			}
			forged := path[:i] + string(c) + path[i+1:]
			if _, _, err := s.CheckReturnPath(forged); !errors.Is(err, links.ErrInvalid) {
				t.Fatalf("%s: %v", forged, err)
			}
		}
	}
	page := token(t, s, links.Page, "", "ana@example.com")
	for _, address := range []string{"", "@", "bounces@paper.example", "bounces+@paper.example", "bounces+" + page + "@paper.example", path[:at], "x" + path[:at-1] + "=" + path[at:]} {
		if _, _, err := s.CheckReturnPath(address); !errors.Is(err, links.ErrInvalid) {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, _, err := links.New(salt, old).CheckReturnPath(path); !errors.Is(err, links.ErrInvalid) {
		t.Errorf("a return path made with another key: %v", err)
	}
}
