// Package furniture turns a sentence into whether it belongs to the page and not to what the page tells: invitations,
// notices, credits, links.
package furniture

import (
	"regexp"
	"slices"
	"strings"

	"tidings/digest/text"
)

// Marks are what furniture is known by, in any language. They may be used by many goroutines.
type Marks struct {
	phrases map[string][]string // by their first word
	account *regexp.Regexp      // a mail address, or two names of accounts or tags
	lines   []*regexp.Regexp    // what furniture looks like: times of a live blog, labels, bylines, captions
}

// New is Marks with their regular expressions, which take some time to compile.
func New() *Marks {
	return &Marks{
		phrases: byFirstWord(phrases),
		account: regexp.MustCompile(`\w@\w|[@#]\w+.*[@#]\w+`),
		lines:   lines(),
	}
}

// In says that a sentence has a mark of furniture.
func (m *Marks) In(s string) bool {
	if m.phrased(" " + text.Fold(s) + " ") {
		return true
	}
	for _, sign := range signs {
		if strings.Contains(s, sign) {
			return true
		}
	}
	if strings.ContainsAny(s, "@#") && m.account.MatchString(s) {
		return true
	}
	return slices.ContainsFunc(m.lines, func(re *regexp.Regexp) bool { return re.MatchString(s) })
}

// phrased says that a folded sentence, between spaces, has one of the phrases of furniture.
func (m *Marks) phrased(folded string) bool {
	for rest := folded; len(rest) > 1; {
		word, _, _ := strings.Cut(rest[1:], " ")
		if slices.ContainsFunc(m.phrases[word], func(phrase string) bool { return strings.HasPrefix(rest, phrase) }) {
			return true
		}
		rest = rest[1+len(word):]
	}
	return slices.ContainsFunc(m.phrases[""], func(phrase string) bool { return strings.Contains(folded, phrase) })
}

// byFirstWord is the phrases by the word that they begin with; those of scripts without spaces under none.
func byFirstWord(phrases []string) map[string][]string {
	by := make(map[string][]string)
	for _, p := range phrases {
		word := ""
		if strings.HasPrefix(p, " ") {
			word, _, _ = strings.Cut(p[1:], " ")
		}
		by[word] = append(by[word], p)
	}
	return by
}

func lines() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`^\d{1,2}[.:]\d{2}\s?(?:[apAP][mM]|[A-Z]{3})?\b`),
		regexp.MustCompile(`^(?:[\[*]|[QA]: |(?:Correction|Clarification|Photo|Photos|Photograph|Foto|Bild|Image|Video|Source|Note|PS|Special Report|Factbox|Timeline)\b:)`),
		regexp.MustCompile(`, (?:left|right|cent(?:er|re)|(?:second|third) from (?:left|right))(?:,| and )`),
		regexp.MustCompile(`^(?:An?|The|This) (?:undated )?(?:screen ?shot|screengrab|photo(?:graph)?|picture|image|video still|map) (?:of|from|shows|showing|taken|released|provided)\b`),
		regexp.MustCompile(`^(?:Welcome to|Oh,|Well,) `),
		regexp.MustCompile(`\(L\).*\(R\)|\([LR] ?(?:-|to) ?[LR]\)|\(L\) (?:shakes|speaks|looks|poses|listens|walks|talks|meets|greets) `),
		regexp.MustCompile(`\bUpdated(?: at|:) \d`),
		regexp.MustCompile(`^[^,"“”]{0,60} said in a statement\b`),
		regexp.MustCompile(`^(?:E[SD]?T|GMT|BST|CES?T|P[SD]T) \p{Lu}`),
		regexp.MustCompile(`\p{Ll} (?:Updated|Published|Posted) \p{Lu}`),
		regexp.MustCompile(`^(?:WATCH|READ|LISTEN|FILE|VIDEO|PHOTOS?|SEE|MORE|RELATED)\b`),
		regexp.MustCompile(`^(?:Enlarge )?By (?:\p{Lu}[\p{L}.'’-]+ ?){2,3},? \p{Lu}`),
		regexp.MustCompile(`^(?:By|Von|Par|Por|Di|Door) \p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+){1,3}\b[^,]{0,40}$`),
	}
}
