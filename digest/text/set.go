package text

import "strings"

// Set is words to look one up in.
type Set map[string]bool

// Listed is the set of the words in a list, which white space parts.
func Listed(list string) Set {
	fields := strings.Fields(list)
	m := make(Set, len(fields))
	for _, w := range fields {
		m[w] = true
	}
	return m
}
