// Package quotable turns an article into the sentences from its top that could be quoted: whole ones that are no furniture, with
// what each leans on and whom its reader must have met.
package quotable

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/summarize/dateline"
	"tidings/digest/summarize/furniture"
	"tidings/digest/summarize/verbs"
	"tidings/digest/text"
)

// Sentence is one sentence of an article that could be quoted.
type Sentence struct {
	Text     string   // without a date line
	Raw      string   // as it stands in the article
	Pos      int      // among the article's sentences, from 0
	Words    int      // as a reader counts them
	Stems    []string // of its content words, each once
	Facts    []string // stems of its names and numbers
	Leans    bool     // it makes sense only right after the sentence before it
	Cold     bool     // it takes as known what only its own article had made known
	Needs    []string // stems that the reader must have met before it, or in the sentence it follows: "the company"
	Who      []string // stems of surnames that the reader must have met before it
	Given    []string // stems of a thing that it takes as given, of which the reader must have met one
	Doubt    float64  // what speaks against quoting it, in points of a summary's value
	Verbless bool     // it is English without a verb
}

// Rules are what sentences are judged by. They may be used by many goroutines.
type Rules struct {
	wholeForms
	aloneForms
	datelines *dateline.Forms
	furniture *furniture.Marks
	verbs     verbs.English
}

// New is Rules with those verbs, and with their regular expressions, which take some milliseconds to compile.
func New(v verbs.English) *Rules {
	return &Rules{newWholeForms(), newAloneForms(), dateline.New(), furniture.New(), v}
}

const (
	// readBytes and readSentences are as much of an article as is looked at: what happened stands at the top, and further
	// down a sentence needs those before it.
	readBytes, readSentences = 4000, 8
	// minWords is the length from which a sentence can tell something.
	minWords = 5
)

// Sentences is an article's sentences from its top that can be quoted and have at most that many words. The feed's summary
// serves when the text has none.
func (r *Rules) Sentences(a digest.Article, t *Tongue, mostWords int) []Sentence {
	for _, s := range []string{a.Text.Body, a.Summary} {
		if found := r.quotable(top(s), a.Title, t, mostWords); len(found) > 0 {
			return found
		}
	}
	return nil
}

// First is a text's first sentence without the date line before it, quotable or not; empty for an empty text.
func (r *Rules) First(body string) string {
	if sentences := text.Sentences(top(body)); len(sentences) > 0 {
		return r.datelines.Undate(sentences[0])
	}
	return ""
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
func (r *Rules) quotable(body, title string, t *Tongue, mostWords int) []Sentence {
	var found []Sentence
	names := r.introductions(t)
	pos := 0
	for i, paragraph := range strings.Split(body, "\n\n") {
		inside := false // a quotation that began in an earlier sentence of the paragraph
		sentences := text.Sentences(paragraph)
		for j, raw := range sentences {
			s := Sentence{Raw: raw, Pos: pos}
			if i == 0 && j == 0 {
				raw = dateline.Untitle(raw, title)
			}
			if len(found) == 0 { // the report begins here, or after captions
				raw = r.datelines.Begin(raw, body)
			}
			s.Text = r.datelines.Undate(raw)
			s.Words = max(text.Count(s.Text), len(strings.Fields(s.Text)))
			if s.Words >= minWords && s.Words <= mostWords && !inside && !r.broken(s.Text, t.Lang) && !r.furniture.In(raw) && (s.Text == raw || !r.furniture.In(s.Text)) && !r.datelines.Caption(sentences[j+1:]) {
				words := text.Words(s.Text)
				r.read(&s, words, t)
				if pos > 0 {
					s.Given = r.given(words, t)
				}
				s.Who, s.Needs = names.needs(s.Text), definite(words, t)
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

// read fills in what a sentence is about and what speaks against it.
func (r *Rules) read(s *Sentence, words []text.Word, t *Tongue) {
	for _, w := range words {
		if text.Stop(w.Fold, t.Lang) || utf8.RuneCountInString(w.Fold) < 2 {
			continue
		}
		stem := t.Stem(w.Fold)
		if slices.Contains(s.Stems, stem) {
			continue
		}
		s.Stems = append(s.Stems, stem)
		if IsNumber(w.Fold) || (!w.Start && capital(w.Text) && t.Lang != "de") {
			s.Facts = append(s.Facts, stem)
		}
	}
	s.Leans = r.leans(s.Text, t.Lang)
	s.Cold = r.cold.MatchString(s.Text)
	s.Doubt = r.doubt(s.Text, t.Lang)
	s.Verbless = t.Lang == "en" && !r.verbs.In(words)
}

// doubt is what speaks against quoting a sentence, in points of its value.
func (r *Rules) doubt(s, lang string) float64 {
	points := 0.0
	if strings.HasSuffix(s, "!") {
		points++
	}
	first, _ := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("\"“«„‘「", first) {
		points += 1.5 // what was said, before who said it
	}
	if (strings.Contains(s, " 19") || strings.Contains(s, " 20")) && r.dated.MatchString(s) {
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

// IsNumber says whether a folded word or its stem begins with a digit.
func IsNumber(fold string) bool { return fold != "" && fold[0] >= '0' && fold[0] <= '9' }
