package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"
	"time"

	"tidings/digest"
)

var (
	errNotHTTP = errors.New("this is not an http or https address; write it in full, as in https://example.com/feed.xml")
	errLoop    = errors.New("the redirects run in a circle")
	errNowhere = errors.New("the server redirects without saying where")
)

func errScheme(scheme string) error {
	return fmt.Errorf("the server redirects to a %q address, which is not followed", scheme)
}

func errManyRedirects(n int) error {
	return fmt.Errorf("more than %d redirects one after the other", n)
}

// errDeadline is the cause of a context whose total deadline has passed.
type errDeadline struct{ after time.Duration }

func (e errDeadline) Error() string { return fmt.Sprintf("no complete answer within %s", e.after) }

// privateError is an address that the guard refused.
type privateError struct{ addr netip.Addr }

func (e privateError) Error() string {
	return fmt.Sprintf("%s is a private address; to allow it, add this line to sources.yaml: network: {allow: [%s]}", e.addr, e.addr)
}

// heldError is a host that wants to be left alone.
type heldError struct {
	host string
	left time.Duration
}

func (e heldError) Error() string {
	return fmt.Sprintf("%s asked to be left alone for another %s", e.host, max(time.Second, e.left.Round(time.Second)))
}

func badURL(address string, err error) error {
	return &digest.FetchError{URL: address, Kind: digest.FetchBadURL, Err: err}
}

func tooLarge(address string, limit int64) error {
	return &digest.FetchError{
		URL: address, Kind: digest.FetchTooLarge, Err: fmt.Errorf("the document is larger than %d MB", limit>>20),
	}
}

// classify says in words what the network's error means.
func classify(address string, err error) error {
	e := &digest.FetchError{URL: address, Kind: digest.FetchOther, Err: err}
	var (
		private  privateError
		held     heldError
		proxy    proxyError
		deadline errDeadline
		dns      *net.DNSError
		timeout  interface{ Timeout() bool }
	)
	switch {
	case errors.As(err, &private):
		e.Kind, e.Err = digest.FetchPrivate, private
	case errors.As(err, &held):
		e.Kind, e.Err, e.RetryAfter, e.Host = digest.FetchHeld, held, held.left, held.host
	case errors.As(err, &proxy):
		e.Kind, e.Err = digest.FetchProxy, proxy
	case errors.As(err, &deadline):
		e.Kind, e.Err = digest.FetchTimeout, deadline
	case errors.As(err, &dns):
		e.Kind, e.Err = digest.FetchDNS, fmt.Errorf("the name %s does not resolve; check the spelling and the network", dns.Name)
	case isTLS(err):
		e.Kind, e.Err = digest.FetchTLS, fmt.Errorf("the certificate is not good: %w", err)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETDOWN):
		e.Kind, e.Err = digest.FetchOffline, errors.New("no way there from this machine; check the network")
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Kind, e.Err = digest.FetchRefused, errors.New("nothing answers at this address (connection refused)")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		e.Kind, e.Err = digest.FetchTimeout, errors.New("the server does not answer in time")
	case dropped(err):
		e.Kind, e.Err = digest.FetchInterrupted, errors.New("the server broke off before the answer was complete")
	}
	return e
}

// dropped tells whether the server hung up before the answer was complete.
func dropped(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

func isTLS(err error) bool {
	var (
		unknown   x509.UnknownAuthorityError
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
		verifying *tls.CertificateVerificationError
		record    tls.RecordHeaderError
	)
	return errors.As(err, &verifying) || errors.As(err, &unknown) || errors.As(err, &hostname) ||
		errors.As(err, &invalid) || errors.As(err, &record)
}
