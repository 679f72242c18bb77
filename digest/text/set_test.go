package text

import "testing"

func TestListedWordsAreFoundAndNoOthers(t *testing.T) {
	s := Listed("wall  harbour\n\tpier")
	if len(s) != 3 || !s["wall"] || !s["harbour"] || !s["pier"] || s["har"] {
		t.Errorf("the set is %v", s)
	}
}
