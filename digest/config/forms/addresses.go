package forms

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"tidings/digest/config/strict"
	"tidings/digest/spelling"
)

// WebAddress is an http or https URL.
func WebAddress() strict.Shape[string] {
	schema := strict.PatternSchema(`^[hH][tT][tT][pP][sS]?://[^\s/]\S*$`)
	return strict.Scalar("a web address", schema, func(s string) (string, *strict.Fault) {
		if IsWeb(s) {
			return s, nil
		}
		bad := &strict.Fault{Text: fmt.Sprintf("%q is not a web address", s), Hint: "write it with https:// or http:// and the host"}
		switch {
		case strings.ContainsFunc(s, unicode.IsSpace):
			bad.Hint = "an address has no space in it; give each a line of its own"
		case IsWeb(withoutFeedScheme(s)):
			bad.Hint = strict.DidYouMean(withoutFeedScheme(s))
		case strings.Contains(s, "://"):
			scheme, rest, _ := strings.Cut(s, "://")
			if meant := spelling.Nearest(scheme, []string{"https", "http"}); meant != "" && IsWeb(meant+"://"+rest) {
				bad.Hint = strict.DidYouMean(meant + "://" + rest)
			}
		case strings.Contains(s, ".") && !strings.Contains(s, "@") && IsWeb("https://"+s):
			bad.Hint = strict.DidYouMean("https://" + s)
		}
		return "", bad
	})
}

// IsWeb says whether a text is an http or https URL.
func IsWeb(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && !strings.ContainsFunc(s, unicode.IsSpace)
}

// IsLoopback says whether a host is this machine.
func IsLoopback(host string) bool {
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback() || strings.EqualFold(host, "localhost")
}

// SameWeb is a web address in a form that is the same however its scheme and host are written.
func SameWeb(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	u.Host, u.Fragment = strings.ToLower(u.Host), ""
	return u.String()
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

// Mailbox is a mail address with or without a name: me@example.com, Ana <ana@example.com>.
func Mailbox() strict.Shape[mail.Address] {
	return strict.Scalar("an address", strict.PatternSchema("@"), func(s string) (mail.Address, *strict.Fault) {
		if strings.ContainsFunc(s, unicode.IsControl) {
			return mail.Address{}, &strict.Fault{Text: "a line break or control character in the address", Hint: "write it on one line"}
		}
		a, err := mail.ParseAddress(s)
		if err == nil && len(a.Address) <= maxAddress {
			return *a, nil
		}
		bad := &strict.Fault{Text: fmt.Sprintf("%q is not an address", s), Hint: "write it as me@example.com or Ana <me@example.com>"}
		if list, err := mail.ParseAddressList(s); err == nil && len(list) > 1 {
			bad.Text, bad.Hint = "several addresses in one place", "give each a line of its own"
		}
		return mail.Address{}, bad
	})
}

// Address is a Mailbox without a name.
func Address() strict.Shape[string] {
	return strict.Then(Mailbox(), func(v strict.Value, a mail.Address) (string, bool) {
		if a.Name != "" {
			v.Fail("an address without the name is expected here", fmt.Sprintf("write %s", a.Address))
		}
		return a.Address, a.Name == ""
	})
}

// Sender is a Mailbox of ours, its domain in ASCII (RFC 5891): it becomes part of what is signed, of names that are made of
// it, and of what the DNS is asked.
func Sender() strict.Shape[mail.Address] {
	return strict.Then(Mailbox(), func(v strict.Value, a mail.Address) (mail.Address, bool) {
		sender, ok := AsSender(a)
		if !ok {
			domain := a.Address[strings.LastIndexByte(a.Address, '@')+1:]
			v.Fail(fmt.Sprintf("%q is not a domain that mail can come from", domain), "write the domain that you have, such as example.org")
		}
		return sender, ok
	})
}

// AsSender is an address with its domain in ASCII; false when it has no such form.
func AsSender(a mail.Address) (mail.Address, bool) {
	at := strings.LastIndexByte(a.Address, '@')
	domain, err := idna.Lookup.ToASCII(a.Address[at+1:])
	if err != nil {
		return a, false
	}
	a.Address = a.Address[:at+1] + domain
	return a, true
}

// HeaderMailbox is a Sender in the form of a mail header (RFC 5322 section 3.4), with its name encoded.
func HeaderMailbox() strict.Shape[string] {
	return strict.Then(Sender(), func(_ strict.Value, a mail.Address) (string, bool) { return a.String(), true })
}

var domainForm = regexp.MustCompile(`^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$`)

// Domain is the name of a domain, in ASCII.
func Domain() strict.Shape[string] {
	return strict.Scalar("a domain", strict.PatternSchema(domainForm.String()), func(s string) (string, *strict.Fault) {
		if !domainForm.MatchString(s) || len(s) > 253 { // RFC 1035 section 2.3.4
			return "", &strict.Fault{Text: fmt.Sprintf("%q is not a domain", s), Hint: "write it as example.org"}
		}
		return strings.ToLower(s), nil
	})
}

// Listener is an address to serve at.
func Listener() strict.Shape[string] {
	return strict.Scalar("an address to listen at", strict.PatternSchema(`:[0-9]+$`), func(s string) (string, *strict.Fault) {
		_, port, err := net.SplitHostPort(s)
		if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
			return "", &strict.Fault{Text: fmt.Sprintf("%q is no address to listen at", s), Hint: `write ":8080", or 127.0.0.1:8080 when a proxy on this machine passes requests on`}
		}
		return s, nil
	})
}

// Network is an IP address or a network of addresses, as a prefix in its canonical form.
func Network() strict.Shape[netip.Prefix] {
	schema := strict.PatternSchema("^[0-9a-fA-F:.]+(/[0-9]+)?$")
	schema.Examples = []any{"127.0.0.1", "10.0.0.0/8"}
	return strict.Scalar("an address or network", schema, func(s string) (netip.Prefix, *strict.Fault) {
		if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
			return netip.PrefixFrom(a, a.BitLen()), nil
		}
		if p, err := netip.ParsePrefix(s); err == nil {
			return p.Masked(), nil
		}
		bad := &strict.Fault{Text: fmt.Sprintf("%q is not an IP address or network", s), Hint: "write numbers, such as 10.1.2.3 or 10.0.0.0/8"}
		if s == "localhost" {
			bad.Hint = strict.DidYouMean("127.0.0.0/8")
		}
		return netip.Prefix{}, bad
	})
}
