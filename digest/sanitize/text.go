package sanitize

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text is the fragment as plain text: paragraphs separated by a blank line, list items, table rows and broken lines
// each on a line of their own, entities decoded, white space collapsed, at most 4 MB.
func Text(fragment string) string { return string(new(Cleaner).Text(fragment, maxOutput)) }

// texter collects words and remembers which gap comes before the next one.
type texter struct {
	out      []byte
	enough   int       // bytes of out
	skipping atom.Atom // an element whose content is left out; 0 when there is none
	gap      string    // " ", "\n" or "\n\n"
	pre      int       // how many pre elements are open: their line breaks count
}

// begin makes ready for a fragment.
func (t *texter) begin(enough int) {
	*t = texter{out: t.out[:0], enough: min(enough, maxOutput)}
}

// wants says that there is a texter, which has not got enough.
func (t *texter) wants() bool { return t != nil && len(t.out) < t.enough }

func (t *texter) tag(tag atom.Atom, token html.TokenType) {
	switch is := elements[tag].is; {
	case t.skipping != 0:
		if token == html.EndTagToken && (tag == t.skipping || is&block != 0) {
			t.skipping = 0
		}
	case is&(dropped|void) == dropped && token == html.StartTagToken:
		t.skipping = tag
	default:
		t.boundary(tag, is, token)
	}
}

// boundary widens the gap where a tag divides the text.
func (t *texter) boundary(tag atom.Atom, is kind, token html.TokenType) {
	switch {
	case tag == atom.Br, tag == atom.Li, tag == atom.Dt, tag == atom.Dd, is&row != 0:
		t.widen("\n")
	case is&cell != 0:
		t.widen(" ")
	case tag == atom.Pre:
		t.widen("\n\n")
		if token == html.EndTagToken {
			t.pre = max(0, t.pre-1)
		} else {
			t.pre++
		}
	case is&block != 0:
		t.widen("\n\n")
	}
}

func (t *texter) widen(gap string) {
	if len(gap) > len(t.gap) || t.gap == " " {
		t.gap = gap
	}
}

// lines adds text that was never HTML: its blank lines part paragraphs.
func (t *texter) lines(s string) {
	for _, paragraph := range blankLine.Split(s, -1) {
		t.text([]byte(paragraph))
		t.widen("\n\n")
	}
}

var blankLine = regexp.MustCompile(`\n[ \t\r]*\n`)

func (t *texter) text(s []byte) {
	for len(s) > 0 {
		if n := words(s); n > 0 {
			t.words(s[:n])
			s = s[n:]
			continue
		}
		end := bytes.IndexFunc(s, func(r rune) bool { return !isBlank(r) })
		if end < 0 {
			end = len(s)
		}
		if t.pre > 0 && bytes.IndexByte(s[:end], '\n') >= 0 {
			t.widen("\n")
		} else if t.gap == "" {
			t.gap = " "
		}
		s = s[end:]
	}
}

// words is how many bytes s begins with that can be put out as they are: words with a single space between them.
func words(s []byte) int {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c > ' ' && c < 0x7f:
			i++
		case c == ' ' && i > 0 && i+1 < len(s) && s[i+1] > ' ' && s[i+1] != 0x7f:
			i++
		case c < utf8.RuneSelf:
			return i
		default:
			r, size := utf8.DecodeRune(s[i:])
			if isBlank(r) {
				return len(bytes.TrimSuffix(s[:i], []byte(" ")))
			}
			i += size
		}
	}
	return len(s)
}

func (t *texter) words(s []byte) {
	if len(t.out) > 0 {
		t.out = append(t.out, t.gap...)
	}
	t.gap = ""
	t.out = append(t.out, s...)
}

// isBlank holds for white space and control characters, which are worth no more.
func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' }

// Line is the fragment as one line of plain text, for titles and names. Titles are written as text, as HTML, as escaped
// HTML and as HTML escaped twice, and nothing says which: so tags of the kind that titles are decorated with go, what
// merely looks like a tag stays ("a<b in C"), and entities are decoded until none is left, at most three times. What
// becomes a tag only by decoding is likely what the title is about ("The <p> element"): it stays unless one is ended. Of
// a longer fragment the first 4 KB are read.
func Line(fragment string) string {
	const rounds, longest = 3, 4096
	s := valid(fragment[:min(len(fragment), longest)])
	for round := range rounds {
		plain := s
		if strings.IndexByte(s, '<') >= 0 && (round == 0 || strings.Contains(s, "</") || lineBreak.MatchString(s)) {
			plain = decoration.ReplaceAllStringFunc(loadedElement.ReplaceAllString(s, " "), func(tag string) string {
				if spacing.MatchString(tag) {
					return " "
				}
				return ""
			})
		}
		if strings.IndexByte(plain, '&') >= 0 {
			plain = entity.ReplaceAllStringFunc(plain, decodeEntity)
		}
		if plain == s {
			break
		}
		s = plain
	}
	return strings.Join(strings.FieldsFunc(s, isBlank), " ")
}

// decodeEntity is the character of an entity. One that HTML does not know stays, though its first letters may be one that
// browsers take without a semicolon: "&notice;" is not "¬ice;".
func decodeEntity(ref string) string {
	decoded := html.UnescapeString(ref)
	if len(decoded) > 1 && strings.HasSuffix(decoded, ";") {
		return ref
	}
	return decoded
}

var (
	// An attribute needs its "=": "x <i in y and z> w" is no tag.
	decoration = regexp.MustCompile(`(?i)</?(?:a|abbr|acronym|b|bdi|bdo|big|blink|br|cite|code|del|div|em|font|h[1-6]|hr|i|` +
		`img|ins|kbd|mark|nobr|p|pre|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)` +
		`(?:\s+[a-z:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*\s*/?>`)
	lineBreak     = regexp.MustCompile(`(?i)<br\s*/?>`)
	spacing       = regexp.MustCompile(`(?i)^</?(?:br|div|h[1-6]|hr|p|pre|img)\b`)
	loadedElement = regexp.MustCompile(`(?is)<(?:script|style|iframe|object|svg)\b[^>]*>.*?` +
		`</(?:script|style|iframe|object|svg)\s*>|<!--.*?-->`)
	entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
)
