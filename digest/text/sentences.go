package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences splits plain text into its sentences, in order, with their white space made single spaces. A sentence never
// crosses a blank line, so a heading without an end mark is a sentence of its own. What is uncertain stays together: half
// a sentence is worse for a reader than two.
func Sentences(s string) []string {
	var out []string
	for _, p := range paragraphs(s) {
		out = splitParagraph(out, p)
	}
	return out
}

// paragraphs are the parts of a text between blank lines, their white space made single spaces.
func paragraphs(s string) []string {
	var out []string
	var lines []string
	flush := func() {
		if p := strings.Join(lines, " "); p != "" {
			out = append(out, p)
		}
		lines = lines[:0]
	}
	for line := range strings.Lines(s) {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" || len(lines) > 0 && newItem(lines[len(lines)-1], line) {
			flush()
		}
		if line == "" {
			continue
		}
		lines = append(lines, line)
	}
	flush()
	return out
}

// newItem says that a line begins an item of a list, and does not go on with the line before it: a dash between words may
// stand at the head of a line as well.
func newItem(before, line string) bool {
	sign, _, _ := strings.Cut(line, " ")
	switch sign {
	case "•", "●", "◦", "▪", "■", "‣", "·", "►", "▶", "✓", "✔":
		return true
	case "-", "–", "—", "*", "+":
		last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(before, "\"'”’»)] "))
		return isEnd(last) || last == ':' || strings.HasPrefix(before, sign+" ")
	}
	return false
}

func splitParagraph(out []string, p string) []string {
	from, depth := 0, 0
	lastClose := strings.LastIndexAny(p, "」』")
	for i := 0; i < len(p); {
		r, size := utf8.DecodeRuneInString(p[i:])
		switch r {
		case '「', '『':
			depth++
		case '」', '』':
			depth = max(0, depth-1)
		}
		if !isEnd(r) {
			i += size
			continue
		}
		end, closed := passEnd(p, i)
		quoted := depth > 0 && i < lastClose // inside a bracket that is closed later
		if !quoted && endsAt(p[from:end], p[i:], r, closed, p[end:]) {
			out = append(out, strings.TrimSpace(p[from:end]))
			from = end
		}
		i = end
	}
	if rest := strings.TrimSpace(p[from:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// isEnd says whether a character may end a sentence.
func isEnd(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '‼', '⁇', '⁈', '⁉', '؟', '۔', '।', '॥', '։', '።':
		return true
	}
	return wideEnd(r)
}

// wideEnd says whether a character ends a sentence without a space after it.
func wideEnd(r rune) bool { return r == '。' || r == '！' || r == '？' || r == '｡' || r == '．' }

// passEnd returns where the end marks at i and the quotes and brackets closed after them stop, and whether any were
// closed. A quote that touches an end mark closes; one that opens has a space before it. French puts a space before ».
func passEnd(p string, i int) (end int, closed bool) {
	for i < len(p) {
		r, size := utf8.DecodeRuneInString(p[i:])
		switch {
		case strings.ContainsRune("\"'”’“«»›)]}」』）】》", r):
			closed = true
		case !isEnd(r):
			if strings.HasPrefix(p[i:], " »") {
				size, closed = len(" »"), true
				break
			}
			return i, closed
		}
		i += size
	}
	return i, closed
}

// endsAt decides whether sentence, which ends with marks (its first mark is r), ends before rest.
func endsAt(sentence, marks string, r rune, closed bool, rest string) bool {
	if rest == "" {
		return true
	}
	next, size := utf8.DecodeRuneInString(rest)
	if wideEnd(r) {
		// 「行く。」と言った is one sentence: the quotation is part of it.
		return !closed || next == ' ' || strings.ContainsRune("「『“（【《", next)
	}
	if next != ' ' {
		return r == '.' && !closed && unspacedEnd(sentence, rest) // else 3.5, example.org, "e.g.,"
	}
	following := strings.TrimLeft(rest[size:], "\"'“‘«„([{¿¡")
	if continues(following) {
		return false
	}
	switch {
	case r == '…' || strings.HasPrefix(marks, ".."):
		// After a space they stand for words left out, and not for an end.
		return !strings.HasSuffix(sentence[:len(sentence)-len(marks)+len(rest)], " ")
	case r != '.':
		return true
	case closed: // "It rained (a lot.) Then", but "Ann Poe (R-Calif.) Monday"
		bare := strings.TrimRight(sentence, ")]}")
		return len(bare) == len(sentence) || !abbreviated(bare, following)
	}
	return !abbreviated(sentence, following)
}

// unspacedEnd says whether a sentence ends though no space follows its point, as where a paragraph's break was lost:
// "ended.The next". Names of code and of hosts look alike; so the word after the point is one that sentences begin with, or
// another with a capital follows it.
func unspacedEnd(sentence, rest string) bool {
	word := sentence[strings.LastIndexByte(sentence, ' ')+1 : len(sentence)-1]
	next, following, _ := strings.Cut(rest, " ")
	if utf8.RuneCountInString(word) < 3 || !smallAfterFirst(word) || !smallAfterFirst(next) || !capitalised(next) {
		return false
	}
	return (starter(next) || capitalised(following)) && !suffixes[strings.ToLower(next)] && !abbreviated(sentence, rest)
}

// smallAfterFirst says whether a word is letters, of which none but the first is a capital.
func smallAfterFirst(w string) bool {
	_, size := utf8.DecodeRuneInString(w)
	return !strings.ContainsFunc(w[size:], func(r rune) bool { return !unicode.IsLower(r) })
}

// continues says whether a text goes on in the middle of a sentence: with a small letter, unless the word is written
// like iPhone.
func continues(following string) bool {
	r, size := utf8.DecodeRuneInString(following)
	if !unicode.IsLower(r) {
		return strings.ContainsRune(",;:–—-", r)
	}
	second, _ := utf8.DecodeRuneInString(following[size:])
	return !unicode.IsUpper(second)
}
