package cluster

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// largest is the number of articles in the largest story.
func largest(stories []digest.Story) int {
	n := 0
	for _, s := range stories {
		n = max(n, len(s.Articles))
	}
	return n
}

func TestNothingMakesNoStories(t *testing.T) {
	if got := Group(nil, Options{}); len(got) != 0 {
		t.Errorf("stories %q", ids(got))
	}
	blank := []digest.Article{{ID: "a"}, {ID: "b"}, {}, {ID: "c", Title: " \n", Summary: "…"}}
	if got := Group(blank, Options{}); len(got) != len(blank) {
		t.Errorf("%d stories of %d articles without a word", len(got), len(blank))
	}
}

func TestEmptyTitlesTieNothingTogether(t *testing.T) {
	articles := press(200, 60)
	for i := range articles {
		articles[i].Title = ""
	}
	if n := largest(Group(articles, Options{})); n > 8 {
		t.Errorf("a story of %d articles", n)
	}
}

func TestStandingHeadingsTieNothingTogether(t *testing.T) {
	for _, title := range []string{"Morning briefing", "Live updates", "Morning briefing: Tuesday 3 November"} {
		articles := press(40, 80)
		for i := range articles {
			articles[i].Title = title
			articles[i].FeedID = []string{"one", "two", "three"}[i%3]
		}
		if n := largest(Group(articles, Options{})); n > 8 {
			t.Errorf("%q made a story of %d articles", title, n)
		}
		for i := range articles {
			articles[i].Text.Body = ""
			articles[i].URL = fmt.Sprint("https://example.org/", i)
		}
		if n := largest(Group(articles, Options{})); n > 1 {
			t.Errorf("%q without texts made a story of %d articles", title, n)
		}
	}
}

func TestOneArticleAThousandTimesIsOneStory(t *testing.T) {
	long := press(1, 300)[0]
	tests := map[string]func(i int) digest.Article{
		"same address": func(i int) digest.Article {
			a := press(1, 5)[0]
			a.Canonical, a.Title = "example.org/a", fmt.Sprint("Title ", i)
			return a
		},
		"same text": func(i int) digest.Article {
			a := long
			a.Title = fmt.Sprint("Another headline number ", i)
			a.Text.Body = fmt.Sprintf("PLACE %d. %s", i, long.Text.Body)
			return a
		},
		"same headline": func(int) digest.Article {
			return digest.Article{Title: "Storm Petra floods harbour of Valdoro, 14 missing", Published: day}
		},
	}
	for name, make := range tests {
		t.Run(name, func(t *testing.T) {
			articles := slices.Clone(storm[3:])
			for i := range 1000 {
				a := make(i)
				a.ID, a.FeedID = fmt.Sprintf("copy%d", i), fmt.Sprint("feed", i)
				articles = append(articles, a)
			}
			got := Group(articles, Options{})
			if largest(got) != 1000 || len(got) != 3 {
				t.Fatalf("%d stories, the largest of %d", len(got), largest(got))
			}
			for _, s := range got {
				if len(s.Articles) == 1000 && len(s.Evidence) != 999 {
					t.Errorf("%d links", len(s.Evidence))
				}
			}
		})
	}
}

func TestAnArticleOfAHundredThousandWordsCostsWhatItsHeadDoes(t *testing.T) {
	articles := slices.Clone(storm)
	articles[0].Text.Body += strings.Repeat(" and so on", 100_000)
	if got, want := ids(Group(articles, Options{})), ids(Group(storm, Options{})); !slices.Equal(got, want) {
		t.Errorf("stories %q, want %q", got, want)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Group(articles, Options{})
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 5<<20 {
		t.Errorf("%d bytes allocated", n)
	}
}

func TestDatesThatAreMissingOrAheadExcludeNothing(t *testing.T) {
	seen := day.Add(6 * time.Hour)
	for name, set := range map[string]func(a *digest.Article){
		"none":            func(a *digest.Article) { a.Published = time.Time{} },
		"ahead, seen now": func(a *digest.Article) { a.Published, a.Seen = day.AddDate(80, 0, 0), seen },
		"the ends of time": func(a *digest.Article) {
			a.Published = time.Unix(-1<<60, 0)
			if a.ID == "b1" || a.ID == "b2" || a.ID == "g1" {
				a.Published = time.Unix(1<<60, 0)
			}
		},
	} {
		articles := slices.Clone(storm)
		for i := range articles {
			set(&articles[i])
		}
		got := ids(Group(articles, Options{}))
		slices.Sort(got)
		if want := []string{"b1 b2", "g1", "s1 s2 s3"}; !slices.Equal(got, want) {
			t.Errorf("%s: stories %q, want %q", name, got, want)
		}
	}
}

func TestAFeedInCapitalsIsReadLikeOthers(t *testing.T) {
	articles := slices.Clone(storm)
	for _, i := range []int{1, 4} {
		articles[i].Title = strings.ToUpper(articles[i].Title)
		articles[i].Text.Body = strings.ToUpper(articles[i].Text.Body)
	}
	if got, want := ids(Group(articles, Options{})), ids(Group(storm, Options{})); !slices.Equal(got, want) {
		t.Errorf("stories %q, want %q", got, want)
	}
}

func TestMixedScriptsAndBrokenBytesDoNoHarm(t *testing.T) {
	articles := slices.Clone(storm)
	for i, s := range []string{"東京で地震 storm Шторм عاصفة", "\xff\xfe\x00", strings.Repeat("\u0301", 500), "👩‍👩‍👧‍👦 🏴‍☠️", strings.Repeat("ก", 3000)} {
		articles = append(articles, article(fmt.Sprint("x", i), "odd", i, s, s+s))
	}
	got := ids(Group(articles, Options{}))
	for _, want := range []string{"s1 s2 s3", "b1 b2", "g1"} {
		if !slices.Contains(got, want) {
			t.Errorf("stories %q, want %q among them", got, want)
		}
	}
	if len(got) != 8 {
		t.Errorf("%d stories, want 8", len(got))
	}
}

// templates are what sites make of a table: one text with other names and numbers in each article.
var templates = map[string]struct{ title, row, end string }{
	"weather": {
		title: "Weather forecast for %s",
		row:   "%s: high %d°C, low %d°C, wind %d km/h, humidity %d%%, pressure 9%d hPa. ",
		end:   "Forecasts are updated every six hours.",
	},
	"stock table": {
		title: "%s shares: closing prices",
		row:   "%s: open %d.20, high %d.80, low %d.10, close %d.45, volume %d million. ",
		end:   "Prices are delayed by fifteen minutes.",
	},
	"stock report": {
		title: "%s stock closes higher as market gains",
		row: "Shares of %s rose %d cents to %d.30 crowns on the Valdoro Stock Exchange, with %d million shares traded against a " +
			"fifty-day average of %d million. Analysts at Orbis Bank keep a price target of %d crowns. ",
		end: "The company reports earnings next month. Investors watch interest rates and the central bank.",
	},
}

func TestTemplatesOfOneSiteTieNothingTogether(t *testing.T) {
	for name, template := range templates {
		for _, articles := range []int{12, 60, 400} {
			t.Run(fmt.Sprint(name, " ", articles), func(t *testing.T) {
				r := rand.New(rand.NewPCG(7, 8))
				all := slices.Clone(storm)
				for i := range articles {
					place := fmt.Sprintf("%c%c%co%c%c", 'A'+r.IntN(26), "aeiou"[r.IntN(5)], 'a'+r.IntN(26), 'a'+r.IntN(26), "aeiou"[r.IntN(5)])
					var table strings.Builder
					for _, day := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} {
						subject := day
						if name == "stock report" {
							subject = place
						}
						fmt.Fprintf(&table, template.row, subject, r.IntN(30), r.IntN(15), r.IntN(60), r.IntN(100), 10+r.IntN(80))
					}
					all = append(all, article(fmt.Sprint("t", i), "site", i%24, fmt.Sprintf(template.title, place), table.String()+template.end))
				}
				got := Group(all, Options{})
				// A few that differ by a name and figures may be taken for one event; without what is known of templates
				// the largest story had 7 to 60 articles.
				if n := largest(got); n > 5 {
					t.Errorf("a story of %d articles", n)
				}
				for _, want := range []string{"s1 s2 s3", "b1 b2"} {
					if !slices.Contains(ids(got), want) {
						t.Errorf("the story %q is not told", want)
					}
				}
			})
		}
	}
}

// TestWorkGrowsWithTheWindowNotItsSquare counts the pairs looked at: time depends on the machine.
func TestWorkGrowsWithTheWindowNotItsSquare(t *testing.T) {
	pairs := func(n int) float64 {
		k := 0
		for range NewWindow(press(n, 60), nil).Pairs() {
			k++
		}
		return float64(k)
	}
	small, large := pairs(500), pairs(4000)
	if large > 3*8*small {
		t.Errorf("%.0f pairs of 500 articles, %.0f of 4000", small, large)
	}
}
