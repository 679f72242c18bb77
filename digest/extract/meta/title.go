package meta

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"tidings/digest/text"
)

// maxTitle is the longest heading that may be a title, in bytes.
const maxTitle = 500

// minTitle is the shortest heading that is believed to be the whole of a longer title, in runes: "News" is none.
const minTitle = 8

// separators stand between an article's title and its site's name.
var separators = []string{" | ", " - ", " – ", " — ", " · ", " » ", " :: "}

// title is the article's title by itself: without the name of the site, and whole where the page shows it whole.
func (p *Page) title(declared, site string) string {
	if len(p.headings) > 0 && (declared == "" || text.Fold(declared) == text.Fold(site)) {
		return p.headings[0]
	}
	for _, heading := range p.headings {
		if isWholeOf(heading, declared) || isPartOf(heading, declared) {
			return heading
		}
	}
	for _, sep := range separators {
		at := strings.LastIndex(declared, sep)
		if at > 0 && p.isSite(declared[at+len(sep):], site) {
			return strings.TrimSpace(declared[:at])
		}
	}
	return declared
}

// isWholeOf tells whether a heading says in full what a title cuts short.
func isWholeOf(heading, title string) bool {
	begun, cut := strings.CutSuffix(title, "…")
	if !cut {
		begun, cut = strings.CutSuffix(title, "...")
	}
	return cut && utf8.RuneCountInString(begun) >= minTitle && strings.HasPrefix(heading, strings.TrimSpace(begun))
}

// isPartOf tells whether a title is a heading with something else before or after it.
func isPartOf(heading, title string) bool {
	if utf8.RuneCountInString(heading) < minTitle {
		return false
	}
	const marks = "|-–—·»:"
	if rest, ok := strings.CutPrefix(title, heading); ok {
		r, _ := utf8.DecodeRuneInString(strings.TrimSpace(rest))
		return strings.ContainsRune(marks, r)
	}
	if rest, ok := strings.CutSuffix(title, heading); ok {
		r, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(rest))
		return strings.ContainsRune(marks, r)
	}
	return false
}

// isSite tells whether a part of a title names the site: as the page calls it, or as its host does.
func (p *Page) isSite(part, site string) bool {
	folded := strings.ReplaceAll(text.Fold(part), " ", "")
	if folded == "" || len(part) > 60 {
		return false
	}
	if folded == strings.ReplaceAll(text.Fold(site), " ", "") {
		return true
	}
	label := labelOf(p.base)
	return len(label) > 3 && strings.Contains(folded, label) || len(folded) > 3 && strings.Contains(label, folded)
}

// labelOf is the longest label of a host but its last: "golem" of www.golem.de.
func labelOf(address *url.URL) string {
	if address == nil {
		return ""
	}
	labels := strings.Split(strings.ToLower(address.Hostname()), ".")
	longest := ""
	for _, l := range labels[:len(labels)-1] {
		if len(l) > len(longest) {
			longest = l
		}
	}
	return strings.ReplaceAll(longest, "-", "")
}
