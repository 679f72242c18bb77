// Package syntax turns YAML text into its tree of nodes, or says at which spot it is not YAML, why, and what to do about
// it.
package syntax

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Error is a spot at which a text is not YAML.
type Error struct {
	Line, Column int    // from 1; a column is a character
	Width        int    // how many characters are wrong
	Text         string // what is wrong
	Hint         string // what to do
}

func (e *Error) Error() string { return e.Text }

// Parse is the root of the one document that a text holds; nil when it holds nothing. The error is of type *Error. A byte
// order mark is passed over.
func Parse(text []byte) (*yaml.Node, error) {
	text = withoutMark(text)
	if !utf8.Valid(text) {
		return nil, notUTF8(text)
	}
	root, second, err := decode(bytes.NewReader(text))
	if err != nil {
		s := source{text, split(text)}
		return nil, s.explained(err)
	}
	if second != nil {
		return nil, &Error{second.Line, second.Column, 1, "a second document begins here", "one file holds one document; remove the --- above"}
	}
	return root, nil
}

// lineBreak is what YAML 1.1 counts as the end of a line (section 5.4).
var lineBreak = regexp.MustCompile("\r\n|[\n\r\u0085\u2028\u2029]")

// Lines are the lines of a text as Parse counts them, without their ends.
func Lines(text []byte) []string { return split(withoutMark(text)) }

func split(text []byte) []string { return lineBreak.Split(string(text), -1) }

func withoutMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

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

func notUTF8(text []byte) *Error {
	valid := 0
	for valid < len(text) {
		r, size := utf8.DecodeRune(text[valid:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		valid += size
	}
	before := split(text[:valid])
	column := utf8.RuneCountInString(before[len(before)-1]) + 1
	return &Error{len(before), column, 1, "this is not UTF-8 text", "save the file as UTF-8"}
}
