// Package secret turns the three ways to say where a password is into the password, at the moment it is needed.
package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"tidings/digest"
)

// Secret is a password or token: where it is to be had, or, in the file itself, what it is. It is read when it is
// needed and never printed. The zero value is none.
type Secret struct {
	literal string
	env     string
	file    string   // absolute
	command []string // the program and its arguments; run in dir
	dir     string
	lookup  func(string) string
	where   string // "sources.yaml:14:13"
}

// IsZero says that no secret is configured.
func (s Secret) IsZero() bool { return s.where == "" }

// Literal is the secret when it stands in the file itself, else empty.
func (s Secret) Literal() string { return s.literal }

// Where is the place that asks for the secret: "sources.yaml:14:13". Two with the same place are the same.
func (s Secret) Where() string { return s.where }

// String says where the secret is to be had, and never what it is.
func (s Secret) String() string {
	switch {
	case s.IsZero():
		return "no secret"
	case s.env != "":
		return "environment variable " + s.env
	case s.file != "":
		return "file " + s.file
	case len(s.command) > 0:
		return fmt.Sprintf("command %q", s.command[0])
	default:
		return "secret in " + s.where
	}
}

// Read gets the secret. A line break at its end is dropped: editors and programs add one. The error says where the
// configuration asks for it and what to do.
func (s Secret) Read(ctx context.Context) (string, error) {
	var got string
	var err error
	switch {
	case s.env != "":
		if got = s.lookup(s.env); got == "" {
			err = digest.Hint(errors.New("it is not set"), "export %s before tidings starts", s.env)
		}
	case s.file != "":
		got, err = readFile(s.file)
	case len(s.command) > 0:
		got, err = s.run(ctx)
	default:
		got = s.literal
	}
	if err != nil {
		return "", fmt.Errorf("%s: %s: %w", s.where, s, err)
	}
	return strings.TrimRight(got, "\r\n"), nil
}

// maxFile bounds the file of a secret. The longest honest ones, cookies, end at 4 KB (RFC 6265 section 6.1).
const maxFile = 64 << 10

func readFile(path string) (string, error) {
	b, err := readLimited(path)
	if pathErr, ok := errors.AsType[*os.PathError](err); ok {
		err = pathErr.Err // the path is in the message already
	}
	if err == nil && len(bytes.TrimSpace(b)) == 0 {
		err = errors.New("it is empty")
	}
	return string(b), digest.Hint(err, "write the secret into %s, readable by the user that runs tidings", path)
}

func readLimited(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("it has more than %d bytes", maxFile)
	}
	return b, err
}

func (s Secret) run(ctx context.Context) (string, error) {
	cmd := exec.CommandContext(ctx, s.command[0], s.command[1:]...)
	cmd.Dir = s.dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && len(exit.Stderr) > 0 {
		first, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		err = fmt.Errorf("%w: %s", err, first)
	}
	if err == nil && len(bytes.TrimSpace(out)) == 0 {
		err = errors.New("it printed nothing")
	}
	return string(out), digest.Hint(err, "run it by hand and see that it prints the secret: %s", strings.Join(s.command, " "))
}
