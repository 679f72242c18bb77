package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/mail"
	"tidings/digest/mail/dkim"
)

// Sendmail is a program that takes mail as sendmail(8) does, such as that of Postfix, Exim, OpenSMTPD or msmtp.
type Sendmail struct {
	Path string        // of the program
	DKIM *dkim.Signer  // signs every message; nil: none is signed here
	Wait time.Duration // for the program, a message; 0: 10 minutes
}

// patience is as long as SMTP has for the answer to a whole message (RFC 5321 section 4.5.3.2.6): a program without a queue of
// its own waits for that.
const patience = 10 * time.Minute

// words is how much of what the program says is kept.
const words = 1 << 10

// Connect sees whether the program can be run. The error is a *digest.RelayError.
func (p Sendmail) Connect(context.Context) (*Program, error) {
	if _, err := exec.LookPath(p.Path); err != nil {
		var cause *exec.Error
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, unusable("mail program "+p.Path, err, "name a program that takes mail under delivery.sendmail; most systems have /usr/sbin/sendmail when a mail server is installed")
	}
	return &Program{Sendmail: p, writer: writer{mail.NewLetters(p.DKIM)}}, nil
}

// Program hands messages to a Sendmail, one at a time. It is not safe for use by several goroutines.
type Program struct {
	Sendmail
	writer
}

// Send has the program take one message: PATH -i -f SENDER -- RECIPIENT, without a shell, the message in a file that is
// whole before the program begins, so that it never gets a part of one, whatever dies. mark is called before that, and when
// it fails the program is not run. What the program says by its exit status is the outcome; when it is killed, for it took
// too long or by somebody else, nobody knows, and it is Uncertain.
func (p *Program) Send(ctx context.Context, m digest.Message, mark func(context.Context) (durable func() error)) digest.Outcome {
	letter, refused := p.letters.Compose(m)
	if refused != nil {
		return *refused
	}
	in, done, err := whole(letter.Text)
	if err != nil {
		return kept(err, true)
	}
	defer done()
	if err := mark(ctx)(); err != nil {
		return kept(err, false)
	}
	return p.run(ctx, in, letter)
}

// whole is a file that holds a message, to be read from its beginning, until done is called. It has no name for longer than
// it takes to make it, so that nothing is left of it whatever dies.
func whole(text []byte) (f *os.File, done func(), err error) {
	f, err = os.CreateTemp("", "tidings-*.eml")
	if err != nil {
		return nil, nil, err
	}
	done = func() {
		_ = f.Close()
		_ = os.Remove(f.Name()) // where a file that is open keeps its name
	}
	_ = os.Remove(f.Name())
	_, err = f.Write(text)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return f, done, nil
}

func (p *Program) run(ctx context.Context, in *os.File, letter mail.Letter) digest.Outcome {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(p.Wait, patience))
	defer cancel()
	said := &beginning{}
	cmd := exec.CommandContext(ctx, p.Path, "-i", "-f", letter.From, "--", letter.To)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, said, said
	cmd.WaitDelay = time.Second // for whatever the program leaves running behind it, with our pipe in its hands
	apart(cmd)
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // it ended, and well
	}
	if err != nil && cmd.ProcessState == nil {
		return kept(err, errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission))
	}
	return p.outcome(cmd.ProcessState.ExitCode(), ctx.Err() != nil && err != nil, said.String())
}

// outcome sorts the end of the program. code is -1 when a signal ended it.
func (p *Program) outcome(code int, late bool, said string) digest.Outcome {
	o := digest.Outcome{Stage: digest.StageDot, Reply: said}
	switch {
	case late:
		o.State = digest.Uncertain
		o.Reply = fmt.Sprintf("%s took longer than %v and was ended; it may or may not have taken the message %s", p.Path, cmp.Or(p.Wait, patience), said)
	case code == -1:
		o.State = digest.Uncertain
		o.Reply = fmt.Sprintf("%s was killed; it may or may not have taken the message %s", p.Path, said)
	case code == 0:
		o.State, o.Reply = digest.Sent, cmp.Or(said, "taken by "+p.Path)
	default:
		e := endings[code]
		o.State, o.Enhanced, o.Halt = cmp.Or(e.state, digest.Deferred), e.status, e.halt
		o.Reply = strings.TrimSuffix(fmt.Sprintf("%s ended with status %d (%s): %s", p.Path, code, cmp.Or(e.words, "unknown"), said), ": ")
	}
	o.Reply = strings.TrimSpace(o.Reply)
	return o
}

// ending is what an exit status means. The zero value: no, and nothing is known of why, so it is tried again.
type ending struct {
	words  string
	status string               // RFC 3463, for what is said of a reader, as in Postfix's sys_exits.c
	state  digest.DeliveryState // empty: Deferred
	halt   bool                 // it is about how the program is called or set up
}

// endings are those of sysexits.h (4.3BSD, 1993). What is not about this message and for good is tried again: a program that
// ends with any other status than 0 has not taken the message.
var endings = map[int]ending{
	64: {words: "EX_USAGE", halt: true},
	65: {words: "EX_DATAERR", status: "5.6.0", state: digest.Failed},
	67: {words: "EX_NOUSER", status: "5.1.1", state: digest.Failed},
	68: {words: "EX_NOHOST", status: "5.1.2", state: digest.Failed},
	69: {words: "EX_UNAVAILABLE"},
	70: {words: "EX_SOFTWARE"},
	71: {words: "EX_OSERR"},
	72: {words: "EX_OSFILE", halt: true},
	73: {words: "EX_CANTCREAT"},
	74: {words: "EX_IOERR"},
	75: {words: "EX_TEMPFAIL"},
	76: {words: "EX_PROTOCOL"},
	77: {words: "EX_NOPERM", halt: true},
	78: {words: "EX_CONFIG", halt: true},
}

// beginning keeps the first bytes that are written to it.
type beginning struct{ text []byte }

func (b *beginning) Write(p []byte) (int, error) {
	b.text = append(b.text, p[:min(len(p), words-len(b.text))]...)
	return len(p), nil
}

// String is one line.
func (b *beginning) String() string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(b.text), "")), " ")
}
