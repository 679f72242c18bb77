// Package title turns an article's title and the names of its site into the title alone, and says how well it would do for a
// headline.
package title

import (
	"regexp"
	"strings"

	"tidings/digest/summarize/verbs"
	"tidings/digest/text"
)

// Forms tell what in a title is not the title, and what makes it loud. They may be used by many goroutines.
type Forms struct {
	shoutedWords *regexp.Regexp // words of capitals too long to be the initials of anything
	teasing      *regexp.Regexp // titles that promise to tell instead of telling
	label        *regexp.Regexp // what stands before a title to draw the eye to it
	tail         *regexp.Regexp // a label that stands after a title
	parts        *regexp.Regexp // what parts a title from the name of the site, after it or before it
	headed       *regexp.Regexp // what may be the verb of a headline
	section      *regexp.Regexp // a section of the site, and those in it
	domain       *regexp.Regexp
	verbs        verbs.English
}

// New is Forms with those verbs, and with their regular expressions, which take some time to compile.
func New(v verbs.English) *Forms {
	return &Forms{
		verbs:        v,
		shoutedWords: regexp.MustCompile(`\b\p{Lu}{6,}\b`),
		teasing: regexp.MustCompile(`(?i)` + strings.Join([]string{
			`you won(?:'|’)t believe`, `you need to know`, `you should know`, `^here(?:'|’)?s\b`, `^this is (?:why|how|what)\b`, `^(?-i:What|Why|How|When|Where|Who) `,
			`^\d+ (?:\w+ ){0,2}(?:things|ways|reasons|facts|tips|photos|takeaways|questions)\b`, `^things to\b`, `everything (?:you|we)\b`, `\bas it happened\b`,
			`\bwhat (?:happened|happens) next\b`, `\bgoes viral\b`, `\bthe internet\b`, `\bthis one\b`, `\bshocking\b`, `\bslams?\b`, `\bblasts?\b.*\bover\b`,
			`\bmorning briefing\b`, `\b(?:live|latest) (?:updates|blog|coverage)\b`, `\bin pictures\b`, `\bround-?up\b`, `^letters?:`, `^(?:opinion|analysis|comment|editorial|review)\b`,
		}, "|")),
		label: regexp.MustCompile(`^(?i:(?:(?:rpt|refile|corrected)-)?(?:update|wrapup) \d+\s*-\s*|[\[(]?(?:live(?: updates?| blog| coverage)?|watch(?: live| now)?|video|breaking(?: news)?|just in|exclusive|update(?: \d+)?|` +
			`updated|urgent|opinion|analysis|comment|photos?|gallery|in pictures|listen|read|must[- ]read|news|sponsored|en direct|direct|vidéo|liveticker|` +
			`live-ticker|eilmeldung|última hora|en vivo|en directo|vídeo|ao vivo|diretta|молния|видео|直播|速報)(?:[\])]\s*|\s*(?:\||::|:|»|–|—)\s*|\s+-\s+))`),
		tail:    regexp.MustCompile(`(?i)(?:\s+[-–—]\s+|\s*[|:]\s*|\s*[\[(])(?:live(?: updates?| blog)?|video|videos|photos?|as it happened|updated?|update ?\d+|opinion|analysis)[\])]?$`),
		parts:   regexp.MustCompile(`\s+(?:\||»|·|•|::|--?|–|—)\s+`),
		headed:  regexp.MustCompile(`\S (?:[Tt]o|\p{L}{2,}[^\P{L}sui'’]s) [\p{L}\d]`),
		section: regexp.MustCompile(`\s+[-–—|:]\s+(?:(?:World|U\.?S\.?|UK|Local|National|International|Politics|Business|Sports?|Tech(?:nology)?|Health|Science|Entertainment|Crime|Asia|Europe|Africa) [Nn]ews|News|National|Local|Sports?|Business|Politics|World|Opinion|Technology|Entertainment|Health|Science)(?:\s+[-–—|:]\s+.{1,40})*$`),
		domain:  regexp.MustCompile(`^(?i:[\w-]+\.)+(?i:com|org|net|co\.uk|de|fr|es|it|nl|eu|info|news|tv|ie|ca|au|in|ch|at|be|br|ru|jp)(?:$|[-,] ?\p{Lu}.*$)`),
	}
}

// Clean is a title without labels and the names of its site, and whether it had a label.
func (f *Forms) Clean(title string, names []string) (clean string, label bool) {
	clean = strings.Join(strings.Fields(title), " ")
	for range 3 {
		before := clean
		clean = f.withoutSite(f.withoutSections(clean), names)
		if m := f.label.FindString(clean); m != "" && len(m) < len(clean) {
			clean, label = strings.TrimSpace(clean[len(m):]), true
		}
		if m := f.tail.FindString(clean); m != "" && len(m) < len(clean) {
			clean, label = strings.TrimSpace(strings.TrimSuffix(clean, m)), true
		}
		if clean == before {
			break
		}
	}
	return clean, label
}

// withoutSections drops the sections of its site that a title ends with: "Storm hits coast - World news - Europe".
func (f *Forms) withoutSections(title string) string {
	if m := f.section.FindStringIndex(title); m != nil && text.Count(title[:m[0]]) >= 3 {
		return title[:m[0]]
	}
	return title
}

// mostWords is as much of a first sentence as serves as the title of an article that has none.
const mostWords = 15

// Shortened is a line cut after fifteen words, or 110 characters where it has no spaces, with an ellipsis where something is missing.
func Shortened(line string) string {
	words := strings.Fields(line)
	if len(words) > mostWords {
		line = strings.Join(words[:mostWords], " ") + "…"
	}
	const mostRunes = 110 // for lines without spaces
	if runes := []rune(line); len(runes) > mostRunes {
		line = string(runes[:mostRunes-1]) + "…"
	}
	return line
}
