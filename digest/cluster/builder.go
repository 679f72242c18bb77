package cluster

import (
	"strings"

	"tidings/digest"
	"tidings/digest/text"
)

// reading is what is read of an article.
type reading struct {
	headline    string
	title, body []token
}

// lead is the head of the text.
func (r *reading) lead() []token { return r.body[:min(len(r.body), leadWords)] }

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

func (r *reading) kind() kind {
	switch {
	case len(r.body) == 0:
		return headline
	case len(r.body) < fullWords:
		return brief
	}
	return full
}

// read reads an article and learns from it how its words are written.
func (l *lexicon) read(a *digest.Article) reading {
	body := bodyOf(a)
	lang := languageOf(a, body)
	r := reading{headline: a.Title, title: l.tokens(a.Title, lang, titleWords), body: l.tokens(body, lang, bodyWords)}
	if len(r.body) == 0 && len(r.title) >= postWords {
		r.body = r.title
	}
	l.learnCase(r.title)
	l.learnCase(r.body)
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

// builder counts what stands in the articles of a window.
type builder struct {
	lex   *lexicon
	names map[string]int32
	grams map[string]int32
	bag   []entry // reused
}

func newBuilder(lex *lexicon) *builder {
	return &builder{lex: lex, names: make(map[string]int32), grams: make(map[string]int32)}
}

// count returns the vectors of counts of what was read.
func (b *builder) count(r *reading) vectors {
	lead, rest := r.lead(), r.body[len(r.lead()):]
	return vectors{
		title:   b.terms(part{r.title, 1}),
		lead:    b.terms(part{r.title, 1}, part{lead, 1}),
		body:    b.terms(part{r.body, 1}),
		all:     b.terms(part{r.title, titleWeight}, part{lead, leadWeight}, part{rest, bodyWeight}),
		numbers: b.numbers(r.title, r.body),
		names:   b.namesOf(r.title, r.body),
		grams:   b.gramsOf(r.headline),
	}
}

// part is some tokens and what each counts for.
type part struct {
	tokens []token
	weight float32
}

func (b *builder) terms(parts ...part) vector {
	b.bag = b.bag[:0]
	for _, p := range parts {
		for _, t := range p.tokens {
			if term := b.lex.words[t.word].term; term != noTerm {
				b.bag = append(b.bag, entry{term, p.weight})
			}
		}
	}
	return counted(b.bag)
}

func (b *builder) numbers(parts ...[]token) vector {
	b.bag = b.bag[:0]
	for _, p := range parts {
		for _, t := range p {
			if w := b.lex.words[t.word]; w.number && w.term != noTerm {
				b.bag = append(b.bag, entry{w.term, 1})
			}
		}
	}
	return counted(b.bag)
}

// namesOf counts runs of capitalised words, and the words of longer runs on their own, too.
func (b *builder) namesOf(parts ...[]token) vector {
	b.bag = b.bag[:0]
	for _, p := range parts {
		if b.lex.capitals(p) {
			continue
		}
		from := 0
		for i, t := range p {
			if !b.lex.named(t) {
				b.addName(p[from:i])
				from = i + 1
			}
		}
		b.addName(p[from:])
	}
	return counted(b.bag)
}

func (b *builder) addName(run []token) {
	if len(run) > 1 {
		b.bag = append(b.bag, entry{intern(b.names, b.lex.key(run)), 1})
	}
	for i := range run {
		b.bag = append(b.bag, entry{intern(b.names, b.lex.key(run[i:i+1])), 1})
	}
}

// gramsOf counts the runs of four characters of a headline, those at its ends with a space.
func (b *builder) gramsOf(headline string) vector {
	if headline == "" {
		return nil
	}
	s := " " + text.Fold(cut(headline, titleWords*wordBytes)) + " "
	starts := make([]int, 0, len(s)+1)
	for i := range s {
		starts = append(starts, i)
	}
	starts = append(starts, len(s))
	b.bag = b.bag[:0]
	for i := 0; i+4 < len(starts); i++ {
		b.bag = append(b.bag, entry{intern(b.grams, s[starts[i]:starts[i+4]]), 1})
	}
	return counted(b.bag)
}

// intern numbers keys in the order they are first seen.
func intern(ids map[string]int32, key string) int32 {
	id, ok := ids[key]
	if !ok {
		id = int32(len(ids))
		ids[key] = id
	}
	return id
}
