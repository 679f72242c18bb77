package quotable

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/digest/summarize/dateline"
	"tidings/digest/text"
)

// This file decides whether a sentence is whole.

// broken says that a sentence is not whole: it has no beginning, no end, half a quotation, or signs of damage.
func (r *Rules) broken(s, lang string) bool {
	if first := text.Initial(s); unicode.IsLower(first) || !(unicode.IsLetter(first) || unicode.IsDigit(first)) {
		return true
	}
	if !stated(s) {
		return true
	}
	return !balanced(s) || r.initialAtEnd.MatchString(s) || r.saidByNobody.MatchString(s) || Damaged(s) || Shouts(s) || runOn(s, lang) ||
		lang == "en" && (r.item.MatchString(s) || r.verbs.None(text.Words(s)))
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

// Damaged says that s holds characters that no text has, the marks of a wrong decoding: among them UTF-8 read as Latin-1,
// where an accented capital comes before a sign.
func Damaged(s string) bool {
	lead := false // the character before is what the first byte of such a letter is read as
	return strings.ContainsFunc(s, func(r rune) bool {
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) || lead && (r > 0x80 && r < 0xC0 || strings.ContainsRune("€™œ", r)) {
			return true
		}
		lead = r == 'Ã' || r == 'Â' || r == 'â'
		return false
	})
}

// Shouts says that most letters of a line of several words are capitals.
func Shouts(s string) bool {
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
