package config

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"golang.org/x/net/http/httpguts"

	"tidings/digest/config/secret"
)

// feedSecret is a header of a feed that is read when it is needed.
type feedSecret struct {
	feed   int // in Config.Feeds
	header string
	secret secret.Secret
}

// ReadSecrets reads the secrets in the headers of feeds and sets them. Each is read once, however many feeds use it.
// It goes on past those that cannot be had: the feeds concerned are left without the header, and the errors joined.
func (c *Config) ReadSecrets(ctx context.Context) error {
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
			if got.err == nil && !httpguts.ValidHeaderFieldValue(got.value) {
				got.err = fmt.Errorf("%s: %s holds a line break or control character, which no header can", h.secret.Where(), h.secret)
			}
			read[h.secret.Where()] = got
			errs = append(errs, got.err)
		}
		if got.err == nil {
			c.Feeds[h.feed].Headers[h.header] = got.value
		}
	}
	return errors.Join(errs...)
}

// secretHeader tells the headers that let whoever knows them in.
var secretHeader = regexp.MustCompile(`(?i)cookie|auth|token|key|secret`)
