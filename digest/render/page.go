package render

import (
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"

	"tidings/digest"
	"tidings/digest/render/markdown"
)

// Page is the dot of digest.html and digest.txt: the contents of an issue as they are printed, and what a theme would
// otherwise have to work out. Its sentences are in the language.
type Page struct {
	digest.Contents

	Note       []markdown.Block // the edition's own words, to stand above the stories; it hides Contents.Note, the Markdown of it
	Subject    string           // the subject line; it hides Contents.Subject, the template that may have made it
	Preheader  string           // what an inbox shows after the subject; never the subject again
	Highlights []string         // up to three headlines besides the lead; empty when there are fewer than four stories
	Sections   []Section        // the sections that have stories; it hides Contents.Sections
	Lang       string           // BCP 47, for lang attributes
	Dir        string           // "ltr" or "rtl", for dir attributes
	Logo       digest.Logo      // stands in the place of the title; none when its URL is empty

	words *words
}

// Section is a section on a Page.
type Section struct {
	digest.ContentsSection

	Stories []Story // it hides ContentsSection.Stories
}

// HeadlinesOnly says that the section is laid out as a list of headlines, without summaries.
func (s Section) HeadlinesOnly() bool { return s.Layout == digest.LayoutHeadlines }

// Story is a story on a Page.
type Story struct {
	digest.ContentsStory

	Number int  // 1 for the first story of the page
	Lead   bool // set large: the first story of the page, and of a section with the layout "lead"

	date  time.Time // of the issue
	words *words
}

const (
	highlightsFrom = 4  // with fewer stories a page shows at a glance what it holds
	highlightsMost = 3  // how many headlines are named
	highlightMost  = 90 // characters of each: a line and a half of the column
)

// newPage lays contents out for a theme. template is the edition's own subject line, or nil.
func newPage(c digest.Contents, w *words, tag language.Tag, template *texttemplate.Template) (*Page, error) {
	all := headlines(c)
	subject, err := newSubject(c, w, template, all)
	if err != nil {
		return nil, err
	}
	p := &Page{Contents: c, Subject: subject, Preheader: preheader(c, w, subject, all), Lang: tag.String(), Dir: Direction(tag), words: w}
	if c.Note != "" {
		p.Note = markdown.Blocks(c.Note)
	}
	if len(all) >= highlightsFrom {
		for _, h := range all[1 : 1+highlightsMost] {
			p.Highlights = append(p.Highlights, clip(h, highlightMost))
		}
	}
	p.Sections = make([]Section, len(c.Sections))
	number := 0
	for i, s := range c.Sections {
		stories := make([]Story, len(s.Stories))
		for j := range s.Stories {
			number++
			stories[j] = Story{ContentsStory: s.Stories[j], Number: number, Lead: isLead(s.Layout, number, j), date: c.Date, words: w}
		}
		p.Sections[i] = Section{ContentsSection: s, Stories: stories}
	}
	return p, nil
}

// isLead says whether a story is set large: the first of the page, and of a section that is laid out so.
func isLead(layout digest.Layout, number, inSection int) bool {
	return layout != digest.LayoutHeadlines && (number == 1 || inSection == 0 && layout == digest.LayoutLead)
}

// Word is a phrase of words/*.json that needs no number. A key that no language has is an error.
func (p *Page) Word(key string) (string, error) { return p.words.plain(key) }

// Isolate keeps a text from disturbing what stands beside it when its writing direction is not the page's; any other
// text is returned as it is. It uses a span and not the bdi element, which Gmail, Outlook and Yahoo drop (caniemail.com,
// "html-bdi", 2025).
func (p *Page) Isolate(text string) any {
	against := bidi.R
	if p.Dir == "rtl" {
		against = bidi.L
	}
	if !hasDirection(text, against) {
		return text
	}
	return htmltemplate.HTML(`<span dir="auto">` + htmltemplate.HTMLEscapeString(text) + `</span>`)
}

// DateLine is the date in words, "Monday, 23 November 2026"; empty when the issue has no date.
func (p *Page) DateLine() string {
	if p.Date.IsZero() {
		return ""
	}
	return capital(p.words.date("date", p.Date))
}

// MonthLine is the month of the date in words, "November 2026", as a heading; empty when the issue has no date.
func (p *Page) MonthLine() string {
	if p.Date.IsZero() {
		return ""
	}
	return capital(p.words.date("month", p.Date))
}

// Tally says what the page holds, "15 stories from 62 articles"; empty for a page without stories.
func (p *Page) Tally() string {
	stories := p.Stories()
	if stories == 0 {
		return ""
	}
	line := p.words.text("stories", stories)
	if p.Articles > stories {
		line = p.words.text("tally", 0, "stories", line, "articles", p.words.text("articles", p.Articles))
	}
	return line
}

// ReadingTime is how long the page takes to read, "4 min read"; empty when that is not known.
func (p *Page) ReadingTime() string {
	if p.Minutes <= 0 {
		return ""
	}
	return p.words.text("reading_time", p.Minutes)
}

// LeftLine says how many stories did not fit, and that they are on the web when they are; empty when all did.
func (p *Page) LeftLine() string {
	switch {
	case p.Left <= 0:
		return ""
	case p.Leave.Browser != "":
		return p.words.text("left_on_web", p.Left)
	default:
		return p.words.text("left", p.Left)
	}
}

// MutedLine says how many stories the reader's own rules hide; empty when none.
func (p *Page) MutedLine() string {
	if p.Muted <= 0 {
		return ""
	}
	return p.words.text("muted", p.Muted)
}

// AwayLine says that the page catches up on what came while the reader was away; empty when it does not.
func (p *Page) AwayLine() string {
	if p.Away.IsZero() {
		return ""
	}
	return p.words.text("away", 0, "date", p.words.date("date_short", p.Away.In(p.Date.Location())))
}

// Why says why the reader gets this mail.
func (p *Page) Why() string {
	if len(p.Lists) == 0 {
		return p.words.text("why", 0, "title", p.Title)
	}
	return p.words.text("why_lists", len(p.Lists), "lists", p.words.join(p.Lists))
}

// Reason says why the story stands here, "6 papers, 2 reports · only local (region) · matches rust": how many papers tell it
// and how many of them independently when that is fewer, the label that only they have, and the reader's topics that it
// matches. Empty for one paper's story that matches none.
func (s *Story) Reason() string {
	var reasons []string
	if s.Sources > 1 {
		papers := s.words.text("papers", s.Sources)
		if s.Reports > 0 && s.Reports < s.Sources {
			papers += s.words.text("comma", 0) + s.words.text("reports", s.Reports)
		}
		reasons = append(reasons, papers)
	}
	for _, l := range s.Only[:min(len(s.Only), mostLabels)] {
		reasons = append(reasons, s.words.text("only", 0, "label", l.Name, "value", l.Value))
	}
	if len(s.Topics) > 0 {
		reasons = append(reasons, s.matches())
	}
	return strings.Join(reasons, " · ")
}

// mostLabels is how many labels are named, for the same reason as of topics.
const mostLabels = 1

// mostTopics is how many matching topics are named: more would not be one line on a phone.
const mostTopics = 2

// matches names the topics that a story matches, or says that some do when none of them is words.
func (s *Story) matches() string {
	var named []string
	for _, topic := range s.Topics {
		if topic != "" && len(named) < mostTopics {
			named = append(named, topic)
		}
	}
	if len(named) == 0 {
		return s.words.text("matches_yours", 0)
	}
	return s.words.text("matches", 0, "topics", strings.Join(named, s.words.text("comma", 0)))
}

// Facts are the few words about a story that stand under its headline, in order: the source, "3 min", and the reason why
// it stands here, such as "5 papers, 2 reports". Those not known are left out.
func (s *Story) Facts() []string {
	facts := make([]string, 0, 3)
	if s.Source != "" {
		facts = append(facts, s.Source)
	}
	if s.Minutes > 0 {
		facts = append(facts, s.words.text("minutes", s.Minutes))
	}
	if reason := s.Reason(); reason != "" {
		facts = append(facts, reason)
	}
	return facts
}

// NewLine is "Day 3 · new since Tuesday" for a story that was told before; empty for others.
func (s *Story) NewLine() string {
	if !s.New {
		return ""
	}
	since := s.newSince()
	if day := s.Day(); day > 1 {
		return capital(s.words.text("day", day)) + " · " + small(since)
	}
	return since
}

// Day is which day of the story this is to the reader, by the calendar: 1 for one that is told for the first time.
func (s *Story) Day() int {
	if s.First.IsZero() || s.date.IsZero() {
		return 1
	}
	return 1 + max(0, daysBetween(s.First.In(s.date.Location()), s.date))
}

// newSince says since when there is something new.
func (s *Story) newSince() string {
	if s.Since.IsZero() || s.date.IsZero() {
		return s.words.text("new", 0)
	}
	since := s.Since.In(s.date.Location())
	switch days := daysBetween(since, s.date); {
	case days <= 0:
		return s.words.text("new_since_last", 0)
	case days < 7:
		return s.words.entry("new_since_weekday", int(since.Weekday()))
	default:
		return s.words.text("new_since_date", 0, "date", s.words.date("date_short", since))
	}
}

// daysBetween counts midnights from a to b, both as their own clocks read.
func daysBetween(a, b time.Time) int {
	return int(midnight(b).Sub(midnight(a)) / (24 * time.Hour))
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// ImageHeightAt is how high the picture is when it is so wide, in pixels; 0 when its size is not known.
func (s *Story) ImageHeightAt(width int) int {
	if s.ImageWidth <= 0 || s.ImageHeight <= 0 {
		return 0
	}
	return max(1, (width*s.ImageHeight+s.ImageWidth/2)/s.ImageWidth)
}

// Credit names who says the i-th sentence of the summary, once at the end of what one source says; empty where that is
// the source under the headline.
func (s *Story) Credit(i int) string {
	source := s.Summary[i].Source
	if source == s.Source || (i+1 < len(s.Summary) && s.Summary[i+1].Source == source) {
		return ""
	}
	return source
}

// FirstCredit names who says the first sentence of the summary, for a theme that prints no other; empty where that is the
// source under the headline, or where there is none.
func (s *Story) FirstCredit() string {
	if len(s.Summary) == 0 || s.Summary[0].Source == s.Source {
		return ""
	}
	return s.Summary[0].Source
}

// SummaryText is the summary as one paragraph, its credits in parentheses.
func (s *Story) SummaryText() string {
	var b strings.Builder
	for i, q := range s.Summary {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(q.Text)
		if credit := s.Credit(i); credit != "" {
			b.WriteString(" (" + credit + ")")
		}
	}
	return b.String()
}

// AlsoFirst are the first n of the other sources.
func (s *Story) AlsoFirst(n int) []digest.Also { return s.Also[:min(n, len(s.Also))] }

// AlsoMore is how many sources tell the story besides the one of the headline and AlsoFirst(n).
func (s *Story) AlsoMore(n int) int {
	return max(len(s.Also), s.Sources-1) - min(n, len(s.Also))
}

// AlsoNames are the names of AlsoFirst(n) on one line, "A, B, C +3" when there are more.
func (s *Story) AlsoNames(n int) string {
	names := make([]string, 0, n)
	for _, also := range s.AlsoFirst(n) {
		names = append(names, also.Source)
	}
	line := strings.Join(names, s.words.text("comma", 0))
	if more := s.AlsoMore(n); more > 0 {
		line += " +" + s.words.number(more)
	}
	return line
}

// rightToLeft are the scripts in use today whose letters have the Bidi_Class R or AL (UAX #9).
const rightToLeft = " Adlm Arab Hebr Mand Nkoo Rohg Samr Syrc Thaa Yezi "

// Direction is the base direction of a language as it is usually written: "ltr" or "rtl".
func Direction(tag language.Tag) string {
	script, _ := tag.Script()
	if strings.Contains(rightToLeft, " "+script.String()+" ") {
		return "rtl"
	}
	return "ltr"
}

// hasDirection says whether a text has a letter that is written from left to right (bidi.L) or right to left (bidi.R).
func hasDirection(text string, class bidi.Class) bool {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			if class == bidi.L && unicode.IsLetter(rune(text[i])) {
				return true
			}
			i++
			continue
		}
		p, size := bidi.LookupString(text[i:])
		if c := p.Class(); c == class || (class == bidi.R && c == bidi.AL) {
			return true
		}
		i += max(1, size)
	}
	return false
}
