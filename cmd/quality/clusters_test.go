package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tidings/digest"
)

var twice = []digest.Article{
	{ID: "1", Title: "Storm floods harbour of Valdoro", Text: digest.Text{Body: "Fourteen fishermen missing, harbour wall broken"}},
	{ID: "2", Title: "Bank buys its rival", Text: digest.Text{Body: "Takeover worth billions of crowns"}},
	{ID: "3", Title: "Storm floods Valdoro harbour", Text: digest.Text{Body: "Harbour wall broken, fourteen fishermen missing"}},
}

func TestEveryMethodJoinsWhatIsPlainlyAlike(t *testing.T) {
	for _, g := range groupers() {
		articles := slices.Clone(twice)
		if strings.Contains(g.name, "Hash") || strings.Contains(g.name, "difflib") {
			articles[2].Title = twice[0].Title + "!" // these find copies only
			articles[2].Text = twice[0].Text
		}
		got := g.group(articles)
		if len(got) != 3 || got[0] != got[2] || got[0] == got[1] {
			t.Errorf("%s: %q", g.name, got)
		}
	}
}

func TestMatchingCharactersAreThoseOfDifflib(t *testing.T) {
	// By Python: sum(m.size for m in difflib.SequenceMatcher(None, a, b).get_matching_blocks()).
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"storm floods harbour", "harbour floods storm", 11},
		{"abxcd", "abcd", 4},
		{"", "abc", 0},
		{"tide", "diet", 1},
		{"diet", "tide", 2},
		{"abcabc", "cabcab", 5},
		{"gestalt pattern matching", "gestalt practice", 12},
		{"aabaa", "abaab", 4},
	} {
		if got := matching([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("%q and %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestJoinedFollowsChains(t *testing.T) {
	got := joined(5, func(i, j int) bool { return j-i == 2 })
	if want := []string{"0", "1", "0", "1", "0"}; !reflect.DeepEqual(got, want) {
		t.Errorf("labels %q, want %q", got, want)
	}
}

func TestClustersTableHasALineAMethodAndSet(t *testing.T) {
	data := t.TempDir()
	if err := clustersTable(io.Discard, data); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without data: %v", err)
	}
	if err := os.Mkdir(filepath.Join(data, "cluster"), 0o700); err != nil {
		t.Fatal(err)
	}
	line := `{"id":"1","title":"Storm floods harbour","text":"","source":"a","story":"x"}` + "\n"
	for _, name := range clusterSets {
		if err := os.WriteFile(filepath.Join(data, "cluster", name+".jsonl"), []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := clustersTable(&out, data); err != nil {
		t.Fatal(err)
	}
	if n, want := strings.Count(out.String(), "\n"), 1+len(clusterSets)*len(groupers())+2+len(clusterSets); n != want {
		t.Errorf("%d lines, want %d:\n%s", n, want, out.String())
	}
}

func TestTheWorstStoriesAreThoseThatLoseMost(t *testing.T) {
	// A story of one in a blob with another of four, and six stories well told.
	got := strings.Split("b b b b b 1 2 3 4 5 6", " ")
	want := strings.Split("x y y y y 1 2 3 4 5 6", " ")
	var out strings.Builder
	worstTable(&out, []grouped{{"set", got, want}})
	if fields := strings.Fields(strings.Split(out.String(), "\n")[2]); !reflect.DeepEqual(fields, []string{"set", "8", "5", "100", "1.000"}) {
		t.Errorf("%q", fields)
	}
	losses := lossByStory(got, want)
	if l := losses["x"]; l != (loss{1, 0.2, 1}) || losses["y"].lost() > losses["x"].lost()+1e-9 {
		t.Errorf("x loses %v, y %v", l, losses["y"])
	}
}
