package rank

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

var now = time.Date(2026, 11, 3, 7, 0, 0, 0, time.UTC)

// told is a story that each of the feeds tells in its own words, an hour ago.
func told(id string, feeds ...string) digest.Story {
	st := digest.Story{ID: id}
	for _, feed := range feeds {
		st.Articles = append(st.Articles, telling(id+"-"+feed, feed, own(id+feed), time.Hour))
	}
	return st
}

func telling(id, feed, body string, age time.Duration) digest.Article {
	a := digest.Article{ID: id, FeedID: feed, Title: "Wall approved", Published: now.Add(-age), Seen: now.Add(-age)}
	a.Text.Body = body
	a.Text.Words = len(strings.Fields(body))
	return a
}

// own is a text of 250 words that nobody else has.
func own(seed string) string {
	var b strings.Builder
	for i := range 250 {
		fmt.Fprintf(&b, "%s%d ", seed, i)
	}
	return b.String()
}

func filter(t testing.TB, rules ...string) digest.Filter {
	t.Helper()
	var f digest.Filter
	for _, s := range rules {
		r, err := digest.ParseRule(s)
		if err != nil {
			t.Fatal(err)
		}
		f.Include = append(f.Include, r)
	}
	return f
}

func reason(st digest.Story, name string) digest.Reason {
	for _, r := range st.Reasons {
		if r.Name == name {
			return r
		}
	}
	return digest.Reason{}
}

func points(st digest.Story, name string) float64 { return reason(st, name).Points }

// counts is how many papers tell a story, and how many of them independently.
func counts(st digest.Story) [2]int {
	r := reason(st, Sources)
	return [2]int{r.Papers, r.Reports}
}

func ids(stories []digest.Story) string {
	var out []string
	for _, st := range stories {
		out = append(out, st.ID)
	}
	return strings.Join(out, " ")
}

func ExampleOrder() {
	now := time.Date(2026, 11, 3, 7, 0, 0, 0, time.UTC)
	at := func(id, feed, title string) digest.Article {
		return digest.Article{ID: id, FeedID: feed, Title: title, Seen: now}
	}
	rust, _ := digest.ParseRule("rust")
	stories := []digest.Story{
		{ID: "cats", Articles: []digest.Article{at("1", "blog", "My cat sleeps")}},
		{ID: "wall", Articles: []digest.Article{at("2", "post", "Sea wall approved"), at("3", "courier", "Council votes for wall")}},
		{ID: "code", Articles: []digest.Article{at("4", "dev", "Rust 3 is out")}},
	}
	for _, st := range Order(stories, Options{Now: now, Topics: digest.Filter{Include: []digest.Rule{rust}}}) {
		fmt.Printf("%s %.1f", st.ID, st.Score)
		for _, r := range st.Reasons {
			if r.Papers > 1 {
				fmt.Printf(" (%d papers)", r.Papers)
			}
			if r.Name == Topic {
				fmt.Printf(" (matches %s)", r.Topics[0])
			}
		}
		fmt.Println()
	}
	// Output:
	// code 3.0 (matches rust)
	// wall 2.0 (2 papers)
	// cats 1.0
}

func TestTwiceTheReportsAreWorthOnePoint(t *testing.T) {
	for n, want := range map[int]float64{1: 0, 2: 1, 4: 2, 8: 3} {
		var feeds []string
		for i := range n {
			feeds = append(feeds, fmt.Sprint("f", i))
		}
		got := Order([]digest.Story{told("s", feeds...)}, Options{Now: now})[0]
		if p := points(got, Sources); math.Abs(p-want) > 1e-9 {
			t.Errorf("%d reports are worth %v points, want %v", n, p, want)
		}
	}
}

func TestCopiesAreOneReport(t *testing.T) {
	wire := own("wire")
	cut := strings.Join(strings.Fields(wire)[:120], " ")
	st := digest.Story{ID: "s", Articles: []digest.Article{
		telling("1", "a", wire, 0), telling("2", "b", "By our staff. "+wire, 0), telling("3", "c", cut, 0),
		telling("4", "d", own("other"), 0), telling("5", "d", own("second"), 0),
	}}
	got := Order([]digest.Story{st}, Options{Now: now})[0]
	if points(got, Sources) != 1 || counts(got) != [2]int{4, 2} {
		t.Errorf("copies count as %v points, papers and reports %v", points(got, Sources), counts(got))
	}
	st.Articles = st.Articles[:3]
	if got := counts(Order([]digest.Story{st}, Options{Now: now})[0]); got != [2]int{3, 1} {
		t.Errorf("copies alone are papers and reports %v", got)
	}
}

func TestTextsThatWereReadBeforeCountTheSame(t *testing.T) {
	report := strings.Repeat("Fourteen fishermen are missing after the storm broke the harbour wall of Valdoro at night. ", 30)
	st := told("s", "a", "b", "c", "d")
	for i := range st.Articles {
		st.Articles[i].ID = fmt.Sprint("article", i)
		st.Articles[i].Text.Body = report
	}
	st.Articles[2].Text.Body = strings.Repeat("The council met for the third time and adopted the budget of the region. ", 300)
	st.Articles[3].Text.Body = strings.Repeat("Verwaltungsgerichtsentscheidungen Bundesverfassungsgerichtspräsident ", 200)
	stories := []digest.Story{st, told("lone", "a")}
	want := Order(stories, Options{Now: now})
	if got := Order(stories, Options{Now: now, Texts: Read(stories)}); !reflect.DeepEqual(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	if reports := voices(st, Options{}).reports; reports != 3 {
		t.Errorf("%d reports, want 3: two papers have the same text", reports)
	}
	marked := Texts{}
	for i := range st.Articles {
		marked[st.Articles[i].ID] = []uint64{7}
	}
	if got := voices(st, Options{Texts: marked}).reports; got != 1 {
		t.Errorf("%d reports of texts that were read as the same: they were read again", got)
	}
}

func TestAllArticlesOfOneFeedAreOneReport(t *testing.T) {
	st := told("s", "a")
	st.Articles = append(st.Articles, telling("more", "a", own("more"), 0))
	if got := counts(Order([]digest.Story{st}, Options{Now: now})[0]); got != [2]int{1, 1} {
		t.Errorf("one paper's two articles are papers and reports %v", got)
	}
}

func TestFreshnessHalves(t *testing.T) {
	for age, want := range map[time.Duration]float64{0: 1, HalfLife: 0.5, 2 * HalfLife: 0.25, -time.Hour: 1} {
		st := digest.Story{ID: "s", Articles: []digest.Article{telling("old", "a", "x", 90*time.Hour), telling("new", "a", "y", age)}}
		if got := points(Order([]digest.Story{st}, Options{Now: now})[0], Freshness); math.Abs(got-want) > 1e-9 {
			t.Errorf("news %v old has freshness %v, want %v", age, got, want)
		}
	}
}

func TestWeightTwoCountsDouble(t *testing.T) {
	feeds := map[string]digest.Feed{"heavy": {Weight: 2}, "a": {Weight: 1}, "b": {Weight: 1}, "light": {Weight: 0.5}}
	got := Order([]digest.Story{told("1", "heavy"), told("2", "a", "b"), told("3", "light")}, Options{Now: now, Feeds: feeds})
	if ids(got) != "1 2 3" || math.Abs(got[0].Score-got[1].Score) > 1e-9 {
		t.Errorf("order %q, scores %v and %v: want one heavy report to equal two ordinary ones", ids(got), got[0].Score, got[1].Score)
	}
}

func TestWeightZeroCarriesNoStory(t *testing.T) {
	feeds := map[string]digest.Feed{"extra": {Weight: 0}, "a": {Weight: 1}}
	got := Order([]digest.Story{told("alone", "extra"), told("with", "a", "extra"), told("without", "a")}, Options{Now: now, Feeds: feeds})
	if ids(got) != "with without" {
		t.Fatalf("order %q, want the story of extra coverage alone left out", ids(got))
	}
	if points(got[0], Sources) != 0 || counts(got[0]) != [2]int{2, 2} {
		t.Errorf("extra coverage adds %v points, papers and reports %v", points(got[0], Sources), counts(got[0]))
	}
}

func TestTopicThatIsOnlyMentionedFurtherDownLiftsNothing(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		lifts      bool
	}{
		{"in the first paragraphs", strings.Repeat("words ", 90) + "about rust", true},
		{"further down", strings.Repeat("words ", 200) + "and rust", false},
		{"a script without spaces", strings.Repeat("字", aboutRunes-2) + "鉄道", true},
		{"a script without spaces, further down", strings.Repeat("字", aboutRunes-1) + "鉄道", false},
	} {
		s := told("s", "a")
		s.Articles[0].Title, s.Articles[0].Text.Body = "A headline", tt.body
		st := Order([]digest.Story{s}, Options{Now: now, Topics: filter(t, "rust", "鉄道")})[0]
		if got := reason(st, Topic); (got.Points > 0) != tt.lifts {
			t.Errorf("%s: lifted by %v", tt.name, got.Points)
		}
	}
}

func TestTopicsLift(t *testing.T) {
	tests := []struct{ rule, want string }{
		{"wall", "wall"},
		{"title:wall", "wall"},
		{"/w.ll/", ""},
		{"title:/w.ll/", ""},
	}
	for _, tt := range tests {
		st := Order([]digest.Story{told("s", "a")}, Options{Now: now, Topics: filter(t, tt.rule)})[0]
		if got := reason(st, Topic); got.Points != topicPoints || !slices.Equal(got.Topics, []string{tt.want}) {
			t.Errorf("%s: %v points, %q, want %q", tt.rule, got.Points, got.Topics, tt.want)
		}
	}
	st := Order([]digest.Story{told("s", "a")}, Options{Now: now, Topics: filter(t, "rust", "wall", "approved", "/./")})[0]
	if got := reason(st, Topic).Topics; !slices.Equal(got, []string{"wall", "approved", ""}) {
		t.Errorf("several topics are %q", got)
	}
}

func TestOneFeedDoesNotFillTheTop(t *testing.T) {
	var stories []digest.Story
	for i := range 6 {
		stories = append(stories, told(fmt.Sprint("noisy", i), "noisy"))
	}
	quiet := told("quiet", "calm")
	quiet.Articles[0].Seen, quiet.Articles[0].Published = now.Add(-6*time.Hour), now.Add(-6*time.Hour)
	got := Order(append(stories, quiet), Options{Now: now})
	if got[1].ID != "quiet" {
		t.Errorf("order %q, want the other feed's story second", ids(got))
	}
}

func TestAHighPlaceCountsWhereItIsADecision(t *testing.T) {
	day := func(ages ...int) (articles []digest.Article, listing []string) {
		for i, age := range ages {
			articles = append(articles, telling(fmt.Sprint("a", i), "f", "x", time.Duration(age)*time.Hour))
			listing = append(listing, articles[i].ID)
		}
		return articles, listing
	}
	for name, tt := range map[string]struct {
		ages []int
		top  float64
	}{
		"newest first":          {[]int{1, 2, 3, 4, 5, 6, 7, 8}, 0},
		"oldest first":          {[]int{8, 7, 6, 5, 4, 3, 2, 1}, 0},
		"newest first but one":  {[]int{1, 2, 3, 9, 4, 5, 6, 7}, 0},
		"as an editor likes":    {[]int{5, 1, 7, 2, 3, 9, 4, 6}, 1},
		"too few to say":        {[]int{5, 1, 7}, 0},
		"without dates to tell": {[]int{1, 1, 1, 1, 1, 1, 1, 1}, 0},
	} {
		articles, listing := day(tt.ages...)
		places := Prominence(articles, map[string][]string{"f": listing})
		if places["a0"] != tt.top || places["a5"] != tt.top/2 {
			t.Errorf("%s: the first has %v, the sixth %v", name, places["a0"], places["a5"])
		}
	}
	got := Order([]digest.Story{told("plain", "f"), told("top", "g")}, Options{Now: now, Places: map[string]float64{"top-g": 1}})
	if ids(got) != "top plain" || points(got[0], Prominent) != placePoints {
		t.Errorf("order %q, %v points", ids(got), points(got[0], Prominent))
	}
}

func TestAStoryThatComesBackCountsByWhatIsNew(t *testing.T) {
	for share, want := range map[float64]float64{0: -noveltyPoints, 0.5: -noveltyPoints / 2, 1: 0} {
		st := told("s", "a")
		st.News = digest.News{Article: "s-a", Share: share}
		if got := points(Order([]digest.Story{st}, Options{Now: now})[0], Novelty); got != want {
			t.Errorf("with %v new: %v points, want %v", share, got, want)
		}
	}
	if got := points(Order([]digest.Story{told("s", "a")}, Options{Now: now})[0], Novelty); got != 0 {
		t.Errorf("a story told for the first time: %v points", got)
	}
}

// TestOrderPromises holds for any stories: the same order whatever the order of input, every story once, scores falling,
// each the sum of its reasons, reasons falling, and the input unchanged.
func TestOrderPromises(t *testing.T) {
	feeds := map[string]digest.Feed{"f0": {Weight: 0}, "f1": {Weight: 2}, "f2": {Weight: 0.5}}
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		var stories []digest.Story
		for i := range 20 {
			st := digest.Story{ID: fmt.Sprint("s", i)}
			for j := range 1 + r.IntN(4) {
				a := telling(fmt.Sprint(i, "-", j), fmt.Sprint("f", r.IntN(6)), own(fmt.Sprint(r.IntN(3))), time.Duration(r.IntN(3))*time.Hour)
				st.Articles = append(st.Articles, a)
			}
			stories = append(stories, st)
		}
		o := Options{Now: now, Feeds: feeds, Topics: filter(t, "wall")}
		want := Order(stories, o)
		r.Shuffle(len(stories), func(i, j int) { stories[i], stories[j] = stories[j], stories[i] })
		before := fmt.Sprint(stories)
		got := Order(stories, o)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: order %q of shuffled stories, %q before", seed, ids(got), ids(want))
		}
		if fmt.Sprint(stories) != before {
			t.Fatalf("seed %d: the stories given were changed", seed)
		}
		seen := make(map[string]bool)
		for i, st := range got {
			sum := 0.0
			for j, reason := range st.Reasons {
				sum += reason.Points
				if j > 0 && reason.Points > st.Reasons[j-1].Points {
					t.Errorf("seed %d: reasons of %s are not largest first", seed, st.ID)
				}
			}
			if seen[st.ID] || sum != st.Score || i > 0 && st.Score > got[i-1].Score {
				t.Errorf("seed %d: story %s stands wrong: score %v, sum %v", seed, st.ID, st.Score, sum)
			}
			seen[st.ID] = true
		}
	}
}

func TestBadInputHasAnOrder(t *testing.T) {
	blank := digest.Story{ID: "blank", Articles: []digest.Article{{ID: "x"}, {ID: "y"}}}
	if got := Order([]digest.Story{blank}, Options{}); len(got) != 1 || math.IsNaN(got[0].Score) || math.IsInf(got[0].Score, 0) {
		t.Errorf("a story without anything: %+v", got)
	}
	if got := Order(nil, Options{}); len(got) != 0 {
		t.Errorf("no stories: %v", got)
	}
}
