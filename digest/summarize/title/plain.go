package title

import (
	"strings"

	"tidings/digest/summarize/quotable"
	"tidings/digest/text"
)

// Loudness is what a title loses for shouting, teasing or asking.
func (f *Forms) Loudness(title string) float64 {
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

// Silent says that an English title has no verb: it names a subject, and tells nothing of it. Headlines have verbs of
// their own, mostly with an -s, and say "to" of what will be.
func (f *Forms) Silent(title, lang string) bool {
	return lang == "en" && title != "" && !f.verbs.In(text.Words(title)) && !f.headed.MatchString(title)
}

// Misfit is what a title loses for being too short to say what happened or too long to be read at a glance.
func Misfit(title string) float64 {
	const fewest, most = 5, 15 // words of an ordinary news headline
	words := text.Count(title)
	return 0.3*float64(max(0, fewest-words)) + 0.1*float64(min(20, max(0, words-most)))
}
