package demo

import (
	"html"
	"html/template"
	"regexp"
	"strings"
)

// block is one element of a page's text, or a place in it where a layout puts furniture.
type block struct {
	Kind string        // "paragraph", "heading", "list"; "also" and "offer" for furniture
	HTML template.HTML // the whole element; empty for furniture
}

var emphasis = regexp.MustCompile(`\*([^*]+)\*`)

// prose reads the text of an article: paragraphs separated by a blank line, "## " before a heading, "- " before each
// item of a list, *asterisks* round what is emphasised.
func prose(text string) []block {
	var blocks []block
	for _, part := range strings.Split(strings.TrimSpace(text), "\n\n") {
		part = strings.TrimSpace(part)
		switch {
		case strings.HasPrefix(part, "## "):
			blocks = append(blocks, block{"heading", "<h2>" + inline(part[len("## "):]) + "</h2>"})
		case strings.HasPrefix(part, "- "):
			list := template.HTML("<ul>\n")
			for _, item := range strings.Split("\n"+part, "\n- ")[1:] {
				list += "<li>" + inline(item) + "</li>\n"
			}
			blocks = append(blocks, block{"list", list + "</ul>"})
		default:
			blocks = append(blocks, block{"paragraph", "<p>" + inline(part) + "</p>"})
		}
	}
	return blocks
}

// furnish puts an "also read" line after the second paragraph and a newsletter box after the fourth, as papers do.
func furnish(blocks []block, also bool) []block {
	var out []block
	paragraphs := 0
	for _, b := range blocks {
		out = append(out, b)
		if b.Kind != "paragraph" {
			continue
		}
		paragraphs++
		if paragraphs == 2 && also {
			out = append(out, block{Kind: "also"})
		}
		if paragraphs == 4 {
			out = append(out, block{Kind: "offer"})
		}
	}
	return out
}

func inline(s string) template.HTML {
	s = html.EscapeString(strings.Join(strings.Fields(s), " "))
	return template.HTML(emphasis.ReplaceAllString(s, "<em>$1</em>"))
}

// lead is the first paragraph as plain text, broken off after cut words; 0: whole.
func lead(text string, cut int) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n\n")
	fields := strings.Fields(strings.ReplaceAll(first, "*", ""))
	if cut > 0 && len(fields) > cut {
		return strings.Join(fields[:cut], " ") + " […]"
	}
	return strings.Join(fields, " ")
}
