package meta

import (
	"encoding/json"
	"html"
	"slices"
	"strings"

	"tidings/digest/sanitize"

	"tidings/digest/extract/dom"
)

// linkedData is what a page says of its article in JSON-LD (schema.org/Article).
type linkedData struct {
	headline, publisher, language, published, image, description string

	authors []any             // of the articles, as they stand there
	people  map[string]string // names by @id, which authors may refer to

	body string // plain text, paragraphs separated by a blank line
}

// read reads one JSON-LD script into what was read before; what is there already stays.
func (ld *linkedData) read(script string) {
	// Line breaks inside of strings are an error in JSON and common on pages.
	script = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, script)
	script = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(script), "<![CDATA["), "]]>")
	var v any
	if json.Unmarshal([]byte(script), &v) != nil {
		return
	}
	ld.find(v)
}

// find takes every article in a JSON-LD value: alone, in a list, in a @graph, or as what a page is about. Lists of items
// are other articles.
func (ld *linkedData) find(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			ld.find(item)
		}
	case map[string]any:
		if id, name := oneOf(v["@id"], ""), dom.Squeeze(oneOf(v["name"], "")); id != "" && name != "" {
			if ld.people == nil {
				ld.people = map[string]string{}
			}
			ld.people[id] = name
		}
		if isArticle(v["@type"]) {
			ld.take(v)
		}
		if v["@type"] == "WebPage" && ld.published == "" {
			ld.published = oneOf(v["datePublished"], "@value")
		}
		for _, name := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			ld.find(v[name])
		}
	}
}

func isArticle(kind any) bool {
	switch kind := kind.(type) {
	case string:
		return strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "Posting") || kind == "Report"
	case []any:
		for _, k := range kind {
			if isArticle(k) {
				return true
			}
		}
	}
	return false
}

// maxBody is the longest articleBody that is believed, in bytes: every block is looked for in it. The longest of the
// labelled articles has 34,000.
const maxBody = 200_000

func (ld *linkedData) take(article map[string]any) {
	set := func(to *string, value string) {
		if *to == "" {
			*to = dom.Squeeze(html.UnescapeString(value))
		}
	}
	set(&ld.headline, oneOf(article["headline"], "name"))
	if author := article["author"]; author != nil {
		ld.authors = append(ld.authors, author)
	}
	set(&ld.publisher, oneOf(article["publisher"], "name"))
	set(&ld.language, oneOf(article["inLanguage"], "alternateName"))
	set(&ld.published, oneOf(article["datePublished"], "@value"))
	set(&ld.image, oneOf(article["image"], "url"))
	set(&ld.description, oneOf(article["description"], "@value"))
	if body := oneOf(article["articleBody"], "@value"); len(body) > len(ld.body) && len(body) <= maxBody {
		ld.body = bodyText(body)
	}
}

// bodyText is an articleBody as text. Some publishers put HTML into it, some escape it twice, most put nothing between
// paragraphs but a line break.
func bodyText(body string) string {
	body = html.UnescapeString(body)
	if strings.Contains(body, "</p>") || strings.Contains(body, "<br") {
		return sanitize.Text(body)
	}
	var paragraphs []string
	for line := range strings.SplitSeq(body, "\n") {
		if line = dom.Squeeze(line); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// oneOf is a JSON-LD value as text: the text itself, the named field of an object, or the first of a list.
func oneOf(v any, field string) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		for _, item := range v {
			if s := oneOf(item, field); s != "" {
				return s
			}
		}
	case map[string]any:
		s, _ := v[field].(string)
		return s
	}
	return ""
}

// byline is the names of the authors of the first article that names any, each once. It is asked when all is read: an
// author may be a reference to what stands further down.
func (ld *linkedData) byline() string {
	for _, authors := range ld.authors {
		list, ok := authors.([]any)
		if !ok {
			list = []any{authors}
		}
		var names []string
		for _, author := range list {
			name := dom.Squeeze(html.UnescapeString(oneOf(author, "name")))
			if name == "" {
				name = ld.people[oneOf(author, "@id")]
			}
			if name != "" && !strings.Contains(name, "://") && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			return strings.Join(names, ", ")
		}
	}
	return ""
}
