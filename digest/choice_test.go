package digest

import (
	"testing"
	"time"
)

func TestCadencesComeBackFromTheirWords(t *testing.T) {
	for _, word := range []string{"daily", "weekdays", "weekends", "weekly", "mon,thu", "sun"} {
		c, ok := parseCadence(word)
		if got := CadenceWord(c); !ok || got != word {
			t.Errorf("%s comes back as %s, %v", word, got, ok)
		}
	}
	if got := CadenceWord(Cadence{Days: []time.Weekday{time.Thursday, time.Monday}}); got != "mon,thu" {
		t.Errorf("days in another order are %s", got)
	}
	for _, word := range []string{"", "mon,mon", "monday", "never", "mon,"} {
		if c, ok := parseCadence(word); ok {
			t.Errorf("%q is %v", word, c)
		}
	}
}
