package mail

import (
	"bytes"
	"errors"
	netmail "net/mail"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/mail/posttest"
)

// startPostfix starts one, and says where its readers' mail comes.
func startPostfix(t *testing.T) (Dialer, string) {
	t.Helper()
	office, err := posttest.Open()
	if errors.Is(err, posttest.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := office.Close(); err != nil {
			t.Error(err)
		}
	})
	return Dialer{Host: "127.0.0.1", Port: office.SMTP, HELO: "paper.example"}, office.Mailbox("reader")
}

func TestPostfixTakesAMessageAndDeliversWhatWasSent(t *testing.T) {
	d, box := startPostfix(t)
	s := connected(t, d)
	m := sample("first\n.\n..last", "<p>Über die Fähre</p>")
	for _, tt := range []struct {
		to    string
		state digest.DeliveryState
	}{{"nobody-of-that-name@example.net", digest.Failed}, {"reader@example.net", digest.Sent}} {
		m.To = tt.to
		if o := s.Send(t.Context(), m, unmarked); o.State != tt.state || o.Enhanced == "" || !s.Usable() {
			t.Errorf("%s: %+v", tt.to, o)
		}
	}
	sent := wire(m)
	var files []string
	for range 200 { // Postfix queues, and delivers a moment later
		if files, _ = filepath.Glob(filepath.Join(box, "*")); len(files) > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if len(files) != 1 {
		t.Fatalf("%d mails are in the box", len(files))
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	got, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if got.Header.Get("Return-Path") == "" || got.Header.Get("Message-Id") != "<"+m.ID+">" {
		t.Errorf("%v", got.Header)
	}
	_, body, _ := bytes.Cut(raw, []byte("\n\n"))
	_, want, _ := bytes.Cut(bytes.ReplaceAll(sent, []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	want = bytes.ReplaceAll(want, []byte("\n.."), []byte("\n.")) // the dots that the wire doubles
	if !bytes.Equal(body, want) {
		t.Errorf("the body came as\n%s\nand was sent as\n%s", body, want)
	}
}
