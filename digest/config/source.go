package config

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// source is one configuration file.
type source struct {
	walk  *walk  // the reading that it is part of
	name  string // as it is shown
	dir   string // absolute; paths in the file are relative to it
	mode  fs.FileMode
	text  []byte     // UTF-8, without byte order mark
	root  *yaml.Node // what the file holds; nil when it is empty or broken
	lines []string   // of text, split when the first is asked for
	// broken says that the file could not be read: what it may have named is not known.
	broken bool
	secret []span // where the text is not to be printed
}

// span is a part of a line.
type span struct{ line, column, width int }

// masked is the nth line with stars for the secrets that stand in it.
func (s *source) masked(n int) string {
	line := s.line(n)
	for _, hide := range s.secret {
		if hide.line != n {
			continue
		}
		runes := []rune(line)
		for i := hide.column - 1; i < min(hide.column-1+hide.width, len(runes)); i++ {
			runes[i] = '*'
		}
		line = string(runes)
	}
	return line
}

// lineBreak is what YAML 1.1 counts as the end of a line (section 5.4).
var lineBreak = regexp.MustCompile("\r\n|[\n\r\u0085\u2028\u2029]")

// line is the nth line, counted from 1, without its end.
func (s *source) line(n int) string {
	if s.lines == nil {
		s.lines = lineBreak.Split(string(s.text), -1)
	}
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

// parse reads the text into its tree, or says where it is not YAML.
func (s *source) parse() *Problem {
	s.text = bytes.TrimPrefix(s.text, []byte("\ufeff"))
	if !utf8.Valid(s.text) {
		return s.notUTF8()
	}
	root, second, err := decode(bytes.NewReader(s.text))
	if err != nil {
		return s.syntax(err)
	}
	if second != nil {
		return s.problem(second.Line, second.Column, 1, "a second document begins here", "one file holds one document; remove the --- above")
	}
	s.root = root
	return nil
}

// decode reads the first document, and the second when there is one. An empty document is nil.
func decode(r io.Reader) (first, second *yaml.Node, err error) {
	dec := yaml.NewDecoder(r)
	var docs [2]yaml.Node
	for i := range docs {
		if err := dec.Decode(&docs[i]); err != nil {
			if errors.Is(err, io.EOF) {
				break
			}
			return nil, nil, err
		}
	}
	if len(docs[0].Content) > 0 && docs[0].Content[0].Tag != "!!null" {
		first = docs[0].Content[0]
	}
	if len(docs[1].Content) > 0 {
		second = docs[1].Content[0]
	}
	return first, second, nil
}

func (s *source) problem(line, column, width int, text, hint string) *Problem {
	return &Problem{File: s.name, Line: line, Column: column, Width: width, Text: text, Hint: hint, Source: s.line(line)}
}

func (s *source) notUTF8() *Problem {
	valid := 0
	for valid < len(s.text) {
		r, size := utf8.DecodeRune(s.text[valid:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		valid += size
	}
	before := lineBreak.Split(string(s.text[:valid]), -1)
	column := utf8.RuneCountInString(before[len(before)-1]) + 1
	return s.problem(len(before), column, 1, "this is not UTF-8 text", "save the file as UTF-8")
}

// syntax says where and why the text is not YAML. The library's own line is that of the context, which may begin far
// above, and it has no column; so the place is found by how far it read.
func (s *source) syntax(err error) *Problem {
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
		return s.problem(n, tab+1, 1, "a tab in the indentation", "indent with spaces")
	}
	text, hint := explain(message, strings.TrimSpace(line))
	width := utf8.RuneCountInString(strings.TrimSpace(line))
	return s.problem(n, len(indent)+1, width, text, hint)
}

var yamlError = regexp.MustCompile(`(?s)^(?:yaml: )?(?:line (\d+): )?(.*)$`)

// maxBack is how many lines a broken file is read again for, at most: the library reads little further than it must.
const maxBack = 10

// stopped is the line at which the library gave up. A scalar is read to the start of the text that follows it, so the
// line is the first up to which the complaint is the same.
func (s *source) stopped(message string) int {
	r := &meter{text: s.text}
	_, _, _ = decode(r)
	n := len(lineBreak.Split(string(s.text[:r.read]), -1))
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
	s.line(lines)
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
