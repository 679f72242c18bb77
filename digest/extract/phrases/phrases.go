// Package phrases turns a line of a page into the phrase by which it says itself that it is none of the article, in many
// languages.
package phrases

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/digest/extract/letters"
)

// maxPhraseLine is the longest line, in letters and digits, that a phrase condemns: "Read more about it below" may well
// open a paragraph.
const maxPhraseLine = 120

// openings are how lines of furniture begin, in lower case. A colon belongs to the phrase: "photo: AP" is a credit, "photo
// editing is hard" is not.
var openings = listed(`
	en | also read / read also / read more / read next / must read / see also / see more / more from / more on / more stories
	en | more news / related: / related stories / related articles / related content / related news / related posts
	en | related reading / related topics / you may also / you might also / you may be interested / you might be interested
	en | what to read next / watch: / watch more / in this article / on this page / table of contents / skip to / click here
	en | sign up / subscribe / register for / register now / follow us / follow me / follow @ / like us / share this / share on
	en | join our / join the community / download our app / download the app / get the latest / enter your email / your email
	en | we may earn / article continues below / story continues below / filed under / topics: / tags: / about the author
	en | editor's note / editor’s note / this article was originally / this article first / this story was originally
	en | this story first / this article appeared / this article was featured / this post may contain / this post contains affiliate
	en | published under / reach the reporter / have a tip / got a tip / got a news tip / follow her on / follow him on / skip past
	en | photo by / photo credit / photo: / photos: / photograph: / image by / image credit / image courtesy
	en | image source / image: / images: / picture: / video: / credit: / source: / sources: / © / all rights reserved
	de | an dieser stelle finde / ich bin damit einverstanden / mit ihrer zustimmung / externer inhalt / empfohlener redaktioneller inhalt
	de | personenbezogene daten können / du kannst ihn dir mit einem klick / ein klick für den datenschutz / zum entsperren
	en | this content is hosted / this content is provided by / to view this content / view this post / we need your permission
	fr | ce contenu est bloqué / contenu externe / ce contenu provient
	nl | deze inhoud / om deze content
	de | lesen sie auch / lesen sie hier / lesen sie mehr / lies auch / mehr zum thema / auch interessant / das könnte sie auch
	de | abonnieren sie / foto: / fotos: / bild: / quelle:
	fr | lire aussi / à lire aussi / lire la suite / voir aussi / abonnez-vous / inscrivez-vous
	es | lea también / lee también / leer también / te puede interesar / le puede interesar / suscríbete / suscríbase / síguenos
	es | fuente:
	pt | leia também / leia mais / veja também / fonte:
	it | leggi anche / leggi tutto / potrebbe interessarti / iscriviti
	nl | lees ook / lees meer / bekijk ook
	sv | läs också / läs mer
	no | les også / les mer
	da | læs også / læs mere
	pl | czytaj też / czytaj także / zobacz też / zobacz także / źródło:
	cs | čtěte také / přečtěte si také
	ru | читайте также / читайте ещё / читайте еще / подписывайтесь / подпишитесь / фото: / источник:
	uk | читайте також
	tr | ilginizi çekebilir / kaynak: / fotoğraf:
	id | baca juga
	vi | xem thêm / đọc thêm
	ar | اقرأ أيضا / اقرأ أيضًا
	hi | यह भी पढ़ें / ये भी पढ़ें
	ja | 関連記事 / あわせて読みたい / 続きを読む / 写真:
	zh | 相关阅读 / 相关新闻 / 延伸阅读 / 图片来源 / 责任编辑
	ko | 관련기사 / 관련 기사`)

// labels are how furniture without a sentence begins: "Published 3 May 2026" goes, "Published in May, the study says
// otherwise." stays.
var labels = listed(`
	en | published / updated / last updated / recommended / loading / advertising / advertisement / copyright / written by
	en | newsletter / watch now / join us / google play / app store
	de | anzeige
	fr | publicité / crédit / crédits / à lire
	es | publicidad
	pt | publicidade / assine / saiba mais
	it | pubblicità
	nl | advertentie
	sv | annons
	no | annonse
	pl | reklama
	ru | реклама`)

// anywhere are phrases that condemn a line wherever they stand in it.
var anywhere = listed(`
	en | getty images / photo credit / to your inbox / our newsletter / free newsletter / daily newsletter / weekly newsletter
	en | affiliate commission / affiliate links / appeared first on`)

// disclosures are how a publisher says that it earns by what the article links to. That takes a sentence or two, so they
// hold for longer lines, where the publisher speaks of itself.
var disclosures = listed(`
	en | affiliate commission / affiliate link / receive compensation / earn a commission / earn commission / share of the revenue
	en | small commission / amount of commission / independently selected / independently chosen
	de | affiliate-link / eine provision
	fr | lien affilié / liens affiliés / une commission`)

// maxDisclosure is the longest disclosure in letters and digits: those of the labelled pages have 300 at most.
const maxDisclosure = 400

// ourselves are the words of those who speak of themselves.
var ourselves = regexp.MustCompile(`(?i)\b(?:we|our|us|i|my|me|wir|uns|unsere?[mnrs]?|nous|notre|nos)\b`)

// listed reads a table: a language and its phrases a line.
func listed(table string) []string {
	var out []string
	for line := range strings.Lines(strings.TrimSpace(table)) {
		_, list, _ := strings.Cut(line, "|")
		for phrase := range strings.SplitSeq(list, "/") {
			out = append(out, strings.TrimSpace(phrase))
		}
	}
	return out
}

// In is a phrase by which a line says itself that it is furniture, empty for none. chars are its letters and digits.
func In(line string, chars int) string {
	if chars > maxDisclosure {
		return ""
	}
	lower := strings.ToLower(line)
	if phrase := within(lower, disclosures); phrase != "" && ourselves.MatchString(lower) {
		return phrase
	}
	if chars > maxPhraseLine {
		return ""
	}
	if phrase := within(lower, anywhere); phrase != "" {
		return phrase
	}
	lower = strings.TrimLeftFunc(lower, func(r rune) bool { return r != '©' && !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	if phrase := opening(lower, openings); phrase != "" {
		return phrase
	}
	if phrase := opening(lower, labels); phrase != "" && !letters.EndSentence(line, "") {
		return phrase
	}
	return ""
}

// within is a phrase that stands in a line, empty for none.
func within(line string, phrases []string) string {
	for _, phrase := range phrases {
		if strings.Contains(line, phrase) {
			return phrase
		}
	}
	return ""
}

// opening is the phrase that a line begins with, empty for none.
func opening(line string, phrases []string) string {
	for _, phrase := range phrases {
		if rest, ok := strings.CutPrefix(line, phrase); ok && endsWord(phrase, rest) {
			return phrase
		}
	}
	return ""
}

// endsWord tells whether the phrase ends with a word, given what follows it. Scripts without spaces have no such mark.
func endsWord(phrase, rest string) bool {
	last, _ := utf8.DecodeLastRuneInString(phrase)
	after, _ := utf8.DecodeRuneInString(rest)
	return !unicode.IsLetter(last) || !unicode.IsLetter(after) || unicode.In(last, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
