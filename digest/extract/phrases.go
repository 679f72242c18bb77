package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPhraseLine is the longest line, in letters and digits, that a phrase condemns: "Read more about it below" may well
// open a paragraph.
const maxPhraseLine = 120

// openings are how lines of furniture begin, in lower case, by language. A colon belongs to the phrase: "photo: AP" is a
// credit, "photo editing is hard" is not.
var openings = lines(`
	also read
	read also
	read more
	read next
	must read
	see also
	see more
	related:
	related stories
	related articles
	related content
	related news
	related posts
	related reading
	related topics
	more from
	more on
	more stories
	more news
	you may also
	you might also
	you may be interested
	you might be interested
	what to read next
	watch:
	watch more
	sign up
	subscribe
	register for
	register now
	follow us
	follow me
	follow @
	like us
	share this
	share on
	join our
	join the community
	download our app
	download the app
	click here
	get the latest
	enter your email
	your email
	we may earn
	article continues below
	story continues below
	skip to
	table of contents
	in this article
	on this page
	topics:
	tags:
	filed under
	editor's note
	editor’s note
	this article was originally
	this article first
	this story was originally
	this story first
	about the author
	photo by
	photo credit
	photo:
	photos:
	photograph:
	image by
	image credit
	image courtesy
	image source
	image:
	images:
	picture:
	video:
	credit:
	source:
	sources:
	©
	all rights reserved

	lesen sie auch
	lesen sie hier
	lesen sie mehr
	lies auch
	mehr zum thema
	auch interessant
	das könnte sie auch
	abonnieren sie
	foto:
	fotos:
	bild:
	quelle:

	lire aussi
	lire la suite
	voir aussi
	abonnez-vous
	inscrivez-vous

	lea también
	lee también
	leer también
	te puede interesar
	le puede interesar
	suscríbete
	suscríbase
	síguenos
	fuente:

	leia também
	leia mais
	veja também
	fonte:

	leggi anche
	leggi tutto
	potrebbe interessarti
	iscriviti

	lees ook
	lees meer
	bekijk ook

	läs också
	läs mer
	les også
	les mer
	læs også

	czytaj też
	czytaj także
	zobacz też
	zobacz także
	źródło:
	čtěte také
	čtěte také:

	читайте также
	читайте ещё
	читайте еще
	читайте також
	подписывайтесь
	подпишитесь
	фото:
	источник:

	ilginizi çekebilir
	kaynak:
	fotoğraf:
	baca juga
	xem thêm
	đọc thêm

	اقرأ أيضا
	اقرأ أيضًا
	यह भी पढ़ें
	ये भी पढ़ें
	関連記事
	あわせて読みたい
	続きを読む
	写真:
	相关阅读
	相关新闻
	延伸阅读
	图片来源
	责任编辑
	관련기사
	관련 기사`)

// labels are how furniture without a sentence begins: "Published 3 May 2026" goes, "Published in May, the study says
// otherwise." stays.
var labels = lines(`
	published
	updated
	last updated
	recommended
	loading
	advertising
	advertisement
	copyright
	written by
	newsletter
	anzeige
	publicité
	publicidad
	publicidade
	pubblicità
	advertentie
	annons
	annonse
	reklama
	реклама
	crédit
	crédits
	assine
	saiba mais
	à lire
	watch now
	join us`)

// anywhere are phrases that condemn a line wherever they stand in it.
var anywhere = lines(`
	getty images
	photo credit
	to your inbox
	appeared first on
	our newsletter
	free newsletter
	daily newsletter
	weekly newsletter
	affiliate commission
	affiliate links`)

func lines(s string) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// isPhrase tells lines that say themselves what they are.
func isPhrase(b *block) string {
	if b.chars > maxPhraseLine || b.form == code || b.form == cell {
		return ""
	}
	line := strings.ToLower(strings.TrimLeftFunc(b.text, func(r rune) bool {
		return r != '©' && !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}))
	if phrase := opening(line, openings); phrase != "" {
		return "says " + phrase
	}
	if phrase := opening(line, labels); phrase != "" && !endsSentence(b.text, "") {
		return "says " + phrase
	}
	for _, phrase := range anywhere {
		if strings.Contains(line, phrase) {
			return "says " + phrase
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
