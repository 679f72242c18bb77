package rank

import (
	"fmt"
	"strings"
)

// words is how reasons are put in one language. Papers and reports are two or more.
type words struct {
	papers  string // "5 papers"
	reports string // "2 reports"
	report  string // "1 report"
	matches string // "matches rust"
	topics  string // for a topic that is not words: "matches your topics"
}

// mostTopics is how many matching topics are named.
const mostTopics = 2

// match names the topics that a story matches, or says that some do when they are regular expressions.
func (w words) match(topics []string) string {
	var named []string
	for _, t := range topics {
		if t != "" && len(named) < mostTopics {
			named = append(named, t)
		}
	}
	if len(named) == 0 {
		return w.topics
	}
	return fmt.Sprintf(w.matches, strings.Join(named, ", "))
}

// wordsIn is the words of a language, given as a BCP 47 tag. Languages whose nouns change with the number in more than
// one way are not in the table.
func wordsIn(lang string) words {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch base {
	case "de":
		return words{"%d Zeitungen", "%d eigene Berichte", "1 eigener Bericht", "passt zu %s", "passt zu Ihren Themen"}
	case "es":
		return words{"%d medios", "%d crónicas", "1 crónica", "trata de %s", "trata de sus temas"}
	case "fr":
		return words{"%d journaux", "%d récits", "1 récit", "parle de %s", "parle de vos sujets"}
	case "it":
		return words{"%d giornali", "%d resoconti", "1 resoconto", "parla di %s", "parla dei vostri temi"}
	case "nl":
		return words{"%d kranten", "%d eigen verslagen", "1 eigen verslag", "gaat over %s", "gaat over uw onderwerpen"}
	case "pt":
		return words{"%d jornais", "%d relatos", "1 relato", "fala de %s", "fala dos seus temas"}
	default:
		return words{"%d papers", "%d reports", "1 report", "matches %s", "matches your topics"}
	}
}
