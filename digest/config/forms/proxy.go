package forms

import (
	"fmt"
	"net/url"
	"slices"

	"tidings/digest/config/strict"
)

// ProxyAddress is the address of a proxy: scheme http, https or socks5, a host and a port.
func ProxyAddress() strict.Shape[string] {
	schema := strict.PatternSchema(`^(https?|socks5)://[^/@\s]+:[0-9]+/?$`)
	schema.Examples = []any{"http://proxy.example.com:3128", "socks5://127.0.0.1:1080"}
	text := strict.Scalar("the address of a proxy", schema, func(s string) (string, *strict.Fault) { return s, nil })
	return strict.Then(text, func(v strict.Value, s string) (string, bool) {
		u, err := url.Parse(s)
		const example = "write it as http://proxy.example.com:3128 or socks5://127.0.0.1:1080"
		switch {
		case err != nil || u.Hostname() == "":
			v.Fail(fmt.Sprintf("%q is not the address of a proxy", s), example)
		case u.User != nil:
			v.Hide()
			v.Fail("the address of a proxy has no user and password in it", "write {url: …, user: NAME, password: {env: PROXY_PASSWORD}}")
		case u.Scheme == "socks5h":
			v.Fail("socks5h leaves it to the proxy to resolve names", "write socks5: names are resolved here, so that private addresses can be refused")
		case !slices.Contains([]string{"http", "https", "socks5"}, u.Scheme):
			v.Fail(fmt.Sprintf("%q is no kind of proxy that is known", u.Scheme), "http, https and socks5 are")
		case u.Port() == "":
			v.Fail("the port of the proxy is missing", example)
		case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
			v.Fail("a proxy has no path", example)
		default:
			return u.Scheme + "://" + u.Host, true
		}
		return "", false
	})
}
