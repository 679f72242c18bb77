package text

import (
	"unicode"
	"unicode/utf8"
)

// Language guesses the language of a text: a BCP 47 base tag, or "" when it cannot tell. Most scripts name their
// language; Latin, Cyrillic, Arabic and Devanagari text is told by its function words and by letters that only some
// languages have. A headline is often too short to be sure of.
func Language(s string) string {
	s = head(s, languageBytes)
	script, unsure := scriptOf(s)
	if !unsure {
		return script
	}
	scores := make(map[string]float64)
	n := 0
	for _, w := range Words(s) {
		n++
		for _, lang := range languagesOf[w.Fold] {
			// A word of many languages says little about each.
			scores[lang] += 1 / float64(len(languagesOf[w.Fold]))
		}
		if ascii(w.Text) {
			continue
		}
		for _, r := range w.Text {
			for _, lang := range letterOf[unicode.ToLower(r)] {
				scores[lang] += letterScore
			}
		}
	}
	return surest(scores, n)
}

// languageBytes is as much of a text as is looked at: some 150 words, after which the guess does not change.
const languageBytes = 1000

// letterScore is what a letter counts for a language that has it, beside 1 for a function word of that language alone.
const letterScore = 0.3

// head cuts a text after n bytes, at the start of a character.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// surest is the language with the highest score, if it is clearly ahead and its words are not there by chance: at least
// one and a half of them, one in twelve words, and a third more than the next language has.
func surest(scores map[string]float64, words int) string {
	best, first, second := "", 0.0, 0.0
	for lang, score := range scores {
		switch {
		case score > first || score == first && lang < best:
			best, first, second = lang, score, first
		case score > second:
			second = score
		}
	}
	if first < 1.5 || first*12 < float64(words) || first < 1.33*second {
		return ""
	}
	return best
}

// scriptOf returns the language that the script of most letters belongs to. unsure is true where the script is shared
// and its words must decide. Kana makes a text Japanese however much Han stands beside it.
func scriptOf(s string) (lang string, unsure bool) {
	counts := make([]int, len(scripts))
	letters, kana := 0, 0
	for _, r := range s {
		if r < utf8.RuneSelf || !unicode.IsLetter(r) {
			if r < utf8.RuneSelf && classOf(r) == spaced {
				letters++
			}
			continue
		}
		letters++
		for i := range scripts {
			if unicode.Is(scripts[i].table, r) {
				counts[i]++
				break
			}
		}
		if unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r) {
			kana++
		}
	}
	if letters == 0 {
		return "", false
	}
	for i, n := range counts {
		if n*2 <= letters {
			continue
		}
		if scripts[i].lang == "zh" && kana*20 > n {
			return "ja", false
		}
		return scripts[i].lang, false
	}
	if kana*4 > letters {
		return "ja", false
	}
	return "", true
}

// scripts are those in which one language is written, or one by far more than others.
var scripts = []struct {
	table *unicode.RangeTable
	lang  string
}{
	{unicode.Han, "zh"},
	{unicode.Hiragana, "ja"},
	{unicode.Hangul, "ko"},
	{unicode.Greek, "el"},
	{unicode.Hebrew, "he"},
	{unicode.Thai, "th"},
	{unicode.Bengali, "bn"},
	{unicode.Tamil, "ta"},
	{unicode.Telugu, "te"},
	{unicode.Gujarati, "gu"},
	{unicode.Kannada, "kn"},
	{unicode.Malayalam, "ml"},
	{unicode.Gurmukhi, "pa"},
	{unicode.Sinhala, "si"},
	{unicode.Georgian, "ka"},
	{unicode.Armenian, "hy"},
	{unicode.Ethiopic, "am"},
	{unicode.Khmer, "km"},
	{unicode.Lao, "lo"},
	{unicode.Myanmar, "my"},
	{unicode.Tibetan, "bo"},
}

// letterOf names the languages that have a letter which most others of the same script lack.
var letterOf = map[rune][]string{
	'ß': {"de"},
	'ñ': {"es"},
	'ã': {"pt"}, 'õ': {"pt"},
	'ç': {"fr", "pt", "tr"}, 'œ': {"fr"}, 'ê': {"fr", "pt"}, 'û': {"fr"},
	'ø': {"no", "da"}, 'æ': {"no", "da"}, 'å': {"no", "da", "sv"},
	'ő': {"hu"}, 'ű': {"hu"},
	'ł': {"pl"}, 'ż': {"pl"}, 'ź': {"pl"}, 'ę': {"pl"}, 'ą': {"pl"},
	'ř': {"cs"}, 'ě': {"cs"}, 'ů': {"cs"},
	'ă': {"ro", "vi"}, 'ș': {"ro"}, 'ț': {"ro"},
	'ğ': {"tr"}, 'ı': {"tr"}, 'ş': {"tr"},
	'đ': {"vi"}, 'ơ': {"vi"}, 'ư': {"vi"},
	'ы': {"ru"}, 'э': {"ru"}, 'ё': {"ru"},
	'і': {"uk"}, 'ї': {"uk"}, 'є': {"uk"},
	'ъ': {"bg"},
	'پ': {"fa", "ur"}, 'گ': {"fa", "ur"}, 'چ': {"fa", "ur"},
	'ے': {"ur"}, 'ٹ': {"ur"}, 'ں': {"ur"},
	'ة': {"ar"}, 'أ': {"ar"}, 'إ': {"ar"},
}

// languagesOf lists, for each function word, the languages it is one of.
var languagesOf = func() map[string][]string {
	m := make(map[string][]string)
	for lang, list := range functionWords {
		for w := range list {
			m[w] = append(m[w], lang)
		}
	}
	return m
}()
