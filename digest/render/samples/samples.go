// Package samples holds invented issues to try a theme on: an ordinary one, and those that break themes. The tests of
// package render, `tidings templates check` and `make look` draw the same.
package samples

import (
	"fmt"
	"strings"
	"time"

	"tidings/digest"
)

// Monday is the moment of every sample: seven in the morning, Paris winter time.
func Monday() time.Time {
	return time.Date(2026, time.November, 23, 7, 0, 0, 0, time.FixedZone("CET", 3600))
}

// leaveByWeb is how readers leave when pages are served.
func leaveByWeb() digest.Leave {
	return digest.Leave{
		Unsubscribe: "https://paper.example.org/u/" + digest.ReaderToken,
		Preferences: "https://paper.example.org/p/" + digest.ReaderToken,
		Browser:     "https://paper.example.org/i/morning/2026-11-23",
	}
}

// telling is a story in short: headline, source, minutes, summary sentences with their sources, other sources.
type telling struct {
	headline string
	source   string
	minutes  int
	said     []string // "Source: sentence", or a sentence of the story's own source
	also     []string
}

func (t telling) story(n int) digest.ContentsStory {
	s := digest.ContentsStory{
		ID: fmt.Sprintf("story%d", n), Headline: t.headline, URL: storyURL(t.source, n), Source: t.source, Sources: 1 + len(t.also),
		Articles: 1 + 2*len(t.also), Minutes: t.minutes, Published: Monday().Add(-time.Duration(n) * time.Hour),
		Members: []string{fmt.Sprintf("article%d", n)},
	}
	for _, said := range t.said {
		source, text, other := strings.Cut(said, ": ")
		if !other {
			source, text = t.source, said
		}
		s.Summary = append(s.Summary, digest.Quote{Text: text, Source: source, URL: storyURL(source, n)})
	}
	for _, source := range t.also {
		s.Also = append(s.Also, digest.Also{Source: source, Title: "Another telling", URL: storyURL(source, n)})
	}
	return s
}

func storyURL(source string, n int) string {
	host := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(source))
	if host == "" {
		host = "paper" // a name in another script
	}
	host = host[:min(len(host), 63)] // RFC 1035 section 2.3.4: the most that a label may have
	return fmt.Sprintf("https://%s.example/2026/11/22/story-%d?edition=web", host, n)
}

// Ordinary is a weekday issue: fifteen stories in five sections, some told by many, one that goes on.
func Ordinary() digest.Contents {
	c := digest.Contents{
		Version: digest.ContentsVersion, Site: "The Morning Paper", Edition: "morning", Title: "The Morning Paper",
		Slot: "2026-11-23T07:00", Date: Monday(), Language: "en", Articles: 62, Feeds: 14, Minutes: 4, Muted: 2,
		Lists: []string{"Staff", "Sunday readers"}, Address: "Example Media, 1 Sample Street, 12345 Exampletown", Leave: leaveByWeb(),
	}
	n := 0
	for _, s := range ordinarySections {
		section := digest.ContentsSection{ID: strings.ToLower(s.title), Title: s.title}
		for _, t := range s.tellings {
			n++
			section.Stories = append(section.Stories, t.story(n))
		}
		c.Sections = append(c.Sections, section)
	}
	update := &c.Sections[0].Stories[1]
	update.New, update.First, update.Since = true, Monday().AddDate(0, 0, -6), Monday().AddDate(0, 0, -6)
	c.Sections[0].Stories[0].Reports = 2
	c.Sections[1].Stories[0].Topics = []string{"open standards"}
	return c
}

// Noted is an issue with a note above the stories, for a reader who was away, with a section in each layout.
func Noted() digest.Contents {
	c := Ordinary()
	c.Away = Monday().AddDate(0, 0, -14)
	c.Sections[1].Layout, c.Sections[2].Layout = digest.LayoutHeadlines, digest.LayoutLead
	for i := range c.Sections[1].Stories {
		c.Sections[1].Stories[i].Summary = nil
	}
	c.Note = `## Open house
Dear readers, on **Saturday** we open the newsroom from 10 to 4\. Write to <paper@paper.example.org>
or see [the programme](https://paper.example.org/open?day=1&lang=en).

1. a tour of the *presses*
2. tea & cake
   - for members
   - and for those who want to be

> Bring children.

---

    set type := "Garamond" <12 pt>

Ana Prado\
Editor`
	return c
}

// Blog is what a reader of a few weblogs gets: no sections, no story with a second source, leave by answering.
func Blog() digest.Contents {
	tellings := []telling{
		{"Notes on sharpening a kitchen knife", "Slow Kitchen", 7, []string{"After ten years of pulling knives through gadgets I bought two stones and an hour of quiet.", "The trick is not the angle but keeping it."}, nil},
		{"What I learned from deleting half of our tests", "Small Systems", 9, []string{"We had four thousand of them and trusted none.", "The two hundred that are left fail about once a week, and each time they are right."}, nil},
		{"A field guide to old letterboxes", "Marginal Streets", 5, []string{"There are at least eleven kinds between the station and the river, and the oldest still takes mail."}, nil},
		{"Shipping a database in one file", "Small Systems", 12, []string{"Copying it is the backup, and that turns out to be most of what anybody needs."}, nil},
		{"The long way round to Dunmore Head", "Marginal Streets", 6, []string{"Take the path by the sheepfold, not the road, and turn back when the fog comes in."}, nil},
		{"Bread, week forty", "Slow Kitchen", 3, []string{"More water than last week and one fold fewer."}, nil},
	}
	c := digest.Contents{
		Version: digest.ContentsVersion, Site: "Daily reading", Edition: "daily", Title: "Daily reading", Slot: "2026-11-23T07:00",
		Date: Monday(), Language: "en", Articles: 6, Feeds: 3, Minutes: 2, Leave: digest.Leave{Reply: true},
	}
	section := digest.ContentsSection{}
	for i, t := range tellings {
		section.Stories = append(section.Stories, t.story(i+1))
	}
	c.Sections = []digest.ContentsSection{section}
	return c
}

// RightToLeft is an issue in a language written from right to left, with names from elsewhere in it.
func RightToLeft(language string) digest.Contents {
	c := digest.Contents{
		Version: digest.ContentsVersion, Site: "صحيفة الصباح", Edition: "sabah", Title: "صحيفة الصباح", Slot: "2026-11-23T07:00",
		Date: Monday(), Language: language, Articles: 23, Feeds: 6, Minutes: 3, Muted: 1, Lists: []string{"Staff"},
		Address: "Example Media, 1 Sample Street", Leave: leaveByWeb(),
	}
	first := telling{
		"المجلس يوافق على بناء الجسر بعد خلاف دام تسع سنوات", "Harbour Post", 4,
		[]string{"صوّت المجلس مساء الأحد بأغلبية 31 صوتًا مقابل 12 لصالح الجسر.", "Test Tribune: Residents said that they would go to court."},
		[]string{"Test Tribune", "جريدة الميناء", "Le Modèle", "The Daily Sample"},
	}.story(1)
	second := telling{"Rates held at 2.25 % as inflation slows", "جريدة الميناء", 3, []string{"أبقى البنك سعر الفائدة عند 2.25 في المئة."}, nil}.story(2)
	second.New, second.Since = true, Monday().AddDate(0, 0, -2)
	third := telling{"تلسكوب يرصد بخار الماء (K2-18b) على كوكب بعيد", "Field Notes", 6, []string{"رُصدت الإشارة مرتين."}, nil}.story(3)
	fourth := telling{"المكتبة تفتح أبوابها في عطلة نهاية الأسبوع", "جريدة الميناء", 1, nil, []string{"Harbour Post"}}.story(4)
	c.Sections = []digest.ContentsSection{
		{ID: "world", Title: "العالم", Stories: []digest.ContentsStory{first, second}},
		{ID: "science", Title: "علوم", Stories: []digest.ContentsStory{third, fourth}},
	}
	return c
}

// Hostile is an issue of headlines and names that try to break the page.
func Hostile() digest.Contents {
	headlines := []string{
		strings.Repeat("Council approves river crossing after a dispute of nine years ", 7)[:400],
		strings.Repeat("Donaudampfschifffahrtsgesellschaft", 12)[:400],
		"🎉🎉 Party 👩‍👩‍👧‍👦 family 🏳️‍🌈 flags 🇫🇷🇩🇪 " + strings.Repeat("🚀", 40),
		"Zalgo t" + strings.Repeat("\u0301", 200) + "ext climbs",
		"English then עברית (2026) then العربية, 42 % and back",
		"\u202eoverridden direction\u2066 never closed",
		`<script>alert("1")</script> & <b>bold</b> "quoted" 'single' <img src=x onerror=alert(1)>`,
		"  Two\r\nlines\tand\x00 controls \xff ",
		"中央銀行は金利を据え置き、物価上昇率は三か月連続で鈍化した。" + strings.Repeat("市場はおおむね冷静に受け止めた。", 6),
	}
	c := digest.Contents{
		Version: digest.ContentsVersion, Site: "Evil & <i>Sons</i>", Edition: "x", Title: "Evil & <i>Sons</i>", Slot: "2026-11-23T07:00",
		Date: Monday(), Language: "en", Articles: 9, Minutes: 1, Lists: []string{"<b>List</b>\r\nBcc: x@example.com"},
		Address: "</td></tr></table><script>alert(2)</script>", Leave: leaveByWeb(),
	}
	section := digest.ContentsSection{ID: "x", Title: strings.Repeat("Sectionwithoutspaces", 8)}
	for i, h := range headlines {
		s := telling{h, h, 3, []string{h}, []string{h, "Harbour Post"}}.story(i + 1)
		s.Topics = []string{h}
		section.Stories = append(section.Stories, s)
	}
	section.Stories[0].URL = "javascript:alert(3)"
	section.Stories[1].URL = `https://news.example/"><script>alert(4)</script>`
	section.Stories[2].URL = "https://news.example/" + strings.Repeat("long/", 300)
	c.Sections = []digest.ContentsSection{section}
	return c
}

// Missing is an issue whose stories lack one thing each, and the issue most of its own.
func Missing() digest.Contents {
	stories := []digest.ContentsStory{
		{Headline: "A headline and nothing else"},
		{Headline: "No summary", URL: "https://news.example/1", Source: "Harbour Post", Sources: 1, Minutes: 2},
		{Headline: "No source", URL: "https://news.example/2", Summary: []digest.Quote{{Text: "One sentence."}}},
		{URL: "https://news.example/3", Source: "Harbour Post", Summary: []digest.Quote{{Text: "No headline, but a sentence.", Source: "Harbour Post"}}},
		{URL: "https://news.example/4", Source: "Only a source"},
		{URL: "https://news.example/only-an-address"},
		{},
		{Headline: "Told before, but not known when", New: true},
	}
	return digest.Contents{Sections: []digest.ContentsSection{{ID: "empty", Title: "Nothing in here"}, {Stories: stories}}}
}

// Quiet is an issue without a story.
func Quiet() digest.Contents {
	c := Blog()
	c.Sections, c.Articles, c.Minutes = nil, 0, 0
	return c
}

// Large is an issue of n stories with pictures, long summaries and many other sources.
func Large(n int) digest.Contents {
	c := Ordinary()
	c.Sections = nil
	said := []string{
		"The council voted 31 to 12 on Sunday night to build a bridge and not a tunnel between Eastbank and the old docks.",
		strings.Repeat("It went on for a long time and nobody left early. ", 8),
		strings.Repeat("Much was said that had been said before. ", 8),
	}
	section := digest.ContentsSection{ID: "all", Title: "All"}
	for i := range n {
		if i == n/2 {
			c.Sections = append(c.Sections, section)
			section = digest.ContentsSection{ID: "more", Title: "More"}
		}
		s := telling{fmt.Sprintf("Story number %d of a very long day", i+1), "Harbour Post", 4, said, []string{"Test Tribune", "Le Modèle", "Öresund Nytt"}}.story(i + 1)
		s.Image = fmt.Sprintf("https://harbourpost.example/picture-%d.jpg", i+1)
		section.Stories = append(section.Stories, s)
	}
	c.Sections = append(c.Sections, section)
	c.Articles = 7 * n
	c.Minutes = n
	return c
}
