package watch

import (
	"html"
	"regexp"
	"strings"
)

// mailPolicy lets a mail do what a mail program lets it do, and less: no script, no form, nothing loaded but pictures,
// and these only when they are on. Links open in a tab of their own. The frame is of the page's origin, so that the page
// can keep its place when the mail is drawn again; without a script nothing in it can make use of that.
func mailPolicy(pictures bool) string {
	from := "'none'"
	if pictures {
		from = "http: https: data:"
	}
	return "default-src 'none'; style-src 'unsafe-inline'; img-src " + from + "; frame-ancestors 'self'; form-action 'none'; " +
		"sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
}

// What a mail says about dark mode. The page decides it, and not the machine that it is shown on.
var (
	headStart  = regexp.MustCompile(`(?i)<head[^>]*>`)
	schemeMeta = regexp.MustCompile(`(?i)(<meta name="color-scheme" content=)"[^"]*"`)
	scheme     = regexp.MustCompile(`([{;\s]color-scheme\s*:\s*)(?:light\s+dark|dark\s+light)`)
	whenDark   = regexp.MustCompile(`\(\s*prefers-color-scheme\s*:\s*dark\s*\)`)
	whenLight  = regexp.MustCompile(`\(\s*prefers-color-scheme\s*:\s*light\s*\)`)
)

// mailPage is the HTML of a mail as a mail program in light or dark mode reads it.
func mailPage(mail string, dark bool) string {
	const always, never = "(min-width:0)", "(max-width:0)"
	is, inDark, inLight := "light", never, always
	if dark {
		is, inDark, inLight = "dark", always, never
	}
	mail = schemeMeta.ReplaceAllString(mail, `${1}"`+is+`"`)
	mail = scheme.ReplaceAllString(mail, "${1}"+is)
	mail = whenDark.ReplaceAllString(mail, inDark)
	mail = whenLight.ReplaceAllString(mail, inLight)
	if at := headStart.FindStringIndex(mail); at != nil {
		mail = mail[:at[1]] + `<base target="_blank">` + mail[at[1]:]
	}
	return mail
}

// textPage is the text of a mail as a mail program sets it, with its lines as they are.
func textPage(text string, dark bool) string {
	return plainPage("text", "<pre>"+html.EscapeString(text)+"</pre>", dark)
}

// sourcePage is what is mailed, line by line.
func sourcePage(source string, dark bool) string {
	var b strings.Builder
	b.WriteString("<ol>")
	for line := range strings.Lines(source) {
		b.WriteString("<li>" + html.EscapeString(strings.TrimRight(line, "\r\n")))
	}
	b.WriteString("</ol>")
	return plainPage("source", b.String(), dark)
}

func plainPage(class, body string, dark bool) string {
	is := "light"
	if dark {
		is = "dark"
	}
	return `<!doctype html><html lang="en" class="` + is + `"><head><meta charset="utf-8"><title>` + class + `</title><style>` + plainStyle +
		`</style></head><body class="` + class + `">` + body + `</body></html>`
}

const plainStyle = `
html { color-scheme: light; background: #fffdf9; color: #1f1c18 }
html.dark { color-scheme: dark; background: #1b1917; color: #ece6da }
body { margin: 0; padding: 24px; font: 14px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace }
pre { margin: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
ol { margin: 0; padding: 0 0 0 44px }
li { padding-left: 10px; min-height: 1.55em; white-space: pre-wrap; overflow-wrap: anywhere; border-left: 1px solid #8a817555 }
li::marker { font-size: 12px; color: #8a8175 }
body.source { font-size: 13px; padding: 16px 16px 16px 0 }
`
