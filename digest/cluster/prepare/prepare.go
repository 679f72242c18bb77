// Package prepare turns an article into what is read of it, whatever stands beside it: how often each of its words stands
// where, the runs of capitalised words, the days it names, and the sketch that finds its copies.
package prepare

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/cluster/parallel"
	"tidings/digest/text"
)

// How much of an article is read. News tells the event at its head: more words brought no gain in measurement, and
// these bound the cost of an article of any length.
const (
	TitleWords = 60  // of the title
	BodyWords  = 400 // of the body

	leadWords    = 60  // the first of the body
	openingWords = 30  // about a sentence
	datingWords  = 100 // within which a report says on what day it happened
)

// preparer reads one article after another.
type preparer struct {
	lang    string
	numbers map[string]int32 // folded word → its place in words, NoWord for a stop word
	words   []ownWord
	form    Form
}

// ownWord is a word that says something, in the article being read.
type ownWord struct {
	fold  string
	place Place // of no term
	// surplus is how much more often it began with a capital than small where that says something.
	surplus int64
}

// mention is a word at its place in a text.
type mention struct {
	own     int32 // in the preparer's words; NoWord for stop words
	capital bool  // begins with a capital letter
	start   bool  // where that says nothing
}

func newPreparer() *preparer { return &preparer{numbers: make(map[string]int32)} }

func (pr *preparer) prepare(a *digest.Article) Form {
	body := Body(a)
	words := firstWords(body, BodyWords)
	clear(pr.numbers)
	pr.lang, pr.words = languageOf(a, body), pr.words[:0]
	title, text := pr.mentions(firstWords(a.Title, TitleWords)), pr.mentions(words)
	head := [2]uint64{uint64(len(title)), uint64(len(text))}
	if IsPost(len(title), len(text)) {
		text = title
	}
	pr.count(title, text)

	p := append(pr.form[:0], make([]byte, headSize)...)
	p = appendSketch(p, sketchOf(words))
	p = appendString(p, pr.lang)
	p = binary.AppendUvarint(p, head[0])
	p = binary.AppendUvarint(p, head[1])
	p = append(p, pr.cased(text))
	p = appendDays(p, daysOf(words, pr.lang))
	p = binary.AppendUvarint(p, uint64(len(pr.words)))
	for _, w := range pr.words {
		p = appendString(p, w.fold)
		p = binary.AppendUvarint(p, uint64(w.place))
		p = binary.AppendVarint(p, w.surplus)
	}
	p = appendList(p, pr.heading(title))
	p = appendList(p, runs(title))
	p = appendList(p, runs(text))
	p[0] = version
	binary.LittleEndian.PutUint64(p[1:], p.hash(a))
	pr.form = p
	return append(Form(nil), p...)
}

// mentions numbers the words of a text.
func (pr *preparer) mentions(words []text.Word) []mention {
	out := make([]mention, 0, len(words))
	for _, w := range words {
		if w.Fold == "" {
			continue
		}
		r, _ := utf8.DecodeRuneInString(w.Text)
		out = append(out, mention{own: pr.own(w.Fold), capital: unicode.IsUpper(r), start: w.Start})
	}
	return out
}

// own is the number of a folded word. One-letter words count as stop words.
func (pr *preparer) own(fold string) int32 {
	n, ok := pr.numbers[fold]
	if ok {
		return n
	}
	n = NoWord
	if len(fold) > 1 && !text.Stop(fold, pr.lang) {
		n = int32(len(pr.words))
		pr.words = append(pr.words, ownWord{fold: fold, place: newPlace(fold)})
	}
	pr.numbers[fold] = n
	return n
}

// count notes how often the words stand where, and how they begin in texts where that says something.
func (pr *preparer) count(title, body []mention) {
	for _, m := range title {
		if m.own != NoWord {
			pr.words[m.own].place += oneInTitle
		}
	}
	for i, m := range body {
		switch {
		case m.own == NoWord:
		case i < leadWords:
			pr.words[m.own].place += oneInLead
			if i < openingWords {
				pr.words[m.own].place += oneInOpening
			}
		default:
			pr.words[m.own].place += oneInRest
		}
	}
	for _, part := range [][]mention{title, body} {
		if capitals(part) {
			continue
		}
		for _, m := range part {
			switch {
			case m.start || m.own == NoWord:
			case m.capital:
				pr.words[m.own].surplus++
			default:
				pr.words[m.own].surplus--
			}
		}
	}
}

// heading lists the words of a headline without figures, which date a standing heading.
func (pr *preparer) heading(title []mention) []int32 {
	var list []int32
	for _, m := range title {
		if m.own != NoWord && !pr.words[m.own].place.Figure() {
			list = append(list, m.own)
		}
	}
	return list
}

// cased is 1 when a text's capitals tell names: it has some, and not on most words.
func (pr *preparer) cased(body []mention) byte {
	if capitals(body) {
		return 0
	}
	for _, m := range body {
		if m.capital {
			return 1
		}
	}
	return 0
}

// capitals says whether a text puts capitals on most words that are not grammar, as headlines in title case and whole
// feeds do.
func capitals(list []mention) bool {
	n, all := 0, 0
	for _, m := range list {
		if m.own == NoWord {
			continue
		}
		all++
		if m.capital {
			n++
		}
	}
	// Four in five leaves German, whose nouns are about half of these words, its names.
	return all > 2 && n*5 > all*4
}

// runs lists the capitalised words of a text, NoWord after those that stand together. Texts in capitals have none.
func runs(list []mention) []int32 {
	if capitals(list) {
		return nil
	}
	var out []int32
	for _, m := range list {
		switch n := len(out); {
		case m.capital && m.own != NoWord:
			out = append(out, m.own)
		case n > 0 && out[n-1] != NoWord:
			out = append(out, NoWord)
		}
	}
	return out
}

// All gives the prepared form of each article: that of known, by ID, where it fits, else a new one. fits tells which.
func All(articles []*digest.Article, known map[string]Form) (all []Form, fits []bool) {
	all, fits = make([]Form, len(articles)), make([]bool, len(articles))
	parallel.Chunks(len(articles), 64, func(from, to int) {
		pr := newPreparer()
		for i := from; i < to; i++ {
			a := articles[i]
			if all[i], fits[i] = known[a.ID], known[a.ID].Fits(a); !fits[i] {
				all[i] = pr.prepare(a)
			}
		}
	})
	return all, fits
}
