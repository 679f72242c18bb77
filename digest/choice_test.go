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

func TestChosenHourIsATimeOfDayOrNone(t *testing.T) {
	for value, want := range map[string]TimeOfDay{"06:30": "06:30", "6:30": "06:30", "23:59": "23:59", "": ""} {
		s := Subscriber{At: "12:00"}
		if err := (Choice{Key: ChoiceAt, Value: value}).Apply(&s, time.LoadLocation); err != nil || s.At != want {
			t.Errorf("%q is %q, %v", value, s.At, err)
		}
	}
	for _, value := range []string{"24:00", "7", "7am", "07:60", "-1:00"} {
		s := Subscriber{At: "12:00"}
		if err := (Choice{Key: ChoiceAt, Value: value}).Apply(&s, time.LoadLocation); err == nil || s.At != "12:00" {
			t.Errorf("%q is %q, %v", value, s.At, err)
		}
	}
}
