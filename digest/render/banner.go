package render

import (
	"html"
	"strings"

	"tidings/digest"
)

// Banner is what stands above a mail that somebody sees before its readers do.
type Banner struct {
	Subject string   // before the subject line
	Lines   []string // plain text
	Link    string   // address; empty: none
	Button  string   // what the link says
}

// bannerStyle is dark on yellow by day and by night, so that nobody takes a proof for the mail itself.
const bannerStyle = "margin:0;padding:16px 20px;background-color:#ffe9a8;color:#332600;font:16px/1.5 Arial,Helvetica,sans-serif;text-align:left"

// Put is a rendering with the banner above it.
func (b Banner) Put(r digest.Rendering) digest.Rendering {
	var text strings.Builder
	for _, line := range b.Lines {
		text.WriteString(hang("", line) + "\n")
	}
	if b.Link != "" {
		text.WriteString("\n" + b.Button + ": " + b.Link + "\n")
	}
	text.WriteString("\n" + strings.Repeat("=", textWidth) + "\n\n")
	r.Subject, r.Text = b.Subject+" "+r.Subject, text.String()+r.Text
	if at := bodyStart(r.HTML); at > 0 {
		r.HTML = r.HTML[:at] + b.html() + r.HTML[at:]
	}
	return r
}

func (b Banner) html() string {
	var out strings.Builder
	out.WriteString(`<div dir="ltr" lang="en" style="` + bannerStyle + `">`)
	for _, line := range b.Lines {
		out.WriteString(`<p style="margin:0 0 4px">` + html.EscapeString(line) + `</p>`)
	}
	if b.Link != "" {
		out.WriteString(`<p style="margin:8px 0 0"><a href="` + html.EscapeString(b.Link) + `" style="padding:5px 0;color:#7a1d00;font-weight:bold">` +
			html.EscapeString(b.Button) + `</a></p>`)
	}
	out.WriteString("</div>\n")
	return out.String()
}

// bodyStart is where the body of a page begins; 0 when there is none.
func bodyStart(page string) int {
	at := strings.Index(page, "<body")
	if at < 0 {
		return 0
	}
	end := strings.IndexByte(page[at:], '>')
	if end < 0 {
		return 0
	}
	return at + end + 1
}
