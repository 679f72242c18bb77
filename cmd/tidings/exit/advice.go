package exit

import (
	"errors"
	"net/http"

	"tidings/digest"
)

// advice is what to do about an error that nobody on its way up had advice for; empty when there is none.
func advice(err error) []string {
	var (
		fetch *digest.FetchError
		parse *digest.ParseError
	)
	switch {
	case errors.As(err, &fetch):
		return fetchAdvice(fetch)
	case errors.As(err, &parse):
		return parseAdvice(parse.Kind)
	case isUsage(err):
		return []string{"tidings --help lists the commands, and each has a --help of its own"}
	}
	return nil
}

func fetchAdvice(e *digest.FetchError) []string {
	if e.Kind == digest.FetchStatus {
		switch e.Status {
		case http.StatusUnauthorized, http.StatusForbidden:
			return []string{"the server wants a login or a different question; a feed may have headers: {Authorization: {env: …}}"}
		case http.StatusGone:
			return []string{"it was taken away for good; look for a new address on the site"}
		case http.StatusTooManyRequests:
			return []string{"the server is asked too often; try again in an hour"}
		}
		if e.Status >= 500 {
			return []string{"the server has trouble of its own; try again later"}
		}
		return []string{"open the address in a browser; it may have moved"}
	}
	return map[digest.FetchKind][]string{
		digest.FetchRefused:     {"check the address, and that the server runs"},
		digest.FetchTimeout:     {"try again later; a slow server does not hold up the others"},
		digest.FetchTLS:         {"the server's owner must renew or mend it; nothing is read over a connection that cannot be trusted"},
		digest.FetchTooLarge:    {"ask the site for a smaller feed; nothing of this size is read"},
		digest.FetchRedirects:   {"open the address in a browser, and write the one that it ends at"},
		digest.FetchInterrupted: {"try again; nothing is read of an answer that was cut off"},
	}[e.Kind]
}

func parseAdvice(kind digest.ParseKind) []string {
	return map[digest.ParseKind][]string{
		digest.ParseEmpty:   {"open the address in a browser; the server may be out of order"},
		digest.ParseIsHTML:  {"look on the page for its RSS or Atom address, and write that"},
		digest.ParseNotFeed: {"open the address in a browser, and look for the site's RSS or Atom feed"},
		digest.ParseNotHTML: {"only web pages can be extracted; tidings feeds test reads feeds"},
		digest.ParseTooDeep: {"no honest document is built like this; leave it alone"},
		digest.ParseBroken:  {"tell the feed's owner; validator.w3.org/feed names the spot"},
		digest.ParseNoText:  {"the page may need a browser with scripts, or a login"},
	}[kind]
}
