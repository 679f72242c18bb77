package mailbox_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"tidings/digest/mailbox"
)

// literal is a message to append.
type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// serve has an IMAP server hold messages for the user ana, and gives the way to it.
func serve(t *testing.T, mode mailbox.TLSMode, messages ...string) mailbox.IMAP {
	t.Helper()
	user := imapmemserver.NewUser("ana", "secret")
	if err := user.Create("Returns", nil); err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if _, err := user.Append("Returns", literal{strings.NewReader(m)}, &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	all := imapmemserver.New()
	all.AddUser(user)
	certified := httptest.NewUnstartedServer(nil)
	certified.StartTLS()
	t.Cleanup(certified.Close)
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	settings := &tls.Config{Certificates: certified.TLS.Certificates}
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return all.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, TLSConfig: settings, InsecureAuth: mode == mailbox.TLSNone,
		Logger: log.New(io.Discard, "", 0),
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	if mode == mailbox.TLSImplicit {
		listener = tls.NewListener(listener, settings)
	}
	go func() { _ = server.Serve(listener) }() // ends with Close
	t.Cleanup(func() { _ = server.Close() })
	return mailbox.IMAP{
		Host: "127.0.0.1", Port: n, User: "ana", Password: "secret", TLS: mode, Folder: "Returns", Most: 1 << 10,
		Roots: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, Wait: 20 * time.Second,
	}
}

// source is either kind of mailbox.
type source interface {
	Each(ctx context.Context, take func(raw []byte) error) error
}

// read takes in everything new.
func read(t *testing.T, s source) []string {
	t.Helper()
	var got []string
	if err := s.Each(t.Context(), func(raw []byte) error { got = append(got, string(raw)); return nil }); err != nil {
		t.Fatal(err)
	}
	return got
}

var messages = []string{"Subject: one\r\n\r\nText.\r\n", "Subject: two\r\n\r\n" + strings.Repeat("long ", 1000), "Subject: three\r\n\r\n\xff\xfe are no letters\r\n"}

// newMaildir is a maildir with the messages in it.
func newMaildir(t *testing.T, messages ...string) mailbox.Maildir {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"new", "cur", "tmp", "new/a folder"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for i, m := range messages {
		if err := os.WriteFile(filepath.Join(dir, "new", strconv.Itoa(i)+".M1P1.host"), []byte(m), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return mailbox.Maildir{Dir: dir, Most: 1 << 10}
}

func TestEachMessageIsReadOnceAndTheLongOnesInPart(t *testing.T) {
	for name, s := range map[string]source{
		"maildir":               newMaildir(t, messages...),
		"IMAP in plain text":    serve(t, mailbox.TLSNone, messages...),
		"IMAP with STARTTLS":    serve(t, mailbox.TLSStart, messages...),
		"IMAP with TLS at once": serve(t, mailbox.TLSImplicit, messages...),
	} {
		t.Run(name, func(t *testing.T) {
			want := slices.Clone(messages)
			want[1] = want[1][:1<<10]
			if got := read(t, s); !slices.Equal(got, want) {
				t.Errorf("%q", got)
			}
			if got := read(t, s); len(got) != 0 {
				t.Errorf("read again: %q", got)
			}
		})
	}
}

func TestWhatWasReadIsMovedAwayAndTheMailboxDoesNotGrow(t *testing.T) {
	box := serve(t, mailbox.TLSNone, messages...)
	box.MoveTo = "Done" // it is made
	if got := read(t, box); len(got) != 3 {
		t.Fatalf("%q", got)
	}
	box.Folder, box.MoveTo = "Done", ""
	if got := read(t, box); len(got) != 3 {
		t.Errorf("%d messages were moved", len(got))
	}
	box.Folder, box.MoveTo = "Returns", "Done" // a folder that is there is used
	if got := read(t, box); len(got) != 0 {
		t.Errorf("%d messages are in the mailbox still", len(got))
	}
}

func TestAMessageThatWasNotTakenIsNewTheNextTime(t *testing.T) {
	full := errors.New("the disk is full")
	moving := serve(t, mailbox.TLSNone, messages...)
	moving.MoveTo = "Done"
	for name, s := range map[string]source{
		"maildir": newMaildir(t, messages...), "IMAP": serve(t, mailbox.TLSNone, messages...), "IMAP that is moved": moving,
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			err := s.Each(t.Context(), func([]byte) error {
				if n++; n == 2 {
					return full
				}
				return nil
			})
			if !errors.Is(err, full) {
				t.Fatalf("%v", err)
			}
			if got := read(t, s); len(got) != 2 || got[0] != messages[1][:1<<10] {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestAMailboxThatCannotBeReadSaysWhy(t *testing.T) {
	wrong := serve(t, mailbox.TLSNone)
	wrong.Password = "guess"
	elsewhere := serve(t, mailbox.TLSNone)
	elsewhere.Folder = "Nowhere"
	stranger := serve(t, mailbox.TLSImplicit)
	stranger.Roots = nil
	nobody := serve(t, mailbox.TLSNone)
	nobody.Port = 1
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	mute := nobody
	mute.Port, mute.Wait = silent.Addr().(*net.TCPAddr).Port, 100*time.Millisecond
	for want, s := range map[string]source{
		"login": wrong, "folder Nowhere": elsewhere, "TLS": stranger, "connect": nobody, "mailbox on": mute,
		"maildir": mailbox.Maildir{Dir: t.TempDir(), Most: 1},
	} {
		if err := s.Each(t.Context(), func([]byte) error { return nil }); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
