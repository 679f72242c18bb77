package render

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Pictures lists the pictures that a page shows: how wide each is shown at most, in pixels, by address; 0 where the page
// does not say.
func Pictures(page string) map[string]int {
	found := make(map[string]int)
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.Data != "img" {
				continue
			}
			address, width := "", 0
			for _, a := range t.Attr {
				switch a.Key {
				case "src":
					address = a.Val
				case "width":
					width, _ = strconv.Atoi(a.Val) // "100%" says nothing of pixels
				}
			}
			found[address] = max(found[address], width)
		}
	}
}
