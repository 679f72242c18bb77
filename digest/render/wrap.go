package render

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// textWidth is how many columns a line of the text part has: 72 leaves room for two levels of "> " in an 80-column
// answer. A wide character, such as most of Chinese and Japanese, takes two.
const textWidth = 72

// indent wraps text to lines that begin with n spaces.
func indent(n int, text string) string { return hang(strings.Repeat(" ", n), text) }

// hang wraps text; the first line begins with mark, the others with as many spaces as mark has columns.
func hang(mark, text string) string {
	l := lines{margin: strings.Repeat(" ", uniseg.StringWidth(mark))}
	l.out.Grow(len(text) + len(text)/16 + len(mark))
	l.out.WriteString(mark)
	for word := range strings.FieldsFuncSeq(text, breaks) {
		l.space()
		l.word(word)
	}
	return l.out.String()
}

// underline draws a line of mark under a title, as wide as the title's longest line.
func underline(mark, title string) string {
	widest := 0
	for line := range strings.SplitSeq(hang("", title), "\n") {
		widest = max(widest, uniseg.StringWidth(line))
	}
	return strings.Repeat(mark, widest)
}

// lines builds wrapped text.
type lines struct {
	out    strings.Builder
	margin string
	column int  // columns taken on the current line, margin not counted
	gap    bool // a space is due before the next word
}

func (l *lines) room() int { return textWidth - len(l.margin) }

func (l *lines) space() { l.gap = l.column > 0 }

// word places a word. One of a script without spaces is broken where Unicode allows a line to end (UAX #14); an address
// never is, so that it stays one link.
func (l *lines) word(word string) {
	if plainASCII(word) || strings.Contains(word, "://") {
		l.piece(word)
		return
	}
	for state := -1; word != ""; {
		var segment string
		segment, word, _, state = uniseg.FirstLineSegmentInString(word, state)
		l.piece(segment)
	}
}

// piece places what should not be broken, on a new line when this one has no room for it.
func (l *lines) piece(piece string) {
	width := len(piece)
	if !plainASCII(piece) {
		width = uniseg.StringWidth(piece)
	}
	switch {
	case l.gap && l.column+1+width <= l.room():
		l.out.WriteByte(' ')
		l.column++
	case l.column > 0 && l.column+width > l.room(), l.gap:
		l.newline()
	}
	l.gap = false
	if width > l.room() && !strings.Contains(piece, "://") {
		l.chop(piece)
		return
	}
	l.out.WriteString(piece)
	l.column += width
}

// chop breaks a piece longer than a whole line between characters, never within one.
func (l *lines) chop(piece string) {
	for state := -1; piece != ""; {
		var cluster string
		var width int
		cluster, piece, width, state = uniseg.FirstGraphemeClusterInString(piece, state)
		if l.column > 0 && l.column+width > l.room() {
			l.newline()
		}
		l.out.WriteString(cluster)
		l.column += width
	}
}

func (l *lines) newline() {
	l.out.WriteByte('\n')
	l.out.WriteString(l.margin)
	l.column = 0
}

// breaks is true of the white space that a line may end at.
func breaks(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// clip shortens a text to at most n characters as a reader counts them, the "…" that marks the cut included; it cuts at
// a space when there is one in the last third.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	end, space := 0, 0 // where the last character that may stay ends, and the last space before it
	for count, rest, state := 1, s, -1; rest != ""; count++ {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if count > n {
			if space > end*2/3 {
				end = space
			}
			return strings.TrimRight(s[:end], " ,;:–—-") + "…"
		}
		if count < n {
			if cluster == " " {
				space = end
			}
			end += len(cluster)
		}
	}
	return s
}
