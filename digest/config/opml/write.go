package opml

import (
	"encoding/xml"
	"slices"
	"time"
)

// The elements that Write makes, of OPML 2.0.
type (
	written struct {
		XMLName xml.Name  `xml:"opml"`
		Version string    `xml:"version,attr"`
		Title   string    `xml:"head>title"`
		Created string    `xml:"head>dateCreated"`
		Body    []outline `xml:"body>outline"`
	}
	outline struct {
		Text     string    `xml:"text,attr"`
		Title    string    `xml:"title,attr,omitempty"`
		Type     string    `xml:"type,attr,omitempty"`
		XMLURL   string    `xml:"xmlUrl,attr,omitempty"`
		Outlines []outline `xml:"outline"`
	}
)

// Write makes a list of feeds in OPML 2.0, as every feed reader imports it: a folder for each group that has a title, and
// the feeds of the others before them. Read gives back what was written; text that no XML can hold is left out.
func Write(title string, groups []Group, created time.Time) []byte {
	doc := written{Version: "2.0", Title: OneLine(title), Created: created.UTC().Format(time.RFC1123)}
	var folders []outline
	for _, g := range groups {
		var feeds []outline
		for _, f := range g.Feeds {
			name := OneLine(f.Name)
			if name == "" {
				name = f.URL // the text is what OPML insists on
			}
			feeds = append(feeds, outline{Text: name, Title: name, Type: "rss", XMLURL: f.URL})
		}
		if folder := OneLine(g.Title); folder == "" {
			doc.Body = append(doc.Body, feeds...)
		} else {
			folders = append(folders, outline{Text: folder, Title: folder, Outlines: feeds})
		}
	}
	doc.Body = slices.Concat(doc.Body, folders)
	out, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic("opml: the list cannot be written: " + err.Error()) // only strings are in it, and every string can be
	}
	return append([]byte(xml.Header), append(out, '\n')...)
}
