// Package spelling turns a word that nobody knows, and the words that are known, into the one that was likely meant.
package spelling

import "strings"

// maxWord is the longest word that is compared with others: no name that could be meant is half as long.
const maxWord = 64

// Nearest is the word of a list that another is likely a misspelling of: a third of its letters may differ, and case
// does not count. Empty when none is near.
func Nearest(word string, among []string) string {
	word = strings.ToLower(word)
	if len(word) > maxWord {
		return ""
	}
	best, least := "", max(1, len([]rune(word))/3)+1
	for _, w := range among {
		if d := distance(word, strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// distance counts the letters to insert, drop, replace or swap with their neighbour to make b of a (Damerau, "A
// technique for computer detection and correction of spelling errors", 1964; no letter is touched twice).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}
