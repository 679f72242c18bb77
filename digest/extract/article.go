package extract

import (
	"cmp"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"tidings/digest"
	"tidings/digest/extract/block"
	"tidings/digest/extract/dom"
	"tidings/digest/extract/meta"
	"tidings/digest/extract/render"
	"tidings/digest/text"
)

// The methods by which Article finds a text, besides those of Page.
const (
	methodFeed    = "feed"    // the content that the feed carries
	methodSummary = "summary" // the feed's summary: nothing better could be had
	methodNone    = "none"    // there is no text at all, only a title
)

// NeedsPage tells whether the article's page should be fetched before Article is asked: never in ExtractNever, always
// in ExtractAlways, and in ExtractAuto unless the feed's own content looks whole.
func NeedsPage(a digest.Article, mode digest.ExtractMode) bool {
	switch {
	case a.URL == "" || mode == digest.ExtractNever:
		return false
	case mode == digest.ExtractAlways:
		return true
	}
	return !isWhole(fromFeed(a))
}

// Article is the readable text of an article from what there is: the feed's content when it looks whole, else its page,
// else the feed's content as far as it goes, else the feed's summary. page is nil when it was not fetched. A page whose
// text is much shorter than what the feed gave, or speaks of something else, is not believed: it is a consent wall, a
// paywall, an error in disguise; but what the user's own selector finds is. What the chosen source does not say of itself is filled in from the others.
func Article(a digest.Article, page *digest.Page, mode digest.ExtractMode, opts Options) digest.Text {
	feed := fromFeed(a)
	if page == nil || mode == digest.ExtractNever || mode != digest.ExtractAlways && isWhole(feed) {
		return feed
	}
	found, err := Page(*page, opts)
	if err != nil {
		return feed
	}
	if found.Method != methodSelected && !isRight(found, feed, a) {
		found.Body, found.HTML, found.Words, found.Method = feed.Body, feed.HTML, feed.Words, feed.Method
	}
	return withFeed(found, feed)
}

// fromFeed is the text that the feed itself gives: its content, or its summary when that is as long.
func fromFeed(a digest.Article) digest.Text {
	t := readFragment(a.Content, nil)
	if summary := text.Count(a.Summary); t.Words < summary {
		t = digest.Text{Body: a.Summary, HTML: paragraphs(a.Summary), Words: summary, Method: methodSummary}
	}
	if t.Words == 0 {
		t = digest.Text{Method: methodNone}
	}
	t.Title, t.Byline = a.Title, strings.Join(a.Authors, ", ")
	t.Language = cmp.Or(meta.LanguageTag(a.Language), text.Language(cmp.Or(t.Body, a.Title)))
	t.Published, t.Image = a.Published, a.Image
	t.Excerpt = excerpt(cmp.Or(a.Summary, t.Body))
	return t
}

// readFragment cleans the HTML that a feed carries, or a script. All of it is the article, but for the lines that say themselves
// that they are not.
func readFragment(content string, base *url.URL) digest.Text {
	if strings.TrimSpace(content) == "" {
		return digest.Text{}
	}
	doc, err := html.Parse(strings.NewReader(content[:min(len(content), maxBytes)]))
	if err != nil { // nested too deep
		return digest.Text{}
	}
	dom.Prune(doc)
	blocks := block.Of(dom.Body(doc))
	for i := range blocks {
		blocks[i].Kept = blocks[i].Form != block.Picture
	}
	c := cleaner{covered: coverageOf(blocks, func(b *block.Block) bool { return b.Kept }), seen: map[string]bool{}}
	c.clean(blocks)
	c.keepPictures(blocks)
	body := render.Text(blocks)
	return digest.Text{Body: body, HTML: render.HTML(blocks, base), Words: text.Count(body), Method: methodFeed}
}

// wholeWords is the least that a whole article has, in words. Teasers have 30 to 60, the longest that feeds cut off by
// themselves about 100; a shorter post costs one more request, a teaser taken for the whole costs the reader the text.
const wholeWords = 200

// isWhole tells whether the text that a feed gives looks like all of the article.
func isWhole(t digest.Text) bool {
	return t.Method == methodFeed && t.Words >= wholeWords && !isCutOff(t.Body)
}

// isCutOff tells whether a text ends as feeds end what they cut off.
func isCutOff(body string) bool {
	end := strings.ToLower(strings.TrimSpace(body[max(0, len(body)-80):]))
	trimmed := strings.TrimRight(end, " \"'”’»)]>→")
	for _, mark := range []string{
		"…", "...", "&hellip;", "continue reading", "read more", "read the full article", "read the rest",
		"keep reading", "weiterlesen", "mehr lesen", "lire la suite", "leer más", "seguir leyendo", "leia mais", "leggi tutto", "lees verder",
		"läs mer", "les mer", "czytaj dalej", "читать далее", "続きを読む", "阅读全文",
	} {
		if strings.HasSuffix(trimmed, mark) {
			return true
		}
	}
	return false
}

// isRight tells whether the text of a page can be believed beside what the feed says of the article.
func isRight(found, feed digest.Text, a digest.Article) bool {
	if found.Words < feed.Words && feed.Method == methodSummary {
		return false
	}
	if feed.Method == methodFeed && !isCutOff(feed.Body) && 2*found.Words < feed.Words {
		return false
	}
	return found.Words >= wholeWords || speaksOf(found.Body, a.Title+"\n"+cmp.Or(a.Summary, feed.Body))
}

// speaksOf tells whether a text has any of the longer words that the feed tells the article with. Without such words
// there is nothing to go by, and it has the benefit of the doubt.
func speaksOf(body, telling string) bool {
	in := map[string]bool{}
	for _, w := range text.Words(body) {
		in[w.Fold] = true
	}
	asked := false
	for _, w := range text.Words(telling) {
		if utf8.RuneCountInString(w.Fold) < 5 && len(w.Fold) < 6 { // six bytes: a pair of Chinese signs
			continue
		}
		if in[w.Fold] {
			return true
		}
		asked = true
	}
	return !asked
}

// withFeed fills in from the feed what the page does not say.
func withFeed(t, feed digest.Text) digest.Text {
	t.Title = cmp.Or(t.Title, feed.Title)
	t.Byline = cmp.Or(t.Byline, feed.Byline)
	t.Language = cmp.Or(t.Language, feed.Language)
	t.Image = cmp.Or(t.Image, feed.Image)
	t.Excerpt = cmp.Or(t.Excerpt, feed.Excerpt)
	if t.Published.IsZero() {
		t.Published = feed.Published
	}
	return t
}
