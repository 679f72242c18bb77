package extract

import (
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"tidings/digest/extract/block"
)

// selected is the elements that a CSS selector (W3C Selectors Level 3 and some of 4, as cascadia knows them) finds in a
// document; none when the selector is empty or cannot be read.
func selected(doc *html.Node, selector string) []*html.Node {
	if selector == "" {
		return nil
	}
	group, err := cascadia.ParseGroup(selector)
	if err != nil {
		return nil
	}
	return cascadia.QueryAll(doc, group)
}

// chooseSelected keeps the blocks under the elements; false when there are none.
func chooseSelected(blocks []block.Block, elements []*html.Node) (found bool) {
	for _, e := range elements {
		for i := range blocks {
			if b := &blocks[i]; b.Form != block.Picture && b.Within(e) {
				b.Kept, found = true, true
			}
		}
	}
	return found
}
