package text

import (
	"testing"
	"time"
)

func TestWeekdayIsTheSameDayInEveryLanguage(t *testing.T) {
	for lang, s := range map[string]string{
		"en": "The council met on Wednesday's eve.", "de": "Am Mittwoch tagte der Rat.", "fr": "Le conseil siège mercredi.",
		"es": "El consejo se reunió el miércoles.", "it": "Il consiglio si riunisce mercoledì.", "nl": "De raad kwam woensdag bijeen.",
		"sv": "Rådet möttes på onsdagen.", "da": "Rådet mødtes onsdag.", "no": "Rådet møttes onsdag.",
		"fi": "Neuvosto kokoontui keskiviikkona.", "pl": "Rada zebrała się w środę.", "cs": "Rada zasedla ve středu.",
		"ru": "Совет собрался в среду.", "uk": "Рада зібралася в середу.", "zh": "议会星期三开会。", "ja": "評議会は水曜日に開かれた。",
	} {
		found := 0
		for _, w := range Words(s) {
			if day, ok := Weekday(w.Fold, lang); ok {
				found++
				if day != time.Wednesday {
					t.Errorf("%s: %s is %s", lang, w.Fold, day)
				}
			}
		}
		if found != 1 {
			t.Errorf("%s: %d days found in %q, want 1", lang, found, s)
		}
	}
}

func TestEveryWeekHasSevenDays(t *testing.T) {
	for lang, days := range weekdays {
		seen := make(map[time.Weekday]bool)
		for _, day := range days {
			seen[day] = true
		}
		if len(seen) != 7 {
			t.Errorf("%s has %d days", lang, len(seen))
		}
	}
}

func TestOtherWordsAreNoWeekdays(t *testing.T) {
	for _, c := range [][2]string{{"sun", "en"}, {"segunda", "pt"}, {"monday", "de"}, {"monday", ""}, {"", "en"}} {
		if day, ok := Weekday(c[0], c[1]); ok {
			t.Errorf("%q in %q is %s", c[0], c[1], day)
		}
	}
}
