// Package summarize turns a story into the headline and the few sentences that tell it.
//
// Nothing is written anew. The headline is one of the articles' titles without its labels, and every sentence is a whole
// sentence of one of them, word for word; only white space and a date line before it ("PARIS, Nov 3 (Agency) —") may
// differ.
package summarize

import (
	"cmp"

	"tidings/digest"
	"tidings/digest/summarize/dateline"
	"tidings/digest/summarize/furniture"
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
	options Options
	forms   *forms
}

// New is a Teller with those options.
func New(o Options) *Teller { return &Teller{options: o, forms: newForms()} }

// forms are the regular expressions that the other files go by. They take some milliseconds to compile, which a program
// that summarizes nothing need not spend.
type forms struct {
	wholeForms
	aloneForms
	titleForms
	datelines *dateline.Forms
	furniture *furniture.Marks
	verbs     verbs.English
}

func newForms() *forms {
	return &forms{newWholeForms(), newAloneForms(), newTitleForms(), dateline.New(), furniture.New(), verbs.New()}
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
	tongues := make(map[string]*tongue)
	for i, a := range first {
		if tongues[langs[i]] == nil {
			tongues[langs[i]] = &tongue{forms: t.forms, lang: langs[i], stems: make(map[string]string)}
		}
		articles = append(articles, newSource(a, tongues[langs[i]], t.options))
		articles[i].mark(st.News)
	}
	lead := plainest(articles)
	sum := digest.Summary{Headline: articles[lead].headline(), Lead: articles[lead].article.ID}
	for _, s := range choose(articles, lead, sum.Headline) {
		sum.Sentences = append(sum.Sentences, digest.Sentence{Text: s.text, Article: articles[s.source].article.ID})
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
	tongue    *tongue
	sentences []sentence
	stale     bool // the reader was told before all that it has to say
	news      bool // of a story that comes back, it brings most of what is new
}

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
		case !isNew[one.raw]:
			one.newness = notNews
		case !s.news:
			one.newness = alsoNews
		}
	}
}

func newSource(a digest.Article, t *tongue, o Options) source {
	feed, known := o.Feeds[a.FeedID]
	s := source{article: a, extra: known && feed.Weight <= 0, tongue: t}
	names := siteNames(a, feed.Name, o.FeedTitles[a.FeedID])
	s.title, s.label = t.cleanTitle(cmp.Or(a.Title, a.Text.Title), names)
	if s.nameless = t.siteAlone(s.title, names); s.nameless {
		s.title = ""
	}
	s.about = t.content(s.title)
	s.sentences = sentencesOf(a, t)
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

// tongue is a language with the stems met so far: reports of one event use the same words over and over.
type tongue struct {
	*forms
	lang  string // base language; empty when nothing tells it
	stems map[string]string
}

func (t *tongue) stem(fold string) string {
	stem, known := t.stems[fold]
	if !known {
		stem = text.Stem(fold, t.lang)
		t.stems[fold] = stem
	}
	return stem
}

// content is the stems of a line's content words.
func (t *tongue) content(line string) map[string]bool {
	stems := make(map[string]bool)
	for _, w := range text.Words(line) {
		if !text.Stop(w.Fold, t.lang) {
			stems[t.stem(w.Fold)] = true
		}
	}
	return stems
}
