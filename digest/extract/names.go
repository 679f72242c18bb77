package extract

import "strings"

// furnitureNames are the words by which pages name, in classes and ids, what is not the article. They were found by
// counting, on labelled pages, how much of the text under each word is wanted; words that one site alone uses are left
// out.
var furnitureNames = strings.Fields(`
	comment comments commentlist disqus replies respond
	newsletter newsletters subscribe subscription subscriber signup registration register login logged account
	related recirc recirculation recommended recommendations readmore alsoread similar popular trending recent teaser teasers outbrain taboola
	promo promos promotional cta advert advertisement ads sponsor sponsored affiliate paywall
	caption figcaption captions figure credit credits copyright attachment thumbnail gallery carousel player multimedia
	byline bio author authors timestamp date duration meta metadata
	share sharing social feedback poll rating views
	tags taglist tagbox topics breadcrumb breadcrumbs
	nav navigation menu sidebar footer toolbar widget aside infobox modal popover popup dialog dropdown
	consent cookie cookies disclaimer disclosure notification notifications`)

// discussionNames are those of furnitureNames that name what readers wrote. They hold even where they cover much of a
// page, since a discussion is often longer than the article.
var discussionNames = setOf("comment comments commentlist disqus replies respond")

// pictureNames are those of furnitureNames that name captions, and so stand around pictures that belong to the text.
var pictureNames = setOf("caption figcaption captions figure credit credits copyright attachment thumbnail gallery multimedia")

// furnitureIndex is the place of each word in furnitureNames.
var furnitureIndex = indexOf(furnitureNames)

func indexOf(words []string) map[string]int {
	index := make(map[string]int, len(words))
	for i, w := range words {
		index[w] = i
	}
	return index
}

// nameSet is a set of furniture words: one bit for each of furnitureNames.
type nameSet [2]uint64

func setOf(words string) nameSet {
	var s nameSet
	s.read(words)
	return s
}

func (s nameSet) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

func (s nameSet) isEmpty() bool { return s == nameSet{} }

func (s nameSet) overlaps(o nameSet) bool { return s[0]&o[0]|s[1]&o[1] != 0 }

func (s nameSet) without(o nameSet) nameSet { return nameSet{s[0] &^ o[0], s[1] &^ o[1]} }

func (s *nameSet) add(o nameSet) {
	s[0] |= o[0]
	s[1] |= o[1]
}

// read adds the furniture words of names as programmers write them: news-letter, newsLetter, news_letter2. A name that
// begins with "has" tells of a state: WordPress gives the article itself "has-comments" and "has-post-thumbnail".
func (s *nameSet) read(names string) {
	start, lower, state := 0, false, false
	for i := range len(names) {
		c := names[i]
		small, capital := c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z'
		if !small && !capital || capital && lower {
			state = s.readWord(names[start:i], state) && c > ' '
			start = i
			if !capital {
				start++
			}
		}
		lower = small
	}
	s.readWord(names[start:], state)
}

// readWord adds a word, unless it tells of a state, as all do that follow a "has" in their name.
func (s *nameSet) readWord(word string, state bool) (stays bool) {
	if state || strings.EqualFold(word, "has") {
		return true
	}
	if len(word) < 3 {
		return false
	}
	if i, ok := furnitureIndex[strings.ToLower(word)]; ok {
		s[i/64] |= 1 << (i % 64)
	}
	return false
}

// coverage is how many characters of a text stand under each furniture word.
type coverage struct {
	of    [len(nameSet{}) * 64]int
	total int
}

func coverageOf(blocks []block, pass func(*block) bool) coverage {
	var c coverage
	for i := range blocks {
		b := &blocks[i]
		if !pass(b) {
			continue
		}
		c.total += b.chars
		if b.names.isEmpty() {
			continue
		}
		for w := range furnitureNames {
			if b.names.has(w) {
				c.of[w] += b.chars
			}
		}
	}
	return c
}

// tooMuch is the share of the text, in percent, from which on a word says nothing about a block: "content-with-sidebar" is
// a name for the whole page. On both halves of the labelled hosts 20 to 30 are as good.
const tooMuch = 25

// furniture is a furniture word that names stand for, if any that says something.
func (c *coverage) furniture(names nameSet) string {
	if names.isEmpty() {
		return ""
	}
	for w, word := range furnitureNames {
		limit := tooMuch
		if discussionNames.has(w) {
			limit = 2 * tooMuch
		}
		if names.has(w) && c.of[w]*100 < c.total*limit {
			return word
		}
	}
	return ""
}
