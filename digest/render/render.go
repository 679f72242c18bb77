// Package render turns the contents of an issue into its subject line, HTML and text, within a budget of bytes.
//
// # Themes
//
// A theme is a folder of templates in a file system: NAME/digest.html, read by html/template, and NAME/digest.txt, read
// by text/template. Further *.html and *.txt files in the folder are parsed with them and may define blocks; in the
// built-in themes style.html holds every colour and typeface. Beside the themes, words/LANGUAGE.json holds the phrases of
// a language; a phrase that a language lacks is English.
//
// A folder of one's own goes over a built-in theme: its digest.html or digest.txt stands in the place of the other, its
// blocks and phrases replace those of the same name, and what it lacks remains. Colours, typefaces, a logo and phrases
// of digest.Theme go over both.
//
// The dot of both templates is a *Page: every field of digest.Contents (Title, Sections, Leave …) and the fields and
// methods of Page, Section and Story. Its data model is versioned by Contents.Version. Text in it is one line of plain
// text; addresses are absolute, http, https or (in Leave) mailto, and empty when there is none. html/template escapes
// everything; the only way to print raw HTML is mso, and it takes nothing but text written in the template itself.
//
// Functions in digest.html:
//
//	mso TEXT             a conditional comment for classic Outlook: <!--[if mso]>TEXT<![endif]-->
//
// Functions in digest.txt:
//
//	wrap TEXT            wraps to 72 columns
//	indent N TEXT        the same, each line after N spaces
//	hang MARK TEXT       the same, the first line after MARK, the others below its end
//	underline MARK TEXT  a line of MARK as wide as TEXT
//	join LIST SEPARATOR  joins a list
//
// Blank lines in a row become one there, and spaces at the ends of lines go. The subject line of an edition can be a
// template too: see CheckSubject. A template that loops without end is stopped.
package render

import (
	"cmp"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"maps"
	texttemplate "text/template"

	"golang.org/x/text/language"

	"tidings/digest"
	"tidings/digest/render/samples"
)

// DefaultBudget is how many bytes the encoded HTML may take: Gmail hides what comes after about 102 KB.
const DefaultBudget = 95 * 1024

// pageUsual is the room that is set aside for a page: a usual one takes no more.
const pageUsual = 64 << 10

// Renderer renders issues with one theme. It is safe for use by several goroutines.
type Renderer struct {
	html    *htmltemplate.Template
	text    *texttemplate.Template
	logo    digest.Logo
	style   map[string]string // the theme's blocks that are a colour or a typeface, by name
	words   []*words          // English first; the matcher counts in the same order
	matcher language.Matcher
}

// Options are what a rendering depends on besides its contents. The zero value is HTML with a text part, no images,
// DefaultBudget.
type Options struct {
	Budget int           // most bytes of the HTML after transfer encoding, or of the text for FormatText; 0 is DefaultBudget
	Format digest.Format // FormatText leaves the HTML empty
	Images bool          // print pictures where stories have them; they are loaded from their addresses as given
}

// New reads a built-in theme of a file system, what own holds over it (nil for nothing), and the words of all languages,
// and tries the templates on a full issue and an empty one. What is wrong with a template is a *TemplateError.
func New(themes fs.FS, theme digest.Theme, own fs.FS) (*Renderer, error) {
	files, err := readLayers(themes, theme, own)
	if err != nil {
		return nil, err
	}
	r := &Renderer{logo: tidyLogo(theme.Logo)}
	if err := files.parse(r); err != nil {
		return nil, err
	}
	if r.words, err = loadWords(themes, own, theme); err != nil {
		return nil, err
	}
	tags := make([]language.Tag, len(r.words))
	for i, w := range r.words {
		tags[i] = w.tag
	}
	r.matcher = language.NewMatcher(tags)
	for _, c := range []digest.Contents{samples.Everything(), {}} {
		if _, err := r.Render(c, Options{Images: true}); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Try draws every sample, and is what went wrong with each: for a look over a theme before it is used.
func (r *Renderer) Try() []error {
	var wrong []error
	for _, s := range samples.All() {
		for _, f := range []digest.Format{digest.FormatHTML, digest.FormatText} {
			if _, err := r.Render(s.Contents, Options{Budget: s.Budget, Images: s.Pictures, Format: f}); err != nil {
				wrong = append(wrong, fmt.Errorf("with the sample %q: %w", s.Name, err))
			}
		}
	}
	return wrong
}

// Render prints contents. When the page would be over the budget, pictures go first, then the ends of long summaries,
// then the other sources, then whole stories, each from the last story to the first; stories that went are counted in
// Contents.Left. The Contents of the answer are what was printed; its ID and Issue are the caller's to set. Nothing is
// returned with an error: a template that fails half way leaves nothing behind.
func (r *Renderer) Render(c digest.Contents, o Options) (digest.Rendering, error) {
	subject, err := parseSubject(c.Subject)
	if err != nil {
		return digest.Rendering{}, err
	}
	w, tag := r.speak(c.Language)
	textOnly := o.Format == digest.FormatText
	var first executor = r.html
	if textOnly {
		first = r.text
	}
	page := func(c digest.Contents) (*Page, error) {
		p, err := newPage(c, w, tag, subject)
		if err == nil {
			p.Logo = r.logo
		}
		return p, err
	}
	printed, body, err := fit(tidy(c, o.Images && !textOnly), cmp.Or(o.Budget, DefaultBudget), func(c digest.Contents) (string, error) {
		p, err := page(c)
		if err != nil {
			return "", err
		}
		return execute(first, p, pageUsual)
	})
	if err != nil {
		return digest.Rendering{}, err
	}
	p, err := page(printed)
	if err != nil {
		return digest.Rendering{}, err
	}
	out := digest.Rendering{Subject: p.Subject, Contents: printed}
	if textOnly {
		out.Text = squeeze(body)
		return out, nil
	}
	text, err := execute(r.text, p, pageUsual)
	if err != nil {
		return digest.Rendering{}, err
	}
	out.HTML, out.Text = body, squeeze(text)
	return out, nil
}

// Page lays contents out whole, for a page that no budget limits.
func (r *Renderer) Page(c digest.Contents, images bool) (*Page, error) {
	subject, err := parseSubject(c.Subject)
	if err != nil {
		return nil, err
	}
	w, tag := r.speak(c.Language)
	p, err := newPage(tidy(c, images), w, tag, subject)
	if err != nil {
		return nil, err
	}
	p.Logo = r.logo
	return p, nil
}

// Style is the colours and typefaces of the theme, by the names of their blocks: "ink", "ink-dark", "headline-font".
func (r *Renderer) Style() map[string]string { return maps.Clone(r.style) }

// speak finds the words for a language, and the tag that the page is marked with. What is not a language is English.
func (r *Renderer) speak(lang string) (*words, language.Tag) {
	tag, err := language.Parse(lang)
	if err != nil || tag == language.Und {
		return r.words[0], language.English
	}
	_, i, confidence := r.matcher.Match(tag)
	if confidence == language.No {
		i = 0
	}
	return r.words[i], tag
}
