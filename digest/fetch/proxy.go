package fetch

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	socks "golang.org/x/net/proxy"

	"tidings/digest"
)

// route is the way to other people's servers through a proxy. What is asked for is resolved and checked here, as it is
// without one; only the proxy's own address may be private, since the user named it.
//
// A tunnel (SOCKS5, or CONNECT for https) leads to the very address that was checked. A proxy that is asked for an http
// address is given its name and resolves it again: HTTP has no other way (RFC 9112 section 3.2.2).
type route struct {
	proxy    digest.Proxy
	at       *url.URL
	resolver *net.Resolver
	guard    guard
	tls      *tls.Config

	relay  *http.Transport // asks an HTTP proxy for a document
	tunnel *http.Transport // goes through the proxy to the server
}

// dialProxyTimeout is that of every other connection.
const dialProxyTimeout = 10 * time.Second

// via is the route through a proxy. There is one for each that is configured.
func (c *Client) via(p digest.Proxy) (*route, error) {
	c.routesMu.Lock()
	defer c.routesMu.Unlock()
	if r := c.routes[p]; r != nil {
		return r, nil
	}
	at, err := url.Parse(p.URL)
	if err != nil || at.Host == "" {
		return nil, proxyError{proxy: p.URL, err: errors.New("this is no address of a proxy")}
	}
	r := &route{
		proxy: p, at: at, resolver: cmp.Or(c.o.Resolver, net.DefaultResolver),
		guard: guard{public: c.o.Public, allow: c.o.Allow}, tls: &tls.Config{RootCAs: c.o.Roots},
	}
	direct := func(ctx context.Context, _, _ string) (net.Conn, error) { return r.dial(ctx) }
	r.tunnel = newTransport(r.dialTunnel, c.o)
	r.relay = newTransport(direct, c.o)
	// The connection to an https proxy has its TLS from dial, so the transport is told of http.
	relay := &url.URL{Scheme: "http", Host: at.Host}
	if p.User != "" {
		relay.User = url.UserPassword(p.User, p.Password)
	}
	r.relay.Proxy = http.ProxyURL(relay)
	c.routes[p] = r
	return r, nil
}

// roundTrip sends a request through the proxy. own says whether the answer comes from an address of network.allow.
func (r *route) roundTrip(req *http.Request) (res *http.Response, own bool, err error) {
	if req.URL.Scheme == "https" || r.at.Scheme == "socks5" {
		res, err = r.tunnel.RoundTrip(req)
		return res, false, err
	}
	addrs, err := r.resolve(req.Context(), req.URL.Hostname())
	if err != nil {
		return nil, false, err
	}
	for _, addr := range addrs { // the proxy may take any of them
		if err := r.guard.check(addr); err != nil {
			return nil, false, err
		}
	}
	res, err = r.relay.RoundTrip(req)
	if err == nil && res.StatusCode == http.StatusProxyAuthRequired {
		_ = res.Body.Close()
		return nil, false, r.refused(res.StatusCode)
	}
	return res, allowed(addrs[0], r.guard.allow), err
}

// resolve is the addresses of a host, IPv4 first: more proxies have a way there.
func (r *route) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	addr, err := netip.ParseAddr(host)
	if err == nil {
		return []netip.Addr{addr.WithZone("").Unmap()}, nil
	}
	addrs, err := r.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	for i := range addrs {
		addrs[i] = addrs[i].WithZone("").Unmap()
	}
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return cmp.Compare(a.BitLen(), b.BitLen()) })
	return addrs, nil
}

// dialTunnel connects to a server through the proxy, at the first of its addresses that may be reached and answers.
func (r *route) dialTunnel(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addrs, err := r.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, addr := range addrs {
		if err = r.guard.check(addr); err != nil {
			continue
		}
		to := net.JoinHostPort(addr.String(), port)
		var conn net.Conn
		if r.at.Scheme == "socks5" {
			conn, err = r.socks(ctx, to)
		} else {
			conn, err = r.connect(ctx, to)
		}
		if err == nil {
			return tunnelled{conn, net.TCPAddrFromAddrPort(netip.AddrPortFrom(addr, 0))}, nil
		}
	}
	return nil, err
}

// tunnelled is a connection whose other end is behind the proxy.
type tunnelled struct {
	net.Conn
	to net.Addr
}

func (t tunnelled) RemoteAddr() net.Addr { return t.to }

// dial connects to the proxy itself, with TLS when it is an https one.
func (r *route) dial(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialProxyTimeout, Resolver: r.resolver}
	conn, err := dialer.DialContext(ctx, "tcp", r.at.Host)
	if err != nil {
		return nil, r.failed(err)
	}
	if r.at.Scheme != "https" {
		return conn, nil
	}
	config := r.tls.Clone()
	config.ServerName = r.at.Hostname()
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, r.failed(err)
	}
	return secure, nil
}

// socks goes through a SOCKS5 proxy (RFC 1928, with the user and password of RFC 1929).
func (r *route) socks(ctx context.Context, to string) (net.Conn, error) {
	var auth *socks.Auth
	if r.proxy.User != "" {
		auth = &socks.Auth{User: r.proxy.User, Password: r.proxy.Password}
	}
	dialer, err := socks.SOCKS5("tcp", r.at.Host, auth, &net.Dialer{Timeout: dialProxyTimeout, Resolver: r.resolver})
	if err != nil {
		return nil, r.failed(err)
	}
	conn, err := dialer.(socks.ContextDialer).DialContext(ctx, "tcp", to)
	if err != nil {
		return nil, r.failed(err)
	}
	return conn, nil
}

// connect goes through an HTTP proxy by CONNECT (RFC 9110 section 9.3.6).
func (r *route) connect(ctx context.Context, to string) (net.Conn, error) {
	const longest = 64 << 10 // bytes of an answer that has nothing to say but yes or no
	conn, err := r.dial(ctx)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: to}, Host: to, Header: http.Header{}}
	if r.proxy.User != "" {
		login := base64.StdEncoding.EncodeToString([]byte(r.proxy.User + ":" + r.proxy.Password))
		req.Header.Set("Proxy-Authorization", "Basic "+login)
	}
	var res *http.Response
	in := bufio.NewReader(io.LimitReader(conn, longest))
	if err = req.Write(conn); err == nil {
		res, err = http.ReadResponse(in, req)
	}
	switch {
	case err != nil:
		err = r.failed(err)
	case res.StatusCode != http.StatusOK:
		err = r.refused(res.StatusCode)
	case in.Buffered() > 0:
		err = r.failed(errors.New("it speaks before it is spoken to"))
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

func (r *route) failed(err error) error { return proxyError{proxy: r.at.Host, err: err} }

func (r *route) refused(status int) error {
	err := fmt.Errorf("it answered %d %s", status, http.StatusText(status))
	if status == http.StatusProxyAuthRequired {
		err = errors.New("it asks for a user and password: write proxy: {url: …, user: …, password: {env: …}}")
	}
	return r.failed(err)
}

// proxyError is a proxy that does not do what it is there for. The server behind it has no part in that.
type proxyError struct {
	proxy string
	err   error
}

func (e proxyError) Error() string {
	return fmt.Sprintf("the proxy %s is no way there: %s", e.proxy, strings.TrimPrefix(e.err.Error(), "socks connect "))
}

func (e proxyError) Unwrap() error { return e.err }
