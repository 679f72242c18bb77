package render

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"tidings/digest"
	"tidings/templates"
)

func builtInWords(t *testing.T) []*words {
	t.Helper()
	all, err := loadWords(templates.FS, nil, digest.Theme{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryLanguageHasEveryPhraseInEveryPluralForm(t *testing.T) {
	all := builtInWords(t)
	english := all[0]
	for _, w := range all {
		for key, p := range english.phrases {
			own, ok := w.phrases[key]
			if !ok {
				t.Errorf("%s lacks %q", w.tag, key)
				continue
			}
			if len(p.forms) < 2 {
				continue
			}
			for n := range 1000 {
				if form := plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0); own.forms[form] == "" {
					t.Errorf("%s lacks the form of %q for %d", w.tag, key, n)
					break
				}
			}
		}
		for key := range w.phrases {
			if !english.has(key) {
				t.Errorf("%s has %q, which nobody asks for", w.tag, key)
			}
		}
	}
}

func TestPlaceholdersAreTheSameInEveryLanguage(t *testing.T) {
	names := []string{"{weekday}", "{day}", "{month}", "{year}", "{stories}", "{articles}", "{date}", "{title}", "{lists}", "{topics}"}
	all := builtInWords(t)
	for _, w := range all[1:] {
		for key, english := range all[0].phrases {
			want, got := english.forms[plural.Other], w.phrases[key].forms[plural.Other]
			for _, name := range names {
				if strings.Contains(want, name) != strings.Contains(got, name) {
					t.Errorf("%s: %q is %q and English is %q", w.tag, key, got, want)
				}
			}
			if strings.Contains(want, "{n}") != strings.Contains(got, "{n}") {
				t.Errorf("%s: %q has no {n}: %q", w.tag, key, got)
			}
		}
	}
}

// TestWordsReadAsReviewed keeps a sheet of every sentence in every language, for somebody who speaks it to read.
func TestWordsReadAsReviewed(t *testing.T) {
	var sheet strings.Builder
	for _, w := range builtInWords(t) {
		fmt.Fprintf(&sheet, "== %s\n", w.tag)
		for _, n := range []int{1, 2, 5, 22, 1204} {
			date := time.Date(2026, time.Month(n%12+1), n%28, 0, 0, 0, 0, time.UTC)
			c := digest.Contents{Title: "Tidings", Date: date, Minutes: n, Left: n, Muted: n, Articles: 3 * n, Lists: make([]string, min(n, 3))}
			for i := range c.Lists {
				c.Lists[i] = string(rune('A' + i))
			}
			c.Sections = []digest.ContentsSection{{Stories: make([]digest.ContentsStory, n)}}
			p := &Page{Contents: c, words: w}
			s := Story{ContentsStory: digest.ContentsStory{Minutes: n, New: true, First: date.AddDate(0, 0, 1-n), Since: date.AddDate(0, 0, 1-n), Sources: n, Reports: n / 2, Topics: []string{"", "A", "B"}[:min(n, 3)]}, date: date, words: w}
			web := *p
			web.Leave.Browser = "x"
			fmt.Fprintln(&sheet, strings.Join([]string{p.DateLine(), p.Tally(), p.ReadingTime(), strings.Join(s.Facts(), " · "), s.NewLine()}, " | "))
			fmt.Fprintln(&sheet, strings.Join([]string{p.LeftLine(), web.LeftLine(), p.MutedLine(), p.Why()}, " | "))
		}
		for _, key := range slices.Sorted(maps.Keys(w.phrases)) {
			if !slices.Contains(wordKeys, key) {
				fmt.Fprintf(&sheet, "%s: %s\n", key, w.text(key, 0))
			}
		}
	}
	const file = "testdata/words.txt"
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(sheet.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if sheet.String() != string(want) {
		t.Errorf("%s differs from what was reviewed; read it, then run go test -update", file)
	}
}

func TestDatesAreWrittenAsInTheLanguage(t *testing.T) {
	date := time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC)
	first := time.Date(2026, time.March, 1, 7, 0, 0, 0, time.UTC)
	tests := []struct{ language, want, first string }{
		{"en", "Monday, 23 November 2026", "Sunday, 1 March 2026"},
		{"fr", "Lundi 23 novembre 2026", "Dimanche 1er mars 2026"},
		{"de", "Montag, 23. November 2026", "Sonntag, 1. März 2026"},
		{"es", "Lunes, 23 de noviembre de 2026", "Domingo, 1 de marzo de 2026"},
		{"pt", "Segunda-feira, 23 de novembro de 2026", "Domingo, 1º de março de 2026"},
		{"it", "Lunedì 23 novembre 2026", "Domenica 1º marzo 2026"},
		{"nl", "Maandag 23 november 2026", "Zondag 1 maart 2026"},
		{"pl", "Poniedziałek, 23 listopada 2026", "Niedziela, 1 marca 2026"},
		{"ar", "الاثنين، 23 نوفمبر 2026", "الأحد، 1 مارس 2026"},
		{"ja", "2026年11月23日 月曜日", "2026年3月1日 日曜日"},
	}
	all := builtInWords(t)
	if len(tests) != len(all) {
		t.Errorf("%d languages and %d dates", len(all), len(tests))
	}
	for _, tt := range tests {
		for _, w := range all {
			if w.tag.String() != tt.language {
				continue
			}
			for d, want := range map[time.Time]string{date: tt.want, first: tt.first} {
				if got := (&Page{Contents: digest.Contents{Date: d}, words: w}).DateLine(); got != want {
					t.Errorf("%s: got %q, want %q", tt.language, got, want)
				}
			}
		}
	}
}

func TestWordsAreFoundForTheNearestLanguage(t *testing.T) {
	r, err := New(templates.FS, digest.Theme{Base: "classic"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ language, words, lang, dir string }{
		{"", "en", "en", "ltr"},
		{"fr-CA", "fr", "fr-CA", "ltr"},
		{"pt-BR", "pt", "pt-BR", "ltr"},
		{"zh", "en", "zh", "ltr"},
		{"he", "en", "he", "rtl"},
		{"fa", "en", "fa", "rtl"},
		{"ar-EG", "ar", "ar-EG", "rtl"},
		{"az-Arab", "en", "az-Arab", "rtl"},
		{"not a language", "en", "en", "ltr"},
	}
	for _, tt := range tests {
		w, tag := r.speak(tt.language)
		if w.tag.String() != tt.words || tag.String() != tt.lang || Direction(tag) != tt.dir {
			t.Errorf("%q: words %s, lang %s, dir %s; want %s, %s, %s", tt.language, w.tag, tag, Direction(tag), tt.words, tt.lang, tt.dir)
		}
	}
}

func TestTextsOfTheOtherDirectionAreIsolated(t *testing.T) {
	tests := []struct {
		tag      language.Tag
		text     string
		isolated bool
	}{
		{language.English, "Plain & simple", false},
		{language.English, "Öresund Nytt 日本語 😀", false},
		{language.English, "<b>עברית</b>", true},
		{language.Arabic, "جريدة الميناء 42 %", false},
		{language.Arabic, "Harbour Post", true},
		{language.Arabic, "2026", false},
	}
	for _, tt := range tests {
		got := fmt.Sprint((&Page{Dir: Direction(tt.tag)}).Isolate(tt.text))
		if strings.HasPrefix(got, `<span dir="auto">`) != tt.isolated {
			t.Errorf("%s: %q became %q", tt.tag, tt.text, got)
		}
		if tt.isolated && strings.Contains(got, "<b>") {
			t.Errorf("not escaped: %q", got)
		}
	}
}

func TestWhyAStoryStandsHereIsSaidInEveryLanguage(t *testing.T) {
	story := digest.ContentsStory{Sources: 6, Reports: 2, Topics: []string{"", "rust", "Go", "C"}}
	for language, want := range map[string]string{
		"en": "6 papers, 2 reports · matches rust, Go",
		"de": "6 Zeitungen, 2 eigene Berichte · passt zu rust, Go",
		"pl": "6 gazet, 2 niezależne relacje · pasuje do: rust, Go",
		"ja": "6紙、独自記事2本 · 関心：rust、Go",
		"ar": "6 صحف، تقريران مستقلان · عن rust، Go",
	} {
		r, err := New(templates.FS, digest.Theme{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, _ := r.speak(language)
		if got := (&Story{ContentsStory: story, words: w}).Reason(); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
	english := builtInWords(t)[0]
	for want, story := range map[string]digest.ContentsStory{
		"":                    {Sources: 1, Reports: 1},
		"3 papers":            {Sources: 3, Reports: 3},
		"3 papers, 1 report":  {Sources: 3, Reports: 1},
		"matches your topics": {Sources: 1, Topics: []string{""}},
	} {
		if got := (&Story{ContentsStory: story, words: english}).Reason(); got != want {
			t.Errorf("%+v: %q, want %q", story, got, want)
		}
	}
}

func TestALabelThatAllReportsShareIsSaidInEveryLanguage(t *testing.T) {
	story := digest.ContentsStory{Sources: 3, Only: []digest.Label{{Name: "region", Value: "local"}, {Name: "leaning", Value: "left"}}}
	tests := map[string]string{
		"en": "3 papers · only local (region)",
		"de": "3 Zeitungen · nur local (region)",
		"fr": "3 journaux · local uniquement (region)",
		"es": "3 medios · solo local (region)",
		"pt": "3 jornais · só local (region)",
		"it": "3 giornali · solo local (region)",
		"nl": "3 kranten · alleen local (region)",
		"pl": "3 gazety · tylko local (region)",
		"ja": "3紙 · localのみ（region）",
		"ar": "3 صحف · local فقط (region)",
	}
	all := builtInWords(t)
	if len(tests) != len(all) {
		t.Errorf("%d languages and %d lines", len(all), len(tests))
	}
	for _, w := range all {
		if got := (&Story{ContentsStory: story, words: w}).Reason(); got != tests[w.tag.String()] {
			t.Errorf("%s: %q, want %q", w.tag, got, tests[w.tag.String()])
		}
	}
}

func TestAStoryThatGoesOnSaysItsDayAndSinceWhen(t *testing.T) {
	thursday := time.Date(2026, time.November, 26, 7, 0, 0, 0, time.UTC)
	tests := []struct {
		first, since int // days before
		want         string
	}{
		{0, 0, "New since the last issue"},
		{1, 0, "Day 2 · new since the last issue"},
		{2, 2, "Day 3 · new since Tuesday"},
		{9, 2, "Day 10 · new since Tuesday"},
		{9, 8, "Day 10 · new since 18 November"},
	}
	for _, tt := range tests {
		s := Story{date: thursday, words: builtInWords(t)[0], ContentsStory: digest.ContentsStory{
			New: true, First: thursday.AddDate(0, 0, -tt.first), Since: thursday.AddDate(0, 0, -tt.since),
		}}
		if got := s.NewLine(); got != tt.want {
			t.Errorf("first told %d days ago, last %d: %q, want %q", tt.first, tt.since, got, tt.want)
		}
	}
}
