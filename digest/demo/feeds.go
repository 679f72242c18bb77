package demo

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
)

// parseFeeds parses the templates of the four formats, named as outlets.yaml names them.
func parseFeeds(fsys fs.FS) (*template.Template, error) {
	escape := template.FuncMap{
		"xml": func(s string) (string, error) {
			var b strings.Builder
			err := xml.EscapeText(&b, []byte(s))
			return b.String(), err
		},
		"json": func(v any) (string, error) {
			b, err := json.Marshal(v)
			return string(b), err
		},
	}
	t, err := template.New("feeds").Funcs(escape).ParseFS(fsys, "press/feeds/*")
	if err != nil {
		return nil, fmt.Errorf("demo press: feeds: %w", err)
	}
	return t, nil
}

// feed writes the feed of a paper in its format and charset, damaged when the paper's feed is.
func (p *Press) feed(o *outlet) func(base string) ([]byte, error) {
	return func(base string) ([]byte, error) {
		var b bytes.Buffer
		data := struct {
			Base       string
			Outlet     *outlet
			AudioBytes int
		}{base, o, silenceBytes}
		if err := p.feeds.ExecuteTemplate(&b, o.Format, data); err != nil {
			return nil, fmt.Errorf("demo press: feed of %s: %w", o.ID, err)
		}
		body := b.Bytes()
		if o.Charset == "ISO-8859-1" {
			body = latin1(body)
		}
		if o.Fault == faultBroken {
			body = breakOff(body)
		}
		return body, nil
	}
}

// latin1 writes XML in ISO-8859-1; what that cannot hold becomes a character reference.
func latin1(utf8 []byte) []byte {
	out := make([]byte, 0, len(utf8))
	for _, r := range string(utf8) {
		if r < 0x100 {
			out = append(out, byte(r))
		} else {
			out = fmt.Appendf(out, "&#%d;", r)
		}
	}
	return out
}

// breakOff cuts an RSS feed half way through its last item.
func breakOff(body []byte) []byte {
	start, end := bytes.LastIndex(body, []byte("<item>")), bytes.LastIndex(body, []byte("</item>"))
	return body[:(start+end)/2]
}
