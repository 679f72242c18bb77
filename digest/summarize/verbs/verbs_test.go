package verbs

import (
	"testing"

	"tidings/digest/text"
)

func TestSentencesHaveVerbsAndHeadingsHaveNone(t *testing.T) {
	english := New()
	for _, tt := range []struct {
		line     string
		in, none bool
	}{
		{"Ana Poe died on Monday.", true, false},
		{"The council carries the stones.", true, false},
		{"It’s the third wall in a year.", true, false},
		{"They'll build another one in Larnmouth.", true, false},
		{"The town swelters under a hot sun.", false, false}, // a verb that is not listed
		{"A new wall for the harbour of Larnmouth.", false, true},
		{"A wild night to have in your harbour this winter.", false, true},
		{"Ukuta wa bandari umeanguka usiku wa Jumatatu.", true, false}, // not English
	} {
		words := text.Words(tt.line)
		if in, none := english.In(words), english.None(words); in != tt.in || none != tt.none {
			t.Errorf("%q: In %v, None %v; want %v, %v", tt.line, in, none, tt.in, tt.none)
		}
	}
}

func TestFiniteVerbsAreAuxiliariesAndThePast(t *testing.T) {
	english := New()
	for fold, want := range map[string]bool{"was": true, "voted": true, "broke": true, "hundred": false, "need": false, "vote": false} {
		if got := english.Finite(fold); got != want {
			t.Errorf("Finite(%q) = %v, want %v", fold, got, want)
		}
	}
}
