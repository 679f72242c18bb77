package summarize

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/digest"
)

// report is an article of a feed of its own.
func report(id, title, body string) digest.Article {
	a := digest.Article{ID: id, FeedID: "feed-" + id, Title: title, URL: "https://" + id + ".example/story"}
	a.Text.Body = body
	return a
}

func ExampleTeller_Story() {
	st := digest.Story{ID: "s", Articles: []digest.Article{
		report("gazette", "WATCH: You won't believe what the council did | The Gazette",
			"Click here to see our pictures of the harbour. It was a long night."),
		report("courier", "Larnmouth council approves new sea wall",
			"LARNMOUTH, Nov 3 (Reuters) — The council of Larnmouth voted 14 to 3 on Monday for a sea wall of 40 million crowns.\n\n"+
				"It will be two metres higher than the old one, which broke in the storm of January."),
		report("post", "Sea wall approved in Larnmouth by large majority",
			"Fishermen in Larnmouth fear that the works, due to begin in March, will close the harbour for a summer."),
	}}
	sum := New(Options{}).Story(st)
	fmt.Println(sum.Headline)
	for _, s := range sum.Sentences {
		fmt.Printf("%s: %s\n", s.Article, s.Text)
	}
	// Output:
	// Larnmouth council approves new sea wall
	// courier: The council of Larnmouth voted 14 to 3 on Monday for a sea wall of 40 million crowns.
	// courier: It will be two metres higher than the old one, which broke in the storm of January.
	// post: Fishermen in Larnmouth fear that the works, due to begin in March, will close the harbour for a summer.
}

func TestHeadlineIsPlainAndComplete(t *testing.T) {
	body := "The council of Larnmouth approved a new sea wall on Monday."
	tests := []struct {
		name   string
		titles []string
		want   string
	}{
		{"not in capitals", []string{"COUNCIL APPROVES NEW SEA WALL IN LARNMOUTH", "Council approves new sea wall in Larnmouth"}, "Council approves new sea wall in Larnmouth"},
		{"not a question", []string{"Will a new sea wall save Larnmouth?", "Larnmouth council approves a new sea wall"}, "Larnmouth council approves a new sea wall"},
		{"not a tease", []string{"Here's what you need to know about the Larnmouth sea wall", "Larnmouth council approves sea wall"}, "Larnmouth council approves sea wall"},
		{"not a column", []string{"Morning briefing", "Larnmouth council approves sea wall"}, "Larnmouth council approves sea wall"},
		{"not too short", []string{"Wall!", "Larnmouth council approves sea wall"}, "Larnmouth council approves sea wall"},
		{"what all of them tell", []string{"Fishermen angry at summer closure", "Larnmouth council approves sea wall", "Sea wall for Larnmouth approved by council"}, "Larnmouth council approves sea wall"},
		{"the better of two equals comes first", []string{"Larnmouth gets sea wall at last", "Larnmouth gets sea wall at last"}, "Larnmouth gets sea wall at last"},
		{"a loud one when there is no other", []string{"SEA WALL APPROVED"}, "SEA WALL APPROVED"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st := digest.Story{ID: "s"}
			for i, title := range tt.titles {
				st.Articles = append(st.Articles, report(fmt.Sprint(i), title, body))
			}
			if got := New(Options{}).Story(st).Headline; got != tt.want {
				t.Errorf("headline %q, want %q", got, tt.want)
			}
		})
	}
}

func TestBareSurnameWaitsForItsFullName(t *testing.T) {
	st := digest.Story{ID: "s", Articles: []digest.Article{report("a", "Larnmouth mayor quits over sea wall",
		"Click here to read how Ana Prazeres came to office in Larnmouth.\n\n"+
			"Prazeres told the council on Monday that the wall was too low and too dear.\n\n"+
			"The council of Larnmouth will choose a successor to the mayor within three weeks.")}}
	for _, s := range New(Options{}).Story(st).Sentences {
		if strings.HasPrefix(s.Text, "Prazeres") {
			t.Errorf("quoted %q, and nobody knows who that is", s.Text)
		}
	}
}

func TestSummaryDoesNotRepeatTheHeadline(t *testing.T) {
	st := digest.Story{ID: "s", Articles: []digest.Article{report("a", "Larnmouth council approves new sea wall",
		"The council of Larnmouth has approved a new sea wall.\n\nWorks begin in March and cost 40 million crowns, the mayor said.")}}
	got := New(Options{}).Story(st).Sentences
	if len(got) != 1 || !strings.HasPrefix(got[0].Text, "Works begin") {
		t.Errorf("sentences %v, want only the one with news", got)
	}
}

func TestFeedSummaryServesWhenThereIsNoText(t *testing.T) {
	a := digest.Article{ID: "a", Title: "Larnmouth council approves new sea wall", Summary: "Works begin in March and cost 40 million crowns, the mayor said."}
	got := New(Options{}).Story(digest.Story{Articles: []digest.Article{a}})
	if len(got.Sentences) != 1 || got.Sentences[0].Text != a.Summary {
		t.Errorf("sentences %v, want the feed's summary", got.Sentences)
	}
}

func TestHeadlineOnlyStoryHasNoSentences(t *testing.T) {
	a := digest.Article{ID: "a", Title: "Larnmouth council approves new sea wall"}
	got := New(Options{}).Story(digest.Story{Articles: []digest.Article{a}})
	if got.Headline != a.Title || got.Lead != "a" || len(got.Sentences) != 0 {
		t.Errorf("summary %+v, want the headline alone", got)
	}
}

func TestArticleWithoutTitleIsKnownByItsFirstSentence(t *testing.T) {
	a := report("a", "", "The wall has fallen. Nobody was hurt when it broke at four in the morning.")
	if got := New(Options{}).Story(digest.Story{Articles: []digest.Article{a}}).Headline; got != "The wall has fallen." {
		t.Errorf("headline %q, want the first sentence", got)
	}
	a.Text.Body = strings.Repeat("very ", 40) + "long."
	if got := New(Options{}).Story(digest.Story{Articles: []digest.Article{a}}).Headline; !strings.HasPrefix(got, "very very") || !strings.HasSuffix(got, "…") {
		t.Errorf("headline %q, want the beginning of the sentence and an ellipsis", got)
	}
}

func TestExtraCoverageDoesNotLead(t *testing.T) {
	st := digest.Story{Articles: []digest.Article{
		report("wire", "Larnmouth council approves new sea wall", ""),
		report("blog", "SEA WALL!", ""),
	}}
	feeds := map[string]digest.Feed{"feed-wire": {Weight: 0}, "feed-blog": {Weight: 1}}
	if got := New(Options{Feeds: feeds}).Story(st).Lead; got != "blog" {
		t.Errorf("led by %q, want the feed that has weight", got)
	}
}

func TestSummaryKeepsToOneLanguage(t *testing.T) {
	st := digest.Story{Articles: []digest.Article{
		report("en", "Larnmouth council approves new sea wall", "The works at the harbour begin in March and will cost the town 40 million crowns."),
		report("de", "Rat von Larnmund genehmigt neue Mauer", "Die Arbeiten am Hafen beginnen im März und werden die Stadt 40 Millionen Kronen kosten."),
	}}
	for _, s := range New(Options{}).Story(st).Sentences {
		if s.Article != "en" {
			t.Errorf("quoted %q under an English headline", s.Text)
		}
	}
}

func FuzzStory(f *testing.F) {
	f.Add("Wall approved", "PARIS, Nov 3 (AP) — The wall was approved on Monday. He said so.", "The wall will cost “40 million” crowns.")
	f.Add("", "\"He said. \"No\" (and (", "城墙倒了。他说。")
	f.Add("LIVE: | ", strings.Repeat("Wall and harbour. ", 600), "\xff\xfe The wall\x00 fell.")
	f.Add("İstanbul", "İSTANBUL — Duvar düştü. ſ ß", "— — — . . . ? ! …")
	teller := New(Options{})
	f.Fuzz(func(t *testing.T, title, first, second string) {
		check(t, teller, digest.Story{ID: "s", Articles: []digest.Article{report("a", title, first), report("b", first, second)}})
	})
}

// check holds a story's summary to what every summary promises.
func check(t *testing.T, teller *Teller, st digest.Story) {
	t.Helper()
	sum := teller.Story(st)
	articles := make(map[string]digest.Article)
	for _, a := range st.Articles {
		articles[a.ID] = a
	}
	if _, ok := articles[sum.Lead]; !ok {
		t.Errorf("story %s is led by %q, which it does not have", st.ID, sum.Lead)
	}
	if len(sum.Sentences) > maxSentences {
		t.Errorf("story %s has %d sentences", st.ID, len(sum.Sentences))
	}
	words := 0
	for _, s := range sum.Sentences {
		words += len(strings.Fields(s.Text))
		a := articles[s.Article]
		if source := strings.Join(strings.Fields(a.Text.Body+"\n"+a.Summary), " "); !strings.Contains(source, s.Text) {
			t.Errorf("story %s quotes %q, which does not stand in %s", st.ID, s.Text, s.Article)
		}
		if s.Text == sum.Headline {
			t.Errorf("story %s repeats its headline %q", st.ID, s.Text)
		}
	}
	if words >= 60 {
		t.Errorf("story %s has %d words", st.ID, words)
	}
}

// TestRealStories holds the promises over labelled press articles; see README of the data for what they are.
func TestRealStories(t *testing.T) {
	dir := os.Getenv("TIDINGS_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	teller := New(Options{})
	for _, name := range []string{"mix_dated", "wikinews"} {
		f, err := os.Open(filepath.Join(dir, "cluster", name+".jsonl"))
		if err != nil {
			t.Skipf("no labelled articles: %v; set TIDINGS_DATA to their folder", err)
		}
		stories := make(map[string]*digest.Story)
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var row struct{ ID, Title, Text, Story string }
			if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
				t.Fatal(err)
			}
			if stories[row.Story] == nil {
				stories[row.Story] = &digest.Story{ID: row.Story}
			}
			stories[row.Story].Articles = append(stories[row.Story].Articles, report(row.ID, row.Title, row.Text))
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
		f.Close()
		for _, st := range stories {
			check(t, teller, *st)
		}
	}
}

func TestAStoryThatComesBackIsToldInWhatIsNew(t *testing.T) {
	told := "The council of Larnmouth voted 14 to 3 on Monday for a sea wall of 40 million crowns."
	fresh := "Fishermen of Larnmouth went to court on Thursday against the sea wall of the council."
	copied := report("copied", "Larnmouth council approves new sea wall by a large majority of its members", told)
	news := report("news", "Fishermen sue over the new sea wall", told+" "+fresh)
	st := digest.Story{ID: "s", Articles: []digest.Article{copied, news}}
	if sum := New(Options{}).Story(st); sum.Lead != "copied" || sum.Sentences[0].Text != told {
		t.Fatalf("told for the first time, it is %+v", sum)
	}
	st.News = digest.News{Article: "news", Sentences: []digest.Sentence{{Text: fresh, Article: "news"}}}
	sum := New(Options{}).Story(st)
	if sum.Headline != news.Title || len(sum.Sentences) != 1 || sum.Sentences[0].Text != fresh {
		t.Errorf("with news it is %+v", sum)
	}
	// News that cannot stand alone needs what was told before it.
	st.News.Sentences = []digest.Sentence{{Text: "But they lost.", Article: "news"}}
	if sum := New(Options{}).Story(st); len(sum.Sentences) == 0 {
		t.Error("a story whose news cannot stand alone is not told at all")
	}
}
