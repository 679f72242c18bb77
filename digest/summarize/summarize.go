// Package summarize turns a story into the headline and the few sentences that tell it.
//
// Nothing is written anew. The headline is one of the articles' titles without its labels, and every sentence is a whole
// sentence of one of them, word for word; only white space and a date line before it ("PARIS, Nov 3 (Agency) —") may
// differ.
package summarize

import (
	"cmp"
	"strings"

	"tidings/digest"
	"tidings/digest/summarize/quotable"
	"tidings/digest/summarize/title"
	"tidings/digest/summarize/verbs"
	"tidings/digest/text"
)

// Options is what a summary depends on beside the story itself.
type Options struct {
	Feeds      map[string]digest.Feed // by ID: their weights and names; may be nil
	FeedTitles map[string]string      // by feed ID: their own titles; may be nil
}

const (
	// maxWords keeps every summary under 60 words, about two sentences of a newspaper.
	maxWords = 59
	// maxSentences is as many as are read at a glance.
	maxSentences = 3
	// maxArticles bounds the work on a story that everybody tells; the best ones come first.
	maxArticles = 8
)

// Teller makes summaries. It may be used by many goroutines.
type Teller struct {
	options   Options
	titles    *title.Forms
	sentences *quotable.Rules
}

// New is a Teller with those options. It compiles the regular expressions that it goes by, which takes some milliseconds.
func New(o Options) *Teller {
	english := verbs.New()
	return &Teller{o, title.New(english), quotable.New(english)}
}

// Story is the summary of a story: the plainest complete headline among its articles' titles, and up to three whole
// sentences of them, under 60 words together, that say what happened and can be read without the articles. Where no
// sentence can stand alone there are none: a headline by itself is better than half a thought.
//
// Sentences come from articles in the language of the one that the headline is from. An article without a title is known
// by its first sentence. A story that has News is told in sentences that have it, under the headline of an article that
// does, as long as there are any.
func (t *Teller) Story(st digest.Story) digest.Summary {
	first := st.Articles[:min(len(st.Articles), maxArticles)]
	langs := languages(first)
	articles := make([]source, 0, len(first))
	tongues := make(map[string]*quotable.Tongue)
	for i, a := range first {
		if tongues[langs[i]] == nil {
			tongues[langs[i]] = quotable.NewTongue(langs[i])
		}
		articles = append(articles, t.source(a, tongues[langs[i]]))
		articles[i].mark(st.News)
	}
	lead := t.plainest(articles)
	sum := digest.Summary{Headline: t.headline(articles[lead]), Lead: articles[lead].article.ID}
	for _, s := range choose(articles, lead, sum.Headline) {
		sum.Sentences = append(sum.Sentences, digest.Sentence{Text: s.Text, Article: articles[s.source].article.ID})
	}
	return sum
}

// source is an article as this package looks at it.
type source struct {
	article   digest.Article
	title     string          // without labels and the name of the site
	about     map[string]bool // stems of the title's content words
	nameless  bool            // the title is only the name of the site
	label     bool            // the title had a label such as "LIVE:"
	extra     bool            // the feed's weight is 0: extra coverage, which may not lead
	tongue    *quotable.Tongue
	sentences []sentence
	stale     bool // the reader was told before all that it has to say
	news      bool // of a story that comes back, it brings most of what is new
}

// sentence is one that could be quoted.
type sentence struct {
	quotable.Sentence
	newness newness
	source  int // index of its article
}

// newness is how new a sentence is to a reader who was told the story before. Where a story is told for the first time
// all are the same.
type newness int

const (
	theNews  newness = iota // in the article that brings most of what is new
	alsoNews                // in another
	notNews                 // the reader was told it before
)

// mark tells what the reader was told before from what is news. Without news all is as good as new.
func (s *source) mark(news digest.News) {
	if len(news.Sentences) == 0 {
		return
	}
	isNew := make(map[string]bool)
	for _, n := range news.Sentences {
		if n.Article == s.article.ID {
			isNew[n.Text] = true
		}
	}
	s.stale, s.news = len(isNew) == 0, s.article.ID == news.Article
	for i := range s.sentences {
		switch one := &s.sentences[i]; {
		case !isNew[one.Raw]:
			one.newness = notNews
		case !s.news:
			one.newness = alsoNews
		}
	}
}

func (t *Teller) source(a digest.Article, tongue *quotable.Tongue) source {
	feed, known := t.options.Feeds[a.FeedID]
	s := source{article: a, extra: known && feed.Weight <= 0, tongue: tongue}
	names := title.Sites(a, feed.Name, t.options.FeedTitles[a.FeedID])
	s.title, s.label = t.titles.Clean(cmp.Or(a.Title, a.Text.Title), names)
	if s.nameless = t.titles.SiteAlone(s.title, names); s.nameless {
		s.title = ""
	}
	s.about = tongue.Content(s.title)
	found := t.sentences.Sentences(a, tongue, maxWords)
	s.sentences = make([]sentence, len(found))
	for i, one := range found {
		if one.Verbless {
			one.Doubt += openingPoints // most likely a heading or a caption
		}
		s.sentences[i].Sentence = one
	}
	return s
}

// languages is the language of each article: what its words say, else what it declares, else that of the first article
// which says.
func languages(articles []digest.Article) []string {
	langs := make([]string, len(articles))
	common := ""
	for i, a := range articles {
		langs[i] = cmp.Or(text.Language(cmp.Or(a.Text.Body, a.Summary, a.Title)), base(cmp.Or(a.Text.Language, a.Language)))
		common = cmp.Or(common, langs[i])
	}
	for i := range langs {
		langs[i] = cmp.Or(langs[i], common)
	}
	return langs
}

// base is the language of a BCP 47 tag without region and script.
func base(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	return lang
}
