package prepare

import (
	"encoding/binary"

	"tidings/digest"
	"tidings/digest/cluster/hash"
)

// Form is what is read of one article, whatever stands beside it: how often each of its words stands where, the runs
// of capitalised words, and the sketch that finds its copies. Reading is the larger part of grouping, so who groups an
// article again keeps it: one to three kilobytes. It begins with the version of this form and a hash of what was read; with
// another version or another text it is not used.
type Form []byte

// version changes when the form does, or what is read of an article.
const version = 3

// headSize is that of the version and the hash.
const headSize = 9

// Fits says whether p was made by this program from this article as it is, and is whole.
func (p Form) Fits(a *digest.Article) bool {
	return len(p) > headSize && p[0] == version && binary.LittleEndian.Uint64(p[1:]) == p.hash(a)
}

// hash is that of what p holds and of what it was read from.
func (p Form) hash(a *digest.Article) uint64 {
	return hash.Mix(fingerprint(a, Body(a)) ^ hash.Text(p[headSize:]))
}

// fingerprint is a hash of all that a preparer reads of an article.
func fingerprint(a *digest.Article, body string) uint64 {
	h := uint64(0)
	for _, s := range []string{a.Title, Head(body, BodyWords), a.Text.Language, a.Language} {
		h = hash.Mix(h ^ hash.Text(s))
	}
	return h
}

func appendString(p Form, s string) Form {
	p = binary.AppendUvarint(p, uint64(len(s)))
	return append(p, s...)
}

func appendSketch(p Form, sketch []uint64) Form {
	p = binary.AppendUvarint(p, uint64(len(sketch)))
	for _, h := range sketch {
		p = binary.LittleEndian.AppendUint64(p, h)
	}
	return p
}

func appendDays(p Form, d Days) Form { return append(p, byte(d.All), byte(d.Head)) }

// appendList appends numbers from NoWord up.
func appendList(p Form, list []int32) Form {
	p = binary.AppendUvarint(p, uint64(len(list)))
	for _, n := range list {
		p = binary.AppendUvarint(p, uint64(n-NoWord))
	}
	return p
}

// Sketch lists the least hashes of the runs of words of the text, in rising order: see Alike.
func (p Form) Sketch() []uint64 {
	d := decoder{form: p, at: headSize}
	sketch := make([]uint64, d.count())
	for i := range sketch {
		sketch[i] = binary.LittleEndian.Uint64(d.form[d.at:])
		d.at += 8
	}
	return sketch
}

// Contents are what a Form holds beside its sketch.
type Contents struct {
	Language       string
	Titles, Bodies int  // how many words stand in the title and in the body
	Cased          bool // its capitals tell names
	Days           Days // that the text names
	Words          []Word

	// Words by their place in Words.
	Heading     []int32 // those of the headline but figures
	Title, Text []int32 // the runs of capitalised words of title and text, NoWord after each
}

// Word is a word that says something, as one article has it.
type Word struct {
	Fold    []byte // the word, folded: part of the Form
	Place   Place  // of no term
	Surplus int32  // how much more often it began with a capital than small where that says something
}

// NoWord stands where there is no word, or one that says nothing.
const NoWord = -1

// Decode reads what a preparer wrote, and puts the words where room is. It must be given nothing else: p fits its article.
func (p Form) Decode(room []Word) Contents {
	d := decoder{form: p, at: headSize}
	d.at += 8 * d.count() // the sketch
	c := Contents{Language: string(d.bytes()), Titles: d.count(), Bodies: d.count(), Cased: d.flag(), Days: d.days()}
	c.Words = room[:0]
	for range d.count() {
		c.Words = append(c.Words, Word{Fold: d.bytes(), Place: Place(d.uint()), Surplus: int32(d.int())})
	}
	c.Heading, c.Title, c.Text = d.list(), d.list(), d.list()
	return c
}

type decoder struct {
	form Form
	at   int
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

// days is what appendDays wrote.
func (d *decoder) days() Days {
	d.at += 2
	return Days{DaySet(d.form[d.at-2]), DaySet(d.form[d.at-1])}
}

// list is what appendList wrote.
func (d *decoder) list() []int32 {
	list := make([]int32, d.count())
	for i := range list {
		list[i] = int32(d.uint()) + NoWord
	}
	return list
}
