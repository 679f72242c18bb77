package summarize

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/summarize/quotable"
	"tidings/digest/summarize/verbs"
	"tidings/digest/text"
)

// plainest is the index of the article with the best title to stand above the story.
func (t *Teller) plainest(articles []source) int {
	best, points := 0, 0.0
	for i := range articles {
		if p := t.plainness(articles, i); i == 0 || p > points {
			best, points = i, p
		}
	}
	return best
}

// plainness is how plain and complete a title is, in points that matter only against each other's. What all tell is
// worth most; a loud title loses more than it can gain by that. Titles as plain as another stand in the story's order.
func (t *Teller) plainness(articles []source, i int) float64 {
	s := articles[i]
	points := 4*shared(articles, i) - 0.1*float64(min(i, 5)) - t.titles.loudness(s.title) - misfit(s.title)
	if s.label {
		points -= 0.7
	}
	if t.titles.silent(s.title, s.tongue.Lang) {
		points -= 0.65
	}
	if s.extra {
		points -= 10
	}
	if s.stale {
		points -= 5
	}
	if s.news {
		points += 2 // more than a plainer title can be worth
	}
	if s.article.Text.Body == "" {
		points -= 0.3
	}
	if s.title == "" || s.nameless || alien(s) {
		points -= 3
	}
	return points
}

// shared is how much a title has in common with what the others tell, 0 to 1: the mean of the share of its words that
// their titles and first sentences have, and of the share of their titles' words that it has. Either alone would take
// the shortest title or the longest. For a lone article it says nothing.
func shared(articles []source, i int) float64 {
	stems := articles[i].about
	if len(articles) < 2 || len(stems) == 0 {
		return 0
	}
	sum := 0.0
	for j, other := range articles {
		if j == i {
			continue
		}
		top := map[string]bool{}
		if len(other.sentences) > 0 {
			for _, stem := range other.sentences[0].Stems {
				top[stem] = true
			}
		}
		precision, recall := 0, 0
		for stem := range stems {
			if other.about[stem] {
				recall++
			}
			if other.about[stem] || top[stem] {
				precision++
			}
		}
		sum += float64(precision)/float64(len(stems)) + float64(recall)/float64(max(1, len(other.about)))
	}
	return sum / float64(2*(len(articles)-1))
}

// alien says that no word of a title is in the text under it: it names the site, or a column.
func alien(s source) bool {
	if len(s.sentences) == 0 {
		return false
	}
	for _, sentence := range s.sentences {
		for _, stem := range sentence.Stems {
			if s.about[stem] {
				return false
			}
		}
	}
	return true
}

// loudness is what a title loses for shouting, teasing or asking.
func (f *titleForms) loudness(title string) float64 {
	points := 0.0
	switch {
	case quotable.Shouts(title):
		points += 2
	case f.shoutedWords.MatchString(title):
		points += 0.3
	}
	if strings.ContainsAny(title, "?？") {
		points += 1.5
	}
	if strings.ContainsAny(title, "!！") {
		points += 0.7
	}
	if strings.Contains(title, "…") || strings.Contains(title, "...") {
		points += 0.7
	}
	if f.teasing.MatchString(title) {
		points += 1.5
	}
	if quotable.Damaged(title) {
		points += 2
	}
	return points
}

// silent says that an English title has no verb: it names a subject, and tells nothing of it. Headlines have verbs of
// their own, mostly with an -s, and say "to" of what will be.
func (f *titleForms) silent(title, lang string) bool {
	return lang == "en" && title != "" && !f.verbs.In(text.Words(title)) && !f.headed.MatchString(title)
}

// misfit is what a title loses for being too short to say what happened or too long to be read at a glance.
func misfit(title string) float64 {
	const fewest, most = 5, 15 // words of an ordinary news headline
	words := text.Count(title)
	return 0.3*float64(max(0, fewest-words)) + 0.1*float64(min(20, max(0, words-most)))
}

// clean is a title without labels and the names of its site, and whether it had a label.
func (f *titleForms) clean(title string, names []string) (clean string, label bool) {
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
func (f *titleForms) withoutSections(title string) string {
	if m := f.section.FindStringIndex(title); m != nil && text.Count(title[:m[0]]) >= 3 {
		return title[:m[0]]
	}
	return title
}

// withoutSite drops the part of a title that is the name of its site. After a bar or a dot, nothing else ever stands;
// before the title, one word may as well be what it is about ("Rust - 2.0 is out" in the Rust Blog).
func (f *titleForms) withoutSite(title string, names []string) string {
	marks := f.parts.FindAllStringIndex(title, -1)
	if len(marks) == 0 {
		if i := strings.LastIndex(title, ", "); i > 0 && text.Count(title[:i]) >= 4 && isBrand(title[i+2:], names) {
			return title[:i]
		}
		return title
	}
	first, last := marks[0], marks[len(marks)-1]
	head, tail := title[:last[0]], title[last[1]:]
	dash := strings.ContainsAny(title[last[0]:last[1]], "-–—")
	if f.isSite(tail, names) || !dash && text.Count(head) >= 3 && text.Count(tail) <= 5 {
		return head
	}
	if head := title[:first[0]]; text.Count(head) > 1 && isName(head, names) {
		return title[first[1]:]
	}
	return title
}

// siteAlone says that a title is nothing but the name of its site: "BBC News (British Broadcasting Corporation)".
func (f *titleForms) siteAlone(title string, names []string) bool {
	head, _, _ := strings.Cut(title, " (")
	return f.isSite(head, names)
}

// isSite says whether a part of a title is one of its site's names, perhaps shortened or with a department: "BBC" and
// "BBC News" of BBC News, "Post Sport" of the Post.
func (f *titleForms) isSite(part string, names []string) bool {
	if f.domain.MatchString(part) || isName(part, names) {
		return true
	}
	p := words(part)
	return slices.ContainsFunc(names, func(name string) bool {
		n := words(name)
		return name != "" && (strings.HasPrefix(n, p) || strings.HasPrefix(p, n) && text.Count(part) <= 4 ||
			text.Count(part) > 1 && strings.HasPrefix(squeeze(name), squeeze(part)))
	})
}

// isBrand says whether a part of a title is one of its site's names with a section: "PostOne Crime News".
func isBrand(part string, names []string) bool {
	return text.Count(part) <= 4 && slices.ContainsFunc(names, func(name string) bool {
		return len(squeeze(name)) > 3 && strings.HasPrefix(squeeze(part), squeeze(name))
	})
}

// isName says whether a part of a title is a whole name of its site.
func isName(part string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && squeeze(name) == squeeze(part) })
}

// siteNames are the names an article's site may go by in a title.
func siteNames(a digest.Article, feedNames ...string) []string {
	names := append(feedNames, a.Text.Site)
	if u, err := url.Parse(a.URL); err == nil {
		labels := strings.Split(strings.TrimPrefix(u.Hostname(), "www."), ".")
		if len(labels) > 1 {
			names = append(names, labels[0], labels[len(labels)-2])
		}
	}
	return names
}

// words is a name to compare by its words: folded, with a space after each.
func words(name string) string { return strings.TrimPrefix(text.Fold(name), "the ") + " " }

// squeeze makes the spellings of a name one: "The BBC News" and "bbcnews".
func squeeze(name string) string { return strings.ReplaceAll(words(name), " ", "") }

// titleWords is as much of a first sentence as serves as the title of an article that has none.
const titleWords = 15

// headline is the title, or the beginning of the text where there is none.
func (t *Teller) headline(s source) string {
	if s.title != "" {
		return s.title
	}
	a := s.article
	for _, body := range []string{a.Text.Body, a.Summary} {
		if first := t.sentences.First(body); first != "" {
			return shortened(first)
		}
	}
	return cmp.Or(a.Title, a.URL)
}

// shortened is a line cut after titleWords words, with an ellipsis where something is missing.
func shortened(line string) string {
	words := strings.Fields(line)
	if len(words) > titleWords {
		line = strings.Join(words[:titleWords], " ") + "…"
	}
	const mostRunes = 110 // for lines without spaces
	if runes := []rune(line); len(runes) > mostRunes {
		line = string(runes[:mostRunes-1]) + "…"
	}
	return line
}

// titleForms tell what in a title is not the title, and what makes it loud.
type titleForms struct {
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

func newTitleForms(v verbs.English) *titleForms {
	return &titleForms{
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
