// Package content turns one text of a feed, HTML or plain, into sanitized HTML, a summary and lines.
package content

import (
	"bytes"
	"html"
	"math"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"tidings/digest/feed/markup"
	"tidings/digest/sanitize"
)

const (
	// summaryLength is the most characters a summary has. A description that is longer holds the article: it is the
	// content as well. Of 240 descriptions in real feeds that stand beside a longer content, 98 in 100 are not so long.
	summaryLength = 1500
	summaryBegin  = 16 * summaryLength            // bytes of HTML that hold so much text, however much markup there is
	summaryBytes  = utf8.UTFMax*summaryLength + 1 // bytes of text that are more than so many characters
)

// Text is a text of a document, decoded. All fields but Base are required.
type Text struct {
	Value string
	Plain bool              // it is no HTML
	Base  *url.URL          // of the addresses in it
	Clean *sanitize.Cleaner // the document's: one serves its texts in turn
}

// Line is the text as one line.
func (t Text) Line() string {
	if t.Plain {
		return strings.Join(strings.Fields(t.Value), " ")
	}
	return sanitize.Line(t.Value)
}

// Told is the text as a summary and, where that is not all that it says, as sanitized HTML.
func (t Text) Told() (summary, body string) {
	if t.Plain || len(t.Value) > summaryBegin || strings.IndexByte(t.Value, '<') < 0 {
		summary, whole := t.Summary()
		if !whole || t.tellsMore() {
			body = t.HTML()
		}
		return summary, body
	}
	body, text := t.Clean.Both(t.Value, t.Base, summaryBytes)
	summary, whole := shorten(text)
	if whole && !t.tellsMore() {
		return summary, ""
	}
	return summary, unwrap(body)
}

// tellsMore says whether it is HTML that loses something as plain text: links, pictures, emphasis, lists.
func (t Text) tellsMore() bool {
	return !t.Plain && strings.IndexByte(t.Value, '<') >= 0 && telling.MatchString(t.Value)
}

var telling = regexp.MustCompile(`(?i)<(?:a|b|blockquote|code|em|figure|h[1-6]|i|img|ol|pre|strong|table|ul)[\s/>]`)

// text is it as plain text, or its beginning, of at least so many bytes. It is good until the next text is read.
func (t Text) text(enough int) []byte {
	if t.Plain {
		return t.Clean.Text(html.EscapeString(t.Value), enough)
	}
	return t.Clean.Text(t.Value, enough)
}

// HTML is the text as sanitized HTML. Text without any markup gets its paragraphs.
func (t Text) HTML() string {
	if t.Plain || strings.IndexByte(t.Value, '<') < 0 {
		text := string(t.text(math.MaxInt))
		if text == "" {
			return ""
		}
		text = strings.ReplaceAll(string(markup.AppendEscaped(nil, text)), "\n\n", "</p><p>") // as the sanitizer escapes it
		return "<p>" + strings.ReplaceAll(text, "\n", "<br>") + "</p>"
	}
	return unwrap(t.Clean.HTML(t.Value, t.Base))
}

// unwrap takes off the one div that holds all of an XHTML content, which is not part of it (RFC 4287 section 3.1.1.3).
func unwrap(s string) string {
	if !strings.HasPrefix(s, "<div>") || !strings.HasSuffix(s, "</div>") {
		return s
	}
	inside := s[len("<div>") : len(s)-len("</div>")]
	depth := 0
	for rest := inside; depth >= 0; {
		i := strings.Index(rest, "div>")
		if i < 1 {
			return strings.TrimSpace(inside)
		}
		if rest[i-1] == '/' {
			depth--
		} else {
			depth++
		}
		rest = rest[i+len("div>"):]
	}
	return s
}

// Summary is the beginning of the text as plain text, at most summaryLength characters; whole says whether that is
// all of it.
func (t Text) Summary() (text string, whole bool) {
	begin := t
	if begin.Value = t.Value[:min(len(t.Value), summaryBegin)]; len(begin.Value) < len(t.Value) {
		begin.Value = begin.Value[:max(0, strings.LastIndexAny(begin.Value, " <"))]
	}
	text, whole = shorten(begin.text(summaryBytes))
	return text, whole && len(begin.Value) == len(t.Value)
}

// shorten cuts text between two words, to summaryLength characters; whole says that it was no longer.
func shorten(text []byte) (short string, whole bool) {
	end, n := len(text), 0
	for i := range string(text) { // which is not copied for that
		if n == summaryLength {
			end = i
			break
		}
		n++
	}
	if end == len(text) {
		return string(text), true
	}
	text = text[:end]
	if space := bytes.LastIndexAny(text, " \n"); space > len(text)/2 {
		text = text[:space]
	}
	return string(bytes.TrimSpace(text)) + "…", false
}
