package main

import (
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tidings/digest"
)

func TestLogisticFindsTheWeightsThatMadeTheData(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	want := []float64{2, -1.5, 0.5} // the last is the bias
	var examples []example
	for range 20000 {
		x := []float64{r.NormFloat64(), r.NormFloat64()}
		p := 1 / (1 + math.Exp(-(want[0]*x[0] + want[1]*x[1] + want[2])))
		examples = append(examples, example{x: x, same: r.Float64() < p, weight: 1})
	}
	for i, got := range logistic(examples, 2, 0.01) {
		if math.Abs(got-want[i]) > 0.1 {
			t.Errorf("weight %d: %.2f, want %.2f", i, got, want[i])
		}
	}
}

func TestLogisticStaysFiniteOnDataWithoutDoubt(t *testing.T) {
	var examples []example
	for i := range 100 {
		examples = append(examples, example{x: []float64{float64(i), 0}, same: i >= 50, weight: 1})
	}
	for _, w := range logistic(examples, 2, 1) {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			t.Fatalf("weight %v", w)
		}
	}
}

func someSet() set {
	s := set{story: make(map[string]string)}
	for _, story := range []string{"1ecb", "1ecbplus", "b", "c", "d", "e", "f", "g", "h", "i"} {
		for _, n := range "123" {
			id := story + string(n)
			s.story[id] = story
			s.articles = append(s.articles, digest.Article{ID: id, Title: id, Text: digest.Text{Body: strings.Repeat("wört ", 100)}})
		}
	}
	return s
}

func TestThinnedLeavesOneArticleOfSomeStories(t *testing.T) {
	s := someSet()
	left := make(map[string]int)
	for _, a := range s.thinned("", "x").articles {
		left[s.story[a.ID]]++
	}
	ones := 0
	for story, n := range left {
		if n == 1 {
			ones++
		} else if n != 3 {
			t.Errorf("story %s has %d of 3 articles left", story, n)
		}
	}
	if len(left) != 10 || ones == 0 || ones == 10 {
		t.Errorf("%d stories, %d of them with one article", len(left), ones)
	}
}

func TestHalvesKeepTopicsTogether(t *testing.T) {
	s := someSet()
	if s.half("1ecb1") != s.half("1ecbplus3") {
		t.Error("stories of one topic are in both halves")
	}
}

func TestBriefTextsAreValid(t *testing.T) {
	for _, a := range someSet().brief("").articles {
		if n := len(a.Text.Body); n > 250 || n < 240 || a.Text.Body != strings.ToValidUTF8(a.Text.Body, "?") {
			t.Errorf("text of %d bytes", n)
		}
	}
}

func TestTheHalvesTogetherAreBCubedOfTheWhole(t *testing.T) {
	s := someSet()
	group := make(map[string]string)
	for _, a := range s.articles {
		group[a.ID] = strings.TrimSuffix(s.story[a.ID], "plus") // 1ecb and 1ecbplus as one
	}
	got := s.bcubed(group, s.half("1ecb1"))
	n := 0
	for _, a := range s.articles {
		if s.half(a.ID) == s.half("1ecb1") {
			n++
		}
	}
	if want := (float64(n-6) + 6*0.5) / float64(n); math.Abs(got.precision-want) > 1e-12 || got.recall != 1 {
		t.Errorf("P %v R %v, want %v and 1", got.precision, got.recall, want)
	}
}

func TestAWordOnWhatIsMissing(t *testing.T) {
	t.Setenv("TIDINGS_DATA", filepath.Join(t.TempDir(), "none"))
	for _, what := range []string{"words", "clusters"} {
		if err := run([]string{what}, io.Discard); err == nil || !strings.Contains(err.Error(), "TIDINGS_DATA") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := run(nil, io.Discard); err == nil || !strings.Contains(err.Error(), "go run ./cmd/train clusters") {
		t.Errorf("no argument: %v", err)
	}
}

func TestABrokenLineIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	if err := os.WriteFile(path, []byte("{\"a\":1}\n{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []map[string]int
	err := eachLine(path, func(v map[string]int) { got = append(got, v) })
	if err == nil || !strings.Contains(err.Error(), "x.jsonl:2") || !reflect.DeepEqual(got, []map[string]int{{"a": 1}}) {
		t.Errorf("%v, %v", got, err)
	}
}
