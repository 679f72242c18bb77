// Package dateline turns the first sentences of a report into what the reporter wrote: without the title, the caption and the
// date line that stand before them.
package dateline

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/digest/text"
)

// Forms are what may stand before a report. They may be used by many goroutines.
type Forms struct {
	called       *regexp.Regexp   // a place in capitals without a sign after it
	agencies     *regexp.Regexp   // two of them
	credit       *regexp.Regexp   // who took a picture
	underPicture *regexp.Regexp   // begins what stands after a caption
	datelines    []*regexp.Regexp // the forms of a date line; the group is what is left out
}

// New is Forms with their regular expressions, which take some time to compile.
func New() *Forms {
	return &Forms{
		called:       regexp.MustCompile(`^(\p{Lu}{4,}(?: \p{Lu}{3,}){0,2}) (?:[-–—―]+ )?(\p{Lu}[\p{L}’']*)`),
		agencies:     regexp.MustCompile(`^\p{Lu}{2,5}/\p{Lu}{2,5} (\p{Lu})`),
		credit:       regexp.MustCompile(`(?:[-–—] ?|[(\[])` + agency + `(?: Photo)?(?:/[\p{L} ]{2,40})?[)\]]?\.? `),
		datelines:    datelines(),
		underPicture: regexp.MustCompile(`^(?:(?:` + Months + `)\.? \d{1,2}, (?:19|20)\d\d\b(?:$|\.$| \p{Lu})|(?:Photo|Photograph|Image|Picture|Credit|Foto|Bild)(?: by|:|/| \(| credit)|(?:` + agency + `|Getty(?: Images)?)(?: Photo)?(?:/|$|\.$))`),
	}
}

// Begin is the first sentence of a text without the captions, the places and the agencies that ran into it, though no date
// line parts them from it.
func (f *Forms) Begin(s, body string) string { return f.uncall(f.uncaption(s), body) }

// Caption says that the sentences that follow one begin with the date or the credit of a picture, so that it is told of
// before.
func (f *Forms) Caption(following []string) bool {
	return len(following) > 0 && f.underPicture.MatchString(following[0])
}

// Undate is a sentence without the date line before it: the place, the date and the agency that wires put before a
// report. Two are taken where an agency stands before the place.
func (f *Forms) Undate(s string) string {
	for range 2 {
		rest := f.withoutDateline(s)
		if rest == s {
			break
		}
		s = rest
	}
	return s
}

func (f *Forms) withoutDateline(s string) string {
	const head = 200 // bytes: more than any date line has
	if h := s[:min(len(s), head)]; !strings.ContainsAny(h, ",-–—―(:â】电電讯0123456789") && !strings.Contains(h, "Associated Press") {
		return s
	}
	for _, d := range f.datelines {
		found := d.FindStringSubmatchIndex(s)
		if found == nil {
			continue
		}
		line, rest := s[:found[3]], s[found[3]:]
		aside := slices.ContainsFunc([]string{" — ", " – ", " - "}, func(dash string) bool {
			return strings.HasSuffix(line, dash) && strings.Contains(rest, dash) && !strings.ContainsAny(line, "(,")
		})
		if rest != "" && !unicode.IsLower(text.Initial(rest)) && !aside {
			return rest
		}
	}
	return s
}

// Untitle is a text's first sentence without the article's title, where that ran into it.
func Untitle(s, title string) string {
	title = strings.Join(strings.Fields(title), " ")
	if n := len(title); n > 0 && len(s) > n && strings.EqualFold(s[:n], title) && s[n] == ' ' {
		return s[n+1:]
	}
	return s
}

// uncaption is a report's first sentence without a caption and its credit that ran into it: "The harbour at dusk. – AFP PARIS
// — The". That the report begins there shows in its date line.
func (f *Forms) uncaption(s string) string {
	for _, m := range f.credit.FindAllStringIndex(s, -1) {
		if rest := s[m[1]:]; m[0] > 0 && f.withoutDateline(rest) != rest {
			return rest
		}
	}
	return s
}

// uncall is a report's first sentence without the place in capitals, or the two agencies, that some wires put before it
// with no sign between: "ISLAMABAD Violence rocked Pakistan", "CBS/AP The families". That it is a place shows in the text,
// where it is written like any name, or by the article that follows; a person's, as in "GERRY Collins", stands there before the same word again.
func (f *Forms) uncall(s, body string) string {
	s = f.agencies.ReplaceAllString(s, "$1")
	m := f.called.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	if m[2] == "A" || m[2] == "An" || m[2] == "The" {
		return s[len(m[0])-len(m[2]):]
	}
	for _, word := range strings.Fields(m[1]) {
		first, size := utf8.DecodeRuneInString(word)
		usual := string(first) + strings.ToLower(word[size:])
		if !strings.Contains(body, usual) || strings.Contains(body, usual+" "+m[2]) || strings.Contains(body, usual+" "+strings.ToLower(m[2])) {
			return s
		}
	}
	return s[len(m[0])-len(m[2]):]
}
