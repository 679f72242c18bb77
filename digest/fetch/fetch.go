// Package fetch turns a request for a document on somebody else's server into a page or a typed refusal. It is the only
// HTTP client that Tidings points at other people's machines: polite (few connections a host, conditional requests, a
// name of its own), bounded (bytes, redirects, one deadline over all), and unable to reach a private address that the
// user has not allowed.
package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
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

// Options configure a Client; the zero value of each field means the default above, or none.
type Options struct {
	UserAgent string         // name/version (+address); required by politeness, not by the code
	Allow     []netip.Prefix // private addresses that may be reached
	Timeout   time.Duration
	MaxBytes  int64
	Redirects int
	PerHost   int
	Gap       time.Duration    // least time between two requests to one host; none for addresses in Allow
	Now       func() time.Time // for Retry-After dates; nil: time.Now
}

// Client fetches documents. It is safe for use by many goroutines.
type Client struct {
	o       Options
	guarded *http.Transport // refuses private addresses at dial time
	open    *http.Transport // for hosts that the user typed
	hosts   *hosts
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
	return &Client{
		o:       o,
		guarded: newTransport(guard{allow: o.Allow}.control, o.PerHost),
		open:    newTransport(nil, o.PerHost),
		hosts:   newHosts(o.PerHost),
	}
}

// Close drops the idle connections.
func (c *Client) Close() {
	c.guarded.CloseIdleConnections()
	c.open.CloseIdleConnections()
}

// Fetch gets one document. The error is always a *digest.FetchError, except when ctx itself ended. An answer of 304 is
// a success with NotModified set; every other answer outside 2xx is an error of kind FetchStatus.
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
	ctx, cancel := context.WithTimeoutCause(ctx, c.o.Timeout, errDeadline{c.o.Timeout})
	defer cancel()
	hop := hop{url: u, origin: u, trusted: r.Trusted, permanent: true}
	seen := map[string]bool{}
	for range c.o.Redirects + 1 {
		if seen[hop.url.String()] {
			return digest.Page{}, &digest.FetchError{URL: r.URL, Kind: digest.FetchRedirects, Err: errLoop}
		}
		seen[hop.url.String()] = true
		page, next, err := c.step(ctx, r, hop)
		if err != nil || next == nil {
			return page, err
		}
		hop = *next
	}
	return digest.Page{}, &digest.FetchError{URL: r.URL, Kind: digest.FetchRedirects, Err: errManyRedirects(c.o.Redirects)}
}

// hop is one link of a chain of redirects.
type hop struct {
	url       *url.URL
	origin    *url.URL // what was asked for
	trusted   bool     // the user typed the origin
	permanent bool     // every redirect so far was a 301 or 308
	moved     string   // where the permanent part of the chain leads; empty before the first redirect
}

// home says whether the hop is still on the host that was asked for.
func (h hop) home() bool { return h.url.Scheme == h.origin.Scheme && h.url.Host == h.origin.Host }

// step makes one request. next is the following hop when the answer is a redirect.
func (c *Client) step(ctx context.Context, r digest.Request, h hop) (page digest.Page, next *hop, err error) {
	if err := c.refuse(h); err != nil {
		return page, nil, err
	}
	release, err := c.hosts.enter(ctx, h.url.Host, c.gap(h))
	if err != nil {
		return page, nil, err
	}
	defer release()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url.String(), http.NoBody)
	if err != nil {
		return page, nil, badURL(r.URL, err)
	}
	c.dress(req, r, h)
	transport := c.guarded
	if h.trusted && h.home() {
		transport = c.open
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return page, nil, err
	}
	defer res.Body.Close()
	if isRedirect(res.StatusCode) {
		next, err = redirect(r, h, res)
		return page, next, err
	}
	page, err = c.read(r, h, res)
	return page, nil, err
}

// refuse turns a private address that is written out away at once; the guard would do it too, after the wait for the
// host's turn.
func (c *Client) refuse(h hop) error {
	addr, err := netip.ParseAddr(h.url.Hostname())
	if err != nil || (h.trusted && h.home()) {
		return nil
	}
	if addr = addr.WithZone("").Unmap(); !public(addr) && !allowed(addr, c.o.Allow) {
		return privateError{addr}
	}
	return nil
}

// gap is how long to wait between two requests to a host: none on the user's own network.
func (c *Client) gap(h hop) time.Duration {
	if addr, err := netip.ParseAddr(h.url.Hostname()); err == nil && allowed(addr.Unmap(), c.o.Allow) {
		return 0
	}
	if h.trusted && h.home() {
		return 0
	}
	return c.o.Gap
}

// dress sets the headers. Validators go out byte for byte; extra headers, which may be credentials, only to the host
// they were written for.
func (c *Client) dress(req *http.Request, r digest.Request, h hop) {
	accept := r.Accept
	if accept == "" {
		accept = "*/*"
	}
	req.Header.Set("Accept", accept)
	req.Header.Set("Accept-Encoding", "gzip")
	if c.o.UserAgent != "" {
		req.Header.Set("User-Agent", c.o.UserAgent)
	}
	if r.Validators.ETag != "" {
		req.Header["If-None-Match"] = []string{r.Validators.ETag}
	}
	if r.Validators.LastModified != "" {
		req.Header["If-Modified-Since"] = []string{r.Validators.LastModified}
	}
	if !h.home() {
		return
	}
	for name, value := range r.Headers {
		req.Header.Set(name, value)
	}
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
	next.permanent = h.permanent && permanent
	if next.permanent {
		next.moved = to.String()
	}
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
