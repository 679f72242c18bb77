// Package block turns the tree of a page into a list of blocks: paragraphs, headings, list items, captions, in the order in
// which a reader meets them.
package block

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

// Block is one run of text under one block element: what a reader sees as a paragraph, a heading, a list item, a
// caption. All judging is of blocks: readability votes for them, rules drop them, what is kept is put out.
type Block struct {
	Text  string
	Runs  []Run
	Under *html.Node // the nearest block element

	// Counted in letters and digits, so that neither spaces nor a script without them weigh.
	Chars, Linked int

	Form   Form
	Title  bool      // stands in an h1
	Noted  bool      // stands in a figcaption
	Aside  bool      // stands in an aside, nav or footer
	Hidden bool      // the page hides it, perhaps until a script shows it
	Names  names.Set // furniture words in the names it stands under

	Voted bool   // readability takes it for the article
	Kept  bool   // it is part of the text
	Why   string // why it was dropped, for people
}

// Reason is why the block was dropped, empty when it is kept.
func (b *Block) Reason() string {
	if b.Kept {
		return ""
	}
	return cmp.Or(b.Why, "outside of the article")
}

// Drop takes the block out of the text, for a reason.
func (b *Block) Drop(why string) { b.Kept, b.Why = false, why }

// Run is a part of a block's text that comes from one text node.
type Run struct {
	Node *html.Node
	End  int // in Block.Text
}

// Form is how a block is set.
type Form int

// The forms of blocks.
const (
	Paragraph Form = iota // also what has no form of its own
	Heading
	ListItem
	Code
	Cell
	Picture // no text: Under is the img element
)

// nearby is how far up the names of elements say what a block is; further up they speak of the whole page.
const nearby = 8

// Of lists the blocks under an element, in document order; there are none under no element.
func Of(root *html.Node) []Block {
	if root == nil {
		return nil
	}
	c := collector{root: root, names: map[*html.Node]names.Set{}}
	c.collect()
	return c.blocks
}

// Texts counts the texts of the blocks under an element.
func Texts(root *html.Node) map[string]int {
	c := collector{root: root}
	c.collect()
	texts := make(map[string]int, len(c.blocks))
	for i := range c.blocks {
		texts[c.blocks[i].Text]++
	}
	return texts
}

// collector builds blocks while it walks a tree. The text of all blocks is one string, which they share.
type collector struct {
	root   *html.Node
	blocks []Block
	spans  []span                   // of the blocks, in text
	names  map[*html.Node]names.Set // of elements met; nil: only texts are wanted
	text   strings.Builder

	now   Block // being read
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
		c.blocks[i].Text = all[c.spans[i].from:c.spans[i].to]
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
	c.now.Under = under
	c.now.Chars += chars
	c.now.Hidden = c.veils > 0
	if c.links > 0 {
		c.now.Linked += chars
	}
	c.now.Runs = append(c.now.Runs, Run{n, c.text.Len() - c.start})
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
	c.now, c.start, c.space = Block{}, c.text.Len(), false
	if b.Chars == 0 {
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
	b := Block{Under: img, Form: Picture}
	c.place(&b)
	b.Form = Picture
	// It does not break the line it stands in, so it comes before the block that is being read.
	c.add(b, span{c.start, c.start})
}

func (c *collector) add(b Block, s span) {
	c.blocks, c.spans = append(c.blocks, b), append(c.spans, s)
}

// place notes what the block stands in.
func (c *collector) place(b *Block) {
	for n, up := b.Under, 0; n != nil && n.Type == html.ElementNode; n, up = n.Parent, up+1 {
		tag := dom.Tag(n)
		switch tag {
		case atom.Aside, atom.Nav, atom.Footer:
			b.Aside = true
		case atom.Figcaption:
			b.Noted = b.Noted || up < 4
		case atom.H1:
			b.Title = true
		}
		if b.Form == Paragraph {
			b.Form = formOf(tag)
		}
		if up < nearby {
			b.Names.Add(c.namesOf(n))
		}
		if n == c.root {
			return
		}
	}
}

func formOf(tag atom.Atom) Form {
	switch tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return Heading
	case atom.Li, atom.Dd, atom.Dt:
		return ListItem
	case atom.Pre:
		return Code
	case atom.Td, atom.Th:
		return Cell
	}
	return Paragraph
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

// IsProse tells a block that looks like a paragraph of an article: long enough for a sentence or two, ended like one,
// not mostly links, not a table cell.
func (b *Block) IsProse() bool {
	return b.Chars >= proseChars && b.Linked*3 < b.Chars && b.Form != Cell && b.Form != Code && letters.EndSentence(b.Text, ":;")
}

// proseChars is about ten words.
const proseChars = 60

// Within tells whether the block stands under n.
func (b *Block) Within(n *html.Node) bool {
	for up := b.Under; up != nil; up = up.Parent {
		if up == n {
			return true
		}
	}
	return false
}

// Chars adds up the characters of the blocks that pass.
func Chars(blocks []Block, pass func(*Block) bool) int {
	n := 0
	for i := range blocks {
		if pass(&blocks[i]) {
			n += blocks[i].Chars
		}
	}
	return n
}

// Between are the first and last block that pass, or -1 for none.
func Between(blocks []Block, pass func(Block) bool) (first, last int) {
	first = slices.IndexFunc(blocks, pass)
	for last = len(blocks) - 1; last > first && !pass(blocks[last]); last-- {
	}
	return first, last
}
