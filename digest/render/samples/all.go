package samples

import "tidings/digest"

// Sample is an invented issue, by a name that says what it tries.
type Sample struct {
	Name     string
	Contents digest.Contents
	Pictures bool // drawn with pictures
	Budget   int  // most bytes of the HTML as it is mailed; 0 is the usual
}

// tight is a budget that Large(60) is far over, and every built-in theme's frame far below.
const tight = 24 << 10

// All lists the samples.
func All() []Sample {
	return []Sample{
		{Name: "ordinary", Contents: Ordinary()},
		{Name: "pictures", Contents: Pictures(), Pictures: true},
		{Name: "blog", Contents: Blog()},
		{Name: "arabic", Contents: RightToLeft("ar")},
		{Name: "hebrew", Contents: RightToLeft("he")},
		{Name: "hostile", Contents: Hostile()},
		{Name: "missing", Contents: Missing()},
		{Name: "quiet", Contents: Quiet()},
		{Name: "note", Contents: Noted()},
		{Name: "over-budget", Contents: Large(60), Pictures: true, Budget: tight},
		{Name: "everything", Contents: Everything(), Pictures: true},
		{Name: "nothing"},
	}
}

// Pictures is the ordinary issue with a picture for the first story of each section and for some others.
func Pictures() digest.Contents {
	c := Ordinary()
	n := 0
	for i := range c.Sections {
		for j := range c.Sections[i].Stories {
			n++
			if j < 2 {
				s := &c.Sections[i].Stories[j]
				s.Image, s.ImageAlt, s.ImageWidth, s.ImageHeight = storyURL("pictures", n)+"&picture.jpg", "A hillside at dusk", 1072, 603
			}
		}
	}
	return c
}

// Everything is contents with every field filled, and plain stories beside it.
func Everything() digest.Contents {
	story := digest.ContentsStory{
		ID: "sample", Headline: "Headline", URL: "https://news.example/1", Source: "Source", Sources: 6, Articles: 7, Minutes: 3,
		Published: Monday(), Image: "https://news.example/1.jpg", ImageAlt: "What it shows", ImageWidth: 1072, ImageHeight: 603, New: true, First: Monday().AddDate(0, 0, -3),
		Since: Monday().AddDate(0, 0, -2), Reports: 2, Topics: []string{"topic"}, Members: []string{"a"},
		Summary: []digest.Quote{
			{Text: "One sentence.", Source: "Source", URL: "https://news.example/1"},
			{Text: "Another sentence.", Source: "Other", URL: "https://other.example/1"},
		},
		Also: []digest.Also{
			{Source: "Other", Title: "Title", URL: "https://other.example/1"},
			{Source: "Third", Title: "Title", URL: "https://third.example/1"},
			{Source: "Fourth", Title: "Title", URL: "https://fourth.example/1"},
			{Source: "Fifth", Title: "Title", URL: "https://fifth.example/1"},
		},
	}
	plain := digest.ContentsStory{ID: "plain", Headline: "Headline", Sources: 1, Articles: 1}
	return digest.Contents{
		Version: digest.ContentsVersion, Site: "Site", Edition: "sample", Title: "Title", Slot: "2026-11-23T07:00", Date: Monday(),
		Language: "en", Note: "A *note* with a [link somewhere](https://site.example/), and `code`.\n\n> - one\n> 2. two\n\n---\n\n    code",
		Away: Monday().AddDate(0, 0, -7),
		Sections: []digest.ContentsSection{
			{ID: "one", Title: "Section", Stories: []digest.ContentsStory{story, plain, plain}},
			{ID: "headlines", Title: "Headlines", Layout: digest.LayoutHeadlines, Stories: []digest.ContentsStory{plain, story}},
			{ID: "two", Stories: []digest.ContentsStory{plain, story}},
		},
		Articles: 17, Feeds: 6, Muted: 2, Left: 3, Minutes: 4, Lists: []string{"One", "Two"}, Address: "1 Sample Street",
		Leave: leaveBoth(),
	}
}

// leaveBoth is every way to leave at once.
func leaveBoth() digest.Leave {
	l := leaveByWeb()
	l.Reply = true
	return l
}
