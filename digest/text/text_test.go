package text

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func folds(s string) []string {
	var out []string
	for _, w := range Words(s) {
		out = append(out, w.Fold)
	}
	return out
}

func TestWordsOfAnyScriptFoldToWhatTheyAreComparedBy(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"nothing", "  … — !", nil},
		{"case and possessives", "Obama's NATO’s plan", []string{"obama", "nato", "plan"}},
		{"contractions stay whole", "they don't, can’t", []string{"they", "don't", "can't"}},
		{"numbers", "3.5% of 1,234,567 and 1,000.5", []string{"3.5", "of", "1234567", "and", "1000.5"}},
		{"decimal comma", "um 3,5 Prozent", []string{"um", "3.5", "prozent"}},
		{"points of abbreviations", "the U.S. and the J.K. Trust", []string{"the", "us", "and", "the", "jk", "trust"}},
		{"a point without a space", "fell.The rest v.Foo", []string{"fell", "the", "rest", "v", "foo"}},
		{"elisions", "l'accord d’Orsay dell'acqua", []string{"accord", "orsay", "acqua"}},
		{"a name is no elision", "O'Brien", []string{"o'brien"}},
		{"hyphens part words", "Covid-19", []string{"covid", "19"}},
		{"soft hyphens do not", "Donau\u00ADdampf", []string{"donaudampf"}},
		{"composed and decomposed are one", "Mu\u0308nchen ﬁre", []string{"münchen", "fire"}},
		{"Japanese in pairs", "東京で地震", []string{"東京", "京で", "で地", "地震"}},
		{"a lone character", "円 高", []string{"円", "高"}},
		{"two scripts in a run", "iPhone発売3月", []string{"iphone", "発売", "3", "月"}},
		{"Thai keeps its marks", "ข่าวด่วน", []string{"ข่า", "าว", "วด่", "ด่ว", "วน"}},
		{"Cyrillic", "Кремль: «Нет».", []string{"кремль", "нет"}},
		{"Arabic with marks", "كِتاب جديد", []string{"كِتاب", "جديد"}},
		{"Devanagari with vowel signs", "हिन्दी समाचार", []string{"हिन्दी", "समाचार"}},
		{"broken bytes", "a\xffb", []string{"a", "b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := folds(tt.in)
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Words(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestWordsKnowWhereACapitalSaysNothing(t *testing.T) {
	tests := []struct {
		in   string
		want string // the words that start something
	}{
		{"Rain fell. Floods followed", "Rain Floods"},
		{"Mr. Obama met Dr. Who. They spoke", "Mr They"},
		{"He said: No deal. “Why,” asked May", "He No Why"},
		{"A heading\n\nThe text", "A The"},
		{"one line\nand the next", "one"},
	}
	for _, tt := range tests {
		var got []string
		for _, w := range Words(tt.in) {
			if w.Start {
				got = append(got, w.Text)
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("starts in %q: %q, want %q", tt.in, s, tt.want)
		}
	}
}

func TestStemFollowsTheLanguage(t *testing.T) {
	tests := []struct{ word, lang, want string }{
		{"elections", "en", "elect"},
		{"elections", "en-GB", "elect"},
		{"élections", "fr", "élect"},
		{"elecciones", "es", "eleccion"},
		{"выборы", "ru", "выбор"},
		{"husene", "nb", "hus"},
		{"bilarna", "sv", "bil"},
		{"választások", "hu", "választás"},
		{"wahlen", "de", "wahlen"},
		{"elections", "", "elections"},
		{"737s", "en", "737s"},
		{"up", "en", "up"},
	}
	for _, tt := range tests {
		if got := Stem(tt.word, tt.lang); got != tt.want {
			t.Errorf("Stem(%q, %q) = %q, want %q", tt.word, tt.lang, got, tt.want)
		}
	}
}

func TestStopKnowsGrammarAndTheNewsCalendar(t *testing.T) {
	tests := []struct {
		word, lang string
		want       bool
	}{
		{"the", "en", true},
		{"tuesday", "en-US", true},
		{"reuters", "en", true},
		{"earthquake", "en", false},
		{"und", "de", true},
		{"the", "de", false},
		{"и", "ru", true},
		{"og", "nb", true},
		{"the", "", false},
	}
	for _, tt := range tests {
		if got := Stop(tt.word, tt.lang); got != tt.want {
			t.Errorf("Stop(%q, %q) = %v, want %v", tt.word, tt.lang, got, tt.want)
		}
	}
}

func TestFoldMakesEqualLinesEqual(t *testing.T) {
	tests := []struct{ a, b string }{
		{"Read more:  Storm hits!", "read more storm hits"},
		{"Ｗｉｄｅ　Letters", "wide letters"},
		{"Cafe\u0301", "café"},
		{"— Photo: A. Person —", "photo a person"},
		{"", " … "},
	}
	for _, tt := range tests {
		if Fold(tt.a) != Fold(tt.b) {
			t.Errorf("Fold(%q) = %q, Fold(%q) = %q", tt.a, Fold(tt.a), tt.b, Fold(tt.b))
		}
	}
}

func TestCountIsWhatAReaderReads(t *testing.T) {
	for in, want := range map[string]int{
		"":                           0,
		"— … !":                      0,
		"Five short words, well-set": 4,
		"It's 3.5 % up":              3,
		"東京で地震がありました":                6,
		"iPhoneを発売":                  3,
	} {
		if got := Count(in); got != want {
			t.Errorf("Count(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestLanguageIsToldOrLeftOpen(t *testing.T) {
	tests := []struct{ in, want string }{
		{"The minister said that the talks would go on until they reach an agreement.", "en"},
		{"Die Regierung will das Gesetz noch in diesem Jahr ändern, wie sie am Montag mitteilte.", "de"},
		{"Le gouvernement a annoncé que les négociations se poursuivront dans la semaine.", "fr"},
		{"El gobierno anunció que las conversaciones seguirán hasta que haya un acuerdo.", "es"},
		{"O governo anunciou que as negociações não vão parar até haver um acordo.", "pt"},
		{"Il governo ha annunciato che le trattative non si fermeranno fino a un accordo.", "it"},
		{"De regering heeft gezegd dat het overleg niet stopt voor er een akkoord is.", "nl"},
		{"Regeringen säger att samtalen inte kommer att avslutas förrän det finns ett avtal.", "sv"},
		{"Regjeringen sier at samtalene ikke blir avsluttet før de har en avtale, og det må være nå.", "no"},
		{"Hallitus kertoi, että neuvottelut eivät ole vielä ohi ja ne jatkuvat myös ensi viikolla.", "fi"},
		{"A kormány szerint a tárgyalások nem állnak meg, és még van remény, hogy lesz egyezség.", "hu"},
		{"Rząd ogłosił, że rozmowy nie są jeszcze zakończone i będą trwać do jutra.", "pl"},
		{"Правительство сообщило, что переговоры не будут прерваны, пока это возможно.", "ru"},
		{"Уряд повідомив, що переговори ще не завершено і вони будуть тривати.", "uk"},
		{"قالت الحكومة إن المفاوضات لم تنته بعد وإنها ستستمر حتى التوصل إلى اتفاق", "ar"},
		{"政府は交渉が続くと発表した", "ja"},
		{"政府宣布谈判将继续进行", "zh"},
		{"정부는 협상이 계속될 것이라고 밝혔다", "ko"},
		{"Η κυβέρνηση ανακοίνωσε τη συνέχιση των συνομιλιών", "el"},
		{"รัฐบาลประกาศว่าการเจรจาจะดำเนินต่อไป", "th"},
		{"Apple iPhone 17 Pro Max", ""},
		{"", ""},
		{"12 345", ""},
	}
	for _, tt := range tests {
		if got := Language(tt.in); got != tt.want {
			t.Errorf("Language(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// FuzzText holds every function to what it promises of any bytes at all.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"", "U.S.", "a.b.c.", "l'", "''s", "1,2,3,", "「「「。", "\xff\xfe.\x00", "น้ำ", "e\u0301", "... Yes", "p.m. The", "\u00AD\u00AD", "1,000.",
	} {
		f.Add(s, "en")
		f.Add(s, "hu")
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		at := 0
		for _, w := range Words(s) {
			i := strings.Index(s[at:], w.Text)
			if i < 0 || w.Text == "" {
				t.Fatalf("word %q is not in %q in order", w.Text, s)
			}
			if classOf([]rune(w.Text)[0]) != unspaced {
				at += i + len(w.Text)
			}
			Stem(w.Fold, lang)
		}
		strip := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := strip(strings.Join(Sentences(s), "")); got != strip(s) {
			t.Fatalf("sentences of %q hold %q", s, got)
		}
		Language(s)
		Count(s)
		if once := Fold(s); Fold(once) != once && utf8.ValidString(s) {
			t.Fatalf("Fold(%q) = %q is not stable", s, once)
		}
	})
}

func ExampleSentences() {
	for _, s := range Sentences("Storm hits coast\n\nThe U.S. Weather Service warned of 3.5 m waves. “Stay in,” Mr. Vale said.") {
		fmt.Println(s)
	}
	// Output:
	// Storm hits coast
	// The U.S. Weather Service warned of 3.5 m waves.
	// “Stay in,” Mr. Vale said.
}

func ExampleWords() {
	for _, w := range Words("NATO's 1,200 troops") {
		fmt.Print(w.Fold, " ", Stem(w.Fold, "en"), "; ")
	}
	// Output: nato nato; 1200 1200; troops troop;
}

func TestInitialStandsBehindTheSignsOfQuotation(t *testing.T) {
	for line, want := range map[string]rune{"Wall.": 'W', "« Le mur": 'L', "“‘Walls’": 'W', "¿Qué?": 'Q', "— Wall": '—', "”": utf8.RuneError} {
		if got := Initial(line); got != want {
			t.Errorf("Initial(%q) = %q, want %q", line, got, want)
		}
	}
}
