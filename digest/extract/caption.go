package extract

import (
	"strings"

	"golang.org/x/net/html"

	"tidings/digest/text"
)

// captionWords is the least that says what a picture shows: fewer name the agency, or the file.
const captionWords = 3

// Caption is what an article says of one of its pictures: the picture's text, else the caption below it; empty when it says
// nothing. content is the HTML of Article.Content or Text.HTML.
func Caption(content, picture string) string {
	if !strings.Contains(content, "<img") {
		return ""
	}
	doc, err := html.Parse(strings.NewReader(content))
	if err != nil {
		return ""
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "img" || attribute(n, "src") != picture {
			continue
		}
		if alt := strings.Join(strings.Fields(attribute(n, "alt")), " "); text.Count(alt) >= captionWords {
			return alt
		}
		for p := range n.Ancestors() {
			if p.Data == "figure" {
				return figcaption(p)
			}
		}
		return ""
	}
	return ""
}

func figcaption(figure *html.Node) string {
	for n := range figure.Descendants() {
		if n.Type != html.ElementNode || n.Data != "figcaption" {
			continue
		}
		var b strings.Builder
		for t := range n.Descendants() {
			if t.Type == html.TextNode {
				b.WriteString(t.Data)
			}
		}
		if line := strings.Join(strings.Fields(b.String()), " "); text.Count(line) >= captionWords {
			return line
		}
	}
	return ""
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
