package cluster

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/cluster/hash"
	"tidings/digest/cluster/parallel"
	"tidings/digest/text"
)

// Prepared is what is read of one article, whatever stands beside it: how often each of its words stands where, the runs
// of capitalised words, and the sketch that finds its copies. Reading is the larger part of grouping, so who groups an
// article again keeps it: one to three kilobytes. It begins with the version of this form and a hash of what was read; with
// another version or another text it is not used.
type Prepared []byte

// preparedVersion changes when the form does, or what is read of an article.
const preparedVersion = 3

// preparedHead is the version and the hash.
const preparedHead = 9

// preparer reads one article after another.
type preparer struct {
	lang    string
	numbers map[string]int32 // folded word → its place in words, noTerm for a stop word
	words   []ownWord
	form    Prepared
}

// ownWord is a word that says something, in the article being read.
type ownWord struct {
	fold  string
	place place // of no term
	// surplus is how much more often it began with a capital than small where that says something.
	surplus int64
}

// mention is a word at its place in a text.
type mention struct {
	own     int32 // in the preparer's words; noTerm for stop words
	capital bool  // begins with a capital letter
	start   bool  // where that says nothing
}

func newPreparer() *preparer { return &preparer{numbers: make(map[string]int32)} }

func (pr *preparer) prepare(a *digest.Article) Prepared {
	body := bodyOf(a)
	words := headOf(body, bodyWords)
	clear(pr.numbers)
	pr.lang, pr.words = languageOf(a, body), pr.words[:0]
	title, text := pr.mentions(headOf(a.Title, titleWords)), pr.mentions(words)
	head := [2]uint64{uint64(len(title)), uint64(len(text))}
	if isPost(len(title), len(text)) {
		text = title
	}
	pr.count(title, text)

	p := append(pr.form[:0], make([]byte, preparedHead)...)
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
	p[0] = preparedVersion
	binary.LittleEndian.PutUint64(p[1:], p.hash(a))
	pr.form = p
	return append(Prepared(nil), p...)
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
	n = noTerm
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
		if m.own != noTerm {
			pr.words[m.own].place += oneInTitle
		}
	}
	for i, m := range body {
		switch {
		case m.own == noTerm:
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
			case m.start || m.own == noTerm:
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
		if m.own != noTerm && !pr.words[m.own].place.figure() {
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
		if m.own == noTerm {
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

// runs lists the capitalised words of a text, noTerm after those that stand together. Texts in capitals have none.
func runs(list []mention) []int32 {
	if capitals(list) {
		return nil
	}
	var out []int32
	for _, m := range list {
		switch n := len(out); {
		case m.capital && m.own != noTerm:
			out = append(out, m.own)
		case n > 0 && out[n-1] != noTerm:
			out = append(out, noTerm)
		}
	}
	return out
}

// headOf is the first words of a text. An article of a hundred thousand words costs no more than its head.
func headOf(s string, limit int) []text.Word {
	// A few bytes a word are nearly always enough; the last word may be cut, and so must not be needed.
	const few = 8
	if len(s) > limit*few {
		if words := text.Words(cut(s, limit*few)); len(words) > limit {
			return words[:limit]
		}
	}
	words := text.Words(cut(s, limit*wordBytes))
	return words[:min(len(words), limit)]
}

// fits says whether p was made by this program from this article as it is, and is whole.
func (p Prepared) fits(a *digest.Article) bool {
	return len(p) > preparedHead && p[0] == preparedVersion && binary.LittleEndian.Uint64(p[1:]) == p.hash(a)
}

// hash is that of what p holds and of what it was read from.
func (p Prepared) hash(a *digest.Article) uint64 {
	return hash.Mix(fingerprint(a, bodyOf(a)) ^ hash.Text(p[preparedHead:]))
}

// fingerprint is a hash of all that a preparer reads of an article.
func fingerprint(a *digest.Article, body string) uint64 {
	h := uint64(0)
	for _, s := range []string{a.Title, cut(body, bodyWords*wordBytes), a.Text.Language, a.Language} {
		h = hash.Mix(h ^ hash.Text(s))
	}
	return h
}

// prepareAll gives the prepared form of each article: that of known where it fits, else a new one.
func prepareAll(articles []*digest.Article, known map[string]Prepared) (all []Prepared, fits []bool) {
	all, fits = make([]Prepared, len(articles)), make([]bool, len(articles))
	parallel.Chunks(len(articles), 64, func(from, to int) {
		pr := newPreparer()
		for i := from; i < to; i++ {
			a := articles[i]
			if all[i], fits[i] = known[a.ID], known[a.ID].fits(a); !fits[i] {
				all[i] = pr.prepare(a)
			}
		}
	})
	return all, fits
}

func appendString(p Prepared, s string) Prepared {
	p = binary.AppendUvarint(p, uint64(len(s)))
	return append(p, s...)
}

func appendSketch(p Prepared, sketch []uint64) Prepared {
	p = binary.AppendUvarint(p, uint64(len(sketch)))
	for _, h := range sketch {
		p = binary.LittleEndian.AppendUint64(p, h)
	}
	return p
}

// appendList appends numbers from noTerm up.
func appendList(p Prepared, list []int32) Prepared {
	p = binary.AppendUvarint(p, uint64(len(list)))
	for _, n := range list {
		p = binary.AppendUvarint(p, uint64(n-noTerm))
	}
	return p
}

// sketch is the part of p that sketchOf made.
func (p Prepared) sketch() []uint64 {
	d := decoder{form: p, at: preparedHead}
	sketch := make([]uint64, d.count())
	for i := range sketch {
		sketch[i] = binary.LittleEndian.Uint64(d.form[d.at:])
		d.at += 8
	}
	return sketch
}

// decoder reads what a preparer wrote. It is given nothing else: a Prepared that does not fit is not decoded.
type decoder struct {
	form Prepared
	at   int
}

// decode begins after the sketch.
func (p Prepared) decode() decoder {
	d := decoder{form: p, at: preparedHead}
	d.at += 8 * d.count()
	return d
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.form[d.at:])
	d.at += n
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.form[d.at:])
	d.at += n
	return v
}

func (d *decoder) count() int { return int(d.uint()) }

func (d *decoder) bytes() []byte {
	n := d.count()
	d.at += n
	return d.form[d.at-n : d.at]
}

func (d *decoder) flag() bool {
	d.at++
	return d.form[d.at-1] != 0
}

// list is what appendList wrote.
func (d *decoder) list() []int32 {
	list := make([]int32, d.count())
	for i := range list {
		list[i] = int32(d.uint()) + noTerm
	}
	return list
}
