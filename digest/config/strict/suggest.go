package strict

import (
	"fmt"
	"slices"
	"strings"

	"tidings/digest/spelling"
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
		hint = DidYouMean(spelling.Nearest(word, here.keys))
	}
	v.Fail(fmt.Sprintf("unknown key %q", word), hint)
}

// Unknown reports a name that nothing has, with the one that was likely meant, or all that there are.
func (v Value) Unknown(noun, name string, names []string) {
	hint := DidYouMean(spelling.Nearest(name, names))
	switch {
	case hint == "" && len(names) == 0:
		hint = fmt.Sprintf("no %ss are configured", noun)
	case hint == "":
		hint = "there is " + strings.Join(names, ", ")
	}
	v.Fail(fmt.Sprintf("unknown %s %q", noun, name), hint)
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
