package config

import (
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"

	"github.com/invopop/jsonschema"
	"golang.org/x/net/http/httpguts"

	"tidings/digest"
)

// webAddress is an http or https URL.
func webAddress() shape[string] {
	schema := patternSchema(`^[hH][tT][tT][pP][sS]?://[^\s/]\S*$`)
	return scalar("a web address", schema, func(_ value, s string) (string, *fault) {
		if isWeb(s) {
			return s, nil
		}
		bad := &fault{text: fmt.Sprintf("%q is not a web address", s), hint: "write it with https:// or http:// and the host"}
		switch {
		case strings.ContainsFunc(s, unicode.IsSpace):
			bad.hint = "an address has no space in it; give each a line of its own"
		case isWeb(withoutFeedScheme(s)):
			bad.hint = didYouMean(withoutFeedScheme(s))
		case strings.Contains(s, "://"):
			scheme, rest, _ := strings.Cut(s, "://")
			if meant := nearest(scheme, []string{"https", "http"}); meant != "" && isWeb(meant+"://"+rest) {
				bad.hint = didYouMean(meant + "://" + rest)
			}
		case strings.Contains(s, ".") && !strings.Contains(s, "@") && isWeb("https://"+s):
			bad.hint = didYouMean("https://" + s)
		}
		return "", bad
	})
}

func isWeb(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && !strings.ContainsFunc(s, unicode.IsSpace)
}

// withoutFeedScheme is the web address in one of the forms that browsers were given to open a feed reader with:
// feed://example.com/rss and feed:https://example.com/rss.
func withoutFeedScheme(s string) string {
	rest, ok := strings.CutPrefix(s, "feed:")
	if ok && strings.HasPrefix(rest, "//") {
		return "http:" + rest
	}
	return rest
}

// maxAddress is the longest address there is: RFC 5321 section 4.5.3.1.3 allows a path 256 octets with its brackets.
const maxAddress = 254

// mailbox is an address with or without a name: me@example.com, Ana <ana@example.com>.
func mailbox() shape[mail.Address] {
	return scalar("an address", patternSchema("@"), func(_ value, s string) (mail.Address, *fault) {
		if strings.ContainsFunc(s, unicode.IsControl) {
			return mail.Address{}, &fault{text: "a line break or control character in the address", hint: "write it on one line"}
		}
		a, err := mail.ParseAddress(s)
		if err == nil && len(a.Address) <= maxAddress {
			return *a, nil
		}
		bad := &fault{text: fmt.Sprintf("%q is not an address", s), hint: "write it as me@example.com or Ana <me@example.com>"}
		if list, err := mail.ParseAddressList(s); err == nil && len(list) > 1 {
			bad.text, bad.hint = "several addresses in one place", "give each a line of its own"
		}
		return mail.Address{}, bad
	})
}

// address is a mailbox without a name.
func address() shape[string] {
	return then(mailbox(), func(v value, a mail.Address) (string, bool) {
		if a.Name != "" {
			v.fail("an address without the name is expected here", fmt.Sprintf("write %s", a.Address))
		}
		return a.Address, a.Name == ""
	})
}

// header is a mailbox in the form of a mail header (RFC 5322 section 3.4), with its name encoded.
func header() shape[string] {
	return then(mailbox(), func(_ value, a mail.Address) (string, bool) { return a.String(), true })
}

var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// subject is a template that the room which fills it in has looked at.
func subject() shape[string] {
	return then(text(), func(v value, got string) (string, bool) {
		if v.src.walk.subject == nil {
			return got, true
		}
		if err := v.src.walk.subject(got); err != nil {
			v.fail(err.Error(), "the names are {{.Site}} {{.Title}} {{.Date}} {{.Week}} {{.TopStory}} {{.More}} {{.Stories}}")
			return got, false
		}
		return got, true
	})
}

// language is a language tag (BCP 47), by its form.
func language() shape[string] {
	return scalar("a language", patternSchema(languageForm.String()), func(_ value, s string) (string, *fault) {
		if !languageForm.MatchString(s) {
			return "", &fault{text: fmt.Sprintf("%q is not a language tag", s), hint: "write a tag such as en, fr or pt-BR"}
		}
		return s, nil
	})
}

// rule is one line of a filter.
func rule() shape[digest.Rule] {
	return defined("rule", scalar("a word, a phrase or a /pattern/", ruleSchema(), func(_ value, s string) (digest.Rule, *fault) {
		r, err := digest.ParseRule(s)
		if err == nil {
			return r, nil
		}
		bad := &fault{text: "this filter is empty", hint: "write a word, a phrase or a /pattern/"}
		if pattern, ok := errors.AsType[*syntax.Error](err); ok {
			bad.text, bad.hint = "bad regular expression: "+string(pattern.Code), "RE2 syntax; put the rule in single quotes"
			if i := strings.Index(s, pattern.Expr); i >= 0 && pattern.Expr != "" {
				bad.start, bad.end = i, i+len(pattern.Expr)
			}
		}
		return digest.Rule{}, bad
	}))
}

func ruleSchema() jsonschema.Schema {
	s := textSchema()
	s.Description = "A word or phrase (whole words, any case, in title and text) or /an RE2 pattern/; title:, author:, tag:, " +
		"domain:, lang: or feed: before it narrows it to that field."
	return s
}

// prefix is an address or a network of addresses.
func prefix() shape[netip.Prefix] {
	schema := patternSchema("^[0-9a-fA-F:.]+(/[0-9]+)?$")
	schema.Examples = []any{"127.0.0.1", "10.0.0.0/8"}
	return scalar("an address or network", schema, func(_ value, s string) (netip.Prefix, *fault) {
		if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
			return netip.PrefixFrom(a, a.BitLen()), nil
		}
		if p, err := netip.ParsePrefix(s); err == nil {
			return p.Masked(), nil
		}
		bad := &fault{text: fmt.Sprintf("%q is not an IP address or network", s), hint: "write numbers, such as 10.1.2.3 or 10.0.0.0/8"}
		if s == "localhost" {
			bad.hint = didYouMean("127.0.0.0/8")
		}
		return netip.Prefix{}, bad
	})
}

// headerName is the name of an HTTP header (RFC 9110 section 5.1).
func headerName() shape[string] {
	return scalar("a header", patternSchema("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), func(_ value, s string) (string, *fault) {
		if !httpguts.ValidHeaderFieldName(s) {
			return "", &fault{text: fmt.Sprintf("%q cannot be the name of a header", s), hint: "write it as Cookie or X-Api-Key"}
		}
		return http.CanonicalHeaderKey(s), nil
	})
}
