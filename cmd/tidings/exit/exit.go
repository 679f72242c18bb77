// Package exit makes of an error what a person is told (what happened, and what to do next) and the code that the program
// ends with.
package exit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/pipeline"
)

// The exit codes of the program.
const (
	Done    = 0
	Failed  = 1
	Usage   = 2  // usage or configuration
	Part    = 3  // done in part: some feeds or recipients
	Nothing = 4  // nothing to send: quiet, or sent already
	Later   = 75 // try again: the server is unreachable and rows stay due (EX_TEMPFAIL of sysexits.h)
)

// ErrInterrupted is the cause of a context that Ctrl-C has ended.
var ErrInterrupted = errors.New("interrupted")

// codeError ends the program with a code of its own. Its err may be nil: everything has been said already.
type codeError struct {
	code int
	err  error
}

func (e *codeError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *codeError) Unwrap() error { return e.err }

// With has the program end with a code of its own, after saying what went wrong.
func With(code int, err error) error { return &codeError{code, err} }

// Quietly has the program end with a code and without a word: everything has been said already.
func Quietly(code int) error { return &codeError{code: code} }

// Is says whether an error is one of With or Quietly that has a code.
func Is(err error, code int) bool {
	var coded *codeError
	return errors.As(err, &coded) && coded.code == code
}

// Misuse is a command that was called in a way that it does not know.
func Misuse(err error) error {
	return With(Usage, digest.Hint(err, "tidings --help lists the commands, and each has a --help of its own"))
}

// Report says what went wrong, if anything did, and is the exit code: that of With or Quietly, else the one that fits the
// error.
func Report(stderr io.Writer, err error) int {
	if err == nil {
		return Done
	}
	var code *codeError
	coded := errors.As(err, &code)
	if !coded || code.err != nil {
		Complain(stderr, err)
	}
	if coded {
		return code.code
	}
	var (
		problems config.Problems
		relay    *digest.RelayError
	)
	switch {
	case errors.As(err, &problems):
		return Usage
	case isUsage(err):
		return Usage
	case errors.As(err, &relay) && relay.Temporary:
		return Later
	case errors.Is(err, ErrInterrupted), errors.Is(err, context.Canceled):
		return 130
	}
	return Failed
}

// isUsage knows cobra's own complaints, which have no type.
func isUsage(err error) bool {
	for _, start := range []string{"unknown command", "unknown flag", "unknown shorthand", "accepts ", "requires ", "required flag", "invalid argument", "flag needs", "if any flags in the group"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}

// Complain prints an error for a person: what happened, and what to do next.
func Complain(stderr io.Writer, err error) {
	var problems config.Problems
	if errors.As(err, &problems) {
		fmt.Fprintln(stderr, problems)
		return
	}
	fmt.Fprintf(stderr, "tidings: error: %s\n", plainly(err))
	said := Hints(err)
	if len(said) == 0 {
		said = advice(err)
	}
	for _, hint := range said {
		fmt.Fprintf(stderr, "tidings: hint: %s\n", hint)
	}
}

// plainly is the error without what only programs need.
func plainly(err error) string {
	return strings.TrimPrefix(err.Error(), pipeline.ErrUnreachable.Error()+": ")
}

// Hints lists the advice that was added to an error on its way up, the outermost first.
func Hints(err error) []string {
	var out []string
	for err != nil {
		var h *digest.HintError
		if !errors.As(err, &h) {
			break
		}
		out = append(out, h.Hint)
		err = h.Err
	}
	return out
}
