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
		if line = strings.Join(strings.Fields(line), " "); line == "" {
			flush()
			continue
		}
		lines = append(lines, line)
	}
	flush()
	return out
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
		return false // 3.5, example.org, "e.g.,"
	}
	following := strings.TrimLeft(rest[size:], "\"'“‘«„([{¿¡")
	if continues(following) {
		return false
	}
	if r != '.' || closed || strings.HasPrefix(marks, "..") {
		return true
	}
	return !abbreviated(sentence, following)
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

// abbreviated says whether the point at the end of sentence belongs to its last word, so that following goes on with the
// sentence.
func abbreviated(sentence, following string) bool {
	last := sentence[strings.LastIndexByte(sentence, ' ')+1:]
	whole := len(last) == len(sentence)
	last = strings.TrimLeft(strings.TrimSuffix(last, "."), "\"'“‘«„([{¿¡")
	fold := strings.ToLower(last)
	next, _, _ := strings.Cut(following, " ")
	switch {
	case last == "":
		return false
	case isTitle(fold):
		return true
	case number(fold):
		// "1." at the head of a line counts; "3. Oktober" is a date.
		return whole || len(fold) <= 2 && germanMonths[strings.TrimRight(next, ".,;:")]
	case beforeNumber[fold]:
		return next != "" && '0' <= next[0] && next[0] <= '9'
	case mayEnd[fold] || initials(last):
		return !starter(next)
	}
	return false
}

// number says whether a word is made of digits alone.
func number(w string) bool {
	return w != "" && strings.Trim(w, "0123456789") == ""
}

// initials says whether a word is a capital letter or letters with points between: J, U.S, z.B.
func initials(w string) bool {
	if utf8.RuneCountInString(w) == 1 {
		r, _ := utf8.DecodeRuneInString(w)
		return unicode.IsUpper(r)
	}
	return strings.Contains(w, ".") && acronym(w+".", 0) == len(w)+1
}

// starter says whether a capitalised word is one that sentences begin with, rather than a name.
func starter(next string) bool {
	next = strings.TrimRight(next, ".,;:!?\"”’")
	r, _ := utf8.DecodeRuneInString(next)
	if !unicode.IsUpper(r) {
		return false
	}
	fold := strings.ToLower(next)
	return functionWords["en"][fold] || functionWords["de"][fold] || functionWords["fr"][fold] || functionWords["es"][fold]
}

// isTitle says whether a word, without its point, is an abbreviation that always stands before another word.
func isTitle(fold string) bool { return titles[fold] }

var (
	// titles stand before a name, or elsewhere in the middle of a sentence.
	titles = words(`mr mrs ms mx dr prof gen sen rep gov lt col maj cmdr adm capt cpt sgt cpl pvt rev fr hon pres supt insp
		messrs mme mlle mgr st mt ft vs e.g i.e eg ie cf viz approx dept est al
		bzw ca evtl ggf inkl sog usw vgl z.b d.h u.a i.d.r o.g hr fr frl str zzgl
		sra srta dra ud uds av avda pág p.ej sig sigg dott ing nr art`)
	// beforeNumber are abbreviations when a number follows, and words when not.
	beforeNumber = words(`no nos p pp vol fig sec ch par op n º`)
	// mayEnd are abbreviations that also stand at the end of a sentence.
	mayEnd = words(`inc ltd co corp llc plc bros jr sr etc esq ph.d m.d b.a m.a u.s u.k u.n e.u d.c a.m p.m s.a s.p.a
		jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun
		ave blvd rd hwy ariz calif colo conn fla ill kan mass mich minn mo neb nev okla ore pa tenn tex va wash wis`)
	germanMonths = set{
		"Januar": true, "Jänner": true, "Februar": true, "März": true, "April": true, "Mai": true, "Juni": true,
		"Juli": true, "August": true, "September": true, "Oktober": true, "November": true, "Dezember": true,
		"Jahrhundert": true, "Jahrhunderts": true, "Etage": true, "Platz": true, "Runde": true, "Spieltag": true,
	}
)
