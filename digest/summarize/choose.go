package summarize

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tidings/digest/summarize/quotable"
)

// A summary is chosen as a whole: the sequence of sentences that covers most of what the sources hold to matter, within
// the words there are (Gillick and Favre, "A scalable global model for summarization", 2009). With so few candidates
// every sequence can be tried, so there is no need for their integer program.

// The points were set by reading, not by fitting: some 120 stories of the labelled press (basil, wikinews) and 130 pages
// in 15 languages, and what each change did to them. A sentence of a lone report covers words worth about ten points.
const (
	// mostCandidates bounds the search: every sequence of up to three of them is a few thousand.
	mostCandidates = 14
	// openingPoints are for opening with the top of an article, where newspapers say what happened; half of them for the
	// sentence after it, and so on.
	openingPoints = 8.0
	// leadPoints are for opening with the article that the headline is from.
	leadPoints = 2.0
	// topicPoints are for each word of the headline in an opening, up to topicWords of them.
	topicPoints, topicWords = 1.5, 3
	// placePoints are for each further sentence, by how near the top of its article it stands; followPoints when it goes
	// on where the one before it ended.
	placePoints, followPoints = 2.0, 1.0
	// switchCost is what a sentence loses that comes from another article than the one before it: two reporters rarely go
	// on in each other's words.
	switchCost = 1.5
	// clashCost is what a sentence of another article loses that has numbers, and none of those that the headline has: the
	// counts of two reports differ by their hours.
	clashCost = 3.0
	// leanCost is what a sentence loses that makes sense only after the one before it, though it stands after it.
	leanCost = 1.0
	// strayCost is what a sentence loses that is about something else.
	strayCost = 10.0
	// sentenceCost keeps out sentences that add little.
	sentenceCost = 1.5
	// factWeight is what a name or number counts more than another word.
	factWeight = 0.3
	// repeats is the share of a sentence's content words from which it says again what stands before it.
	repeats = 0.65
	// rephrases is that share between two sentences of an article, the first of which may sum up the second.
	rephrases = 0.55
	// retells is the same share between two articles: nobody says in one report so much of a sentence twice, and two reports
	// of one fact share its names and numbers.
	retells = 0.45
	// related is how many words without a name among them tie a sentence to another article's.
	related = 3
)

// choose is the sentences of a summary in the order they are read. Every one makes sense after those before it. Of a
// story that comes back the article with most of the news tells it; others serve when nothing there can stand alone, and
// what was told before when nothing new can.
func choose(articles []source, lead int, headline string) []sentence {
	c := newChoice(articles, lead, headline)
	all := c.candidates
	for _, stage := range []newness{theNews, alsoNews, notNews} {
		some := slices.DeleteFunc(slices.Clone(all), func(s sentence) bool { return s.newness > stage })
		c.candidates = c.shortlist(some)
		if c.extend(nil, 0); len(c.best) > 0 {
			break
		}
	}
	return c.best
}

// choice is the search for the best sequence.
type choice struct {
	candidates []sentence
	lead       int
	headline   map[string]bool    // stems
	cut        bool               // the headline is the beginning of a sentence
	weight     map[string]float64 // by stem: what covering it is worth
	best       []sentence
	value      float64
}

func newChoice(articles []source, lead int, headline string) *choice {
	tongue := articles[lead].tongue
	c := &choice{
		lead:     lead,
		headline: tongue.Content(headline),
		cut:      articles[lead].title == "" && strings.HasSuffix(headline, "…"),
		weight:   make(map[string]float64),
	}
	told := 0
	for i, a := range articles {
		if a.tongue != tongue || len(a.sentences) == 0 {
			continue
		}
		told++
		seen := make(map[string]bool)
		for _, s := range a.sentences {
			s.source = i
			for _, stem := range s.Stems {
				if !seen[stem] {
					seen[stem] = true
					c.weight[stem]++
				}
			}
			if !c.repeatsHeadline(s) {
				c.candidates = append(c.candidates, s)
			}
		}
	}
	for stem := range c.weight {
		c.weight[stem] /= float64(told + 1)
	}
	c.doubtStrays(articles)
	return c
}

// doubtStrays speaks against sentences that are about something else: they stand before the first of their article that has
// a word of the headline, and have no word of any that does. Such are what a page says of its videos and other stories
// before it comes to its own. When no sentence has a word of a long headline, the text is another's.
func (c *choice) doubtStrays(articles []source) {
	const long = 6 // words of a headline that tells what happened
	headline := make(map[string]bool)
	for stem := range c.headline {
		headline[root(stem)] = true
	}
	topic := make(map[string]bool)
	begins := make(map[int]int) // by article: where it has a word of the headline first
	for i, a := range articles {
		for _, s := range a.sentences {
			if slices.ContainsFunc(s.Stems, func(stem string) bool { return headline[root(stem)] }) {
				if _, begun := begins[i]; !begun {
					begins[i] = s.Pos
				}
				for _, stem := range s.Stems {
					topic[root(stem)] = true
				}
			}
		}
	}
	if len(topic) == 0 {
		if len(c.headline) >= long && articles[c.lead].tongue.Lang == "en" {
			c.candidates = nil
		}
		return
	}
	for i, s := range c.candidates {
		if first, begun := begins[s.source]; begun && s.Pos < first && !slices.ContainsFunc(s.Stems, func(stem string) bool { return topic[root(stem)] }) {
			c.candidates[i].Doubt += strayCost
		}
	}
}

// root is the beginning of a stem, by which "Afghan" is of "Afghanistan".
func root(stem string) string {
	const letters = 5
	n := 0
	for i := range stem {
		if n++; n > letters {
			return stem[:i]
		}
	}
	return stem
}

// shortlist is the most promising of the sentences: those that are worth most by themselves.
func (c *choice) shortlist(all []sentence) []sentence {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b sentence) int {
		return cmp.Compare(c.worth(b, nil)+nearness(b), c.worth(a, nil)+nearness(a))
	})
	return all[:min(len(all), mostCandidates)]
}

// extend tries every candidate after those chosen, and keeps the best sequence of all.
func (c *choice) extend(chosen []sentence, value float64) {
	if len(chosen) > 0 && value > c.value {
		c.best, c.value = slices.Clone(chosen), value
	}
	if len(chosen) == maxSentences {
		return
	}
	left := maxWords
	for _, s := range chosen {
		left -= s.Words
	}
	for _, s := range c.candidates {
		if s.Words <= left && c.fits(s, chosen) {
			c.extend(append(chosen, s), value+c.points(s, chosen))
		}
	}
}

// fits says whether a sentence can be read after those chosen: it has not been said, it keeps the order of its article,
// and what it points to is there.
func (c *choice) fits(s sentence, chosen []sentence) bool {
	for _, before := range chosen {
		if before.source == s.source && before.Pos >= s.Pos || alike(before, s) {
			return false
		}
	}
	met := func(stem string) bool {
		return c.headline[stem] || slices.ContainsFunc(chosen, func(before sentence) bool { return slices.Contains(before.Stems, stem) })
	}
	unmet := func(stem string) bool { return !met(stem) }
	if slices.ContainsFunc(s.Who, unmet) {
		return false
	}
	if len(chosen) > 0 && follows(s, chosen[len(chosen)-1]) {
		return true
	}
	if len(chosen) > 0 && s.source != chosen[len(chosen)-1].source && !c.tied(s, chosen) {
		return false
	}
	return !s.Leans && !slices.ContainsFunc(s.Needs, unmet) &&
		(len(s.Given) == 0 || slices.ContainsFunc(s.Given, met))
}

// tied says that a sentence of another article is about the same: it names somebody or something of the headline or of the
// sentences chosen, or shares several words with them.
func (c *choice) tied(s sentence, chosen []sentence) bool {
	shared := 0
	for _, stem := range s.Stems {
		if !c.headline[stem] && !slices.ContainsFunc(chosen, func(before sentence) bool { return slices.Contains(before.Stems, stem) }) {
			continue
		}
		if shared++; shared == related || slices.Contains(s.Facts, stem) {
			return true
		}
	}
	return false
}

// points is what a sentence adds to those chosen.
func (c *choice) points(s sentence, chosen []sentence) float64 {
	points := c.worth(s, chosen) - s.Doubt - sentenceCost
	if c.clashes(s) {
		points -= clashCost
	}
	if s.Leans {
		points -= leanCost
	}
	if len(chosen) > 0 {
		switch last := chosen[len(chosen)-1]; {
		case follows(s, last):
			points += followPoints
		case s.source != last.source:
			points -= switchCost
			if s.Cold {
				points -= switchCost
			}
		}
		return points + nearness(s)
	}
	points += openingPoints / float64(1+s.Pos)
	if s.source == c.lead {
		points += leadPoints
	}
	topic := 0
	for _, stem := range s.Stems {
		if c.headline[stem] {
			topic++
		}
	}
	return points + topicPoints*float64(min(topic, topicWords))
}

// clashes says that a sentence of another article gives other numbers than the headline.
func (c *choice) clashes(s sentence) bool {
	if s.source == c.lead {
		return false
	}
	same := func(stem string) bool { return quotable.IsNumber(stem) && c.headline[stem] }
	return slices.ContainsFunc(slices.Collect(maps.Keys(c.headline)), quotable.IsNumber) && slices.ContainsFunc(s.Stems, quotable.IsNumber) && !slices.ContainsFunc(s.Stems, same)
}

// worth is the weight of the words that a sentence adds to those chosen.
func (c *choice) worth(s sentence, chosen []sentence) float64 {
	worth := 0.0
	for _, stem := range s.Stems {
		if slices.ContainsFunc(chosen, func(before sentence) bool { return slices.Contains(before.Stems, stem) }) {
			continue
		}
		worth += c.weight[stem]
		if slices.Contains(s.Facts, stem) {
			worth += factWeight
		}
	}
	return worth
}

func nearness(s sentence) float64 { return placePoints / float64(1+s.Pos) }

// follows says that a sentence comes right after another in their article.
func follows(s, before sentence) bool { return s.source == before.source && s.Pos == before.Pos+1 }

// repeatsHeadline says that a sentence tells hardly more than the headline does. A headline that was cut out of a
// sentence does not stand for it.
func (c *choice) repeatsHeadline(s sentence) bool {
	if c.cut {
		return false
	}
	said := 0
	for _, stem := range s.Stems {
		if c.headline[stem] {
			said++
		}
	}
	return float64(said) >= repeats*float64(len(s.Stems))
}

// alike says that of two sentences the shorter tells hardly more than the longer.
func alike(a, b sentence) bool {
	if len(a.Stems) > len(b.Stems) {
		a, b = b, a
	}
	same := 0
	for _, stem := range a.Stems {
		if slices.Contains(b.Stems, stem) {
			same++
		}
	}
	share := rephrases
	if a.source != b.source {
		share = retells
	}
	return float64(same) >= share*float64(len(a.Stems))
}
