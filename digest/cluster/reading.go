package cluster

import (
	"strings"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/text"
)

// reading is an article in the numbers of a window's lexicon.
type reading struct {
	article  *digest.Article
	places   []place // in order of terms
	title    []int32 // the runs of capitalised words of its title, noTerm after each
	text     []int32 // and of its text
	head     []int32 // the words of its headline but figures, until they are settled
	heading  string  // what its headline is the same by as another's, figures aside
	titles   int     // words in the title
	bodies   int     // words in the body
	cased    bool    // its capitals tell names
	days     days    // that the text names
	standing bool    // the headline says nothing
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

func isPost(titles, bodies int) bool { return bodies == 0 && titles >= postWords }

func (r *reading) kind() kind {
	switch {
	case r.bodies == 0 && !isPost(r.titles, r.bodies):
		return headline
	case r.bodies < fullWords:
		return brief
	}
	return full
}

// stand takes the headline out of what was read.
func (r *reading) stand() {
	r.standing, r.title = true, nil
	left := r.places[:0]
	for _, p := range r.places {
		if p = p.untitled(); p.counts() != 0 {
			left = append(left, p)
		}
	}
	r.places = left
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

// cut shortens s to at most n bytes, at the start of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
