package extract

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/digest/extract/dom"
	"tidings/digest/extract/letters"
	"tidings/digest/extract/names"
)

// block is one run of text under one block element: what a reader sees as a paragraph, a heading, a list item, a
// caption. All judging is of blocks: readability votes for them, rules drop them, what is kept is put out.
type block struct {
	text  string
	runs  []run
	under *html.Node // the nearest block element

	// Counted in letters and digits, so that neither spaces nor a script without them weigh.
	chars, linked int

	form   form
	title  bool      // stands in an h1
	noted  bool      // stands in a figcaption
	aside  bool      // stands in an aside, nav or footer
	hidden bool      // the page hides it, perhaps until a script shows it
	names  names.Set // furniture words in the names it stands under

	voted bool   // readability takes it for the article
	kept  bool   // it is part of the text
	why   string // why it was dropped, for people
}

// reason is why the block was dropped, empty when it is kept.
func (b *block) reason() string {
	if b.kept {
		return ""
	}
	return cmp.Or(b.why, "outside of the article")
}

// drop takes the block out of the text, for a reason.
func (b *block) drop(why string) { b.kept, b.why = false, why }

// run is a part of a block's text that comes from one text node.
type run struct {
	node *html.Node
	end  int // in block.text
}

// form is how a block is set.
type form int

const (
	paragraph form = iota
	heading
	listItem
	code
	cell
	picture // no text: under is the img element
)

// nearby is how far up the names of elements say what a block is; further up they speak of the whole page.
const nearby = 8

// blocksOf lists the blocks under an element, in document order; there are none under no element.
func blocksOf(root *html.Node) []block {
	if root == nil {
		return nil
	}
	c := collector{root: root, names: map[*html.Node]names.Set{}}
	c.collect()
	return c.blocks
}

// textsOf counts the texts of the blocks under an element.
func textsOf(root *html.Node) map[string]int {
	c := collector{root: root}
	c.collect()
	texts := make(map[string]int, len(c.blocks))
	for i := range c.blocks {
		texts[c.blocks[i].text]++
	}
	return texts
}

// collector builds blocks while it walks a tree. The text of all blocks is one string, which they share.
type collector struct {
	root   *html.Node
	blocks []block
	spans  []span                   // of the blocks, in text
	names  map[*html.Node]names.Set // of elements met; nil: only texts are wanted
	text   strings.Builder

	now   block // being read
	start int   // of it in text
	space bool  // white space was seen since the last character
	links int   // open a elements
	pres  int   // open pre elements
	veils int   // open hidden elements
}

type span struct{ from, to int }

func (c *collector) collect() {
	c.walk(c.root, c.root)
	c.flush()
	all := c.text.String()
	for i := range c.blocks {
		c.blocks[i].text = all[c.spans[i].from:c.spans[i].to]
	}
}

func (c *collector) walk(n, under *html.Node) {
	if n.Type == html.TextNode {
		c.read(n, under)
		return
	}
	tag := dom.Tag(n)
	if n.Type != html.ElementNode || dom.NeverShown(tag) {
		return
	}
	switch {
	case tag == atom.Img:
		c.picture(n)
		return
	case tag == atom.Br && c.pres > 0:
		c.text.WriteByte('\n')
		return
	}
	begins := dom.IsBlock(tag)
	if begins {
		c.flush()
		under = n
	}
	veil := dom.IsHidden(n)
	if veil {
		c.veils++
	}
	c.count(tag, 1)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.walk(child, under)
	}
	c.count(tag, -1)
	if veil {
		c.veils--
	}
	if begins {
		c.flush()
	}
}

// count counts an element in (1) or out (-1).
func (c *collector) count(tag atom.Atom, by int) {
	switch tag {
	case atom.A:
		c.links += by
	case atom.Pre:
		c.pres += by
	}
}

// read adds a text node to the block, a stretch between spaces at a time.
func (c *collector) read(n, under *html.Node) {
	before, chars, from := c.text.Len(), 0, -1
	for i, r := range n.Data {
		word := letters.Is(r)
		shown := word || !isSpace(r) && r != '\u00ad' && r != '\u200b' && r != '\ufeff' || c.pres > 0 && r != '\r'
		switch {
		case shown && from < 0:
			if c.space && c.pres == 0 && c.text.Len() > c.start {
				c.text.WriteByte(' ')
			}
			c.space, from = false, i
		case !shown:
			if from >= 0 {
				c.text.WriteString(n.Data[from:i])
				from = -1
			}
			c.space = c.space || isSpace(r)
		}
		if word {
			chars++
		}
	}
	if from >= 0 {
		c.text.WriteString(n.Data[from:])
	}
	if c.text.Len() == before {
		return
	}
	c.now.under = under
	c.now.chars += chars
	c.now.hidden = c.veils > 0
	if c.links > 0 {
		c.now.linked += chars
	}
	c.now.runs = append(c.now.runs, run{n, c.text.Len() - c.start})
}

// isSpace tells white space; it asks the tables only where ASCII does not answer.
func isSpace(r rune) bool {
	if r < 0x80 {
		return r == ' ' || r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r)
}

// flush ends the block that is being read. One without a letter or digit is ornament.
func (c *collector) flush() {
	b, from := c.now, c.start
	c.now, c.start, c.space = block{}, c.text.Len(), false
	if b.chars == 0 {
		return
	}
	if c.names != nil {
		c.place(&b)
	}
	c.add(b, span{from, c.start})
}

func (c *collector) picture(img *html.Node) {
	if c.names == nil {
		return
	}
	b := block{under: img, form: picture}
	c.place(&b)
	b.form = picture
	// It does not break the line it stands in, so it comes before the block that is being read.
	c.add(b, span{c.start, c.start})
}

func (c *collector) add(b block, s span) {
	c.blocks, c.spans = append(c.blocks, b), append(c.spans, s)
}

// place notes what the block stands in.
func (c *collector) place(b *block) {
	for n, up := b.under, 0; n != nil && n.Type == html.ElementNode; n, up = n.Parent, up+1 {
		tag := dom.Tag(n)
		switch tag {
		case atom.Aside, atom.Nav, atom.Footer:
			b.aside = true
		case atom.Figcaption:
			b.noted = b.noted || up < 4
		case atom.H1:
			b.title = true
		}
		if b.form == paragraph {
			b.form = formOf(tag)
		}
		if up < nearby {
			b.names.Add(c.namesOf(n))
		}
		if n == c.root {
			return
		}
	}
}

func formOf(tag atom.Atom) form {
	switch tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return heading
	case atom.Li, atom.Dd, atom.Dt:
		return listItem
	case atom.Pre:
		return code
	case atom.Td, atom.Th:
		return cell
	}
	return paragraph
}

func (c *collector) namesOf(n *html.Node) names.Set {
	set, seen := c.names[n]
	if !seen {
		for _, a := range n.Attr {
			switch a.Key {
			case "class", "id", "itemprop", "role", "data-testid", "data-component":
				set.Read(a.Val)
			}
		}
		c.names[n] = set
	}
	return set
}

// isProse tells a block that looks like a paragraph of an article: long enough for a sentence or two, ended like one,
// not mostly links, not a table cell.
func (b *block) isProse() bool {
	return b.chars >= proseChars && b.linked*3 < b.chars && b.form != cell && b.form != code && letters.EndSentence(b.text, ":;")
}

// proseChars is about ten words.
const proseChars = 60

// within tells whether the block stands under n.
func (b *block) within(n *html.Node) bool {
	for up := b.under; up != nil; up = up.Parent {
		if up == n {
			return true
		}
	}
	return false
}

// charsOf adds up the characters of the blocks that pass.
func charsOf(blocks []block, pass func(*block) bool) int {
	n := 0
	for i := range blocks {
		if pass(&blocks[i]) {
			n += blocks[i].chars
		}
	}
	return n
}

// between are the first and last block that pass, or -1 for none.
func between(blocks []block, pass func(block) bool) (first, last int) {
	first = slices.IndexFunc(blocks, pass)
	for last = len(blocks) - 1; last > first && !pass(blocks[last]); last-- {
	}
	return first, last
}
