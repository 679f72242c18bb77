package cluster

import (
	"slices"

	"tidings/digest"
)

// Sites have furniture that says nothing about an event: headings that return every day, and the fixed words of tables.
// Both would make one story of many.

// A headline that several articles share is a standing heading ("Morning briefing") when their texts have little in
// common: reports of one event share more than one in eight of their terms. One feed's headlines without a text are
// standing when three are the same.
const (
	standingShare  = 0.12
	standingRepeat = 3
)

// ignoreStanding takes standing headings out of what was read.
func ignoreStanding(articles []*digest.Article, read []reading, lex *lexicon) {
	same := make(map[string][]int)
	for i := range read {
		if read[i].heading != "" {
			same[read[i].heading] = append(same[read[i].heading], i)
		}
	}
	for _, list := range same {
		if len(list) > 1 && (textsDiffer(list, read, lex) || repeats(list, articles, read)) {
			for _, i := range list {
				read[i].standing = true
			}
		}
	}
}

// headingTokens are the words of a headline without figures, which date a standing heading.
func headingTokens(title []token, lex *lexicon) []token {
	var out []token
	for _, t := range title {
		if w := lex.words[t.word]; w.term != noTerm && !w.number {
			out = append(out, t)
		}
	}
	return out
}

// textsDiffer says whether the texts under a headline have little in common, each compared with the one before it.
func textsDiffer(list []int, read []reading, lex *lexicon) bool {
	var last []int32
	sum, n := 0.0, 0
	for _, i := range list {
		_, body := read[i].tokens()
		terms := lex.termSet(body)
		// Less than a few lines of text share little even about one event.
		if len(terms) < 20 {
			continue
		}
		if last != nil {
			sum += jaccard(last, terms)
			n++
		}
		last = terms
	}
	return n > 0 && sum < standingShare*float64(n)
}

// repeats says whether one feed has the headline again and again with no text under it.
func repeats(list []int, articles []*digest.Article, read []reading) bool {
	times := make(map[string]int)
	for _, i := range list {
		if read[i].kind() == headline {
			times[articles[i].FeedID]++
			if times[articles[i].FeedID] >= standingRepeat {
				return true
			}
		}
	}
	return false
}

// jaccard is the share of the elements of two sorted sets that both have.
func jaccard(a, b []int32) float64 {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(max(1, len(a)+len(b)-both))
}

// templateFeed is how many articles of a feed it takes to know its template: the terms in more than half of them.
const templateFeed = 8

// dropTemplates takes from each feed's articles the terms that most of them have.
func dropTemplates(docs []doc, terms int) {
	byFeed := make(map[string][]int)
	for i := range docs {
		byFeed[docs[i].article.FeedID] = append(byFeed[docs[i].article.FeedID], i)
	}
	df := make([]int32, terms)
	for feed, list := range byFeed {
		if feed == "" || len(list) < templateFeed {
			continue
		}
		for _, i := range list {
			for _, e := range docs[i].all {
				df[e.id]++
			}
		}
		drop := make(map[int32]bool)
		for _, i := range list {
			for _, e := range docs[i].all {
				if int(df[e.id])*2 > len(list) {
					drop[e.id] = true
				}
			}
		}
		for _, i := range list {
			for _, e := range docs[i].all {
				df[e.id] = 0
			}
		}
		for _, i := range list {
			docs[i].drop(drop)
		}
	}
}

func (v *vectors) drop(terms map[int32]bool) {
	if len(terms) == 0 {
		return
	}
	for _, part := range []*vector{&v.title, &v.lead, &v.body, &v.all, &v.numbers} {
		*part = part.without(terms)
	}
}

// termSet lists the terms of some tokens once each, in rising order.
func (l *lexicon) termSet(tokens []token) []int32 {
	var out []int32
	for _, t := range tokens {
		if term := l.words[t.word].term; term != noTerm {
			out = append(out, term)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
