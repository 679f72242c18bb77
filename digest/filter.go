package digest

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Filter is a set of rules over articles. Exclude beats include; no include rules means that everything is included.
type Filter struct {
	Include []Rule
	Exclude []Rule
}

// Plus is the filter with another's rules added: filters inherit by adding up.
func (f Filter) Plus(more Filter) Filter {
	return Filter{
		Include: append(append([]Rule(nil), f.Include...), more.Include...),
		Exclude: append(append([]Rule(nil), f.Exclude...), more.Exclude...),
	}
}

// Keeps says whether the filter lets a subject through. The rule that decided is returned with it: the exclude rule
// that hit, or the include rule that let it in; a zero rule when none did.
func (f Filter) Keeps(s *Subject) (bool, Rule) {
	for _, r := range f.Exclude {
		if r.Match(s) {
			return false, r
		}
	}
	if len(f.Include) == 0 {
		return true, Rule{}
	}
	for _, r := range f.Include {
		if r.Match(s) {
			return true, r
		}
	}
	return false, Rule{}
}

// Rule is one line of a filter: a word or phrase, or /a regular expression/, perhaps narrowed to one field.
type Rule struct {
	source string
	field  Field
	words  string         // folded; empty when re is set
	re     *regexp.Regexp // nil for words
}

// Field is a part of an article that a rule may be narrowed to. The zero value is title and text.
type Field string

// The fields a rule may name before a colon.
const (
	FieldTitle  Field = "title"
	FieldAuthor Field = "author"
	FieldTag    Field = "tag"
	FieldDomain Field = "domain"
	FieldLang   Field = "lang"
	FieldFeed   Field = "feed"
	FieldLabel  Field = "label"
)

// Fields lists the fields a rule may name.
func Fields() []Field {
	return []Field{FieldTitle, FieldAuthor, FieldTag, FieldDomain, FieldLang, FieldFeed, FieldLabel}
}

// ParseRule reads one line of a filter. A word before a colon that is no field is part of the phrase, so that "Re: x"
// and a URL can be written plainly.
func ParseRule(s string) (Rule, error) {
	r := Rule{source: s}
	rest := strings.TrimSpace(s)
	for _, f := range Fields() {
		if after, ok := strings.CutPrefix(rest, string(f)+":"); ok {
			r.field, rest = f, strings.TrimSpace(after)
			break
		}
	}
	if rest == "" {
		return Rule{}, fmt.Errorf("filter %q is empty", s)
	}
	if len(rest) > 1 && strings.HasPrefix(rest, "/") && strings.HasSuffix(rest, "/") {
		re, err := regexp.Compile("(?i)" + rest[1:len(rest)-1])
		if err != nil {
			return Rule{}, fmt.Errorf("filter %q: %w", s, err)
		}
		r.re = re
		return r, nil
	}
	r.words = fold(rest)
	return r, nil
}

// String is the rule as it was written.
func (r Rule) String() string { return r.source }

// Subject is an article prepared for many rules: folded once. It is not safe for use by several goroutines.
type Subject struct {
	article *Article
	feed    *Feed
	folded  map[Field][]string
}

// NewSubject prepares an article of a feed for filtering; feed may be nil.
func NewSubject(a *Article, feed *Feed) *Subject {
	return &Subject{article: a, feed: feed, folded: make(map[Field][]string)}
}

// raw lists the values of a field as they are.
func (s *Subject) raw(f Field) []string {
	a := s.article
	switch f {
	case FieldTitle:
		return []string{a.Title}
	case FieldAuthor:
		return append(append([]string(nil), a.Authors...), a.Text.Byline)
	case FieldTag:
		return a.Categories
	case FieldDomain:
		return []string{hostOf(a.URL)}
	case FieldLang:
		return []string{cmp.Or(a.Text.Language, a.Language)}
	case FieldFeed:
		if s.feed == nil {
			return nil
		}
		return []string{s.feed.Name, s.feed.URL, s.feed.ID}
	case FieldLabel:
		return s.labels()
	default:
		return []string{a.Title, cmp.Or(a.Text.Body, a.Summary)}
	}
}

// labels lists the labels of the feed, "region=local": a value alone matches, and so do both.
func (s *Subject) labels() []string {
	if s.feed == nil {
		return nil
	}
	var out []string
	for name, value := range s.feed.Labels {
		out = append(out, name+"="+value)
	}
	return out
}

func (s *Subject) values(f Field) []string {
	if v, ok := s.folded[f]; ok {
		return v
	}
	var out []string
	for _, v := range s.raw(f) {
		out = append(out, fold(v))
	}
	s.folded[f] = out
	return out
}

// Match says whether the rule hits the subject.
func (r Rule) Match(s *Subject) bool {
	if r.re != nil {
		for _, v := range s.raw(r.field) {
			if r.re.MatchString(v) {
				return true
			}
		}
		return false
	}
	for _, v := range s.values(r.field) {
		if r.matchWords(v) {
			return true
		}
	}
	return false
}

func (r Rule) matchWords(v string) bool {
	switch r.field {
	case FieldDomain:
		return v == r.words || strings.HasSuffix(v, "."+r.words)
	case FieldLang:
		return v == r.words || strings.HasPrefix(v, r.words+"-")
	default:
		return containsWords(v, r.words)
	}
}

// containsWords finds words in text with no letter or digit touching either end, except where the script at that end
// is written without spaces and a part is all that can be matched. Both are folded.
func containsWords(text, words string) bool {
	if words == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(words)
	last, _ := utf8.DecodeLastRuneInString(words)
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(words)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !joins(before, first) && !joins(last, after) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		from = start + size
	}
}

// joins says whether two neighbouring characters belong to one word.
func joins(a, b rune) bool {
	return isWordRune(a) && isWordRune(b) && !unspaced(a) && !unspaced(b)
}

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// unspaced says whether a character is of a script that puts no spaces between words.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// fold lower-cases and makes every run of white space one space.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

func hostOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}
