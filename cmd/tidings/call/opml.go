package call

import (
	"context"
	"errors"
	"fmt"

	"tidings/digest"
	"tidings/digest/config/opml"
)

// ReadOPML reads a list of feeds. A damaged one gives what stood before the damage, and a warning.
func (c *Call) ReadOPML(ctx context.Context, from string) ([]opml.Group, error) {
	page, err := c.Document(ctx, from, "", "text/x-opml, application/xml;q=0.9, */*;q=0.1")
	if err != nil {
		return nil, err
	}
	_, groups, err := opml.Read(page.Body)
	if err != nil && len(groups) == 0 {
		return nil, fmt.Errorf("%s: %w", from, opmlHint(err))
	}
	if err != nil {
		c.Say("tidings: warning: %s: %v", from, err)
	}
	return groups, nil
}

// opmlHint adds to an error of opml.Read what to do next.
func opmlHint(err error) error {
	if errors.Is(err, opml.ErrNoFeeds) {
		return digest.Hint(err, "export the list of feeds from your reader: the file holds lines like <outline type=\"rss\" xmlUrl=\"https://…\"/>")
	}
	return digest.Hint(err, "export the list again, or mend the file")
}
