package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v3"
	"golang.org/x/net/http/httpguts"

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
	where   string // "sources.yaml:14:13", for errors
}

// IsZero says that no secret is configured.
func (s Secret) IsZero() bool { return s.where == "" }

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

// maxSecret bounds the file of a secret. The longest honest ones, cookies, end at 4 KB (RFC 6265 section 6.1).
const maxSecret = 64 << 10

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
		got, err = readSecretFile(s.file)
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

func readSecretFile(path string) (string, error) {
	b, err := readLimited(path, maxSecret)
	if pathErr, ok := errors.AsType[*os.PathError](err); ok {
		err = pathErr.Err // the path is in the message already
	}
	if err == nil && len(bytes.TrimSpace(b)) == 0 {
		err = errors.New("it is empty")
	}
	return string(b), digest.Hint(err, "write the secret into %s, readable by the user that runs tidings", path)
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

// secret is a password or token: {env: X}, {file: X}, {command: [...]}, or the thing itself.
func secret() shape[Secret] {
	bare := then(text(), func(v value, s string) (Secret, bool) {
		v.hide(0, 0)
		return Secret{literal: s, where: v.place()}, true
	})
	form := constrained(mapping(nounSecret, secretKeys()), func(s *jsonschema.Schema) {
		s.MinProperties, s.MaxProperties = new(uint64(1)), new(uint64(1))
	})
	full := then(at(form), func(v value, form located[secretForm]) (Secret, bool) {
		f := form.is
		s := Secret{lookup: v.src.walk.env, dir: v.src.dir, where: v.place()}
		ways := 0
		if f.env != "" {
			s.env, ways = f.env, ways+1
		}
		if f.file != "" {
			s.file, ways = v.src.abs(f.file), ways+1
		}
		if len(f.command) > 0 {
			s.command, ways = f.command, ways+1
		}
		if ways != 1 && form.sound {
			v.fail("a secret is had in exactly one way", "write {env: NAME}, {file: PATH} or {command: [PROGRAM, ARGUMENT]}")
		}
		return s, ways == 1
	})
	return defined("secret", grown(bare, full, yaml.MappingNode))
}

// feedSecret is a header of a feed that is read when it is needed.
type feedSecret struct {
	feed   int // in Config.Feeds
	header string
	secret Secret
}

// ReadSecrets reads the secrets in the headers of feeds and sets them. Each is read once, however many feeds use it.
// It goes on past those that cannot be had: the feeds concerned are left without the header, and the errors joined.
func (c *Config) ReadSecrets(ctx context.Context) error {
	type result struct {
		value string
		err   error
	}
	read := make(map[string]result)
	var errs []error
	for _, h := range c.secrets {
		got, done := read[h.secret.where]
		if !done {
			got.value, got.err = h.secret.Read(ctx)
			if got.err == nil && !httpguts.ValidHeaderFieldValue(got.value) {
				got.err = fmt.Errorf("%s: %s holds a line break or control character, which no header can", h.secret.where, h.secret)
			}
			read[h.secret.where] = got
			errs = append(errs, got.err)
		}
		if got.err == nil {
			c.Feeds[h.feed].Headers[h.header] = got.value
		}
	}
	return errors.Join(errs...)
}

// secretHeader tells the headers that let whoever knows them in.
var secretHeader = regexp.MustCompile(`(?i)cookie|auth|token|key|secret`)

// warnExposed warns of a secret that every user of the machine can read. Windows has no such mode.
func (v value) warnExposed(s Secret) {
	const othersRead = 0o004
	if s.literal != "" && v.src.mode&othersRead != 0 && runtime.GOOS != "windows" {
		v.warn("everyone on this machine can read this secret", fmt.Sprintf("chmod 600 %s, or move it out: {env: NAME} or {file: PATH}", v.src.name))
	}
}

// warnPassword hides the password in a URL, if there is one, and warns when others can read it.
func (v value) warnPassword(link string) {
	u, err := url.Parse(link)
	if err != nil {
		return
	}
	if p, _ := u.User.Password(); p != "" {
		v.hide(0, 0)
		v.warnExposed(Secret{literal: p})
	}
}

// abs is a path of the file made absolute.
func (s *source) abs(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.dir, path)
}

// place is where the value stands, for errors that come later.
func (v value) place() string {
	return fmt.Sprintf("%s:%d:%d", v.src.name, v.written.Line, v.written.Column)
}
