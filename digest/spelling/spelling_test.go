package spelling_test

import (
	"strings"
	"testing"

	"tidings/digest/spelling"
)

func TestNearestIsTheLikelyMisspelling(t *testing.T) {
	among := []string{"title", "tables", "minutes", "at"}
	for word, want := range map[string]string{
		"titel": "title", "TABLE": "tables", "mintes": "minutes", "it": "at", "chairs": "", "": "", strings.Repeat("title", 20): "",
	} {
		if got := spelling.Nearest(word, among); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
