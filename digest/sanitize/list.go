package sanitize

import (
	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html/atom"
)

// list is the policy that has the last word. It is built once and only read from then on.
var list = newList()

// newList allows the elements of the table, and the attributes that the writer puts out.
func newList() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for tag, e := range elements {
		if e.is&dropped == 0 && e.as == 0 && tag != atom.A && tag != atom.Img {
			p.AllowNoAttrs().OnElements(tag.String())
		}
	}
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src", "alt", "width", "height").OnElements("img")
	p.AllowAttrs("title").OnElements("abbr", "dfn")
	p.AllowAttrs("start").OnElements("ol")
	p.AllowAttrs("colspan", "rowspan").OnElements("td", "th")
	p.AllowAttrs("dir", "lang").Globally()
	return p
}
