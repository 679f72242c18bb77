package strict

import (
	"fmt"
	"slices"
	"strings"
)

// Vocabulary is what all mappings together know of keys. It makes the hints at a key that is not known where it stands.
type Vocabulary struct {
	Places   []Place             // in the order in which messages list them
	Synonyms map[string][]string // a word in lower case: the keys it may stand for, the likeliest first
}

// Place is a mapping as messages call it, with its keys.
type Place struct {
	noun string // "an edition"
	keys []string
}

// PlaceOf is the place that a mapping of these keys is.
func PlaceOf[S any](noun string, keys []Key[S]) Place {
	p := Place{noun: noun}
	for _, k := range keys {
		p.keys = append(p.keys, k.name)
	}
	return p
}

// unknownKey reports a key that its mapping does not have, with the one that was likely meant.
func (v Value) unknownKey(here Place) {
	word := v.node.Value
	words := v.file.reading.words
	synonyms := words.Synonyms[strings.ToLower(word)]
	var elsewhere []string
	for _, p := range words.Places {
		if p.noun != here.noun && p.has(word) {
			elsewhere = append(elsewhere, p.noun)
		}
	}
	hint := ""
	if i := slices.IndexFunc(synonyms, here.has); i >= 0 {
		hint = DidYouMean(synonyms[i])
	} else if len(elsewhere) > 0 {
		hint = fmt.Sprintf("`%s` belongs to %s", word, or(elsewhere))
	} else {
		hint = DidYouMean(Nearest(word, here.keys))
	}
	v.Fail(fmt.Sprintf("unknown key %q", word), hint)
}

func (p Place) has(key string) bool { return slices.Contains(p.keys, key) }

// DidYouMean is the hint at a word; empty for none.
func DidYouMean(word string) string {
	if word == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", word)
}

// or joins words as in a sentence.
func or(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

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
