package render

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"tidings/digest"
	"tidings/digest/render/markdown"
	"tidings/digest/spelling"
)

// TemplateError is what is wrong with a template, and where. As an error it prints "mine/digest.html:3:12: …".
type TemplateError struct {
	File   string // as the theme calls it: "classic/digest.html", or with the folder of one's own before it
	Line   int    // from 1; 0 when it concerns the file as a whole
	Column int    // in bytes, from 1; 0 when only the line is known
	Text   string // what is wrong
}

func (e *TemplateError) Error() string {
	where := e.File
	for _, n := range []int{e.Line, e.Column} {
		if n > 0 {
			where += ":" + strconv.Itoa(n)
		}
	}
	return where + ": " + e.Text
}

// The texts of errors of text/template and html/template: the place is nowhere else.
var (
	placed  = regexp.MustCompile(`(?s)^(?:html/)?template: ?(.+?):(\d+)(?::(\d+))?: (.*)$`)
	running = regexp.MustCompile(`^executing ".*?" at <(.*?)>: (.*)$`)
	noField = regexp.MustCompile(`^can't evaluate field (\w+) in type \*?([\w.]+)$`)
	calling = regexp.MustCompile(`^error calling \w+: `)
	noFunc  = regexp.MustCompile(`^function "(\w+)" not defined$`)
	inHTML  = regexp.MustCompile(`^"[^"]*" in attribute|ends in a non-text context|in unquoted attr|in quoted attr|ambiguous context`)
)

// fault makes an error of a template engine a TemplateError, with a hint where there is one. file is where it is looked for when the
// engine does not say.
func fault(file string, err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, prefix := range []string{"template: ", "html/template:", file + ": "} {
		text = strings.TrimPrefix(text, prefix)
	}
	f := &TemplateError{File: file, Text: text}
	if errors.Is(err, errEndless) {
		f.Text = errEndless.Error()
		return digest.Hint(f, "look for a range over a large number, or a block that calls itself")
	}
	if m := placed.FindStringSubmatch(err.Error()); m != nil {
		f.File, f.Text = m[1], m[4]
		f.Line, _ = strconv.Atoi(m[2])
		f.Column, _ = strconv.Atoi(m[3])
		if f.Column > 0 {
			f.Column++ // the engine counts from 0
		}
	}
	at := ""
	if m := running.FindStringSubmatch(f.Text); m != nil {
		at, f.Text = m[1], calling.ReplaceAllString(m[2], "")
	}
	if hint := explain(f, at); hint != "" {
		return digest.Hint(f, "%s", hint)
	}
	return f
}

// explain puts the commonest mistakes in plain words, and says what to do. at is the expression that failed.
func explain(f *TemplateError, at string) (hint string) {
	switch m := noField.FindStringSubmatch(f.Text); {
	case m != nil:
		noun, fields := fieldsOf(m[2])
		f.Text = fmt.Sprintf("%s: there is no field %s in %s", at, m[1], noun)
		hint = "docs/templates.md lists the fields"
		if len(fields) > 0 {
			hint = noun + " has " + strings.Join(fields, ", ")
			if meant := spelling.Nearest(m[1], fields); meant != "" {
				hint = fmt.Sprintf("did you mean .%s? %s", meant, hint)
			}
		}
	case noFunc.MatchString(f.Text):
		hint = "the functions are those of Go's templates, and in docs/templates.md"
	case strings.Contains(f.Text, "expected render.literal"):
		f.Text = "mso " + at + ": mso prints no words of others"
		hint = "give it text that is written in the template"
	case inHTML.MatchString(f.Text):
		f.Text, _, _ = strings.Cut(f.Text, ": {")
		hint = "a quotation mark or a > is missing before that place"
	case at != "":
		f.Text = at + ": " + f.Text
	}
	return hint
}

// fieldsOf is what a type is called in docs/templates.md, and what a template may ask it for.
func fieldsOf(goType string) (noun string, fields []string) {
	for _, known := range []struct {
		noun  string
		shown any
	}{
		{"the page", &Page{}},
		{"a section", &Section{}},
		{"a story", &Story{}},
		{"a sentence", &digest.Quote{}},
		{"a block", &markdown.Block{}},
		{"a piece", &markdown.Piece{}},
		{"another source", &digest.Also{}},
		{"the ways to leave", &digest.Leave{}},
		{"the logo", &digest.Logo{}},
		{"the subject", &subjectData{}},
	} {
		pointer := reflect.TypeOf(known.shown)
		if pointer.Elem().String() != goType {
			continue
		}
		for _, field := range reflect.VisibleFields(pointer.Elem()) {
			if field.IsExported() && !field.Anonymous {
				fields = append(fields, field.Name)
			}
		}
		for i := range pointer.NumMethod() {
			fields = append(fields, pointer.Method(i).Name)
		}
		return known.noun, fields
	}
	return goType, nil
}
