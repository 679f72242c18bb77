// Package alerts turns what is wrong, and what an operator was told before, into what to tell now: at most one mail a day
// of what is new, and one when everything is well again.
package alerts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Trouble is one thing that is wrong.
type Trouble struct {
	Key  string // the same from look to look, and another for other trouble
	Text string // one line, for a person
}

// Told is what an operator was told, kept from look to look. The zero value is nothing.
type Told struct {
	At      time.Time         `json:"at,omitzero"`      // of the last mail about trouble
	Open    map[string]string `json:"open,omitempty"`   // what that said is wrong, by key; empty: all was well again
	Waiting map[string]string `json:"waiting,omitzero"` // found since, and not told yet
}

// Mail is what to tell.
type Mail struct {
	Subject string
	Text    string
}

// pause is the least time between two mails about trouble.
const pause = 24 * time.Hour

// Look compares what is wrong now with what was told. seen is to be kept in any case; when there is a mail, and it was
// sent, told is to be kept instead. Trouble that came and went before it could be told is told as past.
func Look(was Told, wrong []Trouble, now time.Time) (seen, told Told, mail *Mail) {
	seen = Told{At: was.At, Open: was.Open, Waiting: maps.Clone(was.Waiting)}
	current, fresh := make(map[string]string), false
	for _, t := range wrong {
		text := short(t.Text)
		current[t.Key] = text
		if _, known := was.Open[t.Key]; known {
			continue
		}
		fresh = true
		if seen.Waiting == nil {
			seen.Waiting = make(map[string]string)
		}
		seen.Waiting[t.Key] = text
	}
	rested := now.Sub(was.At) >= pause
	past := gone(current, seen.Open, seen.Waiting)
	switch {
	case len(current) > 0 && fresh && rested:
		return seen, Told{At: now, Open: current}, troubleMail(current, was.Open, past)
	case len(current) == 0 && (len(seen.Open) > 0 || len(seen.Waiting) > 0 && rested):
		told.At = was.At
		if len(seen.Open) == 0 {
			told.At = now // it was all the mail that this trouble gets, and counts as one
		}
		return seen, told, wellMail(past)
	}
	return seen, Told{}, nil
}

// gone lists what is in some sets and not in current, in order.
func gone(current map[string]string, sets ...map[string]string) []string {
	past := make(map[string]string)
	for _, set := range sets {
		for key, text := range set {
			if _, still := current[key]; !still {
				past[key] = text
			}
		}
	}
	return texts(past)
}

// texts are the lines of a set, in the order of their keys.
func texts(set map[string]string) []string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(set)) {
		lines = append(lines, set[key])
	}
	return lines
}

func troubleMail(current, known map[string]string, past []string) *Mail {
	fresh, still := make(map[string]string), make(map[string]string)
	for key, text := range current {
		if _, told := known[key]; told {
			still[key] = text
		} else {
			fresh[key] = text
		}
	}
	things := fmt.Sprintf("%d things are wrong", len(current))
	if len(current) == 1 {
		things = "something is wrong"
	}
	var b strings.Builder
	section(&b, "New:", texts(fresh))
	section(&b, "Still so:", texts(still))
	section(&b, "Well again:", past)
	b.WriteString("tidings status says more. The next such mail comes in a day at the earliest, or when all is well again.\n")
	return &Mail{Subject: things, Text: b.String()}
}

func wellMail(past []string) *Mail {
	var b strings.Builder
	section(&b, "It was so, and is no more:", past)
	return &Mail{Subject: "all is well again", Text: b.String()}
}

// The most lines of a section, and the longest line, in bytes: a mail is to be read.
const (
	mostLines = 20
	longest   = 300
)

func section(b *strings.Builder, head string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "%s\n", head)
	for i, line := range lines {
		if i == mostLines {
			fmt.Fprintf(b, "  … and %d more\n", len(lines)-i)
			break
		}
		fmt.Fprintf(b, "- %s\n", line)
	}
	b.WriteByte('\n')
}

// short is a text on one line, cut when it is long: some of it was written by strangers' servers.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= longest {
		return s
	}
	cut := longest
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
