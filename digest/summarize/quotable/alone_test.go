package quotable

import (
	"strings"
	"testing"

	"tidings/digest/summarize/verbs"
	"tidings/digest/text"
)

func TestSentencesThatPointBackLean(t *testing.T) {
	rules := New(verbs.New())
	tests := []struct {
		line, lang string
		want       bool
	}{
		{"He said the wall would hold.", "en", true},
		{"“The wall will hold,” he said.", "en", true},
		{"But the wall did not hold.", "en", true},
		{"On Monday, he voted for the wall.", "en", true},
		{"In Larnmouth, it broke in January.", "en", true},
		{"The mayor, however, voted against it.", "en", true},
		{"This week, the council approved a wall.", "en", false},
		{"The mayor said he would vote for the wall.", "en", false},
		{"Andover voted for the wall.", "en", false},
		{"IT workers voted for the wall.", "en", false},
		{"Er stimmte für die Mauer.", "de", true},
		{"Ernst stimmte für die Mauer.", "de", false},
		{"C’est un mur de deux mètres.", "fr", true},
		{"Cependant, le mur est haut.", "fr", true},
		{"Le mur est haut.", "fr", false},
		{"Sin embargo, el muro es alto.", "es", true},
		{"他投票赞成。", "zh", true},
		{"市议会投票赞成。", "zh", false},
	}
	for _, tt := range tests {
		if got := rules.leans(tt.line, tt.lang); got != tt.want {
			t.Errorf("leans(%q) = %v, want %v", tt.line, got, tt.want)
		}
	}
}

func TestSentencesPointBackInManyLanguages(t *testing.T) {
	rules := New(verbs.New())
	for lang, lines := range map[string][2]string{
		"de": {"Da verteilte der Rat zunächst Noten.", "Davos verteilte zunächst Noten."},
		"sv": {"Han röstade för muren.", "Hanna röstade för muren."},
		"da": {"Hun stemte for muren.", "Hundested stemte for muren."},
		"no": {"Dessuten stemte rådet for muren.", "Rådet stemte for muren."},
		"pl": {"Jednak rada głosowała za murem.", "Rada głosowała za murem."},
		"uk": {"Вони проголосували за стіну.", "Рада проголосувала за стіну."},
		"tr": {"Ancak meclis duvarı onayladı.", "Meclis duvarı onayladı."},
		"id": {"Namun dewan menyetujui tembok itu.", "Dewan menyetujui tembok itu."},
	} {
		if !rules.leans(lines[0], lang) {
			t.Errorf("%s: %q does not lean", lang, lines[0])
		}
		if rules.leans(lines[1], lang) {
			t.Errorf("%s: %q leans", lang, lines[1])
		}
	}
}

func TestPronounNeedsSomebodyBeforeIt(t *testing.T) {
	rules := New(verbs.New())
	for line, want := range map[string]bool{
		"Officers followed up with a raid of his house on Monday.":    true,
		"NCB officers followed up with a raid of his house.":          true,
		"IT was posted by the council on Monday.":                     true,
		"THIS is the wall that fell on Monday.":                       true,
		"Nobody knew her name in the harbour.":                        false,
		"The mayor sold his house on Monday.":                         false,
		"Neighbours of Ana Poe say she sold the house.":               false,
		"A woman of 40 sold her house on Monday.":                     false,
		"IT workers sold the house of the council.":                   false,
		"The wall, after all, has held for forty years.":              true,
		"Partly because their wall held, Larnmouth has stayed dry.":   true,
		"Except for the wall of the harbour, nothing in it has held.": true,
	} {
		if got := rules.leans(line, "en"); got != want {
			t.Errorf("leans(%q) = %v, want %v", line, got, want)
		}
	}
}

func TestCountryIsNotTheReader(t *testing.T) {
	for line, want := range map[string]bool{
		"The US voted for the wall.": false, "The U.S. voted for the wall.": false,
		"They gave us the wall.": true, "You voted for the wall.": true,
	} {
		if got := addresses(line, "en"); got != want {
			t.Errorf("addresses(%q) = %v, want %v", line, got, want)
		}
	}
}

func TestThingTakenAsGivenIsWhatASentenceOpensWith(t *testing.T) {
	rules, english := New(verbs.New()), NewTongue("en")
	for line, want := range map[string]string{
		"The lorries carried stones from Skerry.":         "lorri",
		"The grey lorries carried stones from Skerry.":    "grey lorri",
		"The lorries of the army carried stones.":         "",
		"The lorries that came from Skerry were late.":    "",
		"The government sent stones to Skerry.":           "",
		"The Larnmouth council sent stones.":              "",
		"The 40 lorries carried stones.":                  "",
		"Lorries carried the stones from Skerry.":         "",
		"The pier was rebuilt with stones from Larnmouth": "pier",
	} {
		if got := strings.Join(rules.given(text.Words(line), english), " "); got != want {
			t.Errorf("given(%q) = %q, want %q", line, got, want)
		}
	}
}
