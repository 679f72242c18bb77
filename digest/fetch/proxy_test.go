package fetch

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"tidings/digest"
)

// proxyServer is a proxy on loopback that writes down what it was asked for.
type proxyServer struct {
	url   string
	login string // "user:password" that it asks for; empty: anybody may
	mu    sync.Mutex
	asked []string // "GET http://…", "CONNECT host:port", "SOCKS host:port"
}

func (p *proxyServer) note(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, what)
}

func (p *proxyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.note(r.Method + " " + r.RequestURI)
	if want := "Basic " + base64.StdEncoding.EncodeToString([]byte(p.login)); p.login != "" && r.Header.Get("Proxy-Authorization") != want {
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	if r.Method != http.MethodConnect {
		r.RequestURI = ""
		r.Header.Del("Proxy-Authorization")
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer res.Body.Close()
		for name, values := range res.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
		return
	}
	there, err := net.Dial("tcp", r.RequestURI)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	join(here, there)
}

// join copies both ways until one side ends.
func join(here, there net.Conn) {
	go func() {
		_, _ = io.Copy(there, here)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
	_ = here.Close()
}

// socks speaks as much of RFC 1928 and RFC 1929 as a client of TCP needs.
func (p *proxyServer) socks(conn net.Conn) {
	defer conn.Close()
	read := func(n int) []byte {
		b := make([]byte, n)
		if _, err := io.ReadFull(conn, b); err != nil {
			return make([]byte, n)
		}
		return b
	}
	methods := read(int(read(2)[1]))
	if p.login != "" && slices.Contains(methods, 2) {
		_, _ = conn.Write([]byte{5, 2})
		user := string(read(int(read(2)[1])))
		password := string(read(int(read(1)[0])))
		if user+":"+password != p.login {
			_, _ = conn.Write([]byte{1, 1})
			return
		}
		_, _ = conn.Write([]byte{1, 0})
	} else if p.login != "" {
		_, _ = conn.Write([]byte{5, 0xff})
		return
	} else {
		_, _ = conn.Write([]byte{5, 0})
	}
	host := ""
	switch kind := read(4)[3]; kind {
	case 1:
		host = netip.AddrFrom4([4]byte(read(4))).String()
	case 3:
		host = string(read(int(read(1)[0])))
	}
	to := net.JoinHostPort(host, fmt.Sprint(binary.BigEndian.Uint16(read(2))))
	p.note("SOCKS " + to)
	there, err := net.Dial("tcp", to)
	if err != nil {
		_, _ = conn.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	_, _ = conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	join(conn, there)
}

// proxies starts a proxy of each kind.
func proxies(t *testing.T, login string, roots *x509.CertPool) map[string]*proxyServer {
	t.Helper()
	all := map[string]*proxyServer{}
	for _, kind := range []string{"http", "https", "socks5"} {
		p := &proxyServer{login: login}
		all[kind] = p
		switch kind {
		case "http":
			s := httptest.NewServer(p)
			t.Cleanup(s.Close)
			p.url = s.URL
		case "https":
			s := httptest.NewTLSServer(p)
			t.Cleanup(s.Close)
			roots.AddCert(s.Certificate())
			p.url = s.URL
		case "socks5":
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			p.url = "socks5://" + l.Addr().String()
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					go p.socks(conn)
				}
			}()
		}
	}
	return all
}

func through(p *proxyServer) digest.Proxy {
	user, password, _ := strings.Cut(p.login, ":")
	return digest.Proxy{URL: p.url, User: user, Password: password}
}

func TestProxiesOfEveryKindAreGoneThrough(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "" {
			t.Error("the server behind was told the proxy's password")
		}
		_, _ = io.WriteString(w, "from behind")
	})
	plain, secure := server(t, answer), httptest.NewTLSServer(answer)
	t.Cleanup(secure.Close)
	for _, login := range []string{"", "ana:pass word"} {
		roots := x509.NewCertPool()
		roots.AddCert(secure.Certificate())
		for kind, p := range proxies(t, login, roots) {
			c := client(t, func(o *Options) { o.Roots = roots })
			asked := map[string]string{"http": "GET ", "https": "GET ", "socks5": "SOCKS "}[kind] + plain + "/feed"
			if kind == "socks5" {
				asked = "SOCKS " + hostOf(t, plain)
			}
			for address, want := range map[string]string{
				plain + "/feed":      asked,
				secure.URL + "/feed": map[string]string{"http": "CONNECT ", "https": "CONNECT ", "socks5": "SOCKS "}[kind] + hostOf(t, secure.URL),
			} {
				p.asked = nil
				page, err := c.Fetch(t.Context(), digest.Request{URL: address, Proxy: through(p)})
				if err != nil || string(page.Body) != "from behind" {
					t.Errorf("%s proxy, %s: %v %q", kind, address, err, page.Body)
				}
				if !slices.Equal(p.asked, []string{want}) {
					t.Errorf("%s proxy, %s: it was asked %q, want %q", kind, address, p.asked, want)
				}
			}
		}
	}
}

func hostOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func TestWhatIsBehindAProxyIsResolvedAndCheckedFirst(t *testing.T) {
	reached := false
	private := server(t, func(http.ResponseWriter, *http.Request) { reached = true })
	byName := strings.Replace(private, "127.0.0.1", "localhost", 1)
	roots := x509.NewCertPool()
	for kind, p := range proxies(t, "", roots) {
		c := client(t, func(o *Options) { o.Allow, o.Roots = nil, roots })
		for _, address := range []string{
			private, byName, strings.Replace(private, "http:", "https:", 1), strings.Replace(byName, "http:", "https:", 1),
			"http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/",
		} {
			_, err := c.Fetch(t.Context(), digest.Request{URL: address, Proxy: through(p)})
			wantKind(t, err, digest.FetchPrivate)
		}
		if reached || len(p.asked) > 0 {
			t.Errorf("%s proxy: it was asked %q", kind, p.asked)
		}
	}
}

func TestRedirectsBehindAProxyAreChecked(t *testing.T) {
	url := server(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "http://[::1]:1/", http.StatusFound) })
	roots := x509.NewCertPool()
	for kind, p := range proxies(t, "", roots) {
		c := client(t, func(o *Options) { o.Roots = roots })
		_, err := c.Fetch(t.Context(), digest.Request{URL: url, Proxy: through(p)})
		wantKind(t, err, digest.FetchPrivate)
		if len(p.asked) != 1 {
			t.Errorf("%s proxy: it was asked %q", kind, p.asked)
		}
	}
}

func TestTunnelLeadsToTheAddressThatWasChecked(t *testing.T) {
	address := strings.Replace(server(t, func(http.ResponseWriter, *http.Request) {}), "127.0.0.1", "localhost", 1)
	p := proxies(t, "", x509.NewCertPool())["socks5"]
	if _, err := client(t).Fetch(t.Context(), digest.Request{URL: address, Proxy: through(p)}); err != nil {
		t.Fatal(err)
	}
	if want := "SOCKS " + strings.Replace(hostOf(t, address), "localhost", "127.0.0.1", 1); !slices.Equal(p.asked, []string{want}) {
		t.Errorf("asked %q, want %q: the proxy could have resolved the name to something else", p.asked, want)
	}
}

func TestProxyThatIsNoWayThereIsToldApartFromTheServer(t *testing.T) {
	url := server(t, func(http.ResponseWriter, *http.Request) {})
	secret := "do not print"
	roots := x509.NewCertPool()
	for kind, p := range proxies(t, "ana:right", roots) {
		c := client(t, func(o *Options) { o.Roots = roots })
		for _, address := range []string{url, strings.Replace(url, "http:", "https:", 1)} {
			_, err := c.Fetch(t.Context(), digest.Request{URL: address, Proxy: digest.Proxy{URL: p.url, User: "ana", Password: secret}})
			wantKind(t, err, digest.FetchProxy)
			if !strings.Contains(err.Error(), hostOf(t, p.url)) || strings.Contains(err.Error(), secret) {
				t.Errorf("%s proxy: %v", kind, err)
			}
		}
	}
	for _, gone := range []string{"http://127.0.0.1:1", "https://127.0.0.1:1", "socks5://127.0.0.1:1", "http://no-such-host.invalid:3128"} {
		_, err := client(t).Fetch(t.Context(), digest.Request{URL: url, Proxy: digest.Proxy{URL: gone}})
		wantKind(t, err, digest.FetchProxy)
	}
}

func TestProxyOnThisNetworkDoesNotMakeServersOurOwn(t *testing.T) {
	var asked int
	p := &proxyServer{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	t.Cleanup(s.Close)
	p.url = s.URL
	c := client(t) // the proxy is in network.allow, and what is behind it is not
	for range 2 {
		_, err := c.Fetch(t.Context(), digest.Request{URL: "http://93.184.215.14/feed", Proxy: through(p)})
		if err == nil {
			t.Fatal("429 is no answer")
		}
	}
	if asked != 1 {
		t.Errorf("a host that answered 429 was asked %d times", asked)
	}
}
