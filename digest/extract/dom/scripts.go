package dom

import (
	"bytes"
	"io"

	"golang.org/x/net/html"
)

// Parse is the tree of a page in UTF-8, without its scripts, styles and comments, but with JSON-LD. The error is of nesting
// deeper than 512 elements.
func Parse(src []byte) (*html.Node, error) { return html.Parse(withoutScripts(src)) }

// withoutScripts reads a page without its scripts, styles and comments, but with JSON-LD. They are half of the bytes of a
// news page, and the parser would copy each of them three times. It cuts where the tokenizer of the HTML standard
// (section 13.2.5) finds their ends.
func withoutScripts(src []byte) io.Reader {
	var parts []io.Reader
	from, at := 0, 0
	for {
		i := bytes.IndexByte(src[at:], '<')
		if i < 0 {
			break
		}
		at += i
		length, wanted := markup(src[at:])
		if !wanted {
			parts = append(parts, bytes.NewReader(src[from:at]))
			from = at + length
		}
		at += length
	}
	return io.MultiReader(append(parts, bytes.NewReader(src[from:]))...)
}

// markup is the length of what begins at a '<': a comment, an element whose content is raw text, a tag, or only the sign
// itself; and whether the parser has to see it.
func markup(src []byte) (length int, wanted bool) {
	if bytes.HasPrefix(src, []byte("<!--")) {
		if i := bytes.Index(src[2:], []byte("-->")); i >= 0 { // "<!-->" is a whole one
			return 2 + i + len("-->"), false
		}
		return len(src), true
	}
	if len(src) < 2 || src[1]|0x20 < 'a' || src[1]|0x20 > 'z' {
		return 1, true
	}
	tag := startTag(src)
	for _, name := range []string{"script", "style", "noscript", "title", "textarea", "iframe", "xmp", "noembed", "noframes"} {
		if hasName(src[1:], name) {
			end := endTag(src, tag, name)
			switch {
			case name == "script" && isEscaped(src[tag:end]):
				return len(src), true
			case name == "script":
				return end, end == len(src) || bytes.Contains(bytes.ToLower(src[:tag]), []byte("ld+json"))
			}
			return end, end == len(src) || name != "style"
		}
	}
	return tag, true
}

// isEscaped tells a script that opens a comment and a script in it: then its first end tag does not end it. That is rare
// enough to leave the rest of the page to the parser.
func isEscaped(script []byte) bool {
	if !bytes.Contains(script, []byte("<!--")) {
		return false
	}
	i := bytes.LastIndex(script, []byte("<!--"))
	return !bytes.Contains(script[i:], []byte("-->")) && bytes.Contains(bytes.ToLower(script[i:]), []byte("<script"))
}

// startTag is the length of the start tag that src begins with. A '>' in a quoted value does not end it.
func startTag(src []byte) int {
	for at := 1; at < len(src); at++ {
		switch src[at] {
		case '>':
			return at + 1
		case '=':
			at++
			for at < len(src) && isBlank(src[at]) {
				at++
			}
			if at < len(src) && (src[at] == '"' || src[at] == '\'') {
				end := bytes.IndexByte(src[at+1:], src[at])
				if end < 0 {
					return len(src)
				}
				at += end + 1
			} else {
				at-- // the value may be a '>'
			}
		}
	}
	return len(src)
}

// endTag is where the first end tag of the name ends, from at on; the end of src when there is none.
func endTag(src []byte, at int, name string) int {
	for at < len(src) {
		i := bytes.Index(src[at:], []byte("</"))
		if i < 0 {
			break
		}
		at += i + 2
		if hasName(src[at:], name) {
			return at + startTag(src[at-1:]) - 1
		}
	}
	return len(src)
}

// hasName tells whether src begins with a tag's name, in any case, as a whole word.
func hasName(src []byte, name string) bool {
	if len(src) <= len(name) || !bytes.EqualFold(src[:len(name)], []byte(name)) {
		return false
	}
	end := src[len(name)]
	return isBlank(end) || end == '/' || end == '>'
}

func isBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' && c != '\v' }
