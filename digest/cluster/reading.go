package cluster

import (
	"strings"

	"tidings/digest"
	"tidings/digest/text"
)

// reading is an article in the numbers of a window's lexicon.
type reading struct {
	headline string
	heading  string  // what its headline is the same by as another's, figures aside
	standing bool    // the headline says nothing
	words    []int32 // the lexicon's number of each word, in the order of the article's own
	mentions []byte  // the rest of a Prepared: title and body
	titles   int     // tokens in the title
	bodies   int     // tokens in the body
}

// token is a word at its place in a text.
type token struct {
	word    int32 // in the lexicon
	own     int32 // in the article
	capital bool  // begins with a capital letter
	start   bool  // where that says nothing
}

// tokens are those of the title and of the body.
func (r *reading) tokens() (title, body []token) {
	all := make([]token, 0, r.titles+r.bodies)
	d := decoder{rest: r.mentions}
	for range 2 {
		for range d.count() {
			m := d.uint()
			own := int32(m >> mentionFlags)
			all = append(all, token{word: r.words[own], own: own, capital: m&hasCapital != 0, start: m&startsSentence != 0})
		}
	}
	title, body = all[:r.titles:r.titles], all[r.titles:]
	if r.post() {
		body = title
	}
	if r.standing {
		title = nil
	}
	return title, body
}

// kind is how much of an article there is to compare.
type kind uint8

const (
	headline kind = iota // no text
	brief                // a line or a paragraph, as many feeds give
	full
	kinds
)

// A title of postWords or more without a text is no headline but a post, and so its own text. A text of fullWords shares
// enough words with others of its event to be told by them.
const (
	postWords = 15
	fullWords = 100
)

func (r *reading) post() bool { return r.bodies == 0 && r.titles >= postWords }

func (r *reading) kind() kind {
	switch {
	case r.bodies == 0 && !r.post():
		return headline
	case r.bodies < fullWords:
		return brief
	}
	return full
}

// read takes a prepared article into the lexicon and learns from it how its words are written.
func (l *lexicon) read(a *digest.Article, p Prepared) reading {
	d := decoder{rest: p[preparedHead:]}
	d.take(8 * d.count()) // the sketch
	lang := l.language(string(d.take(d.count())))
	r := reading{headline: a.Title, words: make([]int32, d.count())}
	for i := range r.words {
		r.words[i] = l.number(d.take(d.count()), lang)
	}
	r.mentions = d.rest
	r.titles = d.count()
	for range r.titles {
		d.uint()
	}
	r.bodies = d.count()
	title, body := r.tokens()
	l.learnCase(title)
	l.learnCase(body)
	r.heading = l.key(headingTokens(title, l))
	return r
}

// bodyOf is the text an article is compared by.
func bodyOf(a *digest.Article) string {
	if strings.TrimSpace(a.Text.Body) != "" {
		return a.Text.Body
	}
	return a.Summary
}

// languageOf is the language whose stems an article is read by: what its text looks like, since many sites declare the
// language of their template; else what is declared; else English, whose rules do a word of another Latin language
// little harm.
func languageOf(a *digest.Article, body string) string {
	if lang := text.Language(a.Title + "\n\n" + cut(body, 1000)); lang != "" {
		return lang
	}
	for _, tag := range []string{a.Text.Language, a.Language} {
		if tag != "" {
			base, _, _ := strings.Cut(strings.ToLower(tag), "-")
			return base
		}
	}
	return "en"
}
