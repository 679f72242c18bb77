package cluster

import (
	"strings"
	"unicode"

	"tidings/digest"
	"tidings/digest/cluster/compare"
	"tidings/digest/cluster/parallel"
	"tidings/digest/cluster/prepare"
	"tidings/digest/text"
)

// group is the articles of a story to be, from the earliest to the latest.
type group []member

// member is an article and the doc that stands for it in the window.
type member struct {
	article *digest.Article
	rank    int // in time, among all articles
	doc     int32
	copied  bool // the doc is another article, of which this is a copy
}

// ties are what holds the docs within their groups.
type ties struct {
	best []link    // each doc's likeliest link; p is 0 when it stands alone
	mass []float64 // all its links added up
}

// link is an edge seen from one of its ends.
type link struct {
	to int32
	p  float64
}

func newTies(docs int, labels []int32, edges []compare.Edge) ties {
	t := ties{best: make([]link, docs), mass: make([]float64, docs)}
	for _, e := range edges {
		if labels[e.A] == labels[e.B] {
			t.note(e.A, e.B, e.P)
			t.note(e.B, e.A, e.P)
		}
	}
	return t
}

func (t *ties) note(a, b int32, p float64) {
	t.mass[a] += p
	if p > t.best[a].p {
		t.best[a] = link{b, p}
	}
}

// tell makes stories of the groups.
func tell(w *compare.Window, groups []group, t ties, known []digest.Link) []digest.Story {
	ids := identify(groups, known)
	stories := make([]digest.Story, len(groups))
	parallel.Each(len(groups), func(i int) {
		g := groups[i]
		first := representative(g, t)
		s := digest.Story{ID: ids[i], Articles: make([]digest.Article, 0, len(g)), Evidence: evidence(w, g, t)}
		s.Articles = append(s.Articles, *g[first].article)
		for k, m := range g {
			if k != first {
				s.Articles = append(s.Articles, *m.article)
			}
		}
		stories[i] = s
	})
	return stories
}

// representative is the member that tells the story best: one close to the others, with a plain title and enough text,
// rather early. The points are a judgement; rank and summarize may choose otherwise for a reader.
func representative(g group, t ties) int {
	if len(g) == 1 {
		return 0
	}
	best, most := 0, -1.0
	for i, m := range g {
		if m.copied {
			continue
		}
		others := float64(len(g) - 1)
		points := plainness(m.article.Title) + fullness(m.article) + t.mass[m.doc]/others - 0.3*float64(i)/others
		if points > most {
			best, most = i, points
		}
	}
	return best
}

// fullness is 1 for a text long enough to tell a story, less for less.
func fullness(a *digest.Article) float64 {
	const enough = 120 // words: about four paragraphs of an agency's report
	// Six bytes a word keeps long texts from being counted to the end.
	return min(1, float64(text.Count(prepare.Head(prepare.Body(a), enough)))/enough)
}

// plainness is 1 for a title that says what happened in a line; 0 for none.
func plainness(title string) float64 {
	title = strings.TrimSpace(title)
	words := text.Count(title)
	if words == 0 {
		return 0
	}
	points := 1.0
	if words < 4 || words > 20 {
		points -= 0.4
	}
	if strings.HasSuffix(title, "…") || strings.HasSuffix(title, "...") {
		points -= 0.4
	}
	if strings.ContainsAny(title, "?!？！|") {
		points -= 0.3
	}
	if loud(title) {
		points -= 0.3
	}
	return max(0.1, points)
}

// loud says whether a title is in capitals.
func loud(title string) bool {
	return strings.ContainsFunc(title, unicode.IsUpper) && !strings.ContainsFunc(title, unicode.IsLower)
}

// evidence lists, for each article of a group of several, its likeliest link: to the original for a copy, with
// probability 1 and no terms. A link that is the likeliest of both its ends stands once.
func evidence(w *compare.Window, g group, t ties) []digest.Evidence {
	var out []digest.Evidence
	for _, m := range g {
		best := t.best[m.doc]
		switch {
		case m.copied:
			out = append(out, digest.Evidence{A: w.Article(m.doc).ID, B: m.article.ID, P: 1})
		case best.p == 0, best.to < m.doc && t.best[best.to].to == m.doc:
			// It stands alone, or the link was told from its other end.
		default:
			other := w.Article(best.to)
			out = append(out, digest.Evidence{A: m.article.ID, B: other.ID, P: best.p, Terms: w.Rarest(m.doc, best.to)})
		}
	}
	return out
}
