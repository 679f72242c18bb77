// Package letters turns a line of any script into what it is compared by: its letters and digits, their number, and whether they
// end as a sentence does.
package letters

import (
	"strings"
	"unicode"
)

// Is tells letters and digits; it asks the tables only where ASCII does not answer.
func Is(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// Key is the letters and digits of a text in lower case: equal for lines that differ in spacing and marks only.
func Key(s string) string {
	return strings.Map(func(r rune) rune {
		if Is(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Count counts the letters and digits of a text.
func Count(s string) int {
	n := 0
	for _, r := range s {
		if Is(r) {
			n++
		}
	}
	return n
}

// EndSentence tells whether the letters of a text end as sentences do, in any script, quotes and brackets apart; also are more
// characters that will do.
func EndSentence(s, also string) bool {
	s = strings.TrimRight(s, " \"'”’»“)]）」』")
	end := []rune(s[max(0, len(s)-4):])
	return len(end) > 0 && strings.ContainsRune(".!?…。！？।॥؟۔"+also, end[len(end)-1])
}
