package feed

import "bytes"

// scanner walks the tags of a document that means to be XML. It reads what browsers would: it never fails, it goes over
// every byte a bounded number of times, and it holds no tree, so no nesting can hurt it.
type scanner struct {
	src []byte
	pos int
	// Closers that do not come any more, so that each is searched for in vain once only.
	noComment, noCDATA, noPI bool
	noEnd                    map[string]int // no end tag of this name stands before this offset
	probes                   int            // how often ends has looked ahead
}

// tag is a start or end tag. Its slices point into the document.
type tag struct {
	name  []byte // as written, with prefix
	attrs []byte // what stands between the name and the end of a start tag
	end   bool   // </name>
	empty bool   // <name/>
	at    int    // offset of "<"
}

// next is the next tag after the scanner's position; ok is false at the end of the document, and where it breaks off
// inside a tag. Text, comments, CDATA sections, instructions and declarations are passed over.
func (s *scanner) next() (t tag, ok bool) {
	for {
		i := bytes.IndexByte(s.src[s.pos:], '<')
		if i < 0 || s.pos+i+1 >= len(s.src) {
			s.pos = len(s.src)
			return tag{}, false
		}
		s.pos += i
		switch c := s.src[s.pos+1]; {
		case c == '!' || c == '?':
			s.pos = s.afterMarkup(s.pos)
		case c == '/' && s.pos+2 < len(s.src) && isNameStart(s.src[s.pos+2]):
			return s.endTag(), true
		case isNameStart(c):
			return s.startTag()
		default:
			s.pos++
		}
	}
}

// afterMarkup is the offset after the comment, CDATA section, instruction or declaration at offset i; one that has no
// end is text.
func (s *scanner) afterMarkup(i int) int {
	rest := s.src[i:]
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

func (s *scanner) endTag() tag {
	t := tag{at: s.pos, end: true}
	from := s.pos + 2
	to := s.nameEnd(from)
	t.name = s.src[from:to]
	s.pos = to
	// The ">" of the last tag of all may be missing; one before the next "<" is this tag's.
	if end := bytes.IndexAny(s.src[to:min(len(s.src), to+64)], "<>"); end >= 0 && s.src[to+end] == '>' {
		s.pos = to + end + 1
	}
	return t
}

func (s *scanner) startTag() (tag, bool) {
	t := tag{at: s.pos}
	from := s.nameEnd(s.pos + 1)
	t.name = s.src[s.pos+1 : from]
	for i := from; i < len(s.src); i++ {
		switch c := s.src[i]; c {
		case '"', '\'':
			i = s.quoteEnd(i)
		case '>', '<':
			t.attrs = s.src[from:i]
			s.pos = i
			if c == '>' {
				s.pos++
			}
			if n := len(t.attrs); n > 0 && t.attrs[n-1] == '/' {
				t.attrs, t.empty = t.attrs[:n-1], true
			}
			return t, true
		}
	}
	s.pos = len(s.src)
	return tag{}, false
}

// quoteEnd is the offset of the quote that closes the one at i, or i itself where it opens no value or its fellow has
// been forgotten: a value that holds a whole tag is two tags.
func (s *scanner) quoteEnd(i int) int {
	if before := bytes.TrimRight(s.src[max(0, i-16):i], " \t\r\n"); len(before) == 0 || before[len(before)-1] != '=' {
		return i
	}
	end := bytes.IndexByte(s.src[i+1:], s.src[i])
	if end < 0 {
		return i
	}
	value := s.src[i+1 : i+1+end]
	if bytes.IndexByte(value, '<') >= 0 && bytes.IndexByte(value, '>') >= 0 {
		return i
	}
	return i + 1 + end
}

func (s *scanner) nameEnd(i int) int {
	for i < len(s.src) {
		switch c := s.src[i]; c {
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

// inner is where the content stands between the start tag that was just read and its end tag, which is passed. If no
// end tag comes before one of stop, the content is the text up to the next tag. White space at both ends is left out.
func (s *scanner) inner(t tag, stop func(name []byte) bool) (from, to int) {
	if t.empty {
		return s.pos, s.pos
	}
	from = s.pos
	if s.noEnd[string(t.name)] <= from {
		end, found := s.findEnd(t.name, stop)
		if found {
			return s.trim(from, end)
		}
		if s.noEnd == nil {
			s.noEnd = map[string]int{}
		}
		s.noEnd[string(t.name)] = end
	}
	s.pos = len(s.src)
	if next := bytes.IndexByte(s.src[from:], '<'); next >= 0 {
		s.pos = from + next
	}
	return s.trim(from, s.pos)
}

func (s *scanner) trim(from, to int) (int, int) {
	for from < to && isSpace(s.src[from]) {
		from++
	}
	for from < to && isSpace(s.src[to-1]) {
		to--
	}
	return from, to
}

// findEnd passes the next end tag of the name and returns its offset, or how far it looked in vain.
func (s *scanner) findEnd(name []byte, stop func(name []byte) bool) (at int, found bool) {
	i := s.pos
	for {
		next := bytes.IndexByte(s.src[i:], '<')
		if next < 0 || i+next+1 >= len(s.src) {
			return len(s.src), false
		}
		i += next
		switch c := s.src[i+1]; {
		case c == '!':
			i = s.afterMarkup(i)
			continue
		case c != '/':
			i++
			continue
		}
		closed := s.src[i+2 : s.nameEnd(i+2)]
		if bytes.EqualFold(closed, name) {
			s.pos = i
			s.endTag()
			return i, true
		}
		if stop(closed) {
			return i, false
		}
		i += 2
	}
}

// ends says whether an end tag of the name comes, before one of stop and before another start tag of the name. It looks
// ahead a bounded number of times, and trusts the document from then on.
func (s *scanner) ends(name []byte, stop func(name []byte) bool) bool {
	const most = 32
	if s.probes++; s.probes > most {
		return true
	}
	ahead := *s
	end, found := ahead.findEnd(name, stop)
	return found && !bytes.Contains(s.src[s.pos:end], append([]byte{'<'}, name...))
}

// attribute is the value of an attribute as written, found by its name without regard to case, or nil.
func (t tag) attribute(name string) []byte {
	for rest := t.attrs; ; {
		var key, value []byte
		key, value, rest = nextAttribute(rest)
		switch {
		case key == nil:
			return nil
		case len(key) == len(name) && bytes.EqualFold(key, []byte(name)):
			return value
		}
	}
}

// nextAttribute takes the first attribute off the inside of a start tag. key is nil when there is none left.
func nextAttribute(s []byte) (key, value, rest []byte) {
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
