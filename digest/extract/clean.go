package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/digest/extract/block"
	"tidings/digest/extract/dom"
	"tidings/digest/extract/letters"
	"tidings/digest/extract/names"
	"tidings/digest/extract/phrases"
)

// cleaner drops, of the blocks that were chosen, what a reader of a digest does not want. Each rule is a method that
// tells the reason for which a block goes, or nothing. Each was measured on both halves of the labelled hosts and is here
// because it helps on both; only the publisher's own text helps on one (+.0011 macro F1) and costs the other .0003.
type cleaner struct {
	covered names.Coverage
	body    string          // key of JSON-LD's articleBody when it can be trusted, else empty
	seen    map[string]bool // keys of blocks met
}

// clean drops blocks. It ends with the rules that look at what the others left.
func (c *cleaner) clean(blocks []block.Block) {
	for i := range blocks {
		b := &blocks[i]
		if !b.Kept || b.Form == block.Picture {
			continue
		}
		if b.Why = c.reason(b); b.Why != "" {
			b.Kept = false
		}
	}
	dropLinkLists(blocks)
	dropLastHeadings(blocks)
}

// reason is why a block goes. What the publisher itself gives as the article's text outweighs every word in a class;
// not so captions, which some publishers count as text, and second copies.
func (c *cleaner) reason(b *block.Block) string {
	why := ""
	for _, rule := range []func(*block.Block) string{c.isFurniture, isTitle, isPhrase, isUnderPicture, isCounter} {
		if why = rule(b); why != "" {
			break
		}
	}
	if c.body != "" {
		why = c.asPublished(b, why)
	}
	if why == "" {
		why = c.isRepeated(b)
	}
	return why
}

// asPublished corrects a reason by the publisher's own text, which often has no headings.
func (c *cleaner) asPublished(b *block.Block, why string) string {
	switch in := inBody(b, c.body); {
	case in && !b.Noted && !strings.HasPrefix(why, says):
		return ""
	case !in && why == "" && b.Form != block.Heading && b.Chars < 200:
		return "not in the publisher's text"
	}
	return why
}

func (c *cleaner) isFurniture(b *block.Block) string { return furnishing(b, &c.covered) }

// furnishing tells blocks that the page itself names as something else than its article.
func furnishing(b *block.Block, covered *names.Coverage) string {
	switch {
	case b.Noted:
		return "a caption"
	case b.Aside && b.Chars < 400: // whole articles stand in an aside on some sites
		return "in an aside"
	}
	if word := covered.Furniture(b.Names); word != "" {
		return "named " + word
	}
	return ""
}

// says begins the reasons of isPhrase.
const says = "says "

// isPhrase tells lines that say themselves what they are.
func isPhrase(b *block.Block) string {
	if b.Form == block.Code || b.Form == block.Cell {
		return ""
	}
	if phrase := phrases.In(b.Text, b.Chars); phrase != "" {
		return says + phrase
	}
	return ""
}

// isTitle tells the headline of the page, which is kept apart.
func isTitle(b *block.Block) string {
	if b.Title {
		return "the title"
	}
	return ""
}

// isRepeated tells second copies: pull quotes, teasers shown again below. Short lines may well stand twice.
func (c *cleaner) isRepeated(b *block.Block) string {
	k := letters.Key(b.Text)
	if len(k) <= 60 && (b.Form != block.Heading || len(k) <= 20) { // bytes: a Chinese sign says as much as three letters
		return ""
	}
	if c.seen[k] {
		return "a repetition"
	}
	c.seen[k] = true
	return ""
}

// minBody is the shortest articleBody that is more than a teaser, in bytes of its key.
const minBody = 400

// inBody tells whether a block stands in the key of articleBody; a few letters stand everywhere.
func inBody(b *block.Block, body string) bool {
	k := letters.Key(b.Text)
	return len(k) > 12 && strings.Contains(body, k)
}

// isCounter tells what a page counts, likes, votes or comments, and the numbers of the lines of code that stand beside it.
func isCounter(b *block.Block) string {
	if b.Form == block.Paragraph && b.Chars <= 3 && strings.Trim(b.Text, "0123456789") == "" || b.Form == block.Code && isNumbering(b.Text) {
		return "a counter"
	}
	return ""
}

// isNumbering tells two numbers or more of which each follows the one before.
func isNumbering(text string) bool {
	last, count := 0, 0
	for word := range strings.FieldsSeq(text) {
		n, err := strconv.Atoi(word)
		if err != nil || count > 0 && n != last+1 {
			return false
		}
		last, count = n, count+1
	}
	return count > 1
}

const besidePicture = "beside a picture"

// isUnderPicture tells captions that are not marked as such: a line that is no sentence and shares a small element with
// a picture and nothing else.
func isUnderPicture(b *block.Block) string {
	if b.Form != block.Paragraph || b.Chars >= 300 || letters.EndSentence(b.Text, "") {
		return ""
	}
	room := b.Chars*13/10 + 20 // a credit may stand beside it
	for n, up := b.Under, 0; n != nil && up <= 3; n, up = n.Parent, up+1 {
		pictured, fits := holdsPicture(n, room)
		switch {
		case !fits:
			return ""
		case pictured:
			return besidePicture
		}
	}
	return ""
}

// holdsPicture tells whether a picture stands in the element, and whether the element is small: few nodes, and no more
// letters than there is room for.
func holdsPicture(n *html.Node, room int) (pictured, fits bool) {
	nodes := 0
	for d := range n.Descendants() {
		switch dom.Tag(d) {
		case atom.Img, atom.Picture, atom.Video, atom.Iframe, atom.Noscript:
			pictured = true
		}
		if d.Type == html.TextNode && dom.Tag(d.Parent) != atom.Noscript {
			room -= letters.Count(d.Data)
		}
		if nodes++; nodes > 100 || room < 0 {
			return false, false
		}
	}
	return pictured, true
}

// dropLinkLists drops runs of three and more blocks that are nothing but links: contents, related articles, tags. Where
// links are much of the text, they are the article.
func dropLinkLists(blocks []block.Block) {
	total := block.Chars(blocks, func(b *block.Block) bool { return b.Kept })
	var list []*block.Block
	chars := 0
	end := func() {
		if len(list) >= 3 && chars*10 < total*4 {
			for _, b := range list {
				b.Kept, b.Why = false, "in a list of links"
			}
		}
		list, chars = list[:0], 0
	}
	for i := range blocks {
		b := &blocks[i]
		switch {
		case !b.Kept || b.Form == block.Picture:
		case b.Linked*10 > b.Chars*8 && b.Chars < 200:
			list, chars = append(list, b), chars+b.Chars
		default:
			end()
		}
	}
	end()
}

// dropLastHeadings drops headings at the end, which head what is gone.
func dropLastHeadings(blocks []block.Block) {
	for i := len(blocks) - 1; i >= 0; i-- {
		b := &blocks[i]
		switch {
		case !b.Kept || b.Form == block.Picture:
		case b.Form == block.Heading:
			b.Kept, b.Why = false, "a heading of nothing"
		default:
			return
		}
	}
}

// keepPictures keeps the pictures between the first and the last kept block, but for those whose neighbours went for
// another reason than being captions, and those that the page names as furniture.
func (c *cleaner) keepPictures(blocks []block.Block) {
	isText := func(b block.Block) bool { return b.Form != block.Picture && b.Kept }
	first, last := block.Between(blocks, isText)
	if first < 0 {
		return
	}
	fits := true // the text before
	var waiting []*block.Block
	for i := first; i <= last; i++ {
		b := &blocks[i]
		if b.Form == block.Picture {
			if b.Kept = fits && !b.Aside && c.covered.Furniture(b.Names.Without(names.Pictures)) == ""; b.Kept {
				waiting = append(waiting, b)
			}
			continue
		}
		if fits = b.Kept || b.Noted || b.Why == besidePicture || b.Names.Overlaps(names.Pictures); !fits {
			for _, p := range waiting {
				p.Kept = false
			}
		}
		waiting = waiting[:0]
	}
}
