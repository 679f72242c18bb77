package content

import (
	"regexp"
	"strings"

	"tidings/digest/sanitize"
)

var (
	mailThenName = regexp.MustCompile(`^\S+@\S+\s+(?:\((.+)\)|(.+))$`)
	nameThenMail = regexp.MustCompile(`^(.+?)\s*(?:\(\S+@\S+\)|<\S+@\S+>|\[\S+@\S+\])$`)
)

// Name is the name of a person, out of the ways that people write it beside their address of mail.
func Name(s string) string {
	s = sanitize.Line(strings.TrimPrefix(s, "mailto:"))
	for _, form := range []*regexp.Regexp{mailThenName, nameThenMail} {
		if m := form.FindStringSubmatch(s); m != nil {
			return strings.Trim(strings.Join(m[1:], ""), ` "'`)
		}
	}
	return s
}
