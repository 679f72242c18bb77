package digest

import (
	"errors"
	"fmt"
	"time"
)

// ErrNotFound says that what was asked for does not exist.
var ErrNotFound = errors.New("not found")

// ErrNewerState says that the state was written by a newer program than this one.
var ErrNewerState = errors.New("the state was written by a newer version of tidings")

// ErrLost says that a delivery is in another run's hands: this one must leave it alone.
var ErrLost = errors.New("another run has this delivery")

// ErrServed says that another daemon serves this state.
var ErrServed = errors.New("another tidings serve has this state")

// RelayError is a mail server, or another way out, that could not be used at all: nothing was said about any message.
type RelayError struct {
	Way       string // what it is, in words: "mail server smtp.example.com:587"
	Stage     Stage  // StageConnect or StageAuth
	Code      int    // SMTP reply code; 0 when the connection and not the server spoke
	Temporary bool   // trying again later may help
	Err       error
}

func (e *RelayError) Error() string { return fmt.Sprintf("%s: %v", e.Way, e.Err) }
func (e *RelayError) Unwrap() error { return e.Err }

// HintError is an error with the next thing to do: printed as "error: …" and "hint: …".
type HintError struct {
	Err  error
	Hint string
}

func (e *HintError) Error() string { return e.Err.Error() }
func (e *HintError) Unwrap() error { return e.Err }

// Hint adds the next thing to do to an error; nil stays nil.
func Hint(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return &HintError{Err: err, Hint: fmt.Sprintf(format, args...)}
}

// FetchError is a document that could not be had. Its text is for people: "example.com refused the connection".
type FetchError struct {
	URL        string
	Kind       FetchKind
	Status     int           // HTTP status for FetchStatus, else 0
	RetryAfter time.Duration // the server's wish; 0 when it has none
	Host       string        // who answered, after redirects; empty when nobody did
	Own        bool          // the answer came from an address of network.allow: the user's own network
	Err        error         // the cause; may be nil
}

// FetchKind is a class of failure to fetch, by what should be done about it.
type FetchKind string

// The kinds of fetch failure.
const (
	FetchBadURL      FetchKind = "bad-url"     // not an http or https address
	FetchDNS         FetchKind = "dns"         // the name does not resolve
	FetchOffline     FetchKind = "offline"     // no way there from this machine
	FetchRefused     FetchKind = "refused"     // nothing listens there
	FetchTimeout     FetchKind = "timeout"     // the total deadline passed
	FetchTLS         FetchKind = "tls"         // the certificate is not good
	FetchStatus      FetchKind = "status"      // the server answered with an error
	FetchTooLarge    FetchKind = "too-large"   // more bytes than are allowed, also when decompressed
	FetchRedirects   FetchKind = "redirects"   // too many redirects, or a loop
	FetchPrivate     FetchKind = "private"     // a private address that network.allow does not list
	FetchInterrupted FetchKind = "interrupted" // the body broke off
	FetchProxy       FetchKind = "proxy"       // the proxy that is configured is no way there
	FetchHeld        FetchKind = "held"        // not asked: the host answered 429 before, and wants to be left alone
	FetchOther       FetchKind = "other"
)

func (e *FetchError) Error() string {
	switch {
	case e.Kind == FetchStatus:
		return fmt.Sprintf("%s: the server answered %d", e.URL, e.Status)
	case e.Err != nil:
		return fmt.Sprintf("%s: %v", e.URL, e.Err)
	default:
		return fmt.Sprintf("%s: %s", e.URL, e.Kind)
	}
}

func (e *FetchError) Unwrap() error { return e.Err }

// ParseError is a document that was had and could not be read: not a feed, or not a readable page.
type ParseError struct {
	URL  string
	Kind ParseKind
	Err  error // the cause; may be nil
}

// ParseKind is a class of unreadable document.
type ParseKind string

// The kinds of unreadable document.
const (
	ParseEmpty   ParseKind = "empty"    // no bytes, or only white space
	ParseIsHTML  ParseKind = "html"     // a web page where a feed was expected
	ParseNotFeed ParseKind = "not-feed" // neither RSS nor Atom nor JSON Feed
	ParseNotHTML ParseKind = "not-html" // something else where a page was expected
	ParseTooDeep ParseKind = "too-deep" // nested beyond every reasonable document
	ParseBroken  ParseKind = "broken"   // the right kind, and damaged beyond repair
	ParseNoText  ParseKind = "no-text"  // a page with no readable text
)

func (e *ParseError) Error() string {
	words := map[ParseKind]string{
		ParseEmpty: "the document is empty", ParseIsHTML: "this is a web page, not a feed",
		ParseNotFeed: "this is neither RSS nor Atom nor JSON Feed", ParseNotHTML: "this is not a web page",
		ParseTooDeep: "the elements are nested too deep", ParseBroken: "the document is damaged",
		ParseNoText: "no readable text was found",
	}[e.Kind]
	if e.URL != "" {
		words = e.URL + ": " + words
	}
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", words, e.Err)
	}
	return words
}

func (e *ParseError) Unwrap() error { return e.Err }
