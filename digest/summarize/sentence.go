package summarize

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/summarize/dateline"
	"tidings/digest/text"
)

// sentence is one sentence of an article that could be quoted.
type sentence struct {
	text    string
	raw     string // as it stands in the article
	newness newness
	source  int // index of its article
	pos     int // among the article's sentences
	words   int
	stems   []string // of its content words, each once
	facts   []string // stems of its names and numbers
	leans   bool     // it makes sense only right after the sentence before it
	cold    bool     // it takes as known what only its own article had made known
	needs   []string // stems that the reader must have met before it, or in the sentence it follows: "the company"
	who     []string // stems of surnames that the reader must have met before it
	given   []string // stems of a thing that it takes as given, of which the reader must have met one
	doubt   float64  // what speaks against quoting it, in points
}

// newness is how new a sentence is to a reader who was told the story before. Where a story is told for the first time
// all are the same.
type newness int

const (
	theNews  newness = iota // in the article that brings most of what is new
	alsoNews                // in another
	notNews                 // the reader was told it before
)

const (
	// readBytes and readSentences are as much of an article as is looked at: what happened stands at the top, and further
	// down a sentence needs those before it.
	readBytes, readSentences = 4000, 8
	// minWords is the length from which a sentence can tell something.
	minWords = 5
)

// sentencesOf is an article's sentences from its top that can be quoted. The feed's summary serves when the text has
// none.
func sentencesOf(a digest.Article, t *tongue) []sentence {
	for _, s := range []string{a.Text.Body, a.Summary} {
		if found := quotable(top(s), a.Title, t); len(found) > 0 {
			return found
		}
	}
	return nil
}

// top is the beginning of a text without the sentence that it was cut in.
func top(s string) string {
	if len(s) <= readBytes {
		return s
	}
	last := s[:readBytes]
	whole := ""
	if i := strings.LastIndex(last, "\n\n"); i >= 0 {
		whole, last = last[:i+2], last[i+2:]
	}
	sentences := text.Sentences(last)
	return whole + strings.Join(sentences[:max(0, len(sentences)-1)], " ")
}

// quotable goes through a text's sentences in order and keeps those that are no furniture and no fragment.
func quotable(body, title string, t *tongue) []sentence {
	var found []sentence
	names := newIntroductions(t)
	pos := 0
	for i, paragraph := range strings.Split(body, "\n\n") {
		inside := false // a quotation that began in an earlier sentence of the paragraph
		sentences := text.Sentences(paragraph)
		for j, raw := range sentences {
			s := sentence{raw: raw, pos: pos}
			if i == 0 && j == 0 {
				raw = dateline.Untitle(raw, title)
			}
			if len(found) == 0 { // the report begins here, or after captions
				raw = t.datelines.Begin(raw, body)
			}
			s.text = t.datelines.Undate(raw)
			s.words = max(text.Count(s.text), len(strings.Fields(s.text)))
			if s.words >= minWords && s.words <= maxWords && !inside && !t.broken(s.text, t.lang) && !t.furniture.In(raw) && (s.text == raw || !t.furniture.In(s.text)) && !t.datelines.Caption(sentences[j+1:]) {
				words := text.Words(s.text)
				s.read(t, words)
				if pos > 0 {
					s.given = t.given(words)
				}
				s.who, s.needs = names.needs(s.text), definite(words, t)
				found = append(found, s)
			}
			names.meet(raw)
			inside = inside != opens(raw)
			if pos++; pos == readSentences {
				return found
			}
		}
	}
	return found
}

// opens says that a quotation begins in s and does not end, or ends and did not begin. German closes with the sign that
// English opens with; Swedish opens and closes with one sign.
func opens(s string) bool {
	low, left, right := strings.Count(s, "„"), strings.Count(s, "“"), strings.Count(s, "”")
	uneven := left != right
	switch {
	case low > 0:
		uneven = low != left+right
	case left == 0:
		uneven = right%2 != 0
	}
	return uneven || strings.Count(s, `"`)%2 != 0 || strings.Count(s, "«") != strings.Count(s, "»") ||
		strings.Count(s, "``") != strings.Count(s, "''")
}

// read fills in what the sentence is about and what speaks against it.
func (s *sentence) read(t *tongue, words []text.Word) {
	for _, w := range words {
		if text.Stop(w.Fold, t.lang) || utf8.RuneCountInString(w.Fold) < 2 {
			continue
		}
		stem := t.stem(w.Fold)
		if slices.Contains(s.stems, stem) {
			continue
		}
		s.stems = append(s.stems, stem)
		if isNumber(w.Fold) || (!w.Start && capital(w.Text) && t.lang != "de") {
			s.facts = append(s.facts, stem)
		}
	}
	s.leans = t.leans(s.text, t.lang)
	s.cold = t.cold.MatchString(s.text)
	s.doubt = t.doubt(s.text, t.lang)
	if t.lang == "en" && !t.verbs.In(words) {
		s.doubt += openingPoints // most likely a heading or a caption
	}
}

// broken says that a sentence is not whole: it has no beginning, no end, half a quotation, or signs of damage.
func (f *forms) broken(s, lang string) bool {
	if first := text.Initial(s); unicode.IsLower(first) || !(unicode.IsLetter(first) || unicode.IsDigit(first)) {
		return true
	}
	if !stated(s) {
		return true
	}
	return !balanced(s) || f.initialAtEnd.MatchString(s) || f.saidByNobody.MatchString(s) || damaged(s) || shouts(s) || runOn(s, lang) ||
		lang == "en" && (f.item.MatchString(s) || f.verbs.None(text.Words(s)))
}

// stated says that a sentence ends as a statement does. One that ends in points was cut or teases, and a question asks what
// it should tell.
func stated(s string) bool {
	s = strings.TrimRight(s, " \"'”’“»›)]」』）】")
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!。！۔।॥։።", last) && !strings.HasSuffix(s, "..")
}

// runOn says that a heading or a caption without an end ran into the sentence: an English function word with a capital
// stands between two words in small letters, or most words have a capital.
func runOn(s, lang string) bool {
	capitals, long := 0, 0
	words := strings.Fields(s)
	for i, w := range words {
		if lang == "en" && starters[w] && i > 0 && i+1 < len(words) && endsWord(words[i-1]) && startsSmall(words[i+1]) {
			return true
		}
		if utf8.RuneCountInString(w) >= 4 {
			long++
			if capital(strings.TrimLeft(w, "\"'“‘(")) {
				capitals++
			}
		}
	}
	return lang != "de" && long >= 5 && 10*capitals >= 7*long
}

// endsWord says that a word has no sign at its end, and no capital there.
func endsWord(w string) bool {
	last, _ := utf8.DecodeLastRuneInString(w)
	return unicode.IsLower(last) || unicode.IsDigit(last)
}

func startsSmall(w string) bool {
	first, _ := utf8.DecodeRuneInString(w)
	return unicode.IsLower(first)
}

// wholeForms tell whole sentences from damaged ones.
type wholeForms struct {
	saidByNobody *regexp.Regexp // a quotation from end to end: whoever said it stands in another sentence
	initialAtEnd *regexp.Regexp // a sentence that was cut at the point of an initial or a title, before it or after
	item         *regexp.Regexp // an item of a list that is numbered
	dated        *regexp.Regexp // a full date with its year
}

func newWholeForms() wholeForms {
	return wholeForms{
		saidByNobody: regexp.MustCompile(`^(?:"[^"]*"|“[^”]*”|«[^»]*»|„[^“]*“|”[^”]*”|「[^」]*」)$`),
		initialAtEnd: regexp.MustCompile(`\b(?:Jr|Sr|Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof|St|vs)\.$|^\p{Lu} ?\. ?,|(?:\s\p{Lu}\s|\s\p{Lu}\.\p{Lu})\.$`),
		item:         regexp.MustCompile(`^\d{1,2}[.)] `),
		dated:        regexp.MustCompile(`\b(?:\p{Lu}\p{Ll}{2,8}\.? \d{1,2},|\d{1,2} (?:` + dateline.Months + `)\.?) (?:19|20)\d\d\b`),
	}
}

// balanced says that every quotation and bracket that opens in s closes in it.
func balanced(s string) bool {
	// Between single quotes, which are apostrophes as well, only an end without a beginning can be told.
	if (strings.HasSuffix(s, ".'") || strings.HasSuffix(s, ".’") || strings.HasSuffix(s, "!'") || strings.HasSuffix(s, "!’")) &&
		!strings.Contains(" "+s, " '") && !strings.Contains(s, "‘") {
		return false
	}
	for _, pair := range []string{"()", "[]", "「」", "（）"} {
		open, size := utf8.DecodeRuneInString(pair)
		if strings.Count(s, string(open)) != strings.Count(s, pair[size:]) {
			return false
		}
	}
	return !opens(s)
}

// damaged says that s holds characters that no text has, the marks of a wrong decoding: among them UTF-8 read as Latin-1,
// where an accented capital comes before a sign.
func damaged(s string) bool {
	lead := false // the character before is what the first byte of such a letter is read as
	return strings.ContainsFunc(s, func(r rune) bool {
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) || lead && (r > 0x80 && r < 0xC0 || strings.ContainsRune("€™œ", r)) {
			return true
		}
		lead = r == 'Ã' || r == 'Â' || r == 'â'
		return false
	})
}

// shouts says that most letters of a line of several words are capitals.
func shouts(s string) bool {
	upper, lower := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper > lower && strings.Contains(s, " ")
}

// doubt is what speaks against quoting a sentence, in points of its value.
func (f *forms) doubt(s, lang string) float64 {
	points := 0.0
	if strings.HasSuffix(s, "!") {
		points++
	}
	first, _ := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("\"“«„‘「", first) {
		points += 1.5 // what was said, before who said it
	}
	if (strings.Contains(s, " 19") || strings.Contains(s, " 20")) && f.dated.MatchString(s) {
		points += 5 // most likely a caption: reports say "Tuesday"
	}
	if addresses(unquoted(s), lang) {
		points += 2.5
	}
	if opening, _, _ := strings.Cut(s, " "); lang == "en" && commands[opening] {
		points += 4 // it tells the reader what to do
	}
	return points
}

// unquoted is a sentence without its quotations.
func unquoted(s string) string {
	inside := false
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"“”„«»「」", r) {
			inside = !inside
			return ' '
		}
		if inside {
			return -1
		}
		return r
	}, s)
}

func capital(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first)
}

func isNumber(fold string) bool { return fold != "" && fold[0] >= '0' && fold[0] <= '9' }

// base is the language of a BCP 47 tag without region and script.
func base(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	return lang
}
