package mail

import (
	"bytes"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// postfixMain and postfixMaster are a Postfix that listens on loopback, keeps what is for reader@example.net in a maildir
// and sends nothing anywhere.
const (
	postfixMain = `compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.net
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.net
virtual_mailbox_base = %[1]s/mail
virtual_mailbox_maps = inline:{ reader@example.net=reader/ }
virtual_uid_maps = static:%[2]s
virtual_gid_maps = static:%[3]s
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
disable_dns_lookups = yes
maillog_file = %[1]s/spool/maillog
maillog_file_prefixes = %[1]s
`
	postfixMaster = `127.0.0.1:%d inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`
)

// startPostfix starts one, and says where its readers' mail comes.
func startPostfix(t *testing.T) (Dialer, string) {
	t.Helper()
	const postfix = "/usr/sbin/postfix" // not on everybody's path
	if _, err := os.Stat(postfix); err != nil {
		t.Skip("Postfix is not installed; Debian has it in the package postfix")
	}
	if os.Getuid() != 0 {
		t.Skip("Postfix starts as root only")
	}
	owner, err := user.Lookup("nobody")
	if err != nil {
		t.Skip(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := ln.Addr().(*net.TCPAddr).Port
	ln.Close()
	dir, err := os.MkdirTemp("/tmp", "postfix") // its sockets must have short names
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	etc := filepath.Join(dir, "etc")
	ids := strings.Fields(run(t, "id", "-u", "postfix") + " " + owner.Uid)
	for _, d := range []string{"", "etc", "spool", "data", "mail"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil { // its servers are other users
		t.Fatal(err)
	}
	run(t, "chown", ids[0], filepath.Join(dir, "data"))
	run(t, "chown", ids[1], filepath.Join(dir, "mail"))
	for name, text := range map[string]string{
		"main.cf": fmt.Sprintf(postfixMain, dir, owner.Uid, owner.Gid), "master.cf": fmt.Sprintf(postfixMaster, port),
	} {
		if err := os.WriteFile(filepath.Join(etc, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run(t, postfix, "-c", etc, "start")
	t.Cleanup(func() { run(t, postfix, "-c", etc, "stop") })
	return Dialer{Host: "127.0.0.1", Port: port, HELO: "paper.example"}, filepath.Join(dir, "mail", "reader", "new")
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func TestPostfixTakesAMessageAndDeliversWhatWasSent(t *testing.T) {
	d, box := startPostfix(t)
	s := connected(t, d)
	m := message("first\n.\n..last", "<p>Über die Fähre</p>")
	for _, tt := range []struct {
		to    string
		state digest.DeliveryState
	}{{"nobody-of-that-name@example.net", digest.Failed}, {"reader@example.net", digest.Sent}} {
		m.To = tt.to
		if o := s.Send(t.Context(), m, unmarked); o.State != tt.state || o.Enhanced == "" || !s.Usable() {
			t.Errorf("%s: %+v", tt.to, o)
		}
	}
	sent := s.buf
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
