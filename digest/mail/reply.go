package mail

import (
	"errors"
	"net/textproto"
	"regexp"

	"tidings/digest"
)

// answer sorts a refusal into an outcome: what the code says about trying again, and whether it is about us or about
// this reader.
//
//   - what is no refusal is no answer: the server and we have lost step, and the connection is given up.
//   - 4xx: Deferred. 421 also ends the connection (RFC 5321 section 3.8).
//   - 503, a command out of turn, says that we have lost step: Deferred, and the connection is given up.
//   - every other 5xx to MAIL is about the sender, not the reader, but for the size of the message: Deferred, and Halt.
//   - 5.1.7 and 5.1.8, the sender's address, are about the sender wherever they are said: Deferred, and Halt
//     (RFC 3463 section 3.2).
//   - every other 5xx: Failed.
func (s *Session) answer(stage digest.Stage, err error) *digest.Outcome {
	if !isRefusal(err) {
		return s.lost(stage, err)
	}
	var reply *textproto.Error
	errors.As(err, &reply)
	o := &digest.Outcome{State: digest.Failed, Code: reply.Code, Enhanced: enhanced(reply.Msg), Reply: oneLine(reply.Msg), Stage: stage}
	switch {
	case reply.Code == 421 || reply.Code == 503:
		o.State, s.broken = digest.Deferred, true
	case reply.Code < 500:
		o.State = digest.Deferred
	case aboutSender(stage, reply.Code, o.Enhanced):
		o.State, o.Halt = digest.Deferred, true
	}
	return o
}

func aboutSender(stage digest.Stage, code int, enhanced string) bool {
	switch enhanced {
	case "5.1.7", "5.1.8":
		return true
	}
	return stage == digest.StageMail && code != 552 && enhanced != "5.3.4"
}

// isRefusal says whether the error is the server's no, and not the loss of it or some answer to another question.
func isRefusal(err error) bool {
	var reply *textproto.Error
	return errors.As(err, &reply) && reply.Code >= 400 && reply.Code < 600
}

var enhancedCode = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// enhanced is the enhanced status code at the beginning of a reply (RFC 2034 section 4), empty when there is none.
func enhanced(msg string) string { return enhancedCode.FindString(msg) }
