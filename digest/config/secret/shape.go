package secret

import (
	"fmt"
	"net/url"
	"runtime"
	"strings"

	"github.com/invopop/jsonschema"

	"tidings/digest/config/strict"
	"tidings/digest/config/strict/effective"
)

// form is a secret as it is written: exactly one of its keys.
type form struct {
	env, file string
	command   []string
}

func keys() []strict.Key[form] {
	return []strict.Key[form]{
		strict.Field("env", strict.Text(), func(f *form, s string) { f.env = s }, "Environment variable that holds it."),
		strict.Field("file", strict.Shown(strict.Text(), strict.Absolute), func(f *form, s string) { f.file = s }, "File that holds it, relative to this one."),
		strict.Field("command", strict.Some(strict.List(strict.Text())), func(f *form, s []string) { f.command = s },
			"Program that prints it, and its arguments, such as [pass, show, smtp]. No shell reads it."),
	}
}

const noun = "a secret"

// Place is the mapping that a secret may be, for hints.
func Place() strict.Place { return strict.PlaceOf(noun, keys()) }

// Shape is a password or token: {env: X}, {file: X}, {command: [...]}, or the thing itself. env looks up a variable of the
// environment, and is asked when the secret is read.
func Shape(env func(string) string) strict.Shape[Secret] {
	bare := strict.Then(strict.Text(), func(v strict.Value, s string) (Secret, bool) {
		v.Hide()
		return Secret{literal: s, where: v.Position()}, true
	})
	one := strict.Constrained(strict.Mapping(noun, keys()), func(s *jsonschema.Schema) {
		s.MinProperties, s.MaxProperties = new(uint64(1)), new(uint64(1))
	})
	full := strict.Then(strict.At(one), func(v strict.Value, got strict.Located[form]) (Secret, bool) {
		f := got.Is
		s := Secret{lookup: env, dir: v.File().Dir, where: v.Position()}
		ways := 0
		if f.env != "" {
			s.env, ways = f.env, ways+1
		}
		if f.file != "" {
			s.file, ways = v.File().Abs(f.file), ways+1
		}
		if len(f.command) > 0 {
			s.command, ways = f.command, ways+1
		}
		if ways != 1 && got.Sound {
			v.Fail("a secret is had in exactly one way", "write {env: NAME}, {file: PATH} or {command: [PROGRAM, ARGUMENT]}")
		}
		return s, ways == 1
	})
	return strict.Defined("secret", strict.Either(strict.Shown(bare, strict.Masked), full))
}

// WarnExposed warns of a secret that stands in a file which every user of the machine can read. Windows has no such mode.
func WarnExposed(v strict.Value, s Secret) {
	const othersRead = 0o004
	if s.literal != "" && v.File().Mode&othersRead != 0 && runtime.GOOS != "windows" {
		v.Warn("everyone on this machine can read this secret",
			fmt.Sprintf("chmod 600 %s, or move it out: {env: NAME} or {file: PATH}", v.File().Name))
	}
}

// Redacted is a URL with stars in the place of its password; hidden says that it had one.
func Redacted(link string) (shown string, hidden bool) {
	u, err := url.Parse(link)
	if err != nil {
		return link, false
	}
	p, _ := u.User.Password()
	if p == "" {
		return link, false
	}
	u.User = url.UserPassword(u.User.Username(), effective.Mask)
	escaped := url.UserPassword("", effective.Mask).String() // a star needs none (RFC 3986 section 3.2.1)
	return strings.Replace(u.String(), escaped+"@", ":"+effective.Mask+"@", 1), true
}

// HideInURL hides a URL that holds a password from what is printed, and warns when others can read it.
func HideInURL(v strict.Value, link string) {
	u, err := url.Parse(link)
	if err != nil {
		return
	}
	if p, _ := u.User.Password(); p != "" {
		v.Hide()
		WarnExposed(v, Secret{literal: p})
	}
}
