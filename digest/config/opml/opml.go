// Package opml turns a list of feeds, as other readers export it, into the feeds by folder, and feeds by folder into such a
// list.
package opml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html/charset"
	utf "golang.org/x/text/encoding/unicode"
)

// Group is a folder of feeds. Feeds that stand in no folder have no title above.
type Group struct {
	Title string
	Feeds []FeedRef
}

// FeedRef is a feed of the list.
type FeedRef struct {
	URL  string
	Name string
	Line int // of the file, from 1
}

// ErrNoFeeds says that a document is no list of feeds.
var ErrNoFeeds = errors.New("this is not OPML, or an OPML without feeds")

// Read reads a list of feeds in OPML (the format of opml.org/spec2.opml): its title, and its feeds by folder, in the order
// of the file. A folder within a folder is named after both.
//
// Damage that other programs leave is overlooked: bare ampersands, missing end tags, control characters, attributes in
// the wrong case. Where the file breaks off, the feeds before that are returned together with the error. ErrNoFeeds is
// that of a whole document without any.
func Read(b []byte) (title string, groups []Group, err error) {
	dec := xml.NewDecoder(bytes.NewReader(decode(b)))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded already
	l := feedList{groups: map[string]int{}}
	for {
		l.line, _ = dec.InputPos()
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return l.title, l.list, fmt.Errorf("the OPML is damaged, and %d feeds were read before that: %w", l.feeds, err)
		}
		l.token(token)
	}
	if l.feeds == 0 {
		err = ErrNoFeeds
	}
	return l.title, l.list, err
}

// feedList gathers feeds while the elements go by.
type feedList struct {
	title   string
	inTitle bool
	folders []string // titles of the open outlines; empty for a feed
	list    []Group
	groups  map[string]int // where in list
	feeds   int
	line    int // where the token at hand begins
}

func (l *feedList) token(token xml.Token) {
	switch t := token.(type) {
	case xml.StartElement:
		l.inTitle = strings.EqualFold(t.Name.Local, "title") && l.title == ""
		if strings.EqualFold(t.Name.Local, "outline") {
			l.outline(t.Attr)
		}
	case xml.CharData:
		if l.inTitle {
			l.title = OneLine(string(t))
		}
	case xml.EndElement:
		l.inTitle = false
		if strings.EqualFold(t.Name.Local, "outline") && len(l.folders) > 0 {
			l.folders = l.folders[:len(l.folders)-1]
		}
	}
}

func (l *feedList) outline(attrs []xml.Attr) {
	var text, title, link string
	for _, a := range attrs {
		switch strings.ToLower(a.Name.Local) {
		case "text":
			text = OneLine(a.Value)
		case "title":
			title = OneLine(a.Value)
		case "xmlurl":
			link = strings.TrimSpace(a.Value)
		}
	}
	if text == "" {
		text = title
	}
	if link == "" {
		l.folders = append(l.folders, text)
		return
	}
	folder := strings.Join(slices.DeleteFunc(slices.Clone(l.folders), func(s string) bool { return s == "" }), " / ")
	l.folders = append(l.folders, "")
	i, ok := l.groups[folder]
	if !ok {
		i = len(l.list)
		l.groups[folder] = i
		l.list = append(l.list, Group{Title: folder})
	}
	l.list[i].Feeds = append(l.list[i].Feeds, FeedRef{URL: withoutFeedScheme(link), Name: text, Line: l.line})
	l.feeds++
}

// withoutFeedScheme is the web address in one of the forms that browsers were given to open a feed reader with:
// feed://example.com/rss and feed:https://example.com/rss.
func withoutFeedScheme(link string) string {
	rest, ok := strings.CutPrefix(link, "feed:")
	if ok && strings.HasPrefix(rest, "//") {
		return "http:" + rest
	}
	return rest
}

// OneLine is the form of the titles and names that Read returns: every run of white space is one space, and what cannot
// be printed is dropped.
func OneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

var xmlEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// decode makes UTF-8 of a document by its byte order mark or its declaration, without what XML forbids.
func decode(b []byte) []byte {
	switch m := xmlEncoding.FindSubmatch(b); {
	case bytes.HasPrefix(b, []byte("\xfe\xff")), bytes.HasPrefix(b, []byte("\xff\xfe")):
		if decoded, err := utf.UTF16(utf.LittleEndian, utf.UseBOM).NewDecoder().Bytes(b); err == nil {
			b = decoded
		}
	case m != nil && !strings.EqualFold(string(m[1]), "utf-8"):
		if enc, _ := charset.Lookup(string(m[1])); enc != nil {
			if decoded, err := enc.NewDecoder().Bytes(b); err == nil {
				b = decoded
			}
		}
	}
	return bytes.Map(func(r rune) rune {
		if r < ' ' && !unicode.IsSpace(r) || r == '\ufeff' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r // an invalid byte arrives, and leaves, as the replacement character
	}, b)
}
