package render

import (
	"time"

	"tidings/digest"
)

var sampleDate = time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC)

// sample is contents with every field filled, to try a theme on.
func sample() digest.Contents {
	story := digest.ContentsStory{
		ID: "sample", Headline: "Headline", URL: "https://news.example/1", Source: "Source", Sources: 6, Articles: 7, Minutes: 3,
		Published: sampleDate.Add(-time.Hour), Image: "https://news.example/1.jpg", New: true, First: sampleDate.AddDate(0, 0, -3),
		Since: sampleDate.AddDate(0, 0, -2), Reports: 2, Topics: []string{"topic"}, Members: []string{"a"},
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
		Version: digest.ContentsVersion, Site: "Site", Edition: "sample", Title: "Title", Slot: "2026-11-23T07:00", Date: sampleDate,
		Language: "en", Note: "A *note* with a [link](https://site.example/), and `code`.\n\n> - one\n> 2. two\n\n---\n\n    code",
		Away: sampleDate.AddDate(0, 0, -7),
		Sections: []digest.ContentsSection{
			{ID: "one", Title: "Section", Stories: []digest.ContentsStory{story, plain, plain}},
			{ID: "headlines", Title: "Headlines", Layout: digest.LayoutHeadlines, Stories: []digest.ContentsStory{plain, story}},
			{ID: "two", Stories: []digest.ContentsStory{plain, story}},
		},
		Articles: 17, Feeds: 6, Muted: 2, Left: 3, Minutes: 4, Lists: []string{"One", "Two"}, Address: "1 Sample Street",
		Leave: digest.Leave{
			Reply: true, Unsubscribe: "https://site.example/u/" + digest.ReaderToken,
			Preferences: "https://site.example/p/" + digest.ReaderToken, Browser: "https://site.example/i/1",
		},
	}
}
