package extract

import (
	"fmt"
	"net/url"
	"strings"

	readeck "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"tidings/digest/extract/block"
	"tidings/digest/extract/letters"
	"tidings/digest/extract/names"
)

// readable asks readability for the article of a document. A panic of the library on one page must not end a run: it
// is an article without text, which the second look may mend.
func readable(doc *html.Node, base *url.URL) (article readeck.Article, err error) {
	defer func() {
		if p := recover(); p != nil {
			article, err = readeck.Article{}, fmt.Errorf("readability: %v", p)
		}
	}()
	parser := readeck.NewParser()
	parser.DisableJSONLD = true // read once, by us
	return parser.ParseAndMutate(doc, base)
}

// vote marks the blocks that stand in readability's article. It works on copies and moves elements, so blocks are told
// by their text, in order of the document: on 532 real pages that finds 99.97 % of its text again.
func vote(blocks []block.Block, article *html.Node) {
	if article == nil {
		return
	}
	texts := block.Texts(article)
	for i := range blocks {
		b := &blocks[i]
		if b.Form != block.Picture && texts[b.Text] > 0 {
			texts[b.Text]--
			b.Voted = true
		}
	}
}

// choose marks as kept the blocks that make up the article, and names the method. Readability decides, but for two
// things it is known to get wrong: it may settle on a side column, and it drops single paragraphs and sub-headings
// from the middle of the text.
func choose(blocks []block.Block) (method string, covered names.Coverage) {
	voted := func(b *block.Block) bool { return b.Voted }
	covered = coverageOf(blocks, voted)
	if region := secondLook(blocks, covered.Total); region != nil {
		for i := range blocks {
			blocks[i].Kept = blocks[i].Form != block.Picture && blocks[i].Within(region)
		}
		return methodSecondLook, coverageOf(blocks, func(b *block.Block) bool { return b.Kept })
	}
	for i := range blocks {
		blocks[i].Kept = blocks[i].Voted
	}
	fillGaps(blocks, &covered)
	return methodReadability, covered
}

// Readability is overruled when its choice holds less than half of the page's prose and is much shorter than that
// prose. Of 532 labelled pages that are ten, all of them rightly; 40 and 60 % are .001 macro F1 worse.
const (
	missedProse  = 50 // percent of the page's prose
	shorterProse = 60 // percent of the page's prose that all of the choice may measure
)

// secondLook is the smallest element that holds four fifths of the page's prose, when readability has missed that
// prose; else nil.
func secondLook(blocks []block.Block, votedChars int) *html.Node {
	all := coverageOf(blocks, func(*block.Block) bool { return true })
	seen := map[string]bool{}
	weight := map[*html.Node]int{} // prose under an element
	total, voted := 0, 0
	for i := range blocks {
		b := &blocks[i]
		if !b.IsProse() || isTeaser(b.Text) || seen[b.Text] || b.Noted || b.Aside || b.Names.Overlaps(names.Discussion) || all.Furniture(b.Names) != "" {
			continue
		}
		seen[b.Text] = true
		total += b.Chars
		if b.Voted {
			voted += b.Chars
		}
		for up := b.Under; up != nil; up = up.Parent {
			weight[up] += b.Chars
		}
	}
	if voted*100 >= total*missedProse || votedChars*100 >= total*shorterProse {
		return nil
	}
	region := blocks[0].Under
	for region.Parent != nil {
		region = region.Parent
	}
	for {
		inner := heaviest(region, weight)
		if inner == nil || weight[inner]*5 < total*4 {
			return region
		}
		region = inner
	}
}

// isTeaser tells the beginning of another article: it is cut off.
func isTeaser(text string) bool {
	return strings.HasSuffix(text, "...") || strings.HasSuffix(text, "…")
}

func heaviest(n *html.Node, weight map[*html.Node]int) *html.Node {
	var best *html.Node
	for c := range n.ChildNodes() {
		if best == nil || weight[c] > weight[best] {
			best = c
		}
	}
	return best
}

// fillGaps keeps sub-headings and paragraphs that stand between kept ones as their siblings. Readability drops a
// heading for a word in its class, and the paragraph that was split off by an advertisement.
func fillGaps(blocks []block.Block, covered *names.Coverage) {
	solid := func(b block.Block) bool { return b.Kept && b.Chars > 40 }
	first, last := block.Between(blocks, solid)
	if first < 0 {
		return
	}
	parents := map[*html.Node]bool{}
	for _, b := range blocks[first : last+1] {
		if solid(b) {
			parents[b.Under.Parent] = true
		}
	}
	for i := first; i <= last; i++ {
		b := &blocks[i]
		if b.Kept || b.Hidden || b.Form == block.Picture || !parents[b.Under.Parent] || furnishing(b, covered) != "" {
			continue
		}
		b.Kept = b.Form == block.Heading && !b.Title || b.Form == block.Paragraph && b.IsProse()
	}
}

// trusted tells whether JSON-LD's articleBody, as a key, can be believed: most of what was chosen is in it.
func trusted(blocks []block.Block, body string) bool {
	if len(body) < minBody {
		return false
	}
	in := block.Chars(blocks, func(b *block.Block) bool { return b.Kept && inBody(b, body) })
	return in*10 > 7*block.Chars(blocks, func(b *block.Block) bool { return b.Kept })
}

// Standfirsts have one to three sentences; a shorter match may be a section's name, a longer one the text itself.
const (
	minStandfirst = 40  // bytes of a key
	maxStandfirst = 500 // characters
)

// keepStandfirst keeps the sentence above the text that announces it, which readability takes for a part of the page's
// head. It is told by the page's description, which is the same. On either half of the labelled hosts it is worth .001
// macro F1: two of the four sets count it as text, one does not.
func keepStandfirst(blocks []block.Block, description string) {
	first, _ := block.Between(blocks, func(b block.Block) bool { return b.Kept })
	want := letters.Key(strings.TrimRight(description, "….[] "))
	if first < 0 || len(want) < minStandfirst {
		return
	}
	for i := range blocks[:first] {
		b := &blocks[i]
		if b.Form != block.Paragraph || b.Hidden || b.Chars > maxStandfirst {
			continue
		}
		if k := letters.Key(b.Text); len(k) >= minStandfirst && (strings.HasPrefix(k, want) || strings.HasPrefix(want, k)) {
			b.Kept, b.Why = true, ""
			return
		}
	}
}

// coverageOf is how much of the blocks that pass stands under each furniture word.
func coverageOf(blocks []block.Block, pass func(*block.Block) bool) names.Coverage {
	var c names.Coverage
	for i := range blocks {
		if b := &blocks[i]; pass(b) {
			c.Add(b.Names, b.Chars)
		}
	}
	return c
}
