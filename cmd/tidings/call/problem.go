package call

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/render"
	"tidings/templates"
)

// ProblemOf is an error as one prints what is wrong with a file: that of a template has its line.
func ProblemOf(err error) config.Problem {
	var wrong *render.TemplateError
	var hint *digest.HintError
	p := config.Problem{Text: err.Error()}
	sample, _, _ := strings.Cut(err.Error(), ": ")
	if errors.As(err, &hint) {
		p.Hint = hint.Hint
	}
	if errors.As(err, &wrong) {
		p.File, p.Line, p.Column, p.Text = wrong.File, wrong.Line, max(wrong.Column, 1), wrong.Text
		p.Source, p.Width = sourceLine(wrong), 1
		if bytes := p.Column - 1; bytes <= len(p.Source) {
			p.Column = 1 + utf8.RuneCountInString(p.Source[:bytes])
		}
		if strings.HasPrefix(sample, "with the sample") {
			p.Text += ", " + sample
		}
	}
	return p
}

// sourceLine is the line of a template that is wrong: of a file of the user's, or of a built-in one.
func sourceLine(e *render.TemplateError) string {
	text, err := os.ReadFile(filepath.FromSlash(e.File))
	if err != nil {
		text, err = fs.ReadFile(templates.FS, e.File)
	}
	lines := strings.Split(string(text), "\n")
	if err != nil || e.Line < 1 || e.Line > len(lines) {
		return ""
	}
	return lines[e.Line-1]
}
