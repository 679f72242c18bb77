package compose

import (
	"testing"
	"time"

	"tidings/digest"
)

func TestSelectLeavesOut(t *testing.T) {
	feeds := map[string]digest.Feed{
		"a": {ID: "a", Name: "The Post", MaxAge: 36 * time.Hour, Filter: digest.Filter{Exclude: rules(t, "horoscope")}},
		"b": {ID: "b", Filter: digest.Filter{Include: rules(t, "wall")}},
	}
	old := piece("old", "a", "Old wall", time.Hour)
	old.Published = now.Add(-48 * time.Hour)
	waiting := piece("waiting", "a", "Wall waits", 90*time.Hour)
	textOnly := piece("text", "a", "", time.Hour)
	textOnly.Text.Body = "The wall fell."
	articles := []digest.Article{
		piece("fine", "a", "New wall", time.Hour), piece("stars", "a", "Your horoscope", time.Hour),
		old, waiting, piece("stranger", "nobody", "A wall", time.Hour), piece("blank", "a", " ", time.Hour), textOnly,
		piece("include", "b", "The wall again", time.Hour), piece("other", "b", "Bridges", time.Hour),
		piece("advert", "b", "Advert: a wall", time.Hour),
	}
	got := articleIDs(Select(articles, feeds, digest.Filter{Exclude: rules(t, "title:advert")}))
	if want := "fine waiting text include"; got != want {
		t.Errorf("selected %q, want %q", got, want)
	}
	if got := articleIDs(Select(articles, feeds, digest.Filter{Include: rules(t, "feed:The Post")})); got != "fine waiting text" {
		t.Errorf("with an include rule of the edition: %q", got)
	}
}

func TestFreshIsWhatWasSeenSinceAndNotTold(t *testing.T) {
	day := 24 * time.Hour
	stories := []digest.Story{
		story("new", piece("n1", "a", "x", time.Hour)),
		story("old", piece("o1", "a", "x", 2*day)),
		story("grown", piece("g1", "a", "x", 2*day), piece("g2", "b", "x", time.Hour)),
		story("early", piece("e1", "a", "x", -time.Hour)),
		story("half", piece("h1", "a", "x", time.Hour), piece("h2", "b", "x", -time.Hour)),
		story("edge", piece("s", "a", "x", day)),
		story("until", piece("u", "a", "x", 0)),
	}
	fresh, _ := Fresh(stories, nil, Reader{Since: now.Add(-day), Until: now})
	if got := storyIDs(fresh); got != "new grown half until" {
		t.Errorf("fresh: %q", got)
	}
	if got := articleIDs(fresh[1].Articles); got != "g1 g2" {
		t.Errorf("a story never told comes with %q", got)
	}
	if got := articleIDs(fresh[2].Articles); got != "h1" {
		t.Errorf("a story comes with what is not seen yet: %q", got)
	}
}

func TestToldStoryComesBackWithWhatIsNew(t *testing.T) {
	monday, tuesday := now.Add(-48*time.Hour), now.Add(-24*time.Hour)
	told := map[string]digest.Told{
		"wall":  {First: monday, Last: tuesday, Articles: map[string]bool{"w1": true, "w2": true}},
		"quiet": {First: monday, Last: monday, Articles: map[string]bool{"q1": true}},
		"gone":  {First: monday, Last: monday, Articles: map[string]bool{"r1": true}},
	}
	wall := story("wall", piece("w1", "a", "x", time.Hour), piece("w2", "b", "x", time.Hour), piece("w3", "c", "x", time.Hour))
	wall.Summary = digest.Summary{Headline: "x", Lead: "w1"}
	stories := []digest.Story{
		wall,
		story("quiet", piece("q1", "a", "x", time.Hour)),
		story("renamed", piece("r1", "a", "x", time.Hour), piece("r2", "b", "x", time.Hour)),
	}
	fresh, _ := Fresh(stories, nil, Reader{Since: monday, Until: now, Told: told})
	if storyIDs(fresh) != "wall renamed" || articleIDs(fresh[0].Articles) != "w3" || articleIDs(fresh[1].Articles) != "r2" {
		t.Fatalf("fresh: %q with %q and %q", storyIDs(fresh), articleIDs(fresh[0].Articles), articleIDs(fresh[1].Articles))
	}
	if got := fresh[0].Told; !got.First.Equal(monday) || !got.Last.Equal(tuesday) {
		t.Errorf("told first %v and last %v", got.First, got.Last)
	}
	if !fresh[1].Told.Last.Equal(monday) {
		t.Error("a story that got another ID forgot that it was told")
	}
	if fresh[0].Summary.Headline != "" {
		t.Error("a story that comes back kept a summary of what was told")
	}
	if len(stories[0].Articles) != 3 || stories[0].Summary.Headline == "" {
		t.Error("the stories given were changed")
	}
}

func TestMutedStoriesAreHiddenAndCounted(t *testing.T) {
	feeds := map[string]digest.Feed{"a": {ID: "a", Name: "Coin Daily"}}
	passing := story("passing", piece("p1", "b", "Wall", 0), piece("p2", "b", "Wall", 0), piece("p3", "b", "Crypto wall", 0))
	lead := passing
	lead.ID, lead.Summary.Lead = "lead", "p3"
	tests := []struct {
		name  string
		story digest.Story
		rule  string
		muted bool
	}{
		{"the only article", story("s", piece("1", "b", "Crypto falls", 0)), "crypto", true},
		{"nothing", story("s", piece("1", "b", "Wall falls", 0)), "crypto", false},
		{"the first article", story("s", piece("1", "b", "Crypto", 0), piece("2", "b", "x", 0), piece("3", "b", "x", 0)), "crypto", true},
		{"half of them", story("s", piece("1", "b", "x", 0), piece("2", "b", "Crypto", 0)), "crypto", true},
		{"one of many in passing", passing, "crypto", false},
		{"the article that the headline is from", lead, "crypto", true},
		{"a feed by its name", story("s", piece("1", "a", "x", 0)), "feed:coin daily", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Reader{Since: now.Add(-time.Hour), Until: now, Mute: digest.Filter{Exclude: rules(t, tt.rule)}}
			fresh, muted := Fresh([]digest.Story{tt.story}, feeds, r)
			if (muted == 1) != tt.muted || len(fresh)+muted != 1 {
				t.Errorf("%d fresh, %d muted", len(fresh), muted)
			}
		})
	}
}
