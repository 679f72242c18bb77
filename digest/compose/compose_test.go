package compose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

var now = time.Date(2026, 11, 3, 7, 0, 0, 0, time.UTC)

// piece is an article of a feed, first seen some time ago.
func piece(id, feed, title string, ago time.Duration) digest.Article {
	return digest.Article{
		ID: id, FeedID: feed, Title: title, URL: "https://www." + feed + ".example/" + id,
		Published: now.Add(-ago), Seen: now.Add(-ago),
	}
}

func story(id string, articles ...digest.Article) digest.Story {
	return digest.Story{ID: id, Articles: articles}
}

func rules(t testing.TB, lines ...string) []digest.Rule {
	t.Helper()
	var all []digest.Rule
	for _, s := range lines {
		r, err := digest.ParseRule(s)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func articleIDs(articles []digest.Article) string {
	var ids []string
	for _, a := range articles {
		ids = append(ids, a.ID)
	}
	return strings.Join(ids, " ")
}

func storyIDs(stories []digest.Story) string {
	var ids []string
	for _, st := range stories {
		ids = append(ids, st.ID)
	}
	return strings.Join(ids, " ")
}

// printed is the sections and stories of an issue in one line: "world: a b; tech: c".
func printed(c digest.Contents) string {
	var sections []string
	for _, s := range c.Sections {
		var ids []string
		for _, st := range s.Stories {
			ids = append(ids, st.ID)
		}
		sections = append(sections, s.ID+": "+strings.Join(ids, " "))
	}
	return strings.Join(sections, "; ")
}

func ExampleIssue() {
	at := time.Date(2026, 11, 3, 6, 0, 0, 0, time.UTC)
	wall := digest.Story{
		ID: "wall",
		Articles: []digest.Article{
			{ID: "1", FeedID: "post", Title: "Sea wall approved", URL: "https://post.example/wall", Seen: at},
			{ID: "2", FeedID: "courier", Title: "Council votes for wall", URL: "https://courier.example/1", Seen: at},
		},
		Reasons: []digest.Reason{{Name: "sources", Points: 1, Papers: 2, Reports: 2}, {Name: "freshness", Points: 0.9}},
		Summary: digest.Summary{
			Headline: "Sea wall approved", Lead: "1",
			Sentences: []digest.Sentence{{Text: "Works begin in March.", Article: "2"}},
		},
	}
	c := Issue(Options{
		Site:  digest.Site{Name: "The Morning Paper", Language: "en"},
		Slot:  "2026-11-03T07:00",
		Feeds: map[string]digest.Feed{"post": {ID: "post", Name: "Harbour Post"}},
	}, []digest.Story{wall}, Reader{})
	st := c.Sections[0].Stories[0]
	fmt.Println(c.Title, c.Date.Format("2 January"))
	fmt.Printf("%s (%s)\n", st.Headline, st.Source)
	fmt.Printf("%s (%s)\n", st.Summary[0].Text, st.Summary[0].Source)
	fmt.Println("also:", st.Also[0].Source, "·", st.Sources, "papers,", st.Reports, "reports")
	// Output:
	// The Morning Paper 3 November
	// Sea wall approved (Harbour Post)
	// Works begin in March. (courier.example)
	// also: courier.example · 2 papers, 2 reports
}

func TestStoryStandsInTheSectionOfMostOfItsArticles(t *testing.T) {
	o := Options{
		Edition: digest.Edition{Sections: []digest.Section{{ID: "world"}, {ID: "tech"}, {ID: "empty"}}},
		Feeds:   map[string]digest.Feed{"w": {Section: "world"}, "t": {Section: "tech"}, "x": {Section: "elsewhere"}},
	}
	c := Issue(o, []digest.Story{
		story("most", piece("1", "w", "", 0), piece("2", "t", "", 0), piece("3", "t", "", 0)),
		story("tie", piece("4", "t", "", 0), piece("5", "w", "", 0)),
		story("other", piece("6", "x", "", 0)),
	}, Reader{})
	if got := printed(c); got != "world: tie; tech: most" || c.Left != 0 {
		t.Errorf("printed %q, %d left", got, c.Left)
	}
}

func TestWithoutSectionsThereIsOneUntitled(t *testing.T) {
	c := Issue(Options{}, []digest.Story{story("s", piece("1", "a", "x", 0))}, Reader{})
	if got := printed(c); got != ": s" || c.Sections[0].Title != "" {
		t.Errorf("printed %q", got)
	}
	if c := Issue(Options{}, nil, Reader{}); len(c.Sections) != 0 || c.Minutes != 1 {
		t.Errorf("an issue of nothing has %d sections and %d minutes", len(c.Sections), c.Minutes)
	}
}

func TestWhatDoesNotFitIsTheLowestRanked(t *testing.T) {
	feeds := map[string]digest.Feed{"w": {Section: "world"}, "t": {Section: "tech"}, "cap": {Section: "tech", MaxPerFeed: 1}}
	sections := []digest.Section{{ID: "world", MaxStories: 2}, {ID: "tech"}}
	stories := []digest.Story{
		story("t1", piece("1", "t", "", 0)), story("w1", piece("2", "w", "", 0)), story("w2", piece("3", "w", "", 0)),
		story("w3", piece("4", "w", "", 0)), story("c1", piece("5", "cap", "", 0)), story("c2", piece("6", "cap", "", 0)),
		story("t2", piece("7", "t", "", 0)),
	}
	tests := []struct {
		name            string
		edition, reader int
		want            string
		left            int
	}{
		{"section and feed", 0, 0, "world: w1 w2; tech: t1 c1 t2", 2},
		{"edition", 3, 0, "world: w1 w2; tech: t1", 4},
		{"reader", 0, 2, "world: w1; tech: t1", 5},
		{"the reader's when it is smaller", 3, 2, "world: w1; tech: t1", 5},
		{"the edition's when it is smaller", 2, 3, "world: w1; tech: t1", 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Edition: digest.Edition{Sections: sections, MaxStories: tt.edition}, Feeds: feeds}
			c := Issue(o, stories, Reader{MaxStories: tt.reader})
			if printed(c) != tt.want || c.Left != tt.left {
				t.Errorf("printed %q, %d left; want %q, %d", printed(c), c.Left, tt.want, tt.left)
			}
		})
	}
}

func TestSharedStoryPassesToAnotherLeadWhenItsFeedIsFull(t *testing.T) {
	second := story("second", piece("2", "cap", "By cap", 0), piece("3", "b", "By b", 0))
	second.Summary = digest.Summary{Headline: "Cleaned title by cap", Lead: "2"}
	c := Issue(Options{Feeds: map[string]digest.Feed{"cap": {MaxPerFeed: 1}}},
		[]digest.Story{story("first", piece("1", "cap", "x", 0)), second}, Reader{})
	if printed(c) != ": first second" {
		t.Fatalf("printed %q", printed(c))
	}
	st := c.Sections[0].Stories[1]
	if st.Headline != "By b" || !strings.HasSuffix(st.URL, "/3") || len(st.Also) != 1 || st.Also[0].Title != "By cap" {
		t.Errorf("led by %q at %s, also %v", st.Headline, st.URL, st.Also)
	}
}

func TestStoryIsPrintedWithItsSources(t *testing.T) {
	lead := piece("1", "a", "LIVE: Wall approved", time.Hour)
	lead.Text.Words = 500
	pictured := piece("2", "b", "Wall voted", 2*time.Hour)
	pictured.Image = "https://b.example/wall.jpg"
	copied := piece("5", "d", "Wall, copied", 0)
	copied.URL = pictured.URL
	st := story("s", pictured, piece("3", "b", "Wall again", 0), lead, piece("4", "c", "Wall of ours", 0), copied, piece("6", "twin", "Twin", 0))
	st.Summary = digest.Summary{Headline: "Wall approved", Lead: "1", Sentences: []digest.Sentence{
		{Text: "It is approved.", Article: "2"}, {Text: "Nobody wrote this.", Article: "nobody"},
	}}
	st.Reasons = []digest.Reason{{Name: "topic", Topics: []string{"wall"}}, {Name: "sources", Papers: 5, Reports: 4}}
	st.Told = digest.Told{First: now.Add(-48 * time.Hour), Last: now.Add(-24 * time.Hour)}
	o := Options{
		Feeds:      map[string]digest.Feed{"a": {Name: "The Post"}, "twin": {Name: "The Post"}},
		FeedTitles: map[string]string{"b": "Courier", "a": "ignored"},
	}
	c := Issue(o, []digest.Story{st, st}, Reader{})
	if printed(c) != ": s" || c.Articles != 6 || c.Feeds != 5 {
		t.Fatalf("printed %q, %d articles of %d feeds", printed(c), c.Articles, c.Feeds)
	}
	got := c.Sections[0].Stories[0]
	if got.Headline != "Wall approved" || got.URL != lead.URL || got.Source != "The Post" || got.Minutes != 2 || !got.Published.Equal(lead.Published) {
		t.Errorf("lead: %+v", got)
	}
	if got.Sources != 5 || got.Articles != 6 || got.Image != pictured.Image || strings.Join(got.Members, " ") != "2 3 1 4 5 6" {
		t.Errorf("counts: %+v", got)
	}
	if got.Reports != 4 || !slices.Equal(got.Topics, []string{"wall"}) {
		t.Errorf("%d reports, topics %q", got.Reports, got.Topics)
	}
	if !got.New || !got.First.Equal(st.Told.First) || !got.Since.Equal(st.Told.Last) {
		t.Errorf("new %v, first told %v, since %v", got.New, got.First, got.Since)
	}
	if want := []digest.Quote{{Text: "It is approved.", Source: "Courier", URL: pictured.URL}}; !slices.Equal(got.Summary, want) {
		t.Errorf("summary %v", got.Summary)
	}
	if want := []digest.Also{
		{Source: "Courier", Title: "Wall voted", URL: pictured.URL},
		{Source: "c.example", Title: "Wall of ours", URL: "https://www.c.example/4"},
	}; !slices.Equal(got.Also, want) {
		t.Errorf("also %v", got.Also)
	}
}

func TestLoneSourceHasNoClutter(t *testing.T) {
	c := Issue(Options{}, []digest.Story{story("s", piece("1", "a", "x", 0))}, Reader{})
	if got := c.Sections[0].Stories[0]; got.Reports != 0 || len(got.Topics) != 0 || len(got.Also) != 0 || got.New {
		t.Errorf("a lone source's story says %+v", got)
	}
}

func TestMastheadPrefersReaderThenEditionThenSite(t *testing.T) {
	zone := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return loc
	}
	o := Options{
		Site: digest.Site{Name: "Paper", Language: "en", Location: zone("Europe/Paris"), Address: "1 Rue X"},
		Slot: "2026-11-03T07:00",
	}
	tests := []struct {
		name                        string
		edition                     digest.Edition
		reader                      Reader
		title, language, zoneOffset string
	}{
		{"site", digest.Edition{}, Reader{}, "Paper", "en", "+01:00"},
		{"edition", digest.Edition{Title: "Morning", Language: "fr", Location: zone("UTC")}, Reader{}, "Morning", "fr", "Z"},
		{"reader", digest.Edition{Language: "fr"}, Reader{Language: "pt", Location: zone("America/Sao_Paulo")}, "Paper", "pt", "-03:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o.Edition = tt.edition
			c := Issue(o, nil, tt.reader)
			if c.Title != tt.title || c.Language != tt.language || c.Date.Format(time.RFC3339) != "2026-11-03T07:00:00"+tt.zoneOffset {
				t.Errorf("%s, %s, %s", c.Title, c.Language, c.Date.Format(time.RFC3339))
			}
			if c.Address != "1 Rue X" || c.Site != "Paper" || c.Version != digest.ContentsVersion {
				t.Errorf("masthead %+v", c)
			}
		})
	}
	if c := Issue(Options{Slot: "nonsense"}, nil, Reader{}); !c.Date.IsZero() || c.Language != "en" {
		t.Errorf("date %v in %s of a malformed slot", c.Date, c.Language)
	}
}

func TestMinutesAreOfWhatIsPrinted(t *testing.T) {
	st := story("s", piece("1", "a", "x", 0))
	st.Summary.Sentences = []digest.Sentence{{Text: strings.Repeat("word ", 460), Article: "1"}}
	if got := Issue(Options{}, []digest.Story{st}, Reader{}).Minutes; got != 2 {
		t.Errorf("460 words take %d minutes, want 2", got)
	}
}

// TestIssuePromises holds for any stories and limits: no story twice, no limit passed, every story printed or left, and
// within a section the order of the input.
func TestIssuePromises(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		feeds := make(map[string]digest.Feed)
		for i := range 6 {
			feeds[fmt.Sprint("f", i)] = digest.Feed{Section: fmt.Sprint("s", i%3), MaxPerFeed: r.IntN(4)}
		}
		sections := []digest.Section{{ID: "s0", MaxStories: r.IntN(6)}, {ID: "s1", MaxStories: r.IntN(6)}, {ID: "s2"}}
		var stories []digest.Story
		rank := make(map[string]int)
		for i := range 30 {
			st := story(fmt.Sprint("story", i))
			for j := range 1 + r.IntN(4) {
				st.Articles = append(st.Articles, piece(fmt.Sprint(i, "-", j), fmt.Sprint("f", r.IntN(6)), "x", 0))
			}
			rank[st.ID] = i
			stories = append(stories, st, st)
		}
		o := Options{Edition: digest.Edition{Sections: sections, MaxStories: r.IntN(20)}, Feeds: feeds}
		reader := Reader{MaxStories: r.IntN(20)}
		c := Issue(o, stories, reader)

		seen, led, byID := make(map[string]bool), make(map[string]int), make(map[string]digest.Article)
		for _, st := range stories {
			for _, a := range st.Articles {
				byID[a.URL] = a
			}
		}
		for _, s := range c.Sections {
			limit := sections[slices.IndexFunc(sections, func(x digest.Section) bool { return x.ID == s.ID })].MaxStories
			if len(s.Stories) == 0 || limit > 0 && len(s.Stories) > limit {
				t.Errorf("seed %d: %d stories in a section of %d", seed, len(s.Stories), limit)
			}
			for i, st := range s.Stories {
				if seen[st.ID] || i > 0 && rank[st.ID] < rank[s.Stories[i-1].ID] {
					t.Errorf("seed %d: %s stands twice or out of order", seed, st.ID)
				}
				seen[st.ID] = true
				led[byID[st.URL].FeedID]++
			}
		}
		for feed, n := range led {
			if most := feeds[feed].MaxPerFeed; most > 0 && n > most {
				t.Errorf("seed %d: %s leads %d of %d", seed, feed, n, most)
			}
		}
		for _, limit := range []int{o.Edition.MaxStories, reader.MaxStories} {
			if limit > 0 && c.Stories() > limit {
				t.Errorf("seed %d: %d stories of %d", seed, c.Stories(), limit)
			}
		}
		if c.Stories()+c.Left != 30 {
			t.Errorf("seed %d: %d printed and %d left of 30", seed, c.Stories(), c.Left)
		}
	}
}
