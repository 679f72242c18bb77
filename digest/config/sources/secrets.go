package sources

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"

	"golang.org/x/net/http/httpguts"

	"tidings/digest/config/secret"
)

// feedSecret is a header of a feed, or the password of its proxy, that is read when it is needed.
type feedSecret struct {
	feed   int // in Catalogue.Feeds
	header string
	user   string // the secret is this user's password, and the header both of them; empty: the header is the secret
	proxy  bool   // the secret is the password of the feed's proxy, and no header
	secret secret.Secret
}

const loginHeader = "Authorization"

// basic is a name and a password as a header has them (RFC 7617 section 2).
func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// ReadSecrets reads the secrets in the headers and proxies of feeds and sets them. Each is read once, however many feeds
// use it. It goes on past those that cannot be had: the feeds concerned are left without, and the errors joined.
func (c *Catalogue) ReadSecrets(ctx context.Context) error {
	type result struct {
		value string
		err   error
	}
	read := make(map[string]result)
	var errs []error
	for _, h := range c.secrets {
		got, done := read[h.secret.Where()]
		if !done {
			got.value, got.err = h.secret.Read(ctx)
			if got.err == nil && !h.proxy && !httpguts.ValidHeaderFieldValue(got.value) {
				got.err = fmt.Errorf("%s: %s holds a line break or control character, which no header can", h.secret.Where(), h.secret)
			}
			read[h.secret.Where()] = got
			errs = append(errs, got.err)
		}
		switch {
		case got.err != nil:
		case h.proxy:
			c.Feeds[h.feed].Proxy.Password = got.value
		case h.user != "":
			c.Feeds[h.feed].Headers[h.header] = basic(h.user, got.value)
		default:
			c.Feeds[h.feed].Headers[h.header] = got.value
		}
	}
	return errors.Join(errs...)
}

// secretHeader tells the headers that let whoever knows them in.
var secretHeader = regexp.MustCompile(`(?i)cookie|auth|token|key|secret`)
