package render

import (
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	texttemplate "text/template"

	"tidings/digest"
)

// literal is text that stands in a template: text/template converts constants to it, and refuses to pass fields,
// variables and results.
type literal string

// mso is a conditional comment that only classic Outlook reads. html/template drops comments written plainly.
func mso(text literal) htmltemplate.HTML {
	// Only a theme's own constant text can get here.
	return htmltemplate.HTML("<!--[if mso]>" + string(text) + "<![endif]-->")
}

var htmlFuncs = htmltemplate.FuncMap{"mso": mso}

var textFuncs = texttemplate.FuncMap{
	"wrap":      func(text string) string { return hang("", text) },
	"indent":    indent,
	"hang":      hang,
	"underline": underline,
	"join":      strings.Join,
}

// loadTheme parses a theme's folder. What is wrong with a template is said with its file and line.
func loadTheme(themes fs.FS, theme string) (*htmltemplate.Template, *texttemplate.Template, error) {
	const htmlFile, textFile = "digest.html", "digest.txt"
	for _, file := range []string{htmlFile, textFile} {
		if _, err := fs.Stat(themes, theme+"/"+file); err != nil {
			return nil, nil, digest.Hint(fmt.Errorf("the theme %q has no %s", theme, file),
				"a theme is a folder with %s and %s; there are: %s", htmlFile, textFile, strings.Join(themeNames(themes), ", "))
		}
	}
	html, err := htmltemplate.New(htmlFile).Funcs(htmlFuncs).ParseFS(themes, theme+"/*.html")
	if err != nil {
		return nil, nil, fmt.Errorf("the theme %q: %w", theme, err)
	}
	text, err := texttemplate.New(textFile).Funcs(textFuncs).ParseFS(themes, theme+"/*.txt")
	if err != nil {
		return nil, nil, fmt.Errorf("the theme %q: %w", theme, err)
	}
	return html, text, nil
}

// themeNames lists the folders that hold a digest.html.
func themeNames(themes fs.FS) []string {
	files, _ := fs.Glob(themes, "*/digest.html")
	for i, f := range files {
		files[i] = path.Dir(f)
	}
	slices.Sort(files)
	return files
}

// executor is a parsed template, of html/template or text/template.
type executor interface {
	Execute(w io.Writer, dot any) error
	Name() string
}

// pageMost bounds what a template may write, in bytes: mail servers refuse messages of 10 to 50 MB, so that a page this
// long, even before it is cut to its budget, is a loop without an end.
const pageMost = 16 << 20

var errEndless = errors.New("the template writes without end")

// execute runs a template to its end: all of the page or none of it.
func execute(t executor, dot any) (string, error) {
	var out bounded
	err := t.Execute(&out, dot)
	if errors.Is(err, errEndless) {
		return "", fmt.Errorf("%s: %w", t.Name(), err)
	}
	if err != nil {
		return "", err // it names the file, the line and the field
	}
	return out.String(), nil
}

// bounded is a builder that refuses to grow beyond pageMost.
type bounded struct{ strings.Builder }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > pageMost {
		return 0, errEndless
	}
	return b.Builder.Write(p)
}

// squeeze makes any number of blank lines one, takes spaces off the ends of lines, except in the "-- " before a
// signature (RFC 3676 section 4.3), and ends the text with one line end: so that a template need not count them.
func squeeze(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	blank := false
	for line := range strings.SplitSeq(text, "\n") {
		if line != "-- " {
			line = strings.TrimRight(line, " \t\r")
		}
		if line == "" {
			blank = b.Len() > 0
			continue
		}
		if blank {
			b.WriteByte('\n')
			blank = false
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return b.String()
}
