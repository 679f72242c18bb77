package extract

import (
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/extract/block"
	"tidings/digest/extract/letters"
)

// The bounds of what is remembered of a site. A line is furniture when it stood on the pages of two other articles, and so
// on three with this one. Lines of a word or two say too little.
const (
	furniturePages = 2
	minLine        = 12   // letters
	maxLines       = 1000 // of a site: some thirty articles
	linesPerPage   = 100
)

// Remember adds the lines of a text to what is known of its site. Two kinds of text add nothing, so that changed is false:
// one of which more than half is known already, which is the same article once more, and one that is not from a page.
// Lines are kept as keys of 16 bytes, at most 1,000 a site; of those that are no furniture, the ones that were not met for
// longest go first.
func Remember(known []digest.SiteLine, t digest.Text) (lines []digest.SiteLine, changed bool) {
	pages := pagesOf(known)
	var fresh []string
	seen := map[string]bool{}
	chars, old := 0, 0
	for line := range strings.Lines(t.Body) {
		n := letters.Count(line)
		k := lineKey(line)
		if n < minLine || seen[k] || len(fresh) == linesPerPage {
			continue
		}
		seen[k] = true
		fresh = append(fresh, k)
		chars += n
		if pages[k] > 0 {
			old += n
		}
	}
	ours := t.Method == methodReadability || t.Method == methodSecondLook
	if !ours || len(fresh) == 0 || 2*old > chars {
		return known, false
	}
	for _, l := range known {
		if !seen[l.Key] {
			lines = append(lines, l)
		}
	}
	for _, k := range fresh {
		lines = append(lines, digest.SiteLine{Key: k, Pages: pages[k] + 1})
	}
	return forget(lines), true
}

// forget keeps the lines within maxLines.
func forget(lines []digest.SiteLine) []digest.SiteLine {
	surplus := len(lines) - maxLines
	lines = slices.DeleteFunc(lines, func(l digest.SiteLine) bool {
		drop := surplus > 0 && l.Pages < furniturePages
		if drop {
			surplus--
		}
		return drop
	})
	return lines[max(0, len(lines)-maxLines):]
}

func pagesOf(known []digest.SiteLine) map[string]int {
	pages := make(map[string]int, len(known))
	for _, l := range known {
		pages[l.Key] = l.Pages
	}
	return pages
}

// lineKey names a line by what it says, whatever its spacing, marks and case. A line of a list has a dash that its block
// has not.
func lineKey(line string) string { return digest.Key("line", letters.Key(line))[:16] }

// dropRemembered drops the lines that the site puts on its pages. Where they are more than half of the text, it is a page
// that was read before, and they stay. Sub-headings stay: "What happens next" heads something else each time.
func dropRemembered(blocks []block.Block, known []digest.SiteLine) {
	if len(known) == 0 {
		return
	}
	pages := pagesOf(known)
	var furniture []*block.Block
	total, chars := 0, 0
	for i := range blocks {
		b := &blocks[i]
		if !b.Kept || b.Form == block.Picture {
			continue
		}
		total += b.Chars
		if b.Form != block.Heading && b.Chars >= minLine && pages[lineKey(b.Text)] >= furniturePages {
			furniture = append(furniture, b)
			chars += b.Chars
		}
	}
	if 2*chars > total {
		return
	}
	for _, b := range furniture {
		b.Kept, b.Why = false, "on other pages of the site, too"
	}
}
