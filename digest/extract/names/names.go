// Package names turns the classes and ids of elements into the words by which pages name what is not their article, and tells
// how much of a text stands under each.
package names

import "strings"

// furniture are the words by which pages name, in classes and ids, what is not the article. They were found by
// counting, on labelled pages, how much of the text under each word is wanted; words that one site alone uses are left
// out.
var furniture = strings.Fields(`
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

// Discussion are those of furniture that name what readers wrote. They hold even where they cover much of a
// page, since a discussion is often longer than the article.
var Discussion = SetOf("comment comments commentlist disqus replies respond")

// Pictures are those of furniture that name captions, and so stand around pictures that belong to the text.
var Pictures = SetOf("caption figcaption captions figure credit credits copyright attachment thumbnail gallery multimedia")

// index is the place of each word in furniture.
var index = placesOf(furniture)

func placesOf(words []string) map[string]int {
	places := make(map[string]int, len(words))
	for i, w := range words {
		places[w] = i
	}
	return places
}

// Set is a set of furniture words: one bit for each of furniture.
type Set [2]uint64

// SetOf is the furniture words of names as Read reads them.
func SetOf(words string) Set {
	var s Set
	s.Read(words)
	return s
}

func (s Set) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

// IsEmpty tells whether there is no furniture word in the set.
func (s Set) IsEmpty() bool { return s == Set{} }

// Overlaps tells whether the sets have a word in common.
func (s Set) Overlaps(o Set) bool { return s[0]&o[0]|s[1]&o[1] != 0 }

// Without is the set without the words of another.
func (s Set) Without(o Set) Set { return Set{s[0] &^ o[0], s[1] &^ o[1]} }

// Add adds the words of another set.
func (s *Set) Add(o Set) {
	s[0] |= o[0]
	s[1] |= o[1]
}

// Read adds the furniture words of names as programmers write them: news-letter, newsLetter, news_letter2. A name that
// begins with "has" tells of a state: WordPress gives the article itself "has-comments" and "has-post-thumbnail".
func (s *Set) Read(names string) {
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
func (s *Set) readWord(word string, state bool) (stays bool) {
	if state || strings.EqualFold(word, "has") {
		return true
	}
	if len(word) < 3 {
		return false
	}
	if i, ok := index[strings.ToLower(word)]; ok {
		s[i/64] |= 1 << (i % 64)
	}
	return false
}

// Coverage is how many characters of a text stand under each furniture word.
type Coverage struct {
	of    [len(Set{}) * 64]int
	Total int
}

// Add counts the characters of a text that stands under those names.
func (c *Coverage) Add(names Set, chars int) {
	c.Total += chars
	if names.IsEmpty() {
		return
	}
	for w := range furniture {
		if names.has(w) {
			c.of[w] += chars
		}
	}
}

// tooMuch is the share of the text, in percent, from which on a word says nothing about a block: "content-with-sidebar" is
// a name for the whole page. On both halves of the labelled hosts 20 to 30 are as good.
const tooMuch = 25

// Furniture is a furniture word that names stand for, if any that says something.
func (c *Coverage) Furniture(names Set) string {
	if names.IsEmpty() {
		return ""
	}
	for w, word := range furniture {
		limit := tooMuch
		if Discussion.has(w) {
			limit = 2 * tooMuch
		}
		if names.has(w) && c.of[w]*100 < c.Total*limit {
			return word
		}
	}
	return ""
}
