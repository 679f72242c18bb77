package feed

import (
	"cmp"
	"fmt"
	"strings"

	"tidings/digest"
)

// identify gives every article an identity within its feed that stays the same from one reading to the next: its guid
// as the feed has it, else its link, else a hash of what it says. A guid or link that several articles claim does not
// tell them apart: there the link goes with the guid, and the title with both.
func identify(c *digest.Channel) {
	claims := map[string]int{}
	for i := range c.Articles {
		a := &c.Articles[i]
		a.GUID = strings.TrimSpace(a.GUID)
		switch {
		case len(a.GUID) > maxGUID:
			a.GUID = digest.Key(a.GUID)
		case a.GUID == "" && a.URL != "":
			a.GUID = a.URL
		case a.GUID == "":
			a.GUID = digest.Key(a.Title, cmp.Or(a.Content, a.Summary))
		}
		claims[a.GUID]++
	}
	if len(claims) == len(c.Articles) {
		return
	}
	const apart = " "
	linked := map[string]int{}
	for i := range c.Articles {
		if a := &c.Articles[i]; claims[a.GUID] > 1 && a.URL != a.GUID {
			a.GUID += apart + a.URL
		}
		linked[c.Articles[i].GUID]++
	}
	seen := map[string]bool{}
	kept := c.Articles[:0]
	for _, a := range c.Articles {
		if linked[a.GUID] > 1 {
			a.GUID += apart + digest.Key(a.Title, cmp.Or(a.Content, a.Summary))
		}
		if !seen[a.GUID] {
			kept = append(kept, a)
		}
		seen[a.GUID] = true
	}
	if lost := len(c.Articles) - len(kept); lost > 0 {
		c.Warnings = append(c.Warnings, twice(lost))
	}
	c.Articles = kept
}

func twice(articles int) string {
	if articles == 1 {
		return "1 article stands in the feed twice"
	}
	return fmt.Sprintf("%d articles stand in the feed twice", articles)
}
