package summarize

import (
	"cmp"

	"tidings/digest/summarize/title"
)

// plainest is the index of the article with the best title to stand above the story.
func (t *Teller) plainest(articles []source) int {
	best, points := 0, 0.0
	for i := range articles {
		if p := t.plainness(articles, i); i == 0 || p > points {
			best, points = i, p
		}
	}
	return best
}

// plainness is how plain and complete a title is, in points that matter only against each other's. What all tell is
// worth most; a loud title loses more than it can gain by that. Titles as plain as another stand in the story's order.
func (t *Teller) plainness(articles []source, i int) float64 {
	s := articles[i]
	points := 4*shared(articles, i) - 0.1*float64(min(i, 5)) - t.titles.Loudness(s.title) - title.Misfit(s.title)
	if s.label {
		points -= 0.7
	}
	if t.titles.Silent(s.title, s.tongue.Lang) {
		points -= 0.65
	}
	if s.extra {
		points -= 10
	}
	if s.stale {
		points -= 5
	}
	if s.news {
		points += 2 // more than a plainer title can be worth
	}
	if s.article.Text.Body == "" {
		points -= 0.3
	}
	if s.title == "" || s.nameless || alien(s) {
		points -= 3
	}
	return points
}

// shared is how much a title has in common with what the others tell, 0 to 1: the mean of the share of its words that
// their titles and first sentences have, and of the share of their titles' words that it has. Either alone would take
// the shortest title or the longest. For a lone article it says nothing.
func shared(articles []source, i int) float64 {
	stems := articles[i].about
	if len(articles) < 2 || len(stems) == 0 {
		return 0
	}
	sum := 0.0
	for j, other := range articles {
		if j == i {
			continue
		}
		top := map[string]bool{}
		if len(other.sentences) > 0 {
			for _, stem := range other.sentences[0].Stems {
				top[stem] = true
			}
		}
		precision, recall := 0, 0
		for stem := range stems {
			if other.about[stem] {
				recall++
			}
			if other.about[stem] || top[stem] {
				precision++
			}
		}
		sum += float64(precision)/float64(len(stems)) + float64(recall)/float64(max(1, len(other.about)))
	}
	return sum / float64(2*(len(articles)-1))
}

// alien says that no word of a title is in the text under it: it names the site, or a column.
func alien(s source) bool {
	if len(s.sentences) == 0 {
		return false
	}
	for _, sentence := range s.sentences {
		for _, stem := range sentence.Stems {
			if s.about[stem] {
				return false
			}
		}
	}
	return true
}

// headline is the title, or the beginning of the text where there is none.
func (t *Teller) headline(s source) string {
	if s.title != "" {
		return s.title
	}
	a := s.article
	for _, body := range []string{a.Text.Body, a.Summary} {
		if first := t.sentences.First(body); first != "" {
			return title.Shortened(first)
		}
	}
	return cmp.Or(a.Title, a.URL)
}
