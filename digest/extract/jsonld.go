package extract

import (
	"encoding/json"
	"html"
	"strings"

	"tidings/digest/sanitize"
)

// linkedData is what a page says of its article in JSON-LD (schema.org/Article).
type linkedData struct {
	headline, authors, publisher, language, published, image, description string

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
			*to = squeeze(html.UnescapeString(value))
		}
	}
	set(&ld.headline, oneOf(article["headline"], "name"))
	set(&ld.authors, strings.Join(namesIn(article["author"]), ", "))
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
		if line = squeeze(line); line != "" {
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

// namesIn are the names of persons and organisations, each once.
func namesIn(v any) []string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var names []string
	seen := map[string]bool{"": true}
	for _, item := range list {
		if name := squeeze(oneOf(item, "name")); !seen[name] && !strings.Contains(name, "://") {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}
