package sources

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/opml"
	"tidings/digest/config/strict"
)

// SectionFor is the id of the section that a folder's feeds belong to: that of its name, or else a new one that no
// section has. A folder without a name is the list at the top.
func SectionFor(sections []digest.Section, folder string) (id string, known bool) {
	if folder == "" {
		return "", true
	}
	id = forms.Slug(folder)
	taken := func(id string) bool {
		return slices.ContainsFunc(sections, func(s digest.Section) bool { return s.ID == id })
	}
	for _, s := range sections {
		if s.ID != "" && (s.ID == id || strings.EqualFold(s.Title, folder)) {
			return s.ID, true
		}
	}
	for n := len(sections) + 1; id == "" || taken(id); n++ {
		id = fmt.Sprintf("section-%d", n)
	}
	return id, false
}

// expand puts the feeds of the OPML files that are named in the place of their names: all of a file where a section names
// it; where the top does, those in no folder, and the folders become sections. A feed that is written out, or that an
// earlier file has, is not taken again.
func (b *builder) expand() {
	listed := make(map[string]bool)
	for _, f := range b.feeds {
		listed[forms.SameWeb(f.url.Is)] = true
	}
	for _, s := range b.sections {
		for _, f := range s.feeds {
			listed[forms.SameWeb(f.url.Is)] = true
		}
	}
	for i := range b.sections { // before the top adds to them
		var feeds []feed
		for _, f := range b.sections[i].feeds {
			if f.kind.OPML == "" {
				feeds = append(feeds, f)
				continue
			}
			for _, g := range b.readList(f) {
				feeds = append(feeds, f.each(g, listed)...)
			}
		}
		b.sections[i].feeds = feeds
	}
	var top []feed
	for _, f := range b.feeds {
		if f.kind.OPML == "" {
			top = append(top, f)
			continue
		}
		for _, g := range b.readList(f) {
			if feeds := f.each(g, listed); g.Title == "" {
				top = append(top, feeds...)
			} else {
				b.file(f.at, g.Title, feeds)
			}
		}
	}
	b.feeds = top
}

// file adds feeds to the section of a folder's name, which is made when there is none.
func (b *builder) file(at strict.Value, folder string, feeds []feed) {
	if len(feeds) == 0 {
		return
	}
	sections := make([]digest.Section, len(b.sections))
	for i, s := range b.sections {
		sections[i] = s.Section
	}
	id, known := SectionFor(sections, folder)
	if !known {
		b.sections = append(b.sections, section{Section: digest.Section{ID: id, Title: folder}, folder: true, at: at})
	}
	i := slices.IndexFunc(b.sections, func(s section) bool { return s.ID == id })
	b.sections[i].feeds = append(b.sections[i].feeds, feeds...)
}

// list is an OPML file as it was read.
type list struct {
	opml.Group
	file *strict.File
}

// readList reads the OPML file that an entry names, by folder.
func (b *builder) readList(f feed) []list {
	home := f.at.File()
	name := f.kind.OPML
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(home.Name), name)
	}
	text, err := b.open(name)
	switch hint := "paths are relative to " + home.Name; {
	case errors.Is(err, fs.ErrNotExist):
		f.at.Fail("there is no file "+name, hint)
		return nil
	case err != nil:
		f.at.Fail(fmt.Sprintf("%s cannot be read: %v", name, err), hint)
		return nil
	}
	file := b.reading.Add(name, filepath.Dir(home.Abs(f.kind.OPML)), 0)
	file.Show(text)
	_, groups, err := opml.Read(text)
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		file.FailAt(syntax.Line, "the OPML is damaged: "+syntax.Msg, "mend it, or export it again from where it comes from")
	} else if err != nil {
		file.Fail(err.Error(), "name a list of feeds as feed readers export it")
	}
	out := make([]list, len(groups))
	for i, g := range groups {
		out[i] = list{g, file}
	}
	return out
}

// each makes feeds of a folder, with what the entry says for all of them.
func (f feed) each(g list, listed map[string]bool) []feed {
	var out []feed
	for _, ref := range g.Feeds {
		key := forms.SameWeb(ref.URL)
		switch {
		case !forms.IsWeb(ref.URL):
			g.file.WarnAt(ref.Line, fmt.Sprintf("%q is not a web address, and is left out", ref.URL), "")
			continue
		case listed[key]:
			continue
		}
		listed[key] = true
		one := feed{
			url: strict.Located[string]{Is: ref.URL, At: f.at, Sound: true}, settings: f.settings, at: f.at,
			place: Place{File: g.file.Name, Line: ref.Line, OPML: true},
		}
		if ref.Name != ref.URL {
			one.name = ref.Name
		}
		out = append(out, one)
	}
	return out
}
