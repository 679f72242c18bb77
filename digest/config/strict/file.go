package strict

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"tidings/digest/config/strict/syntax"
)

// File is one file of a reading.
type File struct {
	Name string      // as it is shown
	Dir  string      // absolute; paths in the file are relative to it
	Mode fs.FileMode // who may read it

	reading *Reading
	text    []byte
	root    *yaml.Node // what the file holds; nil when it is empty or broken
	lines   []string   // of text, split when the first is asked for
	broken  bool
	secret  []span // where the text is not to be printed
}

// Parse reads the text of the file. One that is not YAML is broken, and the reading knows why and where.
func (f *File) Parse(text []byte) {
	var err error
	f.text = text
	f.root, err = syntax.Parse(text)
	if bad, ok := errors.AsType[*syntax.Error](err); ok {
		f.broken = true
		f.reading.add(finding{file: f, Problem: Problem{
			File: f.Name, Line: bad.Line, Column: bad.Column, Width: bad.Width, Text: bad.Text, Hint: bad.Hint, Source: f.line(bad.Line),
		}})
	}
	f.reading.budget += visitsPerByte * len(text)
}

// Show takes the text of a file that is no YAML, so that what is wrong in it can be shown with its line.
func (f *File) Show(text []byte) { f.text = text }

// FailAt reports an error in a line of a file that is no YAML.
func (f *File) FailAt(line int, text, hint string) { f.reportAt(line, text, hint, false) }

// WarnAt reports something in a line of a file that is no YAML, which works and is likely not meant.
func (f *File) WarnAt(line int, text, hint string) { f.reportAt(line, text, hint, true) }

// reportAt points at all of a line.
func (f *File) reportAt(n int, text, hint string, warning bool) {
	line := f.line(n)
	written := strings.TrimSpace(line)
	column := utf8.RuneCountInString(line[:strings.Index(line, written)]) + 1
	f.reading.add(finding{file: f, Problem: Problem{
		File: f.Name, Line: n, Column: column, Width: utf8.RuneCountInString(written), Text: text, Hint: hint, Source: line, Warning: warning,
	}})
}

// Refuse says why there is no text to parse, and what to do about it. The file is broken.
func (f *File) Refuse(text, hint string) {
	f.broken = true
	f.Fail(text, hint)
}

// Broken says that the file could not be read: what it may have named is not known.
func (f *File) Broken() bool { return f.broken }

// Empty says that nothing stands in the file, or that it is broken.
func (f *File) Empty() bool { return f.root == nil }

// Fail reports an error of the file as a whole.
func (f *File) Fail(text, hint string) {
	f.reading.add(finding{Problem: Problem{File: f.Name, Text: text, Hint: hint}, file: f})
}

// Warn reports something about the file as a whole that works and is likely not meant.
func (f *File) Warn(text, hint string) {
	f.reading.add(finding{Problem: Problem{File: f.Name, Text: text, Hint: hint, Warning: true}, file: f})
}

// Top is all that the file holds. It must not be empty.
func (f *File) Top() Value { return Value{file: f}.of(f.root) }

// Abs makes a path that stands in the file absolute.
func (f *File) Abs(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(f.Dir, path)
}

// span is a part of a line.
type span struct{ line, column, width int }

// masked is the nth line with stars for the secrets that stand in it.
func (f *File) masked(n int) string {
	line := f.line(n)
	for _, hide := range f.secret {
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

// line is the nth line, counted from 1, without its end.
func (f *File) line(n int) string {
	if f.lines == nil {
		f.lines = syntax.Lines(f.text)
	}
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return f.lines[n-1]
}
