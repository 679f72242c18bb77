// Package markup turns bytes that mean to be XML into tags, attributes and text, however damaged they are. It holds no
// tree, and its time grows with the bytes alone.
package markup

import "bytes"

// Scanner walks the tags of a document that means to be XML. It reads what browsers would: it never fails, it goes over
// every byte a bounded number of times, and it holds no tree, so no nesting can hurt it.
type Scanner struct {
	Src []byte
	Pos int // where it has come to
	// Closers that do not come any more, so that each is searched for in vain once only.
	noComment, noCDATA, noPI bool
	noEnd                    map[string]int // no end tag of this name stands before this offset
	probes                   int            // how often Ends has looked ahead
}

// Tag is a start or end tag. Its slices point into the document.
type Tag struct {
	Name  []byte // as written, with prefix
	Attrs []byte // what stands between the name and the end of a start tag
	End   bool   // </name>
	Empty bool   // <name/>
	At    int    // offset of "<"
}

// Next is the next tag after the scanner's position; ok is false at the end of the document, and where it breaks off
// inside a tag. Text, comments, CDATA sections, instructions and declarations are passed over.
func (s *Scanner) Next() (t Tag, ok bool) {
	for {
		i := bytes.IndexByte(s.Src[s.Pos:], '<')
		if i < 0 || s.Pos+i+1 >= len(s.Src) {
			s.Pos = len(s.Src)
			return Tag{}, false
		}
		s.Pos += i
		switch c := s.Src[s.Pos+1]; {
		case c == '!' || c == '?':
			s.Pos = s.afterMarkup(s.Pos)
		case c == '/' && s.Pos+2 < len(s.Src) && isNameStart(s.Src[s.Pos+2]):
			return s.endTag(), true
		case isNameStart(c):
			return s.startTag()
		default:
			s.Pos++
		}
	}
}

// afterMarkup is the offset after the comment, CDATA section, instruction or declaration at offset i; one that has no
// end is text.
func (s *Scanner) afterMarkup(i int) int {
	rest := s.Src[i:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return closer(rest, i, 4, "-->", &s.noComment)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return closer(rest, i, 9, "]]>", &s.noCDATA)
	case rest[1] == '?':
		return closer(rest, i, 2, "?>", &s.noPI)
	}
	if end := bytes.IndexAny(rest[2:], "<>"); end >= 0 && rest[2+end] == '>' {
		return i + 2 + end + 1
	}
	return i + 2
}

func closer(rest []byte, at, opening int, closing string, none *bool) int {
	if !*none {
		if end := bytes.Index(rest[opening:], []byte(closing)); end >= 0 {
			return at + opening + end + len(closing)
		}
		*none = true
	}
	return at + opening
}

func (s *Scanner) endTag() Tag {
	t := Tag{At: s.Pos, End: true}
	from := s.Pos + 2
	to := s.nameEnd(from)
	t.Name = s.Src[from:to]
	s.Pos = to
	// The ">" of the last tag of all may be missing; one before the next "<" is this tag's.
	if end := bytes.IndexAny(s.Src[to:min(len(s.Src), to+64)], "<>"); end >= 0 && s.Src[to+end] == '>' {
		s.Pos = to + end + 1
	}
	return t
}

func (s *Scanner) startTag() (Tag, bool) {
	t := Tag{At: s.Pos}
	from := s.nameEnd(s.Pos + 1)
	t.Name = s.Src[s.Pos+1 : from]
	for i := from; i < len(s.Src); i++ {
		switch c := s.Src[i]; c {
		case '"', '\'':
			i = s.quoteEnd(i)
		case '>', '<':
			t.Attrs = s.Src[from:i]
			s.Pos = i
			if c == '>' {
				s.Pos++
			}
			if n := len(t.Attrs); n > 0 && t.Attrs[n-1] == '/' {
				t.Attrs, t.Empty = t.Attrs[:n-1], true
			}
			return t, true
		}
	}
	s.Pos = len(s.Src)
	return Tag{}, false
}

// quoteEnd is the offset of the quote that closes the one at i, or i itself where it opens no value or its fellow has
// been forgotten: a value that holds a whole tag is two tags.
func (s *Scanner) quoteEnd(i int) int {
	if before := bytes.TrimRight(s.Src[max(0, i-16):i], " \t\r\n"); len(before) == 0 || before[len(before)-1] != '=' {
		return i
	}
	end := bytes.IndexByte(s.Src[i+1:], s.Src[i])
	if end < 0 {
		return i
	}
	value := s.Src[i+1 : i+1+end]
	if bytes.IndexByte(value, '<') >= 0 && bytes.IndexByte(value, '>') >= 0 {
		return i
	}
	return i + 1 + end
}

func (s *Scanner) nameEnd(i int) int {
	for i < len(s.Src) {
		switch c := s.Src[i]; c {
		case ' ', '\t', '\r', '\n', '/', '>', '<', '=':
			return i
		}
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func isNameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80
}

// Inner is where the content stands between the start tag that was just read and its end tag, which is passed. If no
// end tag comes before one of stop, the content is the text up to the next tag. White space at both ends is left out.
func (s *Scanner) Inner(t Tag, stop func(name []byte) bool) (from, to int) {
	if t.Empty {
		return s.Pos, s.Pos
	}
	from = s.Pos
	if s.noEnd[string(t.Name)] <= from {
		end, found := s.findEnd(t.Name, stop)
		if found {
			return s.trim(from, end)
		}
		if s.noEnd == nil {
			s.noEnd = map[string]int{}
		}
		s.noEnd[string(t.Name)] = end
	}
	s.Pos = len(s.Src)
	if next := bytes.IndexByte(s.Src[from:], '<'); next >= 0 {
		s.Pos = from + next
	}
	return s.trim(from, s.Pos)
}

func (s *Scanner) trim(from, to int) (int, int) {
	for from < to && isSpace(s.Src[from]) {
		from++
	}
	for from < to && isSpace(s.Src[to-1]) {
		to--
	}
	return from, to
}

// findEnd passes the next end tag of the name and returns its offset, or how far it looked in vain.
func (s *Scanner) findEnd(name []byte, stop func(name []byte) bool) (at int, found bool) {
	i := s.Pos
	for {
		next := bytes.IndexByte(s.Src[i:], '<')
		if next < 0 || i+next+1 >= len(s.Src) {
			return len(s.Src), false
		}
		i += next
		switch c := s.Src[i+1]; {
		case c == '!':
			i = s.afterMarkup(i)
			continue
		case c != '/':
			i++
			continue
		}
		closed := s.Src[i+2 : s.nameEnd(i+2)]
		if bytes.EqualFold(closed, name) {
			s.Pos = i
			s.endTag()
			return i, true
		}
		if stop(closed) {
			return i, false
		}
		i += 2
	}
}

// Ends says whether an end tag of the name comes, before one of stop and before another start tag of the name. It looks
// ahead a bounded number of times, and trusts the document from then on.
func (s *Scanner) Ends(name []byte, stop func(name []byte) bool) bool {
	const most = 32
	if s.probes++; s.probes > most {
		return true
	}
	ahead := *s
	end, found := ahead.findEnd(name, stop)
	return found && !bytes.Contains(s.Src[s.Pos:end], append([]byte{'<'}, name...))
}

// Attribute is the value of an attribute as written, found by its name without regard to case, or nil.
func (t Tag) Attribute(name string) []byte {
	for rest := t.Attrs; ; {
		var key, value []byte
		key, value, rest = NextAttribute(rest)
		switch {
		case key == nil:
			return nil
		case len(key) == len(name) && bytes.EqualFold(key, []byte(name)):
			return value
		}
	}
}

// NextAttribute takes the first attribute off the inside of a start tag. key is nil when there is none left.
func NextAttribute(s []byte) (key, value, rest []byte) {
	const space = " \t\r\n"
	s = bytes.TrimLeft(s, space+"/=\"'")
	end := bytes.IndexAny(s, space+"=")
	if end < 0 {
		return nil, nil, nil
	}
	key, s = s[:end], bytes.TrimLeft(s[end:], space)
	if len(s) == 0 || s[0] != '=' {
		return key, nil, s
	}
	s = bytes.TrimLeft(s[1:], space)
	if len(s) == 0 {
		return key, nil, nil
	}
	if q := s[0]; q == '"' || q == '\'' {
		if end := bytes.IndexByte(s[1:], q); end >= 0 {
			return key, s[1 : 1+end], s[2+end:]
		}
		s = s[1:]
	}
	end = bytes.IndexAny(s, space)
	if end < 0 {
		end = len(s)
	}
	return key, s[:end], s[end:]
}
