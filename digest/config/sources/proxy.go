package sources

import (
	"context"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

// proxy is what feeds are fetched through; the zero value is none, said so.
type proxy struct {
	url      string
	user     string
	password *strict.Located[secret.Secret]
}

const noProxy = "none"

// proxyShape is the address of a proxy, with or without what it asks for, or none.
func proxyShape(env func(string) string) strict.Shape[proxy] {
	bare := strict.Then(forms.ProxyAddress(), func(_ strict.Value, url string) (proxy, bool) { return proxy{url: url}, true })
	full := strict.Then(strict.Mapping(nounProxy, proxyKeys(env)), func(v strict.Value, p proxy) (proxy, bool) {
		if p.user == "" && p.password != nil {
			v.Fail("a password goes with a user", "write {url: …, user: NAME, password: {env: PROXY_PASSWORD}}")
		}
		return p, p.url != ""
	})
	return strict.Defined("proxy", strict.Either(strict.Constant(noProxy, proxy{}), strict.Either(bare, full)))
}

func proxyKeys(env func(string) string) []strict.Key[proxy] {
	return []strict.Key[proxy]{
		strict.Field("url", forms.ProxyAddress(), func(p *proxy, url string) { p.url = url }, "Address of the proxy: http, https or socks5, its host and its port.").Needed(),
		strict.Field("user", strict.Text(), func(p *proxy, user string) { p.user = user }, "Name to log in with."),
		strict.Field("password", strict.At(secret.Shape(env)), func(p *proxy, s strict.Located[secret.Secret]) { p.password = &s },
			"Password to log in with, such as {env: PROXY_PASSWORD}."),
	}
}

// addProxy sets the proxy of a feed; with a password that is elsewhere, ReadSecrets does.
func (b *builder) addProxy(f *digest.Feed, p *proxy) {
	if p == nil || p.url == "" {
		return
	}
	f.Proxy = digest.Proxy{URL: p.url, User: p.user}
	if p.password == nil {
		return
	}
	s := p.password.Is
	if s.Literal() == "" {
		b.out.secrets = append(b.out.secrets, feedSecret{feed: len(b.out.Feeds), proxy: true, secret: s})
		return
	}
	secret.WarnExposed(p.password.At, s)
	f.Proxy.Password = s.Literal()
}

// Proxy is what a feed of a section is fetched through when it says nothing of its own; "" is the section of the feeds at
// the top. The error is that of its secret.
func (c *Catalogue) Proxy(ctx context.Context, section string) (digest.Proxy, error) {
	p := c.proxies[section]
	if p == nil || p.url == "" {
		return digest.Proxy{}, nil
	}
	out := digest.Proxy{URL: p.url, User: p.user}
	var err error
	if p.password != nil {
		out.Password, err = p.password.Is.Read(ctx)
	}
	return out, err
}
