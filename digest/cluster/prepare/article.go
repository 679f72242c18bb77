package prepare

import (
	"strings"
	"unicode/utf8"

	"tidings/digest"
	"tidings/digest/text"
)

// Body is the text an article is compared by.
func Body(a *digest.Article) string {
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

// wordBytes bounds a word: no text in any language has words of so many bytes on average.
const wordBytes = 24

// Head is the start of a text that so many words fit in.
func Head(s string, words int) string { return cut(s, words*wordBytes) }

// firstWords are those of a text. An article of a hundred thousand words costs no more than its head.
func firstWords(s string, limit int) []text.Word {
	// A few bytes a word are nearly always enough; the last word may be cut, and so must not be needed.
	const few = 8
	if len(s) > limit*few {
		if words := text.Words(cut(s, limit*few)); len(words) > limit {
			return words[:limit]
		}
	}
	words := text.Words(Head(s, limit))
	return words[:min(len(words), limit)]
}

// A title of postWords or more without a text is no headline but a post, and so its own text.
const postWords = 15

// IsPost says whether an article with so many words in its title and body is a post.
func IsPost(titles, bodies int) bool { return bodies == 0 && titles >= postWords }
