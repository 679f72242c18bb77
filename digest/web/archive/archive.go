// Package archive turns the web copies of issues into pages: one for each issue, a list by month, and an Atom and a JSON
// feed of them. It does no IO: the pages are served, or written to files, by others.
//
// The pages of an edition lie in one folder and link to each other relatively, so that they work wherever it lies. They
// need no script, load nothing but the logo of the theme, and have the theme's colours and typefaces.
package archive

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/render"
)

// The files of an edition's archive besides the page of each issue, which is its name and PageSuffix.
const (
	ListFile   = "index.html"
	AtomFile   = "atom.xml"
	JSONFile   = "feed.json"
	PageSuffix = ".html"
)

// FeedMost is how many issues a feed holds: those of three weeks of a daily paper, more than a feed reader misses while its
// owner is away.
const FeedMost = 20

// Options are what the pages are about. All fields but Join and Pictures are required.
type Options struct {
	Site digest.Site
	URL  string                                  // address of the folder that holds those of the editions, without a slash at its end
	Join string                                  // address of the page to join by; empty: there is none
	Look func(e digest.Edition) *render.Renderer // the theme of an edition

	Pictures string // where a page finds the pictures of issues: a folder, relative to that of its edition; empty: it shows none
}

// Printer makes the documents. It is safe for concurrent use.
type Printer struct {
	Options
	pages *template.Template
	sheet string
}

// Document is a file of the archive.
type Document struct {
	Type   string // media type
	Body   []byte
	Policy string // Content-Security-Policy that a page works under; empty for a feed
}

//go:embed pages
var files embed.FS

// New prepares the pages.
func New(o Options) (*Printer, error) {
	pages, err := template.ParseFS(files, "pages/*.html")
	if err != nil {
		return nil, err
	}
	sheet, err := files.ReadFile("pages/style.css")
	return &Printer{Options: o, pages: pages, sheet: string(sheet)}, err
}

// page is the dot of every page: an issue as its theme sees it, and what is round it.
type page struct {
	*render.Page
	Style  template.CSS
	URL    string // of the page itself
	Listed bool   // everybody may find it
	Feeds  bool   // the feeds lie beside it
	Join   string
	Newer  string // file of the next issue; empty: this is the newest
	Older  string
	Months []month
	Shelf  []entry // the newest issue of each edition, on the page of all
	Issued string  // when it was built (RFC 3339)
	Cover  string  // address of its first picture
}

// month is the issues of a month, newest first.
type month struct {
	Title  string
	Issues []entry
}

// entry is an issue in the list, or the newest one of an edition.
type entry struct {
	*render.Page
	File      string // in a list: its page. On the page of all: the address of the edition's list
	Headlines []string
}

// Shelf is an edition whose issues everybody may read, with the newest that is listed.
type Shelf struct {
	Edition digest.Edition
	Newest  digest.WebCopy // its Headlines and Slot are what is shown; zero: there is none yet
}

// address is that of a file of an edition.
func (p *Printer) address(e digest.Edition, file string) string {
	if file == ListFile {
		file = ""
	}
	return p.URL + "/" + url.PathEscape(e.ID) + "/" + file
}

// Issue is the page of one issue, with links to those before and after it, if they are given and listed.
func (p *Printer) Issue(e digest.Edition, c digest.WebCopy, newer, older *digest.WebCopy) (Document, error) {
	laid, err := p.Look(e).Page(c.Rendering.Contents, e.Images && p.Pictures != "")
	if err != nil {
		return Document{}, fmt.Errorf("page of issue %s: %w", c.Slot, err)
	}
	laid.Subject = c.Rendering.Subject
	cover := p.hang(e, laid)
	dot := page{
		Cover: cover,
		Page:  laid, URL: p.address(e, c.Name+PageSuffix), Listed: c.Listed, Feeds: c.Listed, Join: p.Join,
		Issued: c.Built.UTC().Format("2006-01-02T15:04:05Z"),
	}
	if newer != nil && c.Listed && newer.Listed {
		dot.Newer = newer.Name + PageSuffix
	}
	if older != nil && c.Listed && older.Listed {
		dot.Older = older.Name + PageSuffix
	}
	return p.print(e, "issue.html", dot)
}

// hang gives the stories of a page the addresses by which it finds their pictures, and is the address of the first.
// Pictures that are not the paper's own are left out.
func (p *Printer) hang(e digest.Edition, laid *render.Page) (cover string) {
	for i := range laid.Sections {
		for j := range laid.Sections[i].Stories {
			st := &laid.Sections[i].Stories[j]
			if st.Image = ""; st.ImageName == "" {
				continue
			}
			st.Image = p.Pictures + "/" + url.PathEscape(st.ImageName)
			if at, err := url.Parse(p.address(e, st.Image)); cover == "" && err == nil {
				cover = at.JoinPath().String()
			}
		}
	}
	return cover
}

// List is the page that lists issues by month. copies are the newest first; those that are not listed are left out.
func (p *Printer) List(e digest.Edition, copies []digest.WebCopy) (Document, error) {
	head, err := p.blank(e, "")
	if err != nil {
		return Document{}, err
	}
	dot := page{Page: head, URL: p.address(e, ListFile), Listed: true, Feeds: true, Join: p.Join}
	for _, c := range listed(copies) {
		laid, err := p.blank(e, c.Slot)
		if err != nil {
			return Document{}, err
		}
		title := laid.MonthLine()
		if n := len(dot.Months); n == 0 || dot.Months[n-1].Title != title {
			dot.Months = append(dot.Months, month{Title: title})
		}
		last := &dot.Months[len(dot.Months)-1]
		last.Issues = append(last.Issues, entry{Page: laid, File: c.Name + PageSuffix, Headlines: c.Headlines})
	}
	return p.print(e, "list.html", dot)
}

// NewShelf takes the newest listed issue of an edition from copies, which are the newest first.
func NewShelf(e digest.Edition, copies []digest.WebCopy) Shelf {
	s := Shelf{Edition: e}
	if all := listed(copies); len(all) > 0 {
		s.Newest = all[0]
	}
	return s
}

// Front is the page of all editions that everybody may read, in the look of the first of them. shelves has at least one.
func (p *Printer) Front(shelves []Shelf) (Document, error) {
	first := shelves[0].Edition
	first.Title = cmp.Or(p.Site.Name, first.Title)
	head, err := p.blank(first, "")
	if err != nil {
		return Document{}, err
	}
	dot := page{Page: head, URL: p.URL + "/", Listed: true, Join: p.Join}
	for _, s := range shelves {
		laid, err := p.blank(s.Edition, s.Newest.Slot)
		if err != nil {
			return Document{}, err
		}
		dot.Shelf = append(dot.Shelf, entry{Page: laid, File: p.address(s.Edition, ListFile), Headlines: s.Newest.Headlines})
	}
	return p.print(first, "front.html", dot)
}

// blank is the frame of an edition's page, for a slot if one is given, without a story.
func (p *Printer) blank(e digest.Edition, slot digest.Slot) (*render.Page, error) {
	c := digest.Contents{
		Version: digest.ContentsVersion, Site: p.Site.Name, Edition: e.ID, Title: e.Title, Slot: slot, Language: cmp.Or(e.Language, p.Site.Language),
		Address: p.Site.Address,
	}
	c.Date, _ = slot.In(cmp.Or(e.Location, p.Site.Location, time.UTC))
	return p.Look(e).Page(c, false)
}

// listed are the copies that everybody may find.
func listed(copies []digest.WebCopy) []digest.WebCopy {
	var out []digest.WebCopy
	for _, c := range copies {
		if c.Listed {
			out = append(out, c)
		}
	}
	return out
}

// print makes a page, with the style sheet of the edition's theme.
func (p *Printer) print(e digest.Edition, name string, dot page) (Document, error) {
	sheet := p.colors(e) + p.sheet
	dot.Style = template.CSS(sheet) // our own, and colours and typefaces that render has checked
	var out bytes.Buffer
	if err := p.pages.ExecuteTemplate(&out, name, dot); err != nil {
		return Document{}, fmt.Errorf("page of edition %s: %w", e.ID, err)
	}
	sum := sha256.Sum256([]byte(sheet))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
	var from string
	if dot.Cover != "" {
		from = " 'self'"
	}
	if u, err := url.Parse(dot.Logo.URL); err == nil && u.Host != "" {
		from += " " + u.Scheme + "://" + u.Host
	}
	if from != "" {
		policy += "; img-src" + from
	}
	return Document{Type: "text/html; charset=utf-8", Body: out.Bytes(), Policy: policy}, nil
}

// colors is the part of the style sheet that is the theme's: its colours by day and by night, and its typefaces.
func (p *Printer) colors(e digest.Edition) string {
	style := p.Look(e).Style()
	var day, night strings.Builder
	for _, name := range digest.ThemeColors() {
		fmt.Fprintf(&day, "--%s:%s;", name, style[name])
		fmt.Fprintf(&night, "--%s:%s;", name, style[name+"-dark"])
	}
	for _, name := range digest.ThemeFonts() {
		fmt.Fprintf(&day, "--%s-font:%s;", name, style[name+"-font"])
	}
	return ":root{" + day.String() + "}\n@media screen and (prefers-color-scheme:dark){:root{" + night.String() + "}}\n"
}

// Beside finds the listed copies next to one, in copies that are the newest first; nil where there is none.
func Beside(copies []digest.WebCopy, c digest.WebCopy) (newer, older *digest.WebCopy) {
	all := listed(copies)
	for i := range all {
		if all[i].Name != c.Name {
			continue
		}
		if i > 0 {
			newer = &all[i-1]
		}
		if i+1 < len(all) {
			older = &all[i+1]
		}
	}
	return newer, older
}
