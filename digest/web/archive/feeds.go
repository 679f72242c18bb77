package archive

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"time"

	"tidings/digest"
	"tidings/digest/render"
)

// atomFeed is a feed of RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Link      atomLink `xml:"link"`
	Content   atomText `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// Atom is the feed of issues in Atom (RFC 4287). copies are the newest first, with their contents; those that are not
// listed are left out.
func (p *Printer) Atom(e digest.Edition, copies []digest.WebCopy) (Document, error) {
	head, err := p.blank(e, "")
	if err != nil {
		return Document{}, err
	}
	f := atomFeed{
		Lang: head.Lang, ID: p.address(e, AtomFile), Title: head.Title, Author: head.Title, Updated: rfc3339(time.Unix(0, 0)),
		Links: []atomLink{{"self", "application/atom+xml", p.address(e, AtomFile)}, {"alternate", "text/html", p.address(e, ListFile)}},
	}
	for i, c := range listed(copies) {
		content, err := p.content(e, c)
		if err != nil {
			return Document{}, err
		}
		if i == 0 {
			f.Updated = rfc3339(c.Built)
		}
		at := p.address(e, c.Name+PageSuffix)
		f.Entries = append(f.Entries, atomEntry{
			ID: at, Title: c.Rendering.Subject, Published: rfc3339(c.Built), Updated: rfc3339(c.Built), Link: atomLink{"alternate", "text/html", at},
			Content: atomText{"html", content},
		})
	}
	text, err := xml.MarshalIndent(f, "", " ")
	return Document{Type: "application/atom+xml; charset=utf-8", Body: append([]byte(xml.Header), append(text, '\n')...)}, err
}

// jsonFeed is a feed of JSON Feed 1.1 (jsonfeed.org).
type jsonFeed struct {
	Version  string     `json:"version"`
	Title    string     `json:"title"`
	HomePage string     `json:"home_page_url"`
	FeedURL  string     `json:"feed_url"`
	Language string     `json:"language"`
	Authors  []named    `json:"authors"`
	Items    []jsonItem `json:"items"`
}

type named struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Title     string `json:"title"`
	Content   string `json:"content_html"`
	Published string `json:"date_published"`
}

// JSON is the same feed in JSON Feed 1.1.
func (p *Printer) JSON(e digest.Edition, copies []digest.WebCopy) (Document, error) {
	head, err := p.blank(e, "")
	if err != nil {
		return Document{}, err
	}
	f := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: head.Title, HomePage: p.address(e, ListFile), FeedURL: p.address(e, JSONFile),
		Language: head.Lang, Authors: []named{{head.Title}}, Items: []jsonItem{},
	}
	for _, c := range listed(copies) {
		content, err := p.content(e, c)
		if err != nil {
			return Document{}, err
		}
		at := p.address(e, c.Name+PageSuffix)
		f.Items = append(f.Items, jsonItem{ID: at, URL: at, Title: c.Rendering.Subject, Content: content, Published: rfc3339(c.Built)})
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err = enc.Encode(f)
	return Document{Type: "application/feed+json; charset=utf-8", Body: out.Bytes()}, err
}

// content is an issue as HTML for a feed: its stories in the plainest form.
func (p *Printer) content(e digest.Edition, c digest.WebCopy) (string, error) {
	laid, err := p.Look(e).Page(c.Rendering.Contents, false)
	if err != nil {
		return "", fmt.Errorf("feed of issue %s: %w", c.Slot, err)
	}
	var out bytes.Buffer
	err = p.pages.ExecuteTemplate(&out, "entry.html", struct{ *render.Page }{laid})
	return out.String(), err
}

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }
