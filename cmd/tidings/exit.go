package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/pipeline"
)

// The exit codes.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2  // usage or configuration
	exitPart    = 3  // done in part: some feeds or recipients
	exitNothing = 4  // nothing to send: quiet, or sent already
	exitLater   = 75 // try again: the server is unreachable and rows stay due (EX_TEMPFAIL of sysexits.h)
)

var errInterrupted = errors.New("interrupted")

// codeError ends the program with a code of its own. Err may be nil: everything has been said already.
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

func exit(code int) error { return &codeError{code: code} }

func usageError(err error) error {
	return &codeError{exitUsage, digest.Hint(err, "tidings --help lists the commands, and each has a --help of its own")}
}

// finish says what went wrong and chooses the exit code.
func (a *app) finish(err error) int {
	if err == nil {
		return exitDone
	}
	var code *codeError
	coded := errors.As(err, &code)
	if !coded || code.err != nil {
		a.complain(err)
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
		return exitUsage
	case isUsage(err):
		return exitUsage
	case errors.As(err, &relay) && relay.Temporary:
		return exitLater
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return 130
	}
	return exitFailed
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

// complain prints an error for a person: what happened, and what to do next.
func (a *app) complain(err error) {
	var problems config.Problems
	if errors.As(err, &problems) {
		fmt.Fprintln(a.stderr, problems)
		return
	}
	fmt.Fprintf(a.stderr, "tidings: error: %s\n", plainly(err))
	said := hints(err)
	if len(said) == 0 {
		said = advice(err)
	}
	for _, hint := range said {
		fmt.Fprintf(a.stderr, "tidings: hint: %s\n", hint)
	}
}

// plainly is the error without what only programs need.
func plainly(err error) string {
	return strings.TrimPrefix(err.Error(), pipeline.ErrUnreachable.Error()+": ")
}

// hints lists the advice that was added to an error on its way up.
func hints(err error) []string {
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
