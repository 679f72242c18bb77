package compose

import (
	"strings"

	"tidings/digest"
)

// Select is the articles that may stand in an edition, in the order given. It leaves out articles of feeds it does not
// know, those that the feed's or the edition's filter turns away, those older than the feed's MaxAge when they were
// first seen, and those with neither title nor text. An article must pass both filters.
//
// Age is taken at first sight, so an article that waits for its issue never grows too old.
func Select(articles []digest.Article, feeds map[string]digest.Feed, edition digest.Filter) []digest.Article {
	var kept []digest.Article
	for _, a := range articles {
		if why, _ := Refused(a, feeds, edition); why == "" {
			kept = append(kept, a)
		}
	}
	return kept
}

func tooOld(a digest.Article, f digest.Feed) bool {
	return f.MaxAge > 0 && a.Seen.Sub(a.When()) > f.MaxAge
}

// blank says that there is nothing to print of an article.
func blank(a digest.Article) bool {
	return strings.TrimSpace(a.Title+a.Summary+a.Text.Body+a.Content) == ""
}
