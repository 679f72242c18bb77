package render

import (
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	texttemplate "text/template"

	"tidings/digest"
)

// The two templates that every theme has.
const (
	htmlFile = "digest.html"
	textFile = "digest.txt"
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

// source is a file of a theme.
type source struct {
	name string // "classic/digest.html": what errors call it
	text string
}

// layers are the files of a theme in the order in which they are read: those of DefaultTheme, which has the blocks that all
// share, those of the built-in theme, those of the user's own folder over them, and what the configuration sets.
type layers struct {
	theme   digest.Theme
	sources map[string][]source // by extension
	main    map[string]string   // htmlFile and textFile → the name of the one that is run
}

// Names lists the themes in a file system: the folders that hold a digest.html.
func Names(themes fs.FS) []string {
	files, _ := fs.Glob(themes, "*/"+htmlFile)
	for i, f := range files {
		files[i] = path.Dir(f)
	}
	slices.Sort(files)
	return files
}

// readLayers reads the files of a theme, without parsing them.
func readLayers(themes fs.FS, theme digest.Theme, own fs.FS) (*layers, error) {
	if theme.Base == "" {
		theme.Base = digest.DefaultTheme
	}
	l := &layers{theme: theme, sources: make(map[string][]source), main: make(map[string]string)}
	for _, base := range slices.Compact([]string{digest.DefaultTheme, theme.Base}) {
		dir, err := fs.Sub(themes, base)
		if err == nil {
			err = l.read(dir, base)
		}
		if err != nil {
			return nil, fmt.Errorf("the theme %q: %w", base, err)
		}
	}
	if own != nil {
		before := len(l.sources[".html"]) + len(l.sources[".txt"])
		if err := l.read(own, theme.Dir); err != nil {
			return nil, fmt.Errorf("the theme folder %s: %w", theme.Dir, err)
		}
		words, _ := fs.Glob(own, "words/*.json")
		if len(l.sources[".html"])+len(l.sources[".txt"])+len(words) == before {
			return nil, digest.Hint(fmt.Errorf("the theme folder %s has no *.html, no *.txt and no words/*.json", theme.Dir),
				"`tidings templates export %s` writes files to start from", theme.Dir)
		}
	}
	for _, file := range []string{htmlFile, textFile} {
		if _, err := fs.Stat(themes, path.Join(theme.Base, file)); err != nil {
			return nil, digest.Hint(fmt.Errorf("the theme %q has no %s", theme.Base, file), "the themes are %s", strings.Join(Names(themes), ", "))
		}
	}
	return l, l.readSettings()
}

// read adds the templates of a folder, in the order of their names.
func (l *layers) read(dir fs.FS, name string) error {
	for _, ext := range []string{".html", ".txt"} {
		files, err := fs.Glob(dir, "*"+ext)
		if err != nil {
			return err
		}
		for _, file := range files {
			text, err := fs.ReadFile(dir, file)
			if err != nil {
				return err
			}
			s := source{filepath.ToSlash(filepath.Join(name, file)), string(text)}
			l.sources[ext] = append(l.sources[ext], s)
			if file == htmlFile || file == textFile {
				l.main[file] = s.name
			}
		}
	}
	return nil
}

// readSettings adds the colours and typefaces of the configuration, as blocks over the theme's.
func (l *layers) readSettings() error {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(l.theme.Colors)) {
		color := l.theme.Colors[key]
		if !slices.Contains(digest.ThemeColors(), strings.TrimSuffix(key, "_dark")) || !digest.ValidColor(color) {
			return digest.Hint(fmt.Errorf("theme: the color %s: %q", key, color), "set one of %s, each also with _dark after it, to a color such as \"#8c1f16\"",
				strings.Join(digest.ThemeColors(), ", "))
		}
		fmt.Fprintf(&b, "{{define %q}}%s{{end}}", strings.ReplaceAll(key, "_", "-"), color)
	}
	for _, key := range slices.Sorted(maps.Keys(l.theme.Fonts)) {
		font := l.theme.Fonts[key]
		if !slices.Contains(digest.ThemeFonts(), key) || !digest.ValidFont(font) {
			return digest.Hint(fmt.Errorf("theme: the font %s: %q", key, font), "set one of %s to a list of families such as \"Georgia, serif\"",
				strings.Join(digest.ThemeFonts(), ", "))
		}
		fmt.Fprintf(&b, "{{define %q}}%s{{end}}", key+"-font", font)
	}
	l.sources[".html"] = append(l.sources[".html"], source{"theme", b.String()})
	return nil
}

// parse makes the templates of a renderer of the files. What is wrong with one is a TemplateError.
func (l *layers) parse(r *Renderer) error {
	html := htmltemplate.New("").Funcs(htmlFuncs)
	for _, s := range l.sources[".html"] {
		if _, err := html.New(s.name).Parse(s.text); err != nil {
			return fault(s.name, err)
		}
	}
	text := texttemplate.New("").Funcs(textFuncs)
	for _, s := range l.sources[".txt"] {
		if _, err := text.New(s.name).Parse(s.text); err != nil {
			return fault(s.name, err)
		}
	}
	inHTML, inText := make(trees), make(trees)
	for _, t := range html.Templates() {
		inHTML[t.Name()] = t.Tree
	}
	for _, t := range text.Templates() {
		inText[t.Name()] = t.Tree
	}
	r.style = make(map[string]string)
	for name, text := range inHTML.prepare() {
		if digest.ValidColor(text) || strings.HasSuffix(name, "-font") && digest.ValidFont(text) {
			r.style[name] = text
		}
	}
	inText.prepare()
	r.html, r.text = html.Lookup(l.main[htmlFile]), text.Lookup(l.main[textFile])
	return nil
}

// executor is a parsed template, of html/template or text/template.
type executor interface {
	Execute(w io.Writer, dot any) error
	Name() string
}

// What a template may do at most. Mail servers refuse messages of 10 to 50 MB, so that a page of pageMost bytes, even
// before it is cut to its budget, is a loop without an end. An issue of 1,000 stories takes some 60,000 steps, and a
// step some 200 ns: a loop that prints nothing is found out in less than a second.
const (
	pageMost  = 16 << 20
	stepsMost = 1 << 20
)

var errEndless = errors.New("the template goes on without end")

// execute runs a template to its end: all of the page or none of it. size is how large the page may be expected.
func execute(t executor, dot any, size int) (string, error) {
	var out bounded
	out.Grow(size)
	if err := t.Execute(&out, dot); err != nil {
		return "", fault(t.Name(), err)
	}
	return out.String(), nil
}

// bounded is a builder that refuses to grow beyond pageMost, or to be written to more often than stepsMost.
type bounded struct {
	strings.Builder
	steps int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.steps++; b.steps > stepsMost || b.Len()+len(p) > pageMost {
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
