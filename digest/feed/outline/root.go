package outline

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"

	"tidings/digest"
	"tidings/digest/feed/markup"
)

// newOutline finds the root of a feed in a document and makes ready to go through it. What stands before the root is
// passed over, but for the entities of the document type: warnings of the program that wrote it, blank lines, comments.
func newOutline(doc []byte, base *url.URL, limits Limits) (*Outline, error) {
	s := markup.Scanner{Src: doc}
	page := false
	for {
		t, more := s.Next()
		if !more {
			return nil, notFeed(doc, page)
		}
		d, ok := dialectOf(t, page)
		if t.End || !ok {
			page = page || isPage(t)
			continue
		}
		o := &Outline{scan: s, dialect: d, limits: limits, bases: []*url.URL{base}, entities: markup.DeclaredIn(doc[:t.At])}
		o.scan.Pos = t.At
		o.format = o.formatOf(t)
		o.out = make([]byte, 0, min(len(doc)/4, 64<<10)) // feeds with whole articles are ten times as long as their outline
		o.wrap(t)
		o.wrapped = len(o.open)
		return o, nil
	}
}

// dialectOf says what kind of feed begins with a tag. A lone Atom entry is a feed of one. Within a web page only what is
// beyond doubt counts: pages hold RDF in their pictures, and elements of their own making.
func dialectOf(t markup.Tag, page bool) (dialect, bool) {
	_, local, found := bytes.Cut(t.Name, []byte(":"))
	if !found {
		local = t.Name
	}
	if page && !bytes.Contains(t.Attrs, []byte("http://www.w3.org/2005/Atom")) && t.Attribute("version") == nil {
		return "", false
	}
	switch strings.ToLower(string(local)) {
	case "rss":
		return dialectRSS, true
	case "feed":
		return dialectAtom, true
	case "rdf":
		return dialectRDF, !page
	case "entry":
		return dialectAtom, !page
	case "channel":
		return dialectCDF, !page
	}
	return "", false
}

// isPage says whether a tag shows that the document is a web page. A document type alone does not: some feeds carry
// that of XHTML for its entities.
func isPage(t markup.Tag) bool {
	name := strings.ToLower(string(t.Name))
	return name == "html" || name == "head" || name == "body"
}

func notFeed(doc []byte, page bool) error {
	switch {
	case len(bytes.TrimSpace(doc)) == 0:
		return &digest.ParseError{Kind: digest.ParseEmpty}
	case page || doctype.Match(doc[:min(len(doc), 1024)]):
		return &digest.ParseError{Kind: digest.ParseIsHTML}
	}
	return &digest.ParseError{Kind: digest.ParseNotFeed}
}

var doctype = regexp.MustCompile(`(?i)^\s*<!doctype\s+html`)

// formatOf names the format in the words of Channel, and takes up the root's own namespace.
func (o *Outline) formatOf(root markup.Tag) string {
	var f frame
	o.declare(root, &f)
	prefix, _, found := bytes.Cut(root.Name, []byte(":"))
	if !found {
		prefix = nil
	}
	o.own = o.prefix(prefix)
	o.bound = nil
	version := strings.ToLower(o.line(root.Attribute("version")))
	switch {
	case o.dialect == dialectCDF && bytes.Contains(root.Attrs, []byte("purl.org/net/rss1.1")):
		return "rss 1.1"
	case o.dialect == dialectCDF:
		return "cdf"
	case o.dialect == dialectRDF && bytes.Contains(root.Attrs, []byte("netscape.com/")):
		return "rss 0.90"
	case o.dialect == dialectRDF:
		return "rss 1.0"
	case o.dialect == dialectAtom && bytes.Contains(root.Attrs, []byte("purl.org/atom/")):
		return "atom 0.3"
	case o.dialect == dialectAtom && version == "":
		return "atom 1.0"
	}
	return strings.TrimSpace(string(o.dialect) + " " + version)
}

// wrap puts out the roots that gofeed wants round what is no whole feed to it, and closes them at the end.
func (o *Outline) wrap(root markup.Tag) {
	switch {
	case o.dialect == dialectCDF:
		o.open = append(o.open, frame{put: "rss"})
		o.out = append(o.out, "<rss>"...)
	case bytes.HasSuffix(bytes.ToLower(root.Name), []byte("entry")):
		o.open = append(o.open, frame{put: "feed"})
		o.out = append(o.out, "<feed>"...)
	}
}
