package render

import (
	"cmp"
	"fmt"
	"strings"
	texttemplate "text/template"
	"time"

	"tidings/digest"
	"tidings/digest/render/samples"
)

// Subject lines and preheaders, in characters.
const (
	subjectRoom   = 90  // a further headline joins the subject while the line stays this short
	subjectMost   = 150 // two folded header lines of 78 (RFC 5322 section 2.1.1); what is longer is cut
	preheaderRoom = 110 // two lines of an inbox on a phone; more is not seen
)

// subjectExtra is how many headlines may follow the lead's in a subject.
const subjectExtra = 2

// subjectData is the dot of an edition's subject template.
type subjectData struct {
	Site     string
	Title    string
	Date     wordDate
	Week     int
	TopStory string
	More     int
	Stories  int
}

// wordDate prints as the date in words and still has the methods of a time.
type wordDate struct {
	time.Time
	words string
}

func (d wordDate) String() string { return d.words }

// CheckSubject says what is wrong with an edition's subject template; the empty one is right. It may use {{.Site}},
// {{.Title}}, {{.Date}} in words or as {{.Date.Format "2 Jan"}}, {{.Week}} of the year (ISO 8601), {{.TopStory}}, the
// headline of the first story, {{.Stories}}, how many there are, and {{.More}}, how many besides the first.
func CheckSubject(tmpl string) error {
	t, err := parseSubject(tmpl)
	if err == nil && t != nil {
		data := subjectData{
			Site: "Site", Title: "Title", Date: wordDate{samples.Monday(), "1 January"}, Week: 1, TopStory: "Headline", More: 1, Stories: 2,
		}
		_, err = execute(t, data, 0)
	}
	return digest.Hint(err, "a subject may use {{.Site}}, {{.Title}}, {{.Date}}, {{.Week}}, {{.TopStory}}, {{.More}} and {{.Stories}}")
}

// parseSubject is nil for the empty template.
func parseSubject(tmpl string) (*texttemplate.Template, error) {
	if tmpl == "" {
		return nil, nil
	}
	t, err := texttemplate.New("subject").Parse(tmpl)
	if err != nil {
		return nil, fmt.Errorf("subject template: %w", err)
	}
	trees{t.Name(): t.Tree}.prepare()
	return t, nil
}

// newSubject makes the subject line. A template that comes out empty counts as none.
func newSubject(c digest.Contents, w *words, template *texttemplate.Template, headlines []string) (string, error) {
	if template == nil {
		return defaultSubject(c, w, headlines), nil
	}
	text, err := execute(template, newSubjectData(c, w, headlines), 0)
	if err != nil {
		return "", fmt.Errorf("subject template: %w", err)
	}
	return cmp.Or(clip(oneLine(text), subjectMost), defaultSubject(c, w, headlines)), nil
}

func newSubjectData(c digest.Contents, w *words, headlines []string) subjectData {
	data := subjectData{Site: c.Site, Title: c.Title, Stories: len(headlines), More: max(0, len(headlines)-1)}
	if len(headlines) > 0 {
		data.TopStory = headlines[0]
	}
	data.Date.Time = c.Date
	if !c.Date.IsZero() {
		data.Date.words = w.date("date_short", c.Date)
		_, data.Week = c.Date.ISOWeek()
	}
	return data
}

// defaultSubject is the lead headline and up to two more, as a newspaper shouts them.
func defaultSubject(c digest.Contents, w *words, headlines []string) string {
	if len(headlines) == 0 {
		line := c.Title
		if !c.Date.IsZero() {
			line += w.text("comma", 0) + w.date("date_short", c.Date)
		}
		return clip(line, subjectMost)
	}
	extra := headlines[1:min(1+subjectExtra, len(headlines))]
	return joinWhileShort(clip(headlines[0], subjectMost), extra, w.text("semicolon", 0), subjectRoom)
}

// joinWhileShort adds headlines to a line until the next would make it longer than room.
func joinWhileShort(line string, headlines []string, separator string, room int) string {
	for _, h := range headlines {
		next := line + separator + h
		if clip(next, room) != next {
			break
		}
		line = next
	}
	return line
}

// preheader goes on where the subject stops: headlines that it does not hold, else what the lead says.
func preheader(c digest.Contents, w *words, subject string, headlines []string) string {
	var rest []string
	for _, h := range headlines {
		if !strings.Contains(subject, strings.TrimSuffix(clip(h, subjectMost), "…")) {
			rest = append(rest, h)
		}
	}
	switch {
	case len(rest) > 0:
		return joinWhileShort(clip(rest[0], preheaderRoom), rest[1:], w.text("semicolon", 0), preheaderRoom)
	case len(headlines) > 0 && len(c.Sections[0].Stories[0].Summary) > 0:
		return clip(c.Sections[0].Stories[0].Summary[0].Text, preheaderRoom)
	default:
		return ""
	}
}

// headlines lists them as a front page would: the lead, the first of every other section, then the rest in order.
func headlines(c digest.Contents) []string {
	all := make([]string, 0, c.Stories())
	for _, s := range c.Sections {
		all = append(all, s.Stories[0].Headline)
	}
	for _, s := range c.Sections {
		for i := range s.Stories[1:] {
			all = append(all, s.Stories[i+1].Headline)
		}
	}
	return all
}
