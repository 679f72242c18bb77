package novelty

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

var (
	tuesday  = time.Date(2026, 11, 3, 7, 0, 0, 0, time.UTC)
	thursday = tuesday.AddDate(0, 0, 2)
)

const dam = `A crack was found in the face of Kestrel Dam on Monday after a week of heavy rain. Some 3,200 people were moved
from four villages in the Tarn Valley overnight. Engineers began to lower the reservoir with pumps. “It was never close to
failing,” said Gethin Ravenhill, chief engineer of the water company. Trains on the valley line are suspended.`

func piece(id, feed, title, body string) digest.Article {
	return digest.Article{ID: id, FeedID: feed, Title: title, Seen: thursday, Text: digest.Text{Body: body}}
}

var sent = piece("first", "wire", "Villages evacuated below Kestrel Dam", dam)

// again is the story of the dam with new articles, for a reader who was sent its first one.
func again(articles ...digest.Article) digest.Story {
	return digest.Story{ID: "dam", Articles: articles, Told: digest.Told{
		First: tuesday, Last: tuesday, Articles: map[string]bool{"first": true}, Feeds: map[string]bool{"wire": true},
	}}
}

func options(r digest.Repeats) Options {
	return Options{Repeats: r, Sent: map[string]digest.Facts{"first": Facts(sent)}}
}

// retold is the report with every sentence turned round and its first one cut off.
func retold() string {
	sentences := strings.SplitAfter(strings.ReplaceAll(dam, "\n", " "), ". ")
	var b strings.Builder
	for i := len(sentences) - 1; i > 0; i-- {
		b.WriteString(strings.TrimSpace(sentences[i]) + " ")
	}
	return b.String()
}

func TestAStoryComesBackOnlyWithNews(t *testing.T) {
	tests := []struct {
		name string
		body string
		head string
		back bool
	}{
		{"the same text", dam, sent.Title, false},
		{"the same sentences in another order", retold(), "Crack found in Kestrel Dam", false},
		{"another first line", "Our own correspondent reports from the valley. " + dam, "Kestrel Dam: villages evacuated", false},
		{"nothing but a headline of the same words", "", "Kestrel Dam villages evacuated", false},
		{"a figure in the headline", dam, "2 arrested over Kestrel Dam crack", true},
		{
			"what was found since", `Inspectors of the Orrin Institute blamed a joint of 1961 for the leak. “Nobody had looked behind the
			drainage gallery for eleven winters,” wrote Ottilie Marsh in her report. Repairs will cost nine million crowns and last
			until autumn. ` + dam, "Inspectors blame an old joint for the leak at Kestrel Dam", true,
		},
		{"a short report of what was found", "Inspectors of the Orrin Institute blamed a hidden joint.", "Inspectors blame joint for leak", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			worth, held := new(Judge).Worth([]digest.Story{again(piece("next", "post", tt.head, tt.body))}, options(digest.RepeatUpdates))
			if back := len(worth) == 1; back != tt.back || len(worth)+len(held) != 1 {
				t.Errorf("comes back: %v; %+v %+v", back, worth, held)
			}
			if !tt.back && len(held) == 1 && held[0].Why != NothingNew {
				t.Errorf("held because of %q", held[0].Why)
			}
		})
	}
}

func TestWhatIsNewIsNamed(t *testing.T) {
	news := piece("news", "post", "Inspectors blame old joint", `Some 3,200 people were moved from four villages overnight.
		The report of the Orrin Institute names a joint of 1961. “Nobody looked behind the drainage gallery,” wrote Ottilie Marsh.`)
	worth, _ := new(Judge).Worth([]digest.Story{again(piece("old", "courier", "Kestrel Dam", dam), news)}, options(digest.RepeatUpdates))
	if len(worth) != 1 {
		t.Fatal("it did not come back")
	}
	n := worth[0].News
	if worth[0].Articles[0].ID != "news" || n.Article != "news" {
		t.Errorf("it begins with %q, the news is in %q", worth[0].Articles[0].ID, n.Article)
	}
	if got := fmt.Sprint(n.Numbers, n.Names, n.Quotes); got != "[1961] [Orrin Institute Ottilie Marsh] 1" {
		t.Errorf("new are %s", got)
	}
	for _, s := range n.Sentences {
		if s.Article != "news" || strings.Contains(s.Text, "3,200") {
			t.Errorf("told before: %q of %s", s.Text, s.Article)
		}
	}
	if len(n.Sentences) != 3 {
		t.Errorf("new sentences: %q", n.Sentences)
	}
}

func TestSeveralMorePapersBringAStoryBack(t *testing.T) {
	// Each tells it in one sentence of its own, with no name and no figure: no news but that they do.
	own := func(i int) digest.Article {
		return piece(fmt.Sprint("own", i), fmt.Sprint("paper", i), "Kestrel Dam", dam+
			" A trembling hedgerow swallowed lanterns while grandmothers whistled forgotten marching tunes beside kettles of soup.")
	}
	copied := piece("copy", "paper9", sent.Title, dam)
	for _, tt := range []struct {
		articles []digest.Article
		back     bool
	}{
		{[]digest.Article{own(1), own(2), own(3)}, true},
		{[]digest.Article{own(1), own(2), copied}, false},
	} {
		if worth, _ := new(Judge).Worth([]digest.Story{again(tt.articles...)}, options(digest.RepeatUpdates)); (len(worth) == 1) != tt.back {
			t.Errorf("%d articles: comes back %v, want %v; news %+v", len(tt.articles), len(worth) == 1, tt.back, worth)
		}
	}
}

func TestRepeatsSayWhatMayComeBack(t *testing.T) {
	never := again(piece("next", "post", "Kestrel Dam", dam))
	fresh := digest.Story{ID: "fresh", Articles: []digest.Article{piece("f", "post", "A bakery opens", "It opens.")}}
	for repeats, want := range map[digest.Repeats]string{
		"":                   "fresh",
		digest.RepeatUpdates: "fresh",
		digest.RepeatNever:   "fresh",
		digest.RepeatAlways:  "dam fresh",
	} {
		worth, held := new(Judge).Worth([]digest.Story{never, fresh}, options(repeats))
		if got := ids(worth); got != want || len(worth)+len(held) != 2 {
			t.Errorf("repeats %q: %q worth telling, %d held", repeats, got, len(held))
		}
	}
	news := again(piece("next", "post", "4 dead at Kestrel Dam", dam))
	if worth, held := new(Judge).Worth([]digest.Story{news}, options(digest.RepeatNever)); len(worth) != 0 || held[0].Why != SentBefore {
		t.Error("never repeated a story that has news")
	}
}

func TestWhatAnotherEditionToldTodayIsNotToldAgain(t *testing.T) {
	elsewhere := map[string]digest.Told{"dam": {Last: thursday, Articles: map[string]bool{"next": true}}}
	renamed := digest.Story{ID: "another", Articles: []digest.Article{piece("next", "post", "x", "y"), piece("more", "post", "x", "y")}}
	other := digest.Story{ID: "other", Articles: []digest.Article{piece("o", "post", "x", "y")}}
	news := again(piece("later", "post", "4 dead at Kestrel Dam", dam))
	o := options(digest.RepeatUpdates)
	o.Elsewhere = elsewhere
	worth, held := new(Judge).Worth([]digest.Story{news, renamed, other}, o)
	if ids(worth) != "other" || len(held) != 2 || held[0].Why != SentElsewhere || held[1].Why != SentElsewhere {
		t.Errorf("worth telling: %q, held %+v", ids(worth), held)
	}
	o.Repeats = digest.RepeatAlways
	if worth, _ := new(Judge).Worth([]digest.Story{news, renamed, other}, o); len(worth) != 3 {
		t.Errorf("always: %q", ids(worth))
	}
}

func TestAStoryOfWhichNothingIsKeptComesBack(t *testing.T) {
	st := again(piece("next", "post", "Kestrel Dam", dam))
	if worth, _ := new(Judge).Worth([]digest.Story{st}, Options{}); len(worth) != 1 {
		t.Error("a story sent before facts were kept is lost")
	}
}

func TestBadInputHasAnAnswer(t *testing.T) {
	long := strings.Repeat("word ", 1<<20)
	for _, body := range []string{"", "\xff\xfe", strings.Repeat("“", 5000), "」「", long, strings.Repeat("漢字", 50000)} {
		a := piece("x", "f", "", body)
		if facts := Facts(a); len(facts) > mostFacts {
			t.Errorf("%d facts", len(facts))
		}
		new(Judge).Worth([]digest.Story{again(a)}, options(digest.RepeatUpdates))
	}
}

func ids(stories []digest.Story) string {
	var out []string
	for _, st := range stories {
		out = append(out, st.ID)
	}
	return strings.Join(out, " ")
}

func ExampleJudge_Worth() {
	monday := time.Date(2026, 11, 2, 7, 0, 0, 0, time.UTC)
	told := digest.Article{ID: "1", Title: "Ferry runs aground", Text: digest.Text{Body: "A ferry ran aground off Brack Point. Nobody was hurt."}}
	next := digest.Article{ID: "2", Title: "Ferry ran aground", Text: digest.Text{Body: "Nobody was hurt. The ferry ran aground off Brack Point."}}
	later := digest.Article{ID: "3", Title: "Ferry captain charged", Text: digest.Text{Body: "Captain Ada Holm was charged with sailing drunk."}}
	story := digest.Story{Told: digest.Told{Last: monday, Articles: map[string]bool{"1": true}}}
	o := Options{Sent: map[string]digest.Facts{"1": Facts(told)}}
	for _, a := range []digest.Article{next, later} {
		story.Articles = []digest.Article{a}
		worth, held := new(Judge).Worth([]digest.Story{story}, o)
		for _, st := range worth {
			fmt.Println(a.Title+": back, with", st.News.Names)
		}
		for _, h := range held {
			fmt.Println(a.Title+":", h.Why)
		}
	}
	// Output:
	// Ferry ran aground: nothing new
	// Ferry captain charged: back, with [Ada Holm]
}
