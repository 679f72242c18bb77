package fetch

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// newTransport makes a transport over a way to connect. A proxy from the environment is ignored, since nobody who wrote
// the configuration named it, and it would resolve the names out of our sight.
func newTransport(dial func(ctx context.Context, network, address string) (net.Conn, error), o Options) *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            dial,
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // decompressed by read, under its limit
		MaxIdleConnsPerHost:    o.PerHost,
		MaxIdleConns:           64,      // one for each of the feeds that are asked at once; hosts that are done with are many
		WriteBufferSize:        2 << 10, // requests are short
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
}

// guard refuses addresses that are not on the public internet.
type guard struct {
	public func(netip.Addr) bool
	allow  []netip.Prefix
}

// control is called by the dialer with every address that it is about to connect to, after the name was resolved: a name
// that resolves to something else the second time is checked the second time.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("address %s: %w", address, err)
	}
	return g.check(ap.Addr().WithZone("").Unmap())
}

// check says whether an address may be reached.
func (g guard) check(addr netip.Addr) error {
	if !g.public(addr) && !allowed(addr, g.allow) {
		return privateError{addr}
	}
	return nil
}

func allowed(addr netip.Addr, allow []netip.Prefix) bool {
	for _, p := range allow {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// public says whether an address is one that a stranger's server can have. The ranges are those of the IANA
// special-purpose registries (RFC 6890) that are not globally reachable, and the IPv6 forms that wrap an IPv4 address.
func public(addr netip.Addr) bool {
	if v4, ok := embedded(addr); ok {
		return public(v4)
	}
	if !addr.IsGlobalUnicast() || addr.IsPrivate() {
		return false // loopback, link-local, multicast, unspecified, broadcast, RFC 1918, unique local
	}
	for _, p := range special() {
		if p.Contains(addr) {
			return false
		}
	}
	return true
}

func special() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"),
		netip.MustParsePrefix("100.64.0.0/10"), // carrier-grade NAT
		netip.MustParsePrefix("192.0.0.0/24"),
		netip.MustParsePrefix("192.0.2.0/24"), // documentation, like the next two
		netip.MustParsePrefix("198.51.100.0/24"),
		netip.MustParsePrefix("203.0.113.0/24"),
		netip.MustParsePrefix("198.18.0.0/15"), // benchmarking
		netip.MustParsePrefix("240.0.0.0/4"),
		netip.MustParsePrefix("fec0::/10"),      // site-local, deprecated
		netip.MustParsePrefix("100::/64"),       // discard
		netip.MustParsePrefix("64:ff9b:1::/48"), // NAT64 into a private network
		netip.MustParsePrefix("2001::/32"),      // Teredo: an IPv4 address in disguise
		netip.MustParsePrefix("2001:db8::/32"),  // documentation
	}
}

// embedded is the IPv4 address inside an IPv6 one: NAT64 (RFC 6052) and 6to4 (RFC 3056).
func embedded(addr netip.Addr) (netip.Addr, bool) {
	if !addr.Is6() {
		return addr, false
	}
	b := addr.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(addr):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case netip.MustParsePrefix("2002::/16").Contains(addr):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return addr, false
}
