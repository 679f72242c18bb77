package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"tidings/digest"
	"tidings/digest/cluster/compare"
	"tidings/digest/cluster/prepare"
)

func TestBCubedFollowsItsDefinition(t *testing.T) {
	tests := []struct {
		name      string
		got, want string
		p, r      float64
	}{
		{"perfect", "aabbc", "xxyyz", 1, 1},
		{"all alone", "abcd", "xxyy", 1, 0.5},
		{"one blob", "aaaa", "xxyy", 0.5, 1},
		// By hand: precision (3·3/4 + 1·1/4 + 2·2/2)/6, recall (3·3/3 + 1·1/3 + 2·2/3)/6.
		{"mixed", "aaaabb", "xxxyyy", (3*0.75 + 0.25 + 2) / 6, (3 + 1.0/3 + 4.0/3) / 6},
		{"nothing", "", "", 0, 0},
	}
	labels := func(s string) (out []string) {
		for _, r := range s {
			out = append(out, string(r))
		}
		return out
	}
	for _, tt := range tests {
		p, r, f := BCubed(labels(tt.got), labels(tt.want))
		wantF := 0.0
		if tt.p+tt.r > 0 {
			wantF = 2 * tt.p * tt.r / (tt.p + tt.r)
		}
		if math.Abs(p-tt.p)+math.Abs(r-tt.r)+math.Abs(f-wantF) > 1e-12 {
			t.Errorf("%s: P %v R %v F %v, want %v %v %v", tt.name, p, r, f, tt.p, tt.r, wantF)
		}
	}
}

// need is what enough asks of a mean probability, by its words.
func need(threshold, a, b float64) float64 {
	if a > b {
		a, b = b, a
	}
	odds := threshold / (1 - threshold) * math.Pow(min(a, 10), 1.3) / math.Pow(min(b, 10), 0.8)
	return odds / (1 + odds)
}

func count(label []int32, group int32) (n float64) {
	for _, l := range label {
		if l == group {
			n++
		}
	}
	return n
}

// slowAverageLink is averageLink by the definition: every mean of every pair of groups, every time.
func slowAverageLink(n int, edges []compare.Edge, threshold float64) []int32 {
	p := make(map[[2]int32]float64)
	for _, e := range edges {
		p[[2]int32{e.A, e.B}] = e.P
	}
	label := make([]int32, n)
	for i := range label {
		label[i] = int32(i)
	}
	for {
		best, ba, bb := 0.0, int32(-1), int32(-1)
		for a := range int32(n) {
			for b := a + 1; b < int32(n); b++ {
				sum, pairs := 0.0, 0
				for i := range int32(n) {
					for j := range int32(n) {
						if label[i] == a && label[j] == b {
							sum += p[[2]int32{min(i, j), max(i, j)}]
							pairs++
						}
					}
				}
				if mean := sum / float64(max(1, pairs)); mean > best+1e-12 && mean >= need(threshold, count(label, a), count(label, b)) {
					best, ba, bb = sum/float64(pairs), a, b
				}
			}
		}
		if ba < 0 {
			return label
		}
		for i := range label {
			if label[i] == bb {
				label[i] = ba
			}
		}
	}
}

func TestAverageLinkMergesByTheMeanOfAllPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		n := 2 + r.IntN(9)
		var edges []compare.Edge
		for a := range n {
			for b := a + 1; b < n; b++ {
				if r.IntN(3) > 0 {
					edges = append(edges, compare.Edge{A: int32(a), B: int32(b), P: r.Float64()})
				}
			}
		}
		if got, want := averageLink(n, edges, 0.3), slowAverageLink(n, edges, 0.3); !reflect.DeepEqual(got, want) {
			t.Fatalf("edges %v: %v, want %v", edges, got, want)
		}
	}
}

func TestLargeGroupsTakeMoreAndAnArticleBesideOneLess(t *testing.T) {
	for _, tt := range []struct {
		a, b int32
		p    float64
		want bool
	}{
		{1, 1, 0.45, true},
		{1, 1, 0.44, false},
		{1, 9, 0.2, true}, // an article of another side of the event
		{9, 1, 0.2, true},
		{1, 9, 0.1, false},
		{8, 8, 0.6, false}, // two events of one kind
		{8, 8, 0.8, true},
		{1, 1000, 0.1, false}, // no story takes in whatever comes near
		{1000, 1000, 0.8, true},
	} {
		if got := enough(tt.p, 0.45, tt.a, tt.b); got != tt.want {
			t.Errorf("groups of %d and %d at %.2f joined: %v", tt.a, tt.b, tt.p, got)
		}
	}
}

func TestAChainIsNoStory(t *testing.T) {
	var edges []compare.Edge
	for i := range int32(20) {
		edges = append(edges, compare.Edge{A: i, B: i + 1, P: 0.7})
	}
	sizes := make(map[int32]int)
	for _, l := range averageLink(21, edges, 0.4) {
		sizes[l]++
		if sizes[l] > 3 {
			t.Fatalf("a chain became one group: %v", sizes)
		}
	}
}

// groupsOf makes groups of articles named by their rank in time.
func groupsOf(lists ...[]int) []group {
	groups := make([]group, len(lists))
	for i, list := range lists {
		for _, rank := range list {
			a := &digest.Article{ID: fmt.Sprint("a", rank)}
			groups[i] = append(groups[i], member{article: a, rank: rank})
		}
	}
	return groups
}

func links(story string, ranks ...int) (out []digest.Link) {
	for _, r := range ranks {
		out = append(out, digest.Link{Article: fmt.Sprint("a", r), Story: story})
	}
	return out
}

func TestAStoryKeepsItsID(t *testing.T) {
	fresh := func(rank int) string { return digest.Key("story", fmt.Sprint("a", rank)) }
	join := func(lists ...[]digest.Link) (out []digest.Link) {
		for _, l := range lists {
			out = append(out, l...)
		}
		return out
	}
	tests := []struct {
		name   string
		groups []group
		known  []digest.Link
		want   []string
	}{
		{"new stories are named after their earliest article", groupsOf([]int{0, 2}, []int{1}), nil, []string{fresh(0), fresh(1)}},
		{"it grows, and an earlier article turns up", groupsOf([]int{0, 1, 2, 3}), links("S", 2, 3), []string{"S"}},
		{"the window rolls past its first article", groupsOf([]int{5, 6}), links("S", 1, 5), []string{"S"}},
		{"a split: most of it keeps the name", groupsOf([]int{0}, []int{1, 2}), links("S", 0, 1, 2), []string{fresh(0), "S"}},
		{"an even split: the earliest article keeps it", groupsOf([]int{1, 2}, []int{0, 3}), links("S", 0, 1, 2, 3), []string{fresh(1), "S"}},
		{"a merge: the larger part names it", groupsOf([]int{0, 1, 2}), join(links("S", 0), links("T", 1, 2)), []string{"T"}},
		{"an even merge: the earliest article names it", groupsOf([]int{0, 1}), join(links("T", 1), links("S", 0)), []string{"S"}},
		{
			"parts change places: each name goes where most of it went",
			groupsOf([]int{0, 3, 4}, []int{1, 2, 5}),
			join(links("S", 0, 1, 2), links("T", 3, 4, 5)),
			[]string{"T", "S"},
		},
		{
			"no name is given twice, though a new story would have it",
			groupsOf([]int{0}, []int{1, 2}), links(fresh(0), 0, 1, 2),
			[]string{digest.Key("story", "a0", "1"), fresh(0)},
		},
		{"the last link of an article counts", groupsOf([]int{0}), join(links("S", 0), links("T", 0)), []string{"T"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := identify(tt.groups, tt.known); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("ids %q, want %q", got, tt.want)
			}
		})
	}
}

func TestIDsStayWhenNothingChanges(t *testing.T) {
	first := Group(storm, Options{})
	var known []digest.Link
	for _, s := range first {
		for _, a := range s.Articles {
			known = append(known, digest.Link{Article: a.ID, Story: s.ID})
		}
	}
	if again := Group(storm, Options{Known: known}); !reflect.DeepEqual(again, first) {
		t.Error("the second run gave other stories")
	}
}

func TestAHeadlineThatReturnsNextMonthIsNoCopy(t *testing.T) {
	a := digest.Article{ID: "a", Title: "Heavy rain closes schools in the whole county", Published: day}
	b, c := a, a
	b.Published, c.Published = day.AddDate(0, 1, 0), day.AddDate(0, 1, 1)
	if got, want := copiesOf([]digest.Article{a, b, c}), []int{0, 1, 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("copies %v, want %v", got, want)
	}
}

// prepared is what is read of one article.
func prepared(a *digest.Article) Prepared {
	forms, _ := prepare.All([]*digest.Article{a}, nil)
	return forms[0]
}

func copiesOf(articles []digest.Article) []int {
	finder := newCopyFinder()
	for i := range articles {
		finder.add(&articles[i], prepared(&articles[i]).Sketch())
	}
	return finder.of
}

func TestCopiesAreFoundAndOthersAreNot(t *testing.T) {
	body := press(1, 200)[0].Text.Body
	other := press(4, 200)[3].Text.Body
	at := func(i int, canonical, title, text string) digest.Article {
		return digest.Article{ID: fmt.Sprint(i), Canonical: canonical, Title: title, Text: digest.Text{Body: text}}
	}
	articles := []digest.Article{
		at(0, "example.org/a", "A", body),
		at(1, "example.org/b", "B", "By Our Own Reporter. "+body),         // 0's text, other first line
		at(2, "example.org/a", "C", other),                                // 0's address
		at(3, "example.org/d", "D", other),                                // unlike 0; 2's text counts for nothing, 2 is 0
		at(4, "", "E", body[:len(body)/2]+other[:len(other)/2]),           // half of each
		at(5, "", "Storm Petra floods the harbour of Valdoro", ""),        // a headline
		at(6, "", "STORM PETRA FLOODS THE HARBOUR OF VALDORO!", ""),       // the same
		at(7, "", "Morning briefing", ""),                                 // too short to be the same
		at(8, "", "Morning briefing", ""),                                 //
		at(9, "", "Storm Petra floods the harbour of Valdoro", other[5:]), // has its own text: 3's
	}
	want := []int{0, 0, 0, 3, 4, 5, 5, 7, 8, 3}
	if got := copiesOf(articles); !reflect.DeepEqual(got, want) {
		t.Errorf("copies %v, want %v", got, want)
	}
}
