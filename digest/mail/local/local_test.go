package local_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"tidings/digest"
	ours "tidings/digest/mail/dkim"
	"tidings/digest/mail/local"
)

// session is either way.
type session interface {
	Send(ctx context.Context, m digest.Message, mark func(context.Context) func() error) digest.Outcome
	Usable() bool
	Close() error
}

// program is a sendmail that does what a shell script says, in a folder of its own.
func program(t *testing.T, script string) (session, string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the program is a shell script")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "sendmail")
	if err := os.WriteFile(path, []byte("#!/bin/sh\ncd '"+dir+"'\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := local.Sendmail{Path: path, DKIM: signer(), Wait: 30 * time.Second}.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func outbox(t *testing.T) (session, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out", "box")
	s, err := local.Folder{Dir: dir, DKIM: signer()}.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// signer signs with a key that everybody knows.
func signer() *ours.Signer {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	return &ours.Signer{Domain: "paper.example", Keys: []ours.Key{{Selector: "s", Private: key}}}
}

// message has dots at the beginnings of lines, which the wire would double.
func message() digest.Message {
	return digest.Message{
		Rendering: &digest.Rendering{ID: "r", Subject: "Monday", Text: "first\n.\n..last\n" + digest.ReaderToken, HTML: "<p>\n.</p>"},
		ID:        "key@paper.example", Date: time.Date(2025, 1, 6, 7, 0, 0, 0, time.UTC),
		From: "The Paper <paper@paper.example>", ReturnPath: "bounces+token@paper.example", To: "ana@bücher.example", Token: strings.Repeat("t", 34),
	}
}

func unmarked(context.Context) func() error { return func() error { return nil } }

func TestAMessageArrivesWholeAndAsItWasSigned(t *testing.T) {
	sendmail, dir := program(t, `printf '%s\n' "$@" >args; cat >letter.eml`)
	folder, out := outbox(t)
	for name, way := range map[string]struct {
		session session
		file    string
	}{"sendmail": {sendmail, filepath.Join(dir, "letter.eml")}, "folder": {folder, filepath.Join(out, "key@paper.example.eml")}} {
		t.Run(name, func(t *testing.T) {
			marked := 0
			o := way.session.Send(t.Context(), message(), func(context.Context) func() error {
				if _, err := os.Stat(way.file); err == nil {
					t.Error("it was taken before it was marked")
				}
				marked++
				return func() error { return nil }
			})
			if o.State != digest.Sent || o.Reply == "" || marked != 1 || !way.session.Usable() {
				t.Fatalf("%+v, marked %d times", o, marked)
			}
			got, err := os.ReadFile(way.file)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"\r\nTo: <ana@xn--bcher-kva.example>\r\n", "\r\nfirst\r\n.\r\n..last\r\n", strings.Repeat("t", 34)} {
				if !bytes.Contains(got, []byte(want)) {
					t.Errorf("%q is not in\n%s", want, got)
				}
			}
			if regexp.MustCompile(`[^\r]\n`).Match(got) {
				t.Error("a line does not end in CRLF")
			}
			verified(t, got)
		})
	}
	args, err := os.ReadFile(filepath.Join(dir, "args"))
	if err != nil || string(args) != "-i\n-f\nbounces+token@paper.example\n--\nana@xn--bcher-kva.example\n" {
		t.Errorf("called with %q, %v", args, err)
	}
	if got, _ := os.ReadFile(filepath.Join(out, "key@paper.example.eml")); !bytes.HasPrefix(got, []byte("Return-Path: <bounces+token@paper.example>\r\n")) {
		t.Errorf("whom it comes back to is not in\n%.200s", got)
	}
}

// verified has go-msgauth check the signature.
func verified(t *testing.T, mail []byte) {
	t.Helper()
	_, record, err := signer().Record(signer().Keys[0])
	if err != nil {
		t.Fatal(err)
	}
	found, err := dkim.VerifyWithOptions(bytes.NewReader(mail), &dkim.VerifyOptions{
		LookupTXT: func(string) ([]string, error) { return []string{record}, nil },
	})
	if err != nil || len(found) != 1 || found[0].Err != nil {
		t.Errorf("%d signatures, %+v, %v", len(found), found, err)
	}
}

func TestHowTheProgramEndsIsTheOutcome(t *testing.T) {
	for end, want := range map[string]struct {
		state  digest.DeliveryState
		halt   bool
		status string
	}{
		"exit 0":         {digest.Sent, false, ""},
		"exit 64":        {digest.Deferred, true, ""},
		"exit 65":        {digest.Failed, false, "5.6.0"},
		"exit 67":        {digest.Failed, false, "5.1.1"},
		"exit 68":        {digest.Failed, false, "5.1.2"},
		"exit 69":        {digest.Deferred, false, ""},
		"exit 75":        {digest.Deferred, false, ""},
		"exit 77":        {digest.Deferred, true, ""},
		"exit 78":        {digest.Deferred, true, ""},
		"exit 1":         {digest.Deferred, false, ""},
		"kill -KILL $$":  {digest.Uncertain, false, ""},
		"sleep 20 &":     {digest.Sent, false, ""}, // what it leaves behind has our pipe, and is not waited for
		"exec 2>&- 1>&-": {digest.Sent, false, ""},
	} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			s, _ := program(t, "echo 'some  words' >&2\ncat >/dev/null\n"+end)
			o := s.Send(t.Context(), message(), unmarked)
			if o.State != want.state || o.Halt != want.halt || o.Enhanced != want.status || !strings.Contains(o.Reply, "some words") || !s.Usable() {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestAProgramThatNeverEndsIsKilledAndNobodyKnows(t *testing.T) {
	s, _ := program(t, "cat >/dev/null; exec tail -f /dev/null")
	p := s.(*local.Program)
	p.Wait = 200 * time.Millisecond
	o := p.Send(t.Context(), message(), unmarked)
	if o.State != digest.Uncertain || !strings.Contains(o.Reply, "took longer than 200ms") {
		t.Errorf("%+v", o)
	}
}

func TestAProgramThatReadsNothingOfTheMessageIsNotWaitedFor(t *testing.T) {
	s, _ := program(t, "exit 75")
	m := message()
	m.Rendering.Text = strings.Repeat("longer than any pipe holds\n", 1<<16)
	if o := s.Send(t.Context(), m, unmarked); o.State != digest.Deferred {
		t.Errorf("%+v", o)
	}
}

func TestWhatIsNotMarkedIsNotHandedOver(t *testing.T) {
	sendmail, dir := program(t, "touch ran")
	folder, out := outbox(t)
	for _, s := range []session{sendmail, folder} {
		o := s.Send(t.Context(), message(), func(context.Context) func() error {
			return func() error { return errors.New("the disk is full") }
		})
		if o.State != digest.Deferred || !strings.Contains(o.Reply, "the disk is full") {
			t.Errorf("%+v", o)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
		t.Error("the program ran")
	}
	if files, _ := os.ReadDir(out); len(files) != 0 {
		t.Errorf("%v is in the folder", files)
	}
}

func TestAnAddressThatIsNoneFailsAloneAndIsNeverAnOption(t *testing.T) {
	sendmail, dir := program(t, `cat >/dev/null; printf '%s\n' "$@" >args`)
	folder, _ := outbox(t)
	for _, s := range []session{sendmail, folder} {
		m := message()
		m.To = "nobody\r\nBcc: eve@example.com"
		if o := s.Send(t.Context(), m, unmarked); o.State != digest.Failed || o.Stage != digest.StageRcpt {
			t.Errorf("%+v", o)
		}
		m.To = "-Ccf@example.com"
		if o := s.Send(t.Context(), m, unmarked); o.State != digest.Sent {
			t.Errorf("%+v", o)
		}
	}
	if args, err := os.ReadFile(filepath.Join(dir, "args")); err != nil || !strings.HasSuffix(string(args), "\n--\n-Ccf@example.com\n") {
		t.Errorf("%q, %v", args, err)
	}
}

func TestAWayOutThatCannotBeUsedSaysWhatToDo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, missing := local.Sendmail{Path: file + "-that-is-not-there"}.Connect(t.Context())
	_, plain := local.Sendmail{Path: file}.Connect(t.Context())
	_, inFile := local.Folder{Dir: filepath.Join(file, "out")}.Connect(t.Context())
	for name, err := range map[string]error{"a program that is not there": missing, "a file that is no program": plain, "a folder in a file": inFile} {
		var relay *digest.RelayError
		var hint *digest.HintError
		if !errors.As(err, &relay) || relay.Stage != digest.StageConnect || !errors.As(err, &hint) || strings.Count(err.Error(), file) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	s, dir := outbox(t)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if o := s.Send(t.Context(), message(), unmarked); o.State != digest.Deferred || !o.Halt {
		t.Errorf("a folder that is gone: %+v", o)
	}
}

func TestTheSameMessageTwiceIsOneFile(t *testing.T) {
	s, dir := outbox(t)
	other := message()
	other.ID = "../../another/" + strings.Repeat("ü", 3) + "@paper.example"
	for _, m := range []digest.Message{message(), message(), other} {
		if o := s.Send(t.Context(), m, unmarked); o.State != digest.Sent {
			t.Fatalf("%+v", o)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || fmt.Sprint(names(files)) != "[..-..-another----@paper.example.eml key@paper.example.eml]" {
		t.Errorf("%v, %v", names(files), err)
	}
}

func names(files []os.DirEntry) (all []string) {
	for _, f := range files {
		all = append(all, f.Name())
	}
	return all
}
