package sanitize

import (
	"net/url"
	"strings"

	"golang.org/x/net/html/atom"
)

// URL is ref as an absolute http or https address, resolved against base (RFC 3986 section 5), or empty when it is not
// one. An address that is absolute already keeps its bytes. base may be nil.
func URL(ref string, base *url.URL) string {
	ref = strip(ref)
	if isPlain(ref) {
		return ref
	}
	u := resolve(ref, base)
	if u == nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(u.Host, "\"<>\\^`{|} ") {
		return ""
	}
	return quoteEscaper.Replace(u.String())
}

// quoteEscaper escapes what url.URL leaves in a query and no reader of HTML should have to think about.
var quoteEscaper = strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E", "`", "%60", " ", "%20", "\\", "%5C")

// strip takes away what browsers ignore in an address: white space and control characters round it, tabs and line
// breaks within (WHATWG URL, basic parser). "java\nscript:" would get past a filter otherwise.
func strip(ref string) string {
	ref = strings.TrimFunc(ref, func(r rune) bool { return r <= ' ' || r == 0xa0 || r == 0xfeff })
	if strings.ContainsAny(ref, "\t\r\n") {
		ref = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(ref)
	}
	return ref
}

// isPlain says whether ref is an absolute http address without any character that would need a second look.
func isPlain(ref string) bool {
	rest, ok := strings.CutPrefix(ref, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(ref, "http://")
	}
	if !ok {
		return false
	}
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	if host == "" || host[0] == '.' || strings.ContainsAny(host, ":@[]%&=+$,;!'()*~") {
		return false
	}
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			return false
		}
		if c == '%' && (i+2 >= len(rest) || !isHex(rest[i+1]) || !isHex(rest[i+2])) {
			return false
		}
	}
	return true
}

// resolve parses ref against base. Stray percent signs and spaces are escaped rather than lost with the whole address.
func resolve(ref string, base *url.URL) *url.URL {
	if ref == "" {
		return nil
	}
	u, err := url.Parse(ref)
	if err != nil {
		if u, err = url.Parse(escapePercent(ref)); err != nil {
			return nil
		}
	}
	if base != nil {
		return base.ResolveReference(u)
	}
	return u
}

// escapePercent escapes the percent signs that begin no escape.
func escapePercent(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		b.WriteByte(s[i])
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			b.WriteString("25")
		}
	}
	return b.String()
}

func isHex(c byte) bool { return c-'0' < 10 || c|0x20-'a' < 6 }

// link puts out an a element when it leads somewhere a reader may go.
func (w *writer) link() {
	if to := w.target(valueOf(w.attrs, "href")); to != "" {
		w.out = append(w.out, "<a"...)
		w.attribute("href", to)
		w.out = append(w.out, '>')
		w.open = append(w.open, atom.A)
	}
}

func (w *writer) target(ref string) string {
	ref = strip(ref)
	if len(ref) > len("mailto:") && strings.EqualFold(ref[:len("mailto:")], "mailto:") {
		if u := resolve(ref, nil); u != nil && u.Scheme == "mailto" {
			return quoteEscaper.Replace(u.String())
		}
		return ""
	}
	return URL(ref, w.base)
}
