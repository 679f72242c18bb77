// Package novelty turns stories and what their reader was sent of them into those worth telling: a story told before
// comes back when there is something new, and with the sentences that have it.
//
// What was sent is kept as fingerprints of numbers, names and other words that tell something, since the texts themselves
// may be gone. A fingerprint says that something was told, and not what: so what is found to be new is new, but for one
// fact in four thousand million, which hides behind another of the same fingerprint.
package novelty

import (
	"slices"

	"tidings/digest"
)

const (
	// enough is how many new sentences or quotations bring a story back: as many as a summary has. With it, of some 230 stories
	// that were only printed again one comes back (`go run ./cmd/quality repeats`).
	enough = 3
	// several is how many more papers with words of their own bring a story back: when they join in, it has grown.
	several = 3
)

// Options is what a reader was sent, and what of it may come back.
type Options struct {
	Repeats   digest.Repeats
	Sent      map[string]digest.Facts // by article: what it told when it was sent; an article that is not here told nothing
	Elsewhere map[string]digest.Told  // by story: what the reader was sent today in other editions
}

// Judge decides which stories are worth telling, and remembers what it has read for the next reader of the same articles.
// The zero value is ready. It is not safe for use by several goroutines.
type Judge struct {
	read map[string][]sentence // by article ID: its top
}

// Held is a story that is not told again.
type Held struct {
	Story digest.Story // with News, where that decided
	Why   Why
}

// Why says why a story is held back.
type Why string

// The reasons to hold a story back.
const (
	SentElsewhere Why = "elsewhere" // another edition told it today
	SentBefore    Why = "before"    // it was told, and the edition repeats nothing
	NothingNew    Why = "nothing new"
)

// Worth divides stories, as compose.Fresh gives them, into those worth telling to a reader and those held back, each in
// the order given. A story that comes back has its News, and begins with the article that brings most of it.
//
// With RepeatUpdates a story told before comes back when the title of a new article has a figure that was not told, when
// an article has three new sentences or quotations with a new name or figure among them (fewer when it is shorter), or
// when three more papers tell it in words of their own. A sentence is new when a third of its content words are. With RepeatNever it does not come back. What another edition
// told today is held back whatever is new; with RepeatAlways nothing is.
func (j *Judge) Worth(stories []digest.Story, o Options) (worth []digest.Story, held []Held) {
	elsewhere := make(map[string]bool)
	for _, told := range o.Elsewhere {
		for id := range told.Articles {
			elsewhere[id] = true
		}
	}
	for _, st := range stories {
		_, today := o.Elsewhere[st.ID]
		today = today || slices.ContainsFunc(st.Articles, func(a digest.Article) bool { return elsewhere[a.ID] })
		switch before := !st.Told.Last.IsZero(); {
		case today && o.Repeats != digest.RepeatAlways:
			held = append(held, Held{st, SentElsewhere})
			continue
		case !before:
			worth = append(worth, st)
			continue
		case o.Repeats == digest.RepeatNever:
			held = append(held, Held{st, SentBefore})
			continue
		}
		sent := sentOf(st.Told, o.Sent)
		var isNews bool
		st.News, isNews = j.news(st, sent)
		if o.Repeats != digest.RepeatAlways && len(sent) > 0 && !isNews {
			held = append(held, Held{st, NothingNew})
			continue
		}
		worth = append(worth, leading(st))
	}
	return worth, held
}

// sentOf is what a reader was sent of a story.
func sentOf(told digest.Told, sent map[string]digest.Facts) digest.Facts {
	var marks []uint32
	for id := range told.Articles {
		marks = append(marks, sent[id]...)
	}
	return digest.NewFacts(marks)
}

// news is what of a story's articles is new to a reader who was sent the facts, and whether it is enough to come back.
func (j *Judge) news(st digest.Story, sent digest.Facts) (news digest.News, isNews bool) {
	var sentences []digest.Sentence
	var best account
	papers := make(map[string]bool)
	for _, a := range st.Articles {
		found := j.account(a, sent)
		if best.Article == "" || found.amount() > best.amount() {
			best = found
		}
		if found.Share >= ownWords && !st.Told.Feeds[a.FeedID] {
			papers[a.FeedID] = true
		}
		isNews = isNews || found.isNews()
		sentences = append(sentences, found.Sentences...)
	}
	news = best.News
	news.Sentences, news.Papers = sentences, len(papers)
	return news, isNews || news.Papers >= several
}

// leading is a story that begins with the article that brings most of its news.
func leading(st digest.Story) digest.Story {
	i := slices.IndexFunc(st.Articles, func(a digest.Article) bool { return a.ID == st.News.Article })
	if i > 0 {
		lead := st.Articles[i]
		st.Articles = slices.Insert(slices.Delete(slices.Clone(st.Articles), i, i+1), 0, lead)
	}
	return st
}
