// Package fetch turns a request for a document on somebody else's server into a page or a typed refusal. It is the only
// HTTP client that Tidings points at other people's machines: polite (few connections a host, conditional requests, a
// name of its own), bounded (bytes, redirects, one deadline over all), and unable to reach a private address that the
// user has not allowed.
package fetch

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"tidings/digest"
)

// Limits that a Client keeps unless its Options say otherwise.
const (
	DefaultTimeout   = 20 * time.Second // one document, redirects included, from the first connection to the last byte
	DefaultMaxBytes  = 10 << 20         // after decompression: the largest real feeds measured are under 6 MB
	DefaultRedirects = 5
	DefaultPerHost   = 2 // connections at once: what browsers of RFC 2616's time were asked to keep to
)

// UserAgent is how Tidings names itself to servers: name and version, where its makers and its rules can be found, and
// how many people read what it fetches, which is how a publisher counts readers who come by feed.
func UserAgent(version string, readers int) string {
	const home = "https://github.com/tidings/tidings"
	switch readers {
	case 0:
		return fmt.Sprintf("tidings/%s (+%s)", version, home)
	case 1:
		return fmt.Sprintf("tidings/%s (+%s; 1 reader)", version, home)
	default:
		return fmt.Sprintf("tidings/%s (+%s; %d readers)", version, home, readers)
	}
}

// Options configure a Client; the zero value of each field means the default above, or none.
type Options struct {
	UserAgent string         // name/version (+address); required by politeness, not by the code
	Allow     []netip.Prefix // private addresses that may be reached
	Timeout   time.Duration
	MaxBytes  int64
	Redirects int
	PerHost   int

	// Gap is the least time between a request to a host and the next for a page there, FeedGap for a feed. There is none
	// for addresses in Allow: the user's own network.
	Gap     time.Duration
	FeedGap time.Duration

	Now      func() time.Time      // for Retry-After dates and for holds; nil: time.Now
	Resolver *net.Resolver         // of host names; nil: the system's
	Public   func(netip.Addr) bool // what a stranger's server may have for an address; nil: what IANA says
	Roots    *x509.CertPool        // who may vouch for servers; nil: whom the system trusts
}

// Client fetches documents. It is safe for use by many goroutines.
type Client struct {
	o       Options
	guarded *http.Transport // refuses private addresses at dial time
	open    *http.Transport // for hosts that the user typed
	hosts   *hosts
	unzips  spares[gzip.Reader]
	bodies  spares[bytes.Buffer] // in which a body grows until its length is known; none is large

	routesMu sync.Mutex
	routes   map[digest.Proxy]*route
}

// New makes a client. Close it to drop idle connections.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Redirects == 0 {
		o.Redirects = DefaultRedirects
	}
	if o.PerHost == 0 {
		o.PerHost = DefaultPerHost
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Public == nil {
		o.Public = public
	}
	dialer := net.Dialer{Timeout: 10 * time.Second, Resolver: o.Resolver}
	guarded := dialer
	guarded.Control = guard{public: o.Public, allow: o.Allow}.control
	return &Client{
		o:       o,
		guarded: newTransport(guarded.DialContext, o),
		open:    newTransport(dialer.DialContext, o),
		hosts:   newHosts(o.PerHost),
		unzips:  make(spares[gzip.Reader], sparesKept),
		bodies:  make(spares[bytes.Buffer], sparesKept),
		routes:  make(map[digest.Proxy]*route),
	}
}

// Close drops the idle connections.
func (c *Client) Close() {
	c.guarded.CloseIdleConnections()
	c.open.CloseIdleConnections()
	c.routesMu.Lock()
	defer c.routesMu.Unlock()
	for _, r := range c.routes {
		r.relay.CloseIdleConnections()
		r.tunnel.CloseIdleConnections()
	}
}

// Hold leaves a host in peace until a moment: requests to it, those that wait for their turn included, end with an
// error of kind FetchHeld. A host that answers 429 is held without being told, for as long as it asks or an hour.
func (c *Client) Hold(host string, until time.Time) { c.hosts.hold(host, until) }

// Fetch gets one document. The error is always a *digest.FetchError, except when ctx itself ended. An answer of 304 to
// a request with validators is a success with NotModified set; every other answer outside 2xx is an error of kind
// FetchStatus. A connection that is dropped is tried once more, at once; nothing else is.
func (c *Client) Fetch(ctx context.Context, r digest.Request) (digest.Page, error) {
	page, err := c.follow(ctx, r)
	if err == nil {
		return page, nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return digest.Page{}, cause
	}
	var fe *digest.FetchError
	if errors.As(err, &fe) {
		return digest.Page{}, fe
	}
	return digest.Page{}, classify(r.URL, err)
}

// follow walks the redirects by hand: every hop is checked like the first, credentials stay at home, and a chain of
// permanent redirects is told apart from one with a temporary link in it.
func (c *Client) follow(ctx context.Context, r digest.Request) (digest.Page, error) {
	u, err := parse(r.URL)
	if err != nil {
		return digest.Page{}, err
	}
	w := &walk{request: r, left: c.o.Timeout}
	hop := hop{url: u, origin: u, trusted: r.Trusted, permanent: true}
	seen := map[string]bool{}
	for range c.o.Redirects + 1 {
		if seen[hop.url.String()] {
			return digest.Page{}, &digest.FetchError{URL: r.URL, Kind: digest.FetchRedirects, Err: errLoop}
		}
		seen[hop.url.String()] = true
		w.connections = 0
		page, next, err := c.step(ctx, w, hop)
		if dropped(err) && w.connections == 1 && !w.again {
			w.again = true
			page, next, err = c.step(ctx, w, hop)
		}
		if err != nil || next == nil {
			return page, err
		}
		hop = *next
	}
	return digest.Page{}, &digest.FetchError{URL: r.URL, Kind: digest.FetchRedirects, Err: errManyRedirects(c.o.Redirects)}
}

// walk is one document on its way.
type walk struct {
	request digest.Request

	// left is what the deadline leaves. Waiting for a host's turn costs nothing: it is not the server that is slow.
	left time.Duration

	// connections counts the tries of a hop, those of the transport included: it repeats a request by itself when a
	// connection kept from before turns out to be closed.
	connections int
	again       bool // the one quick try was used
}

// hop is one link of a chain of redirects.
type hop struct {
	url       *url.URL
	origin    *url.URL // what was asked for
	trusted   bool     // the user typed the origin
	permanent bool     // every redirect so far was a 301 or 308, and none left https
}

// home says whether the hop is still on the host that was asked for.
func (h hop) home() bool { return h.url.Scheme == h.origin.Scheme && h.url.Host == h.origin.Host }

// step makes one request. next is the following hop when the answer is a redirect.
func (c *Client) step(ctx context.Context, w *walk, h hop) (page digest.Page, next *hop, err error) {
	if err := c.refuse(h); err != nil {
		return page, nil, err
	}
	turn, err := c.hosts.enter(ctx, entry{host: h.url.Host, gap: c.gap(w.request, h), now: c.o.Now})
	if err != nil {
		return page, nil, err
	}
	defer turn.leave()
	ctx, deadline := withDeadline(ctx, w.left, c.o.Timeout)
	defer func() { w.left = deadline.stop() }()
	a := &answer{hop: h, deadline: deadline}
	res, err := c.ask(ctx, w, a)
	if err != nil {
		return page, nil, err
	}
	defer res.Body.Close()
	if a.own {
		turn.own()
	}
	if isRedirect(res.StatusCode) {
		next, err = redirect(w.request, h, res)
		return page, next, err
	}
	page, err = c.read(w.request, a, res)
	if fe := (*digest.FetchError)(nil); errors.As(err, &fe) && fe.Status == http.StatusTooManyRequests && !fe.Own {
		turn.hold(c.o.Now().Add(cmp.Or(fe.RetryAfter, unnamedHold)))
	}
	return page, nil, err
}

// unnamedHold is how long a host is left in peace that answers 429 and does not say for how long: the least time between
// two polls of a feed.
const unnamedHold = time.Hour

// answer is what is known about an answer beside what it says.
type answer struct {
	hop
	deadline    *deadline
	conditional bool // validators were sent
	own         bool // it came from an address in Allow
}

// ask sends the request of a hop.
func (c *Client) ask(ctx context.Context, w *walk, a *answer) (*http.Response, error) {
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		w.connections++
		if peer, err := netip.ParseAddrPort(info.Conn.RemoteAddr().String()); err == nil {
			a.own = allowed(peer.Addr().WithZone("").Unmap(), c.o.Allow)
		}
	}})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url.String(), http.NoBody)
	if err != nil {
		return nil, badURL(w.request.URL, err)
	}
	a.conditional = c.dress(req, w.request, a.hop)
	switch {
	case w.request.Proxy != (digest.Proxy{}):
		return c.askThrough(w.request.Proxy, req, a)
	case a.trusted && a.home():
		return c.open.RoundTrip(req)
	}
	return c.guarded.RoundTrip(req)
}

// askThrough sends a request through a proxy.
func (c *Client) askThrough(p digest.Proxy, req *http.Request, a *answer) (*http.Response, error) {
	r, err := c.via(p)
	if err != nil {
		return nil, err
	}
	res, own, err := r.roundTrip(req)
	if req.URL.Scheme == "http" && r.at.Scheme != "socks5" {
		a.own = own // what is at the other end of the connection is the proxy
	}
	return res, err
}

// refuse turns a private address that is written out away at once; the guard would do it too, after the wait for the
// host's turn.
func (c *Client) refuse(h hop) error {
	addr, err := netip.ParseAddr(h.url.Hostname())
	if err != nil || (h.trusted && h.home()) {
		return nil
	}
	if addr = addr.WithZone("").Unmap(); !c.o.Public(addr) && !allowed(addr, c.o.Allow) {
		return privateError{addr}
	}
	return nil
}

// gap is how long to wait between two requests to a host: not at all on the user's own network.
func (c *Client) gap(r digest.Request, h hop) time.Duration {
	if addr, err := netip.ParseAddr(h.url.Hostname()); err == nil && allowed(addr.Unmap(), c.o.Allow) {
		return 0
	}
	if h.trusted && h.home() {
		return 0
	}
	if r.Feed {
		return c.o.FeedGap
	}
	return c.o.Gap
}

// dress sets the headers and says whether validators are among them. They go out byte for byte and only to the URL that
// gave them; extra headers, which may be credentials, only to the host they were written for.
func (c *Client) dress(req *http.Request, r digest.Request, h hop) (conditional bool) {
	req.Header.Set("Accept", cmp.Or(r.Accept, "*/*"))
	req.Header.Set("Accept-Encoding", "gzip")
	if c.o.UserAgent != "" {
		req.Header.Set("User-Agent", c.o.UserAgent)
	}
	if r.Validators != (digest.Validators{}) && h.url.String() == cmp.Or(r.ValidatorsFor, h.origin.String()) {
		conditional = true
		if r.Validators.ETag != "" {
			req.Header["If-None-Match"] = []string{r.Validators.ETag}
		}
		if r.Validators.LastModified != "" {
			req.Header["If-Modified-Since"] = []string{r.Validators.LastModified}
		}
	}
	if h.home() {
		for name, value := range r.Headers {
			req.Header.Set(name, value)
		}
	}
	return conditional
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// redirect is the hop that the answer points to.
func redirect(r digest.Request, h hop, res *http.Response) (*hop, error) {
	to, err := h.url.Parse(res.Header.Get("Location"))
	if err != nil || res.Header.Get("Location") == "" {
		return nil, &digest.FetchError{URL: r.URL, Kind: digest.FetchRedirects, Err: errNowhere}
	}
	if _, err := parse(to.String()); err != nil {
		return nil, &digest.FetchError{URL: r.URL, Kind: digest.FetchRedirects, Err: errScheme(to.Scheme)}
	}
	to.Fragment = ""
	next := h
	next.url = to
	permanent := res.StatusCode == http.StatusMovedPermanently || res.StatusCode == http.StatusPermanentRedirect
	downgrade := h.url.Scheme == "https" && to.Scheme == "http"
	next.permanent = h.permanent && permanent && !downgrade
	return &next, nil
}

// parse accepts absolute http and https addresses.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, badURL(address, err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, badURL(address, errNotHTTP)
	}
	u.Fragment = ""
	return u, nil
}
