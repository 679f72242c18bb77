package cluster

import (
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/text"
)

// Prepared is what is read of one article, whatever stands beside it: its words in their order, and the sketch that finds
// its copies. Reading is the larger part of grouping, so who groups an article again keeps it: some three kilobytes. It
// begins with the version of this form and a hash of what was read; with another version or another text it is not used.
type Prepared []byte

// preparedVersion changes when the form does, or what is read of an article.
const preparedVersion = 1

// preparedHead is the version and the hash.
const preparedHead = 9

// Prepare reads an article.
func Prepare(a *digest.Article) Prepared {
	body := bodyOf(a)
	words := headOf(body, bodyWords)
	p := make(Prepared, preparedHead, 4096)
	p = appendSketch(p, sketchOf(words))
	p = appendString(p, languageOf(a, body))
	p = appendWords(p, headOf(a.Title, titleWords), words)
	p[0] = preparedVersion
	binary.LittleEndian.PutUint64(p[1:], p.hash(a))
	return slices.Clip(p)
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
	return mix64(fingerprint(a, bodyOf(a)) ^ fnv64(p[preparedHead:]))
}

// fingerprint is a hash of all that Prepare reads of an article.
func fingerprint(a *digest.Article, body string) uint64 {
	h := uint64(0)
	for _, s := range []string{a.Title, cut(body, bodyWords*wordBytes), a.Text.Language, a.Language} {
		h = mix64(h ^ fnv64(s))
	}
	return h
}

// prepareAll gives the prepared form of each article: that of known where it fits, else a new one.
func prepareAll(articles []digest.Article, known map[string]Prepared) (all []Prepared, fits []bool) {
	all, fits = make([]Prepared, len(articles)), make([]bool, len(articles))
	inParallel(len(articles), func(i int) {
		a := &articles[i]
		if all[i], fits[i] = known[a.ID], known[a.ID].fits(a); !fits[i] {
			all[i] = Prepare(a)
		}
	})
	return all, fits
}

// inParallel calls f with every number below n, on all processors. What f does with one must not depend on another.
func inParallel(n int, f func(i int)) {
	block := min(64, max(1, n/64))
	var wg sync.WaitGroup
	blocks := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for from := range blocks {
				for i := from; i < min(from+block, n); i++ {
					f(i)
				}
			}
		})
	}
	for from := 0; from < n; from += block {
		blocks <- from
	}
	close(blocks)
	wg.Wait()
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

// A mention is a word at its place: twice two flags below the number that the word has in its article.
const (
	startsSentence = 1
	hasCapital     = 2
	mentionFlags   = 2 // bits
)

// appendWords appends the words of all texts, once each, and then each text as the list of its mentions.
func appendWords(p Prepared, texts ...[]text.Word) Prepared {
	most := 0
	for _, words := range texts {
		most += len(words)
	}
	number := make(map[string]uint64, most/2) // about half the words of a report stand there before
	folds := make([]string, 0, most)
	lists := make([][]uint64, len(texts))
	for i, words := range texts {
		lists[i] = make([]uint64, 0, len(words))
		for _, w := range words {
			if w.Fold == "" {
				continue
			}
			n, ok := number[w.Fold]
			if !ok {
				n = uint64(len(folds))
				number[w.Fold] = n
				folds = append(folds, w.Fold)
			}
			m := n << mentionFlags
			if w.Start {
				m |= startsSentence
			}
			if r, _ := utf8.DecodeRuneInString(w.Text); unicode.IsUpper(r) {
				m |= hasCapital
			}
			lists[i] = append(lists[i], m)
		}
	}
	p = binary.AppendUvarint(p, uint64(len(folds)))
	for _, fold := range folds {
		p = appendString(p, fold)
	}
	for _, list := range lists {
		p = binary.AppendUvarint(p, uint64(len(list)))
		for _, m := range list {
			p = binary.AppendUvarint(p, m)
		}
	}
	return p
}

// sketch is the part of p that sketchOf made.
func (p Prepared) sketch() []uint64 {
	d := decoder{rest: p[preparedHead:]}
	sketch := make([]uint64, d.count())
	for i := range sketch {
		sketch[i] = binary.LittleEndian.Uint64(d.take(8))
	}
	return sketch
}

// decoder reads what Prepare wrote. It is given nothing else: a Prepared that does not fit is not decoded.
type decoder struct{ rest []byte }

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.rest)
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) count() int { return int(d.uint()) }

func (d *decoder) take(n int) []byte {
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}
