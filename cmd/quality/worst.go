package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
)

// worstStories is how many stories of a set the table of what is lost looks at.
const worstStories = 5

// worstTable prints how much of what is lost on each set the stories lose that lose most: whether it is wrong everywhere,
// or at a few stories that labels and words tell apart badly.
func worstTable(w io.Writer, sets []grouped) {
	fmt.Fprintf(w, "\n%-15s %8s %14s %7s %8s\n", "set", "stories", "of them worst", "lose %", "F1 else")
	for _, s := range sets {
		losses := lossByStory(s.got, s.want)
		order := slices.SortedFunc(maps.Keys(losses), func(a, b string) int {
			return cmp.Or(cmp.Compare(losses[b].lost(), losses[a].lost()), cmp.Compare(a, b))
		})
		worst := order[:min(worstStories, len(order))]
		var all, others loss
		for i, story := range order {
			all = all.plus(losses[story])
			if i >= len(worst) {
				others = others.plus(losses[story])
			}
		}
		share := 0.0
		if all.lost() > 0 {
			share = 100 * (all.lost() - others.lost()) / all.lost()
		}
		fmt.Fprintf(w, "%-15s %8d %14d %7.0f %8.3f\n", s.name, len(order), len(worst), share, others.f1())
	}
}

// grouped is a set as it was grouped: labels of each article's group, and of its true story.
type grouped struct {
	name      string
	got, want []string
}

// loss is the precision and recall of some articles, added up.
type loss struct{ articles, precision, recall float64 }

func (l loss) plus(o loss) loss {
	return loss{l.articles + o.articles, l.precision + o.precision, l.recall + o.recall}
}

// lost is what precision and recall lack.
func (l loss) lost() float64 { return 2*l.articles - l.precision - l.recall }

func (l loss) f1() float64 {
	if l.precision+l.recall == 0 {
		return 0
	}
	return 2 * l.precision * l.recall / (l.precision + l.recall) / l.articles
}

// lossByStory adds up BCubed's precision and recall over the articles of each true story.
func lossByStory(got, want []string) map[string]loss {
	groups, stories, both := make(map[string]float64), make(map[string]float64), make(map[[2]string]float64)
	for i := range got {
		groups[got[i]]++
		stories[want[i]]++
		both[[2]string{got[i], want[i]}]++
	}
	losses := make(map[string]loss)
	for i := range got {
		k := both[[2]string{got[i], want[i]}]
		losses[want[i]] = losses[want[i]].plus(loss{1, k / groups[got[i]], k / stories[want[i]]})
	}
	return losses
}
