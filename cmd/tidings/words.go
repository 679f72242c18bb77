package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// joined sets facts side by side on one quiet line.
func joined(facts []string) string { return strings.Join(facts, " · ") }

// count is "1 feed", "3 feeds".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// wrapped breaks paragraphs at a width, leaving their line breaks and blank lines.
func wrapped(text string, width int) string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		out = append(out, wrapLine(line, width)...)
	}
	return strings.Join(out, "\n")
}

func wrapLine(line string, width int) []string {
	var lines []string
	var now strings.Builder
	used := 0
	for _, word := range strings.Fields(line) {
		n := utf8.RuneCountInString(word)
		if used > 0 && used+1+n > width {
			lines = append(lines, now.String())
			now.Reset()
			used = 0
		}
		if used > 0 {
			now.WriteByte(' ')
			used++
		}
		now.WriteString(word)
		used += n
	}
	return append(lines, now.String())
}

// list sets names side by side.
func list(names []string) string { return strings.Join(names, ", ") }
