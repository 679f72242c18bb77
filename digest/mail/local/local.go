// Package local turns a message into what a program of this machine is given, or into a file: the ways out that need no
// mail server. What becomes of it is an outcome, as over SMTP.
package local

import (
	"errors"
	"fmt"
	"io/fs"

	"tidings/digest"
	"tidings/digest/mail"
)

// writer is what both ways have in common: they take one whole message after another, and need no connection.
type writer struct{ letters *mail.Letters }

// Usable is true: there is no connection that could break.
func (writer) Usable() bool { return true }

// Close does nothing.
func (writer) Close() error { return nil }

// unusable says that nothing can be handed over at all: it is about this machine, and about every message.
func unusable(way string, err error, hint string) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err // the way names it already
	}
	return digest.Hint(&digest.RelayError{Way: way, Stage: digest.StageConnect, Temporary: true, Err: err}, "%s", hint)
}

// kept is a message that did not leave this machine: certainly not delivered. halt: it is about every message.
func kept(err error, halt bool) digest.Outcome {
	return digest.Outcome{
		State: digest.Deferred, Halt: halt, Stage: digest.StageConnect,
		Reply: fmt.Sprintf("not handed over: %v", err),
	}
}
