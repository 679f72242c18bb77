// Package posttest gives tests a mail server of their own: the Postfix and the Dovecot that are installed on this machine,
// with a configuration of their own in a temporary folder, reached by loopback only. Nothing leaves the machine.
//
// Postfix delivers mail for reader@example.net and bounces@example.net, and what stands after a plus in them, into maildirs,
// which Dovecot shows by IMAP. It refuses any other address, but for those at late.example.net: these it takes, finds unknown,
// and sends a report about.
package posttest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Password is that of every mailbox; the name to log in with is the part of the address before the @.
const Password = "secret"

// Where Debian has the programs: not on everybody's path.
const (
	postfix = "/usr/sbin/postfix"
	dovecot = "/usr/sbin/dovecot"
)

// ErrAbsent says that what is needed is not installed, or that it cannot be started by this user.
var ErrAbsent = errors.New("no mail server of one's own")

// Office is a Postfix that runs, and perhaps a Dovecot. Close it when done.
type Office struct {
	SMTP    int // port on 127.0.0.1: plain text, no login
	IMAP    int // the same, with a login; 0 before ServeIMAP
	dir     string
	owner   *user.User // of the mail
	dovecot *exec.Cmd
}

// HasPostfix is ErrAbsent where Open cannot be.
func HasPostfix() error {
	if _, err := os.Stat(postfix); err != nil {
		return fmt.Errorf("%w: Postfix is not installed; Debian has it in the package postfix", ErrAbsent)
	}
	if os.Getuid() != 0 {
		return fmt.Errorf("%w: Postfix starts as root only", ErrAbsent)
	}
	return nil
}

// HasDovecot is ErrAbsent where ServeIMAP cannot be.
func HasDovecot() error {
	version, err := exec.Command(dovecot, "--version").Output()
	if err != nil {
		return fmt.Errorf("%w: Dovecot is not installed; Debian has it in the package dovecot-imapd", ErrAbsent)
	}
	if !strings.HasPrefix(string(version), "2.3.") { // 2.4 has other names for its settings
		return fmt.Errorf("%w: this is for Dovecot 2.3, and here is %s", ErrAbsent, version)
	}
	return nil
}

// Open starts Postfix.
func Open() (o *Office, err error) {
	if err := HasPostfix(); err != nil {
		return nil, err
	}
	o = &Office{}
	if o.owner, err = user.Lookup("nobody"); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAbsent, err)
	}
	if o.dir, err = os.MkdirTemp("/tmp", "post"); err != nil { // sockets must have short names
		return nil, err
	}
	if err := o.startPostfix(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(o.dir))
	}
	return o, nil
}

// Mailbox is the folder into which the mail for a user at example.net comes.
func (o *Office) Mailbox(user string) string { return filepath.Join(o.dir, "mail", user, "new") }

// Sendmail is the command, and what its environment needs, by which a program of this machine hands mail to Postfix.
func (o *Office) Sendmail() (path, env string) {
	return "/usr/sbin/sendmail", "MAIL_CONFIG=" + filepath.Join(o.dir, "etc")
}

// Close ends the servers and removes all that they had.
func (o *Office) Close() error {
	err := run(postfix, "-c", filepath.Join(o.dir, "etc"), "stop")
	if o.dovecot != nil {
		err = errors.Join(err, o.dovecot.Process.Signal(os.Interrupt))
		_ = o.dovecot.Wait() // it ends by the signal
	}
	return errors.Join(err, os.RemoveAll(o.dir))
}

func (o *Office) startPostfix() (err error) {
	if o.SMTP, err = freePort(); err != nil {
		return err
	}
	account, err := user.Lookup("postfix")
	if err != nil {
		return err
	}
	for _, d := range []struct{ name, owner string }{{"", "0"}, {"etc", "0"}, {"spool", "0"}, {"data", account.Uid}, {"mail", o.owner.Uid}} {
		path := filepath.Join(o.dir, d.name)
		uid, err := strconv.Atoi(d.owner)
		if err != nil {
			return err
		}
		// Its servers are other users.
		if err := errors.Join(os.MkdirAll(path, 0o755), os.Chmod(path, 0o755), os.Chown(path, uid, -1)); err != nil {
			return err
		}
	}
	if err := errors.Join(
		o.write("main.cf", fmt.Sprintf(mainCF, o.dir, o.owner.Uid, o.owner.Gid)),
		o.write("master.cf", fmt.Sprintf(masterCF, o.SMTP)),
	); err != nil {
		return err
	}
	return run(postfix, "-c", filepath.Join(o.dir, "etc"), "start")
}

// ServeIMAP starts Dovecot.
func (o *Office) ServeIMAP() (err error) {
	if err := HasDovecot(); err != nil {
		return err
	}
	if o.IMAP, err = freePort(); err != nil {
		return err
	}
	if err := errors.Join(
		o.write("dovecot.conf", fmt.Sprintf(dovecotConf, o.dir, o.owner.Uid, o.owner.Gid, o.IMAP)),
		o.write("users", "reader:{PLAIN}"+Password+"\nbounces:{PLAIN}"+Password+"\n"),
	); err != nil {
		return err
	}
	o.dovecot = exec.Command(dovecot, "-F", "-c", filepath.Join(o.dir, "etc", "dovecot.conf"))
	if err := o.dovecot.Start(); err != nil {
		return err
	}
	return o.awaitIMAP()
}

// awaitIMAP waits until Dovecot answers.
func (o *Office) awaitIMAP() (err error) {
	for range 200 {
		var c net.Conn
		if c, err = net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(o.IMAP))); err == nil {
			return c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	said, _ := os.ReadFile(filepath.Join(o.dir, "dovecot.log"))
	return fmt.Errorf("no answer from Dovecot: %w\n%s", err, said)
}

func (o *Office) write(name, text string) error {
	return os.WriteFile(filepath.Join(o.dir, "etc", name), []byte(text), 0o644)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

func run(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %q: %w\n%s", name, args, err, out)
	}
	return nil
}
