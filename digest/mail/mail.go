// Package mail turns a message into what goes over the wire: MIME encoded once for all readers of a rendering, headers
// for one, their signatures, the SMTP dialogue, and the server's answers sorted into outcomes.
//
// No body is produced inside DATA: a failure there would have the server accept half a message. Everything is encoded
// before the first command, and the final dot is sent only when the ledger has the delivery marked.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"tidings/digest"
	"tidings/digest/mail/dkim"
)

// TLSMode says how a connection to the mail server is protected.
type TLSMode string

// The modes. TLSAuto is implicit TLS on port 465, none to a loopback address, and STARTTLS insisted on elsewhere.
const (
	TLSAuto     TLSMode = ""
	TLSStart    TLSMode = "starttls"
	TLSImplicit TLSMode = "implicit"
	TLSNone     TLSMode = "none"
)

// Dialer opens sessions with one mail server. The zero values of Port, TLS and HELO are sensible.
type Dialer struct {
	Host     string
	Port     int // 0: 465 for implicit TLS, 25 for loopback, else 587
	User     string
	Password string
	TLS      TLSMode
	HELO     string        // empty: the machine's name
	Timeout  time.Duration // to connect, greet, protect and log in; 0: 30 s
	Roots    *tls.Config   // extra TLS settings, for tests; nil: the system's
	DKIM     *dkim.Signer  // signs every message; nil: none is signed here
	waits    *waits        // for tests; nil: patience
}

// Address is the host and port that the dialer connects to.
func (d Dialer) Address() string { return net.JoinHostPort(d.Host, strconv.Itoa(d.port())) }

func (d Dialer) port() int {
	switch {
	case d.Port != 0:
		return d.Port
	case d.TLS == TLSImplicit:
		return 465
	case d.loopback():
		return 25
	}
	return 587
}

func (d Dialer) mode() TLSMode {
	switch {
	case d.TLS != TLSAuto:
		return d.TLS
	case d.port() == 465:
		return TLSImplicit
	case d.loopback():
		return TLSNone
	}
	return TLSStart
}

func (d Dialer) wait() waits {
	if d.waits != nil {
		return *d.waits
	}
	return patience
}

func (d Dialer) loopback() bool {
	if d.Host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(d.Host)
	return err == nil && addr.IsLoopback()
}

// Connect greets the server, protects the connection and logs in. The error is a *digest.RelayError, or ctx's own.
func (d Dialer) Connect(ctx context.Context) (*Session, error) {
	var conn net.Conn
	client, err := gomail.NewClient(d.Host, d.options(&conn)...)
	if err != nil {
		return nil, d.relayError(digest.StageConnect, err)
	}
	smtp, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if conn != nil {
			conn.Close() // go-mail leaves it open when the greeting or the login fails
		}
		if cause := context.Cause(ctx); cause != nil {
			return nil, cause
		}
		return nil, d.relayError(digest.StageAuth, err)
	}
	pipelining, _ := smtp.Extension("PIPELINING")
	utf8, _ := smtp.Extension("SMTPUTF8")
	size, _ := smtp.Extension("SIZE")
	s := &Session{
		smtp: smtp, text: smtp.Text, pipelining: pipelining, utf8: utf8, sizes: size, wait: d.wait(),
		composer: composer{dkim: d.DKIM},
	}
	if d.mode() == TLSNone {
		s.socket = conn
	}
	return s, nil
}

// options is the dialer in go-mail's words. conn is set to the connection as soon as there is one.
func (d Dialer) options(conn *net.Conn) []gomail.Option {
	timeout := d.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	mode := d.mode()
	settings := d.tlsSettings()
	options := []gomail.Option{
		gomail.WithPort(d.port()),
		gomail.WithTimeout(timeout),
		gomail.WithTLSConfig(settings),
		gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			var err error
			if mode == TLSImplicit {
				*conn, err = (&tls.Dialer{Config: settings}).DialContext(ctx, network, address)
			} else {
				*conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
			}
			return *conn, err
		}),
	}
	switch mode {
	case TLSStart:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLSImplicit: // protected already; go-mail sees that when asked to look for more
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if d.HELO != "" {
		options = append(options, gomail.WithHELO(d.HELO))
	}
	if d.User != "" {
		options = append(options, gomail.WithUsername(d.User), gomail.WithPassword(d.Password), d.auth(mode))
	}
	return options
}

// auth lets go-mail choose the strongest method offered. Unprotected, the password is shown only because the user
// asked for that, or because it does not leave the machine.
func (d Dialer) auth(mode TLSMode) gomail.Option {
	if mode == TLSNone {
		return gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
			gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc)
	}
	return gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover)
}

func (d Dialer) tlsSettings() *tls.Config {
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if d.Roots != nil {
		settings = d.Roots.Clone()
	}
	settings.ServerName = d.Host
	return settings
}

// isLoss says whether the error is about the connection, or a server that makes no sense, and not its word.
func isLoss(err error) bool {
	var (
		network  net.Error
		nonsense textproto.ProtocolError
	)
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) || errors.As(err, &nonsense)
}

// relayError says what it means that no session could be had, and what to do.
func (d Dialer) relayError(stage digest.Stage, err error) error {
	e := &digest.RelayError{Way: "mail server " + d.Address(), Stage: stage, Temporary: true, Err: err}
	var (
		reply  *textproto.Error
		verify *tls.CertificateVerificationError
		nobody x509.UnknownAuthorityError
	)
	switch {
	case errors.As(err, &reply):
		e.Code = reply.Code
		e.Err = fmt.Errorf("%d %s", reply.Code, oneLine(strings.Trim(reply.Msg, `"`)))
		e.Temporary = reply.Code < 500
		if !e.Temporary {
			return digest.Hint(e, "check user and password under smtp; the server's words are above")
		}
	case errors.As(err, &nobody):
		e.Temporary = false
		return digest.Hint(e, "no authority that this machine trusts has signed the certificate; install the authority that has")
	case errors.As(err, &verify):
		e.Temporary = false
		return digest.Hint(e, "the certificate of %s is not good for this name; check smtp.host", d.Host)
	case strings.Contains(err.Error(), "does not support STARTTLS"): // go-mail has no error value for it
		e.Temporary = false
		e.Err = errors.New("the server offers no STARTTLS")
		return digest.Hint(e, "use port 465, or, on a network you trust, set smtp.tls: none")
	case strings.Contains(err.Error(), "AUTH") && !isLoss(err):
		e.Temporary = false
		return digest.Hint(e, "the server offers no way to log in that can be used; leave out smtp.user if it needs none")
	default:
		e.Stage = digest.StageConnect
		e.Err = fmt.Errorf("no connection: %w", err)
		return digest.Hint(e, "check smtp.host and smtp.port, and that the server runs; nothing is lost, deliveries stay due")
	}
	return e
}
