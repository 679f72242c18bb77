// Package wording says what the commands know, in the words that they share: counts, lengths of time, lists and tallies
// become what stands on a line for a person.
package wording

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"tidings/digest"
)

// Joined sets facts side by side on one quiet line.
func Joined(facts []string) string { return strings.Join(facts, " · ") }

// Count is "1 feed", "3 feeds".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Wrapped breaks paragraphs at a width in characters, leaving their line breaks and blank lines.
func Wrapped(text string, width int) string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		out = append(out, Lines(line, width)...)
	}
	return strings.Join(out, "\n")
}

// Lines are the words of a line on as many lines as a width in characters asks for.
func Lines(line string, width int) []string {
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

// List sets names side by side.
func List(names []string) string { return strings.Join(names, ", ") }

// Ago is how long a moment is past, in a word or two; "never" for the zero time.
func Ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case t.IsZero():
		return "never"
	case d < time.Minute:
		return "just now"
	default:
		return Span(d) + " ago"
	}
}

// Span is a length of time in its largest unit, and at least a minute.
func Span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", max(1, int(d.Round(time.Minute).Minutes())))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
	}
	return Count(int(d.Round(24*time.Hour).Hours()/24), "day", "days")
}

// Cut is a text of at most n characters: the beginning, with a mark, where there is more.
func Cut(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}

// Reply is what the mail server said, with its code where it gave one.
func Reply(o digest.Outcome) string {
	if o.Code == 0 {
		return o.Reply
	}
	return fmt.Sprintf("%d %s", o.Code, o.Reply)
}

// Tally is how many deliveries are in which state; empty when there are none.
func Tally(t digest.Tally) string {
	var facts []string
	for _, state := range []digest.DeliveryState{
		digest.Sent, digest.Pending, digest.Sending, digest.Deferred, digest.Failed, digest.Uncertain, digest.Suppressed,
	} {
		if n := t[state]; n > 0 {
			facts = append(facts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return Joined(facts)
}

// PlainReason is why a feed could not be read, without its address, which stands beside it.
func PlainReason(reason string, addresses ...string) string {
	for _, address := range addresses {
		reason = strings.TrimPrefix(reason, address+": ")
	}
	return reason
}
