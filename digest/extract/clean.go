package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

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
func (c *cleaner) clean(blocks []block) {
	for i := range blocks {
		b := &blocks[i]
		if !b.kept || b.form == picture {
			continue
		}
		if b.why = c.reason(b); b.why != "" {
			b.kept = false
		}
	}
	dropLinkLists(blocks)
	dropLastHeadings(blocks)
}

// reason is why a block goes. What the publisher itself gives as the article's text outweighs every word in a class;
// not so captions, which some publishers count as text, and second copies.
func (c *cleaner) reason(b *block) string {
	why := ""
	for _, rule := range []func(*block) string{c.isFurniture, isTitle, isPhrase, isUnderPicture, isCounter} {
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
func (c *cleaner) asPublished(b *block, why string) string {
	switch in := inBody(b, c.body); {
	case in && !b.noted && !strings.HasPrefix(why, says):
		return ""
	case !in && why == "" && b.form != heading && b.chars < 200:
		return "not in the publisher's text"
	}
	return why
}

func (c *cleaner) isFurniture(b *block) string { return furnishing(b, &c.covered) }

// furnishing tells blocks that the page itself names as something else than its article.
func furnishing(b *block, covered *names.Coverage) string {
	switch {
	case b.noted:
		return "a caption"
	case b.aside && b.chars < 400: // whole articles stand in an aside on some sites
		return "in an aside"
	}
	if word := covered.Furniture(b.names); word != "" {
		return "named " + word
	}
	return ""
}

// says begins the reasons of isPhrase.
const says = "says "

// isPhrase tells lines that say themselves what they are.
func isPhrase(b *block) string {
	if b.form == code || b.form == cell {
		return ""
	}
	if phrase := phrases.In(b.text, b.chars); phrase != "" {
		return says + phrase
	}
	return ""
}

// isTitle tells the headline of the page, which is kept apart.
func isTitle(b *block) string {
	if b.title {
		return "the title"
	}
	return ""
}

// isRepeated tells second copies: pull quotes, teasers shown again below. Short lines may well stand twice.
func (c *cleaner) isRepeated(b *block) string {
	k := letters.Key(b.text)
	if len(k) <= 60 && (b.form != heading || len(k) <= 20) { // bytes: a Chinese sign says as much as three letters
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
func inBody(b *block, body string) bool {
	k := letters.Key(b.text)
	return len(k) > 12 && strings.Contains(body, k)
}

// isCounter tells what a page counts, likes, votes or comments, and the numbers of the lines of code that stand beside it.
func isCounter(b *block) string {
	if b.form == paragraph && b.chars <= 3 && strings.Trim(b.text, "0123456789") == "" || b.form == code && isNumbering(b.text) {
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
func isUnderPicture(b *block) string {
	if b.form != paragraph || b.chars >= 300 || letters.EndSentence(b.text, "") {
		return ""
	}
	room := b.chars*13/10 + 20 // a credit may stand beside it
	for n, up := b.under, 0; n != nil && up <= 3; n, up = n.Parent, up+1 {
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
func dropLinkLists(blocks []block) {
	total := charsOf(blocks, func(b *block) bool { return b.kept })
	var list []*block
	chars := 0
	end := func() {
		if len(list) >= 3 && chars*10 < total*4 {
			for _, b := range list {
				b.kept, b.why = false, "in a list of links"
			}
		}
		list, chars = list[:0], 0
	}
	for i := range blocks {
		b := &blocks[i]
		switch {
		case !b.kept || b.form == picture:
		case b.linked*10 > b.chars*8 && b.chars < 200:
			list, chars = append(list, b), chars+b.chars
		default:
			end()
		}
	}
	end()
}

// dropLastHeadings drops headings at the end, which head what is gone.
func dropLastHeadings(blocks []block) {
	for i := len(blocks) - 1; i >= 0; i-- {
		b := &blocks[i]
		switch {
		case !b.kept || b.form == picture:
		case b.form == heading:
			b.kept, b.why = false, "a heading of nothing"
		default:
			return
		}
	}
}

// keepPictures keeps the pictures between the first and the last kept block, but for those whose neighbours went for
// another reason than being captions, and those that the page names as furniture.
func (c *cleaner) keepPictures(blocks []block) {
	isText := func(b block) bool { return b.form != picture && b.kept }
	first, last := between(blocks, isText)
	if first < 0 {
		return
	}
	fits := true // the text before
	var waiting []*block
	for i := first; i <= last; i++ {
		b := &blocks[i]
		if b.form == picture {
			if b.kept = fits && !b.aside && c.covered.Furniture(b.names.Without(names.Pictures)) == ""; b.kept {
				waiting = append(waiting, b)
			}
			continue
		}
		if fits = b.kept || b.noted || b.why == besidePicture || b.names.Overlaps(names.Pictures); !fits {
			for _, p := range waiting {
				p.kept = false
			}
		}
		waiting = waiting[:0]
	}
}
