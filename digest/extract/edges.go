package extract

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"

	"tidings/digest"
	"tidings/digest/extract/block"
	"tidings/digest/extract/dom"
	"tidings/digest/extract/letters"
	"tidings/digest/extract/meta"
)

// dropEdges drops what stands around a text and is none of it, in whatever language: the title shown again, the line that
// dates it, who its author is and how to reach him. It goes by what the page says of its article, and by where a block
// stands. Each was right on seven labelled hosts or more, of either half, and wrong on three at most.
func dropEdges(blocks []block.Block, about digest.Text) {
	title, authors := letters.Key(about.Title), persons(about.Byline, about.Site)
	titleChars := letters.Count(about.Title) // quicker to compare
	prose, _ := block.Between(blocks, func(b block.Block) bool { return b.Kept && b.IsProse() })
	total := block.Chars(blocks, func(b *block.Block) bool { return b.Kept })
	left := lastLines // counted from the end
	for i := len(blocks) - 1; i >= 0; i-- {
		b := &blocks[i]
		if !b.Kept || b.Form == block.Picture {
			continue
		}
		left--
		switch {
		case len(title) > minTitle && b.Chars == titleChars && letters.Key(b.Text) == title:
			b.Drop("the title")
		case i < prose && isDateline(b):
			b.Drop("a date line")
		case beginsWithName(b.Text, authors):
			b.Drop("about the author")
		case left >= 0 && b.Chars < maxContact && b.Chars*4 < total && dom.Up(b.Under, atom.Blockquote) == nil && contact.MatchString(b.Text):
			b.Drop("a way to reach the author")
		}
	}
}

const (
	minTitle    = 12  // bytes of a key: a shorter one may be a sub-heading
	lastLines   = 4   // of a text, that may be about its author
	maxContact  = 350 // characters of what they say
	maxDateline = 60
)

// persons are the names in a byline: of two words or more, so that "Staff" and "Reuters" are none, and not the site itself,
// which may well write about itself.
func persons(byline, site string) []string {
	var found []string
	for _, sep := range []string{" and ", " & ", " und ", " et ", " y ", " e ", " en ", " och ", " og "} {
		byline = strings.ReplaceAll(byline, sep, ",")
	}
	for name := range strings.SplitSeq(byline, ",") {
		if name = strings.TrimSpace(name); strings.Contains(name, " ") && !strings.EqualFold(name, site) {
			found = append(found, name)
		}
	}
	return found
}

// beginsWithName tells a text that begins with one of the names, as the paragraph about an author does.
func beginsWithName(text string, names []string) bool {
	for _, name := range names {
		if strings.HasPrefix(text, name) {
			return true
		}
	}
	return false
}

// contact is an address, or a name on a social network.
var contact = regexp.MustCompile(`[\w.+-]+@[\w-]+\.\w|(?:^|[\s(])@\w{3,}`)

// clock is a time of day.
var clock = regexp.MustCompile(`\d\d?[:.h]\d\d`)

// duration is how long an article takes to read, alone or at the end of the line, as most languages of Europe write it.
var duration = regexp.MustCompile(`(?i)(?:^|\s)\d\d? ?min(?:\.|utes?|uten|uti|utos)?(?: read| reading time| de lecture| de lectura| lesezeit)?$`)

// isDateline tells a line that says when the article was published, in any language: short, no sentence, with a date, or
// with a time of day where a fifth of the line is digits; or one that says how long it takes to read.
func isDateline(b *block.Block) bool {
	if b.Chars > maxDateline || letters.EndSentence(b.Text, "") {
		return false
	}
	digits := 0
	for _, r := range b.Text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits > 0 && (digits*5 >= b.Chars && clock.MatchString(b.Text) || duration.MatchString(b.Text) || meta.DateIn(b.Text) != "")
}
