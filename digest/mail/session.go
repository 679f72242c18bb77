package mail

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"tidings/digest"
)

// waits are how long the server may take.
type waits struct{ command, block, dot, quit time.Duration }

// patience is what RFC 5321 section 4.5.3.2 asks for. Nothing depends on the answer to QUIT.
var patience = waits{command: 5 * time.Minute, block: 3 * time.Minute, dot: 10 * time.Minute, quit: 10 * time.Second}

// block is how much of a body has the time of one block.
const block = 128 << 10

// Session is one open connection. It sends one message at a time and is not safe for use by several goroutines.
type Session struct {
	smtp       *smtp.Client
	text       *textproto.Conn
	pipelining bool // RFC 2920
	utf8       bool // RFC 6531
	sizes      bool // RFC 1870
	broken     bool
	wait       waits
	socket     io.Writer // the connection itself where it is not protected: it takes all parts in one system call
	composer
	message // the one being sent
}

// message is a mail as it crosses the network, without the last dot, in parts of which the large ones belong to all readers
// of the rendering.
type message struct {
	parts    net.Buffers
	size     int    // of all parts, in bytes
	top, own []byte // the first part, and what the reader's own parts of the body lie in
}

// Usable says whether another message can be sent over the session.
func (s *Session) Usable() bool { return !s.broken }

// Close says goodbye, where there is somebody to say it to, and closes the connection.
func (s *Session) Close() error {
	if s.broken {
		return s.smtp.Close()
	}
	s.broken = true
	_ = s.smtp.UpdateDeadline(s.wait.quit)
	if err := s.smtp.Quit(); err != nil { // go-mail leaves the connection open then
		return errors.Join(err, s.smtp.Close())
	}
	return nil
}

// Send mails one message. mark is called when the server waits for it, and begins to make durable that the message may now
// be accepted; what it returns is called when all but the final dot is on its way, and returns when that is durable. When
// it fails the connection is cut and nothing is delivered. Every way this can go is an outcome: before the dot the message
// is certainly not delivered (Deferred, or Failed when the server said never), after it and without an answer it is
// Uncertain.
func (s *Session) Send(ctx context.Context, m digest.Message, mark func(context.Context) (durable func() error)) digest.Outcome {
	env, err := s.head.envelope(m)
	if err != nil {
		return digest.Outcome{State: digest.Failed, Reply: err.Error(), Stage: digest.StageRcpt}
	}
	if env.utf8 && !s.utf8 {
		return env.untaken()
	}
	if err := s.prepare(m, env.to); err != nil {
		return digest.Outcome{State: digest.Deferred, Halt: true, Reply: err.Error(), Stage: digest.StageConnect}
	}
	if o := s.begin(env); o != nil {
		return *o
	}
	return s.finish(ctx, mark)
}

// prepare makes the message to an address, signed. An error is about our keys, and so about every message.
func (s *Session) prepare(m digest.Message, to string) error {
	top, token, err := s.appendHead(s.top[:0], m, to)
	if err != nil {
		return err
	}
	s.top, s.size = top, len(top)+s.encoded.size
	s.parts, s.own = s.encoded.appendTo(append(s.parts[:0], top), s.own[:0], token)
	return nil
}

// begin sends MAIL, RCPT and DATA, in one flush where the server allows it. A nil outcome means that the server waits
// for the message.
func (s *Session) begin(env envelope) *digest.Outcome {
	mail := "MAIL FROM:<" + env.from + ">"
	if s.sizes {
		mail += " SIZE=" + strconv.Itoa(s.size)
	}
	if env.utf8 {
		mail += " SMTPUTF8"
	}
	commands := []command{
		{mail, 250, digest.StageMail},
		{"RCPT TO:<" + env.to + ">", 25, digest.StageRcpt},
		{"DATA", 354, digest.StageData},
	}
	if s.pipelining {
		return s.together(commands)
	}
	return s.oneByOne(commands)
}

// command is one line to the server, the code that lets the dialogue go on (a prefix of it), and the stage it is.
type command struct {
	line  string
	want  int
	stage digest.Stage
}

// together writes all commands and then reads all replies. When the server waits for a message although it has refused
// its recipient, an empty one is sent (RFC 2920 section 3.1), which goes to nobody; when it does so although it has refused
// MAIL, it would go to the recipient, and the connection is cut. What was begun is dropped: Postfix keeps the sender of a
// message whose recipient and DATA it has refused.
func (s *Session) together(commands []command) *digest.Outcome {
	if err := s.write(commands...); err != nil {
		return s.lost(digest.StageMail, err)
	}
	var refused *digest.Outcome
	for _, c := range commands {
		err := s.read(c, s.wait.command)
		switch {
		case err == nil && refused != nil && c.stage == digest.StageData && refused.Stage == digest.StageRcpt:
			s.emptyMessage()
		case err == nil && refused != nil && c.stage == digest.StageData:
			s.broken = true
		case err != nil && refused == nil:
			refused = s.answer(c.stage, err)
		}
		if s.broken {
			return refused
		}
	}
	if refused != nil {
		s.reset()
	}
	return refused
}

// emptyMessage ends a DATA that has no recipient left.
func (s *Session) emptyMessage() {
	if _, err := s.text.W.WriteString(".\r\n"); err != nil || s.text.W.Flush() != nil {
		s.broken = true
		return
	}
	if _, _, err := s.text.ReadResponse(0); err != nil { // any code will do
		s.broken = true
	}
}

func (s *Session) oneByOne(commands []command) *digest.Outcome {
	for _, c := range commands {
		if err := s.write(c); err != nil {
			return s.lost(c.stage, err)
		}
		if err := s.read(c, s.wait.command); err != nil {
			o := s.answer(c.stage, err)
			s.reset()
			return o
		}
	}
	return nil
}

// reset drops a transaction that was begun.
func (s *Session) reset() {
	c := command{"RSET", 250, digest.StageMail}
	if s.broken {
		return
	}
	if s.write(c) != nil || s.read(c, s.wait.command) != nil {
		s.broken = true
	}
}

func (s *Session) write(commands ...command) error {
	if err := s.smtp.UpdateDeadline(s.wait.command); err != nil {
		return err
	}
	for _, c := range commands {
		if _, err := s.text.W.WriteString(c.line + "\r\n"); err != nil {
			return err
		}
	}
	return s.text.W.Flush()
}

func (s *Session) read(c command, wait time.Duration) error {
	if err := s.smtp.UpdateDeadline(wait); err != nil {
		return err
	}
	_, _, err := s.text.ReadResponse(c.want)
	return err
}

// finish sends the message, has it marked while it is on the wire, and lets the dot go.
func (s *Session) finish(ctx context.Context, mark func(context.Context) func() error) digest.Outcome {
	durable := mark(ctx)
	err := s.body()
	if cause := durable(); cause != nil {
		s.broken = true // without the dot the server has nothing; only cutting the connection takes the rest back
		return digest.Outcome{State: digest.Deferred, Reply: cause.Error(), Stage: digest.StageData}
	}
	if err != nil {
		return *s.lost(digest.StageData, err)
	}
	dot := command{".", 2, digest.StageDot}
	if err := s.write(dot); err != nil {
		return s.unknown(err)
	}
	code, reply, err := s.readFinal(dot)
	if err == nil {
		return digest.Outcome{State: digest.Sent, Code: code, Enhanced: enhanced(reply), Reply: oneLine(reply), Stage: digest.StageDot}
	}
	if !isRefusal(err) {
		return s.unknown(err)
	}
	return *s.answer(digest.StageDot, err)
}

func (s *Session) readFinal(c command) (int, string, error) {
	if err := s.smtp.UpdateDeadline(s.wait.dot); err != nil {
		return 0, "", err
	}
	return s.text.ReadResponse(c.want)
}

// body writes the message under one deadline, which has so long for each block.
func (s *Session) body() error {
	if err := s.smtp.UpdateDeadline(time.Duration(1+s.size/block) * s.wait.block); err != nil {
		return err
	}
	parts := s.parts
	if s.socket != nil {
		_, err := parts.WriteTo(s.socket) // nothing waits in s.text.W: the last command was flushed
		return err
	}
	if _, err := parts.WriteTo(s.text.W); err != nil {
		return err
	}
	return s.text.W.Flush()
}

// lost is a connection that broke before the final dot: the message is certainly not delivered.
func (s *Session) lost(stage digest.Stage, err error) *digest.Outcome {
	s.broken = true
	return &digest.Outcome{State: digest.Deferred, Stage: stage, Reply: "the connection broke before the message was complete: " + err.Error()}
}

// unknown is a connection that broke after the final dot: nobody knows.
func (s *Session) unknown(err error) digest.Outcome {
	s.broken = true
	return digest.Outcome{
		State: digest.Uncertain, Stage: digest.StageDot,
		Reply: "no answer to the complete message; the server may or may not have taken it: " + err.Error(),
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
