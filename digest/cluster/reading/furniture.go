package reading

import (
	"slices"
	"sync"

	"tidings/digest/cluster/parallel"
	"tidings/digest/cluster/prepare"
	"tidings/digest/cluster/sparse"
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
func ignoreStanding(read []Article) {
	same := make(map[string][]int)
	for i := range read {
		if read[i].heading != "" {
			same[read[i].heading] = append(same[read[i].heading], i)
		}
	}
	for _, list := range same {
		if len(list) > 1 && (textsDiffer(list, read) || repeats(list, read)) {
			for _, i := range list {
				read[i].stand()
			}
		}
	}
}

// textsDiffer says whether the texts under a headline have little in common, each compared with the one before it.
func textsDiffer(list []int, read []Article) bool {
	var last []int32
	sum, n := 0.0, 0
	for _, i := range list {
		terms := read[i].textTerms()
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

// textTerms lists the terms of a text once each, in rising order.
func (r *Article) textTerms() []int32 {
	var out []int32
	for _, p := range r.Places {
		if p.Untitled().Counts() != 0 {
			out = append(out, p.Term())
		}
	}
	return out
}

// repeats says whether one feed has the headline again and again with no text under it.
func repeats(list []int, read []Article) bool {
	times := make(map[string]int)
	for _, i := range list {
		if read[i].Kind() == Headline {
			feed := read[i].Article.FeedID
			times[feed]++
			if times[feed] >= standingRepeat {
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
func dropTemplates(read []Article, terms int) {
	byFeed := make(map[string][]int)
	for i := range read {
		feed := read[i].Article.FeedID
		byFeed[feed] = append(byFeed[feed], i)
	}
	var feeds [][]int
	for feed, list := range byFeed {
		if feed != "" && len(list) >= templateFeed {
			feeds = append(feeds, list)
		}
	}
	scratch := sync.Pool{New: func() any { return new(make(sparse.Frequency, terms)) }}
	parallel.Chunks(len(feeds), 1, func(i, _ int) {
		df := scratch.Get().(*sparse.Frequency)
		dropTemplate(read, feeds[i], *df)
		scratch.Put(df)
	})
}

// dropTemplate does so for the articles of one feed. df has a 0 for each term, before and after.
func dropTemplate(read []Article, feed []int, df sparse.Frequency) {
	for _, i := range feed {
		for _, p := range read[i].Places {
			df[p.Term()]++
		}
	}
	inMost := func(p prepare.Place) bool { return int(df[p.Term()])*2 > len(feed) }
	drop := make(map[int32]bool)
	for _, i := range feed {
		for _, p := range read[i].Places {
			if inMost(p) {
				drop[p.Term()] = true
			}
		}
	}
	for _, i := range feed {
		for _, p := range read[i].Places {
			df[p.Term()] = 0
		}
		if len(drop) > 0 {
			read[i].Places = slices.DeleteFunc(read[i].Places, func(p prepare.Place) bool { return drop[p.Term()] })
		}
	}
}
