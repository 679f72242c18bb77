package paper

import (
	"context"
	"fmt"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/mail/dkim"
)

// Signer reads the keys that mail is signed with; nil when there are none.
func Signer(ctx context.Context, d config.DKIM) (*dkim.Signer, error) {
	if len(d.Keys) == 0 {
		return nil, nil
	}
	s := &dkim.Signer{Domain: d.Domain}
	for _, k := range d.Keys {
		text, err := k.Key.Read(ctx)
		if err != nil {
			return nil, err
		}
		private, err := dkim.Parse([]byte(text))
		if err != nil {
			return nil, digest.Hint(fmt.Errorf("%s: %s: %w", k.Key.Where(), k.Key, err), "tidings dkim new makes keys that are good")
		}
		s.Keys = append(s.Keys, dkim.Key{Selector: k.Selector, Private: private})
	}
	return s, nil
}

// Selectors are the names of the keys that mail is signed with.
func Selectors(d config.DKIM) (names []string) {
	for _, k := range d.Keys {
		names = append(names, k.Selector)
	}
	return names
}
