package syntax

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// source is a text that is not YAML.
type source struct {
	text  []byte
	lines []string
}

// line is the nth line, counted from 1.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

// explained says where and why the text is not YAML. The library's own line is that of the context, which may begin far
// above, and it has no column; so the place is found by how far it read.
func (s *source) explained(err error) *Error {
	said := yamlError.FindStringSubmatch(err.Error())
	message := said[2]
	n, _ := strconv.Atoi(said[1])
	switch endless := strings.Contains(message, "end of stream"); {
	case endless && s.complains(message, 1): // a context in the first line is taken for none
		n = 1
	case !endless:
		n = s.stopped(message)
	}
	line := s.line(n)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	if tab := strings.IndexByte(indent, '\t'); tab >= 0 {
		return &Error{n, tab + 1, 1, "a tab in the indentation", "indent with spaces"}
	}
	line = strings.TrimSpace(line)
	text, hint := explain(message, line)
	return &Error{n, len(indent) + 1, utf8.RuneCountInString(line), text, hint}
}

var yamlError = regexp.MustCompile(`(?s)^(?:yaml: )?(?:line (\d+): )?(.*)$`)

// maxBack is how many lines a broken file is read again for, at most: the library reads little further than it must.
const maxBack = 10

// stopped is the line at which the library gave up. A scalar is read to the start of the text that follows it, so the
// line is the first up to which the complaint is the same.
func (s *source) stopped(message string) int {
	r := &meter{text: s.text}
	_, _, _ = decode(r)
	n := len(split(s.text[:r.read]))
	for back := 0; n > 1 && back < maxBack; {
		if line := strings.TrimSpace(s.line(n)); line != "" && line[0] != '#' {
			if !s.complains(message, n-1) {
				break
			}
			back++
		}
		n--
	}
	return n
}

// complains says whether the first lines alone lead to the same complaint.
func (s *source) complains(message string, lines int) bool {
	_, _, err := decode(strings.NewReader(strings.Join(s.lines[:min(lines, len(s.lines))], "\n") + "\n"))
	return err != nil && yamlError.FindStringSubmatch(err.Error())[2] == message
}

// meter hands out a text byte by byte and counts: a parser reads little further than where it stops.
type meter struct {
	text []byte
	read int
}

func (m *meter) Read(p []byte) (int, error) {
	if m.read == len(m.text) {
		return 0, io.EOF
	}
	n := copy(p[:min(1, len(p))], m.text[m.read:])
	m.read += n
	return n, nil
}

// explain puts a message of the YAML library in words that say what to do. line is where it happened, without
// indentation.
func explain(message, line string) (text, hint string) {
	oddQuotes := strings.Count(line, `"`)%2 == 1 || strings.Count(line, "'")%2 == 1
	switch {
	case strings.Contains(message, "unknown escape"):
		return `an unknown \ escape in double quotes`, `use single quotes, or write \\ for \`
	case strings.Contains(message, "control characters"):
		return "a control character", "remove it"
	case strings.Contains(message, "unexpected end of stream"), strings.Contains(message, "expected") && oddQuotes:
		return "a quote is not closed, or closed too early", "in single quotes write '' for '"
	case strings.Contains(message, "cannot start any token"):
		return "a character that no text can begin with", "put text that begins with @, ` or % in quotes"
	case strings.Contains(message, "mapping values are not allowed"):
		return `a ":" where none can stand`, `put text that holds ": " in quotes; check the indentation, and the space after each colon`
	case strings.Contains(message, "expected key"), strings.Contains(message, "expected '-' indicator"), strings.Contains(message, "expected ':'"):
		return "this line does not fit those above it", `check its indentation, and that each list entry begins with "- "`
	case strings.Contains(message, "expected ','") && strings.Contains(line, "?"):
		return `a "?" in brackets or braces`, "put the address in quotes"
	case strings.Contains(message, "',' or ']'"):
		return `a "[" is not closed`, `add the "]"; check the commas and quotes before it`
	case strings.Contains(message, "',' or '}'"):
		return `a "{" is not closed`, `add the "}"; check the commas and quotes before it`
	case strings.Contains(message, "unknown anchor"):
		return strings.Replace(message, " referenced", "", 1), "put text that begins with * in quotes, or name the anchor with & further up"
	default:
		return "this is not YAML: " + message, "check the brackets, quotes and indentation of this line"
	}
}
