package dom

import (
	"bytes"
	"encoding/json"
	"strings"
)

// maxNesting is how deep strings of a script are looked into for strings: frameworks put JSON into a string of JSON.
const maxNesting = 3

// Carried is the longest HTML, of two paragraphs or more, that a script of a page carries as a string; empty for none.
// Pages that a script builds in the browser bring their article so, in the state of a framework (Next, Nuxt, Redux).
func Carried(src []byte) string {
	longest := ""
	for at := 0; at < len(src); {
		i := bytes.IndexByte(src[at:], '<')
		if i < 0 {
			break
		}
		at += i
		length, _ := markup(src[at:])
		if element := src[at : at+length]; len(element) > len("<script") && bytes.EqualFold(element[:len("<script")], []byte("<script")) {
			if found := htmlIn(string(element[startTag(element):]), maxNesting); len(found) > len(longest) {
				longest = found
			}
		}
		at += length
	}
	return longest
}

// htmlIn is the longest string of HTML among the strings of a script. A string is found from a paragraph's end in it, so
// that a quotation mark in the code before does not matter.
func htmlIn(script string, nesting int) string {
	longest, from := "", 0
	for {
		end := paragraphEnd(script[from:])
		if end < 0 {
			return longest
		}
		begin, length := literal(script[from:], end)
		if length < 0 {
			return longest
		}
		quoted := script[from+begin : from+begin+length]
		from += begin + length
		var s string
		if json.Unmarshal([]byte(quoted), &s) != nil {
			continue
		}
		if i := strings.IndexByte(s, '<'); i >= 0 && i <= maxPrefix && strings.Count(s, "</p>") > 1 {
			s = s[i:]
		} else if nesting > 1 {
			s = htmlIn(s, nesting-1)
		} else {
			s = ""
		}
		if len(s) > len(longest) {
			longest = s
		}
	}
}

// maxPrefix is how much may stand before HTML in its string, in bytes: React names a row and its length there, "2a:T1f3c,".
const maxPrefix = 16

// paragraphEnd is where the first end tag of a paragraph stands, as it is or escaped for JSON; -1 when there is none.
func paragraphEnd(s string) int {
	for at := 0; ; at += len("/p") {
		i := strings.Index(s[at:], "/p")
		if i < 0 {
			return -1
		}
		at += i
		before := strings.ToLower(strings.TrimRight(s[max(0, at-8):at], `\`))
		if strings.HasSuffix(before, "<") || strings.HasSuffix(before, `\u003c`) {
			return at
		}
	}
}

// literal is where the string literal around a place begins, and its length with both quotation marks; -1 for no end.
func literal(s string, at int) (begin, length int) {
	begin = at
	for begin >= 0 && !isQuote(s, begin) {
		begin--
	}
	if begin < 0 {
		begin = 0
	}
	for end := at; end < len(s); end++ {
		if isQuote(s, end) {
			return begin, end + 1 - begin
		}
	}
	return begin, -1
}

// isQuote tells a quotation mark that is not escaped.
func isQuote(s string, at int) bool {
	if s[at] != '"' {
		return false
	}
	slashes := 0
	for at > slashes && s[at-1-slashes] == '\\' {
		slashes++
	}
	return slashes%2 == 0
}
