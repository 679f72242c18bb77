// Package rank turns stories into the order they are told in, each with its score and the named reasons for it.
//
// A score is the sum of its reasons, so that what the reader is told and what decided are the same numbers. The scale is
// that of the independent reports: one point is twice as many of them.
package rank

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"tidings/digest"
)

// Options is what the order depends on beside the stories themselves.
type Options struct {
	Now    time.Time
	Feeds  map[string]digest.Feed // by ID; an article of a feed that is not here has weight 1
	Topics digest.Filter          // Include rules lift the stories they match
	Places map[string]float64     // by article: see Prominence
	Texts  Texts                  // of Read; the texts of articles that are not here are read
}

// The names of the parts of a score.
const (
	Sources   = "sources"    // log2 of the independent reports
	Weight    = "weight"     // log2 of the mean weight of their feeds
	Freshness = "freshness"  // 1 for news of this moment, half as much every HalfLife
	Topic     = "topic"      // 2 when the story is about a topic of the reader
	Prominent = "prominence" // up to 0.5 for a high place in a feed that is not a list by time
	Substance = "substance"  // up to 0.5 for a text to read
	Novelty   = "novelty"    // down to -1 for a story told before, the less of it is new
	Variety   = "variety"    // -0.5 log2 k for the k-th story that one feed leads
)

// HalfLife is the age at which news is worth half its freshness. With it, this morning's lone report (1 point) stands
// before one of a day ago (0.25), and behind what two papers told a day ago (1.25).
const HalfLife = 12 * time.Hour

const (
	// topicPoints lifts a lone report to where a story of four reports stands: above the ordinary, not above an event
	// that everybody tells.
	topicPoints = 2
	// substancePoints parts equals: a headline alone from the same headline with a text behind it.
	substancePoints = 0.5
	// substanceWords is one minute of reading; see digest.Minutes.
	substanceWords = 230
	// placePoints parts equals, as substancePoints do.
	placePoints = 0.5
	// noveltyPoints has a story that comes back with hardly anything new stand as though half as many told it.
	noveltyPoints = 1.0
	// varietyPoints has a feed's fourth story stand a point below its first, as though half as many told it.
	varietyPoints = 0.5
)

// Order is the stories, best first, each with its Score and Reasons; equal scores stand in the order of their titles. It
// does not depend on the order of the stories given, which are not changed.
//
// A feed of weight 0 is extra coverage: its articles count for nothing here, and a story that only such feeds tell is
// left out.
func Order(stories []digest.Story, o Options) []digest.Story {
	ranked := make([]digest.Story, 0, len(stories))
	for _, st := range stories {
		v := voices(st, o)
		if v.weight <= 0 {
			continue
		}
		st.Reasons = parts(st, v, o)
		total(&st)
		ranked = append(ranked, st)
	}
	slices.SortFunc(ranked, better)
	vary(ranked)
	slices.SortFunc(ranked, better)
	return ranked
}

// parts is every part of a story's score that looks at this story alone.
func parts(st digest.Story, v chorus, o Options) []digest.Reason {
	reasons := []digest.Reason{
		{Name: Sources, Points: math.Log2(float64(v.counted)), Papers: v.papers, Reports: v.reports, Labels: v.labels},
	}
	add := func(name string, points float64) {
		if points != 0 {
			reasons = append(reasons, digest.Reason{Name: name, Points: points})
		}
	}
	add(Weight, math.Log2(v.weight/float64(v.counted)))
	add(Freshness, freshness(st, o.Now))
	add(Substance, substance(st))
	add(Prominent, prominence(st, o.Places))
	add(Novelty, novelty(st))
	if topics := matching(st, o); len(topics) > 0 {
		reasons = append(reasons, digest.Reason{Name: Topic, Points: topicPoints, Topics: topics})
	}
	return reasons
}

// freshness is that of the newest article. One dated in the future is of this moment.
func freshness(st digest.Story, now time.Time) float64 {
	var newest time.Time
	for _, a := range st.Articles {
		if when := a.When(); when.After(newest) {
			newest = when
		}
	}
	if newest.IsZero() {
		return 0
	}
	age := max(0, now.Sub(newest))
	return math.Exp2(-float64(age) / float64(HalfLife))
}

// substance is that of the longest text.
func substance(st digest.Story) float64 {
	longest := 0
	for _, a := range st.Articles {
		longest = max(longest, a.Text.Words)
	}
	return substancePoints * min(1, float64(longest)/substanceWords)
}

// prominence is that of the article with the highest place.
func prominence(st digest.Story, places map[string]float64) float64 {
	highest := 0.0
	for _, a := range st.Articles {
		highest = max(highest, places[a.ID])
	}
	return placePoints * highest
}

// novelty is what a story that comes back loses for what was told before; one that is told for the first time nothing.
func novelty(st digest.Story) float64 {
	if st.News.Article == "" {
		return 0
	}
	return noveltyPoints * (st.News.Share - 1)
}

// aboutRunes is where a text has said what it is about, in characters: some hundred words, the first two or three
// paragraphs of a report.
const aboutRunes = 700

// about is an article as far as it says what it is about. What a long text only mentions further down is not its topic.
func about(a digest.Article) *digest.Article {
	a.Text.Body = opening(cmp.Or(a.Text.Body, a.Summary))
	return &a
}

// opening is the first aboutRunes characters of a text, to the end of a word where there are spaces.
func opening(s string) string {
	n := 0
	for i := range s {
		if n++; n <= aboutRunes {
			continue
		}
		if space := strings.LastIndexAny(s[:i], " \n"); space > i/2 {
			return s[:space]
		}
		return s[:i]
	}
	return s
}

// matching is the topics that an article of the story is about, in the order of the rules.
func matching(st digest.Story, o Options) []string {
	if len(o.Topics.Include) == 0 {
		return nil
	}
	subjects := make([]*digest.Subject, 0, len(st.Articles))
	for _, a := range st.Articles {
		f := o.Feeds[a.FeedID]
		subjects = append(subjects, digest.NewSubject(about(a), &f))
	}
	var topics []string
	for _, rule := range o.Topics.Include {
		if slices.ContainsFunc(subjects, rule.Match) {
			topics = append(topics, plain(rule))
		}
	}
	return topics
}

// plain is a rule as a reader would say it: without its field, and empty for a regular expression.
func plain(rule digest.Rule) string {
	s := strings.TrimSpace(rule.String())
	for _, f := range digest.Fields() {
		if after, ok := strings.CutPrefix(s, string(f)+":"); ok {
			s = strings.TrimSpace(after)
			break
		}
	}
	if strings.HasPrefix(s, "/") {
		return ""
	}
	return s
}

// vary makes one feed's stories stand apart: each that it leads counts a little less than the one before. The stories
// come best first.
func vary(stories []digest.Story) {
	led := make(map[string]int)
	for i := range stories {
		st := &stories[i]
		feed := leader(*st)
		led[feed]++
		if k := led[feed]; k > 1 {
			st.Reasons = append(st.Reasons, digest.Reason{Name: Variety, Points: -varietyPoints * math.Log2(float64(k))})
			total(st)
		}
	}
}

// leader is the feed whose article leads a story.
func leader(st digest.Story) string {
	for _, a := range st.Articles {
		if a.ID == st.Summary.Lead {
			return a.FeedID
		}
	}
	return st.Articles[0].FeedID
}

// total puts a story's reasons in order, largest first, and their sum in its score.
func total(st *digest.Story) {
	slices.SortFunc(st.Reasons, func(a, b digest.Reason) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), strings.Compare(a.Name, b.Name))
	})
	st.Score = 0
	for _, r := range st.Reasons {
		st.Score += r.Points
	}
}

func better(a, b digest.Story) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Articles[0].Title, b.Articles[0].Title), strings.Compare(a.ID, b.ID))
}
