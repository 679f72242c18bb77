package text

import (
	"strings"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/hungarian"
	"github.com/kljensen/snowball/norwegian"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"github.com/kljensen/snowball/swedish"
)

// Stem reduces a folded word to its stem by the Snowball rules of the language (a BCP 47 tag), where there are any:
// English, French, Spanish, Russian, Swedish, Norwegian, Hungarian. Elsewhere, and for words with digits, it is the word
// itself. It costs about a microsecond; callers with long texts keep the stems of words they have seen.
func Stem(fold, lang string) string {
	if len(fold) < 3 || strings.ContainsAny(fold, "0123456789") {
		return fold
	}
	switch base(lang) {
	case "en":
		return english.Stem(fold, false)
	case "fr":
		return french.Stem(fold, false)
	case "es":
		return spanish.Stem(fold, false)
	case "ru":
		return russian.Stem(fold, false)
	case "sv":
		return swedish.Stem(fold, false)
	case "no":
		return norwegian.Stem(fold, false)
	case "hu":
		return hungarian.Stem(fold, false)
	}
	return fold
}

// Stop says whether a folded word tells nothing about the subject of a text in the language (a BCP 47 tag): articles,
// pronouns and the like, and in English also the words of news and the calendar ("reported", "tuesday").
func Stop(fold, lang string) bool {
	lang = base(lang)
	if functionWords[lang][fold] {
		return true
	}
	return lang == "en" && newsWords[fold]
}
