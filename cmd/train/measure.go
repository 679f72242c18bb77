package main

import (
	"fmt"
	"io"
	"runtime"
	"sync"

	"tidings/digest/cluster"
)

// measurement scores sets by two models: models[h] has not seen half h of the stories, and scores it, in the window of
// the whole set.
type measurement struct {
	sets   []set
	models [2]cluster.Model
}

type score struct{ precision, recall float64 }

func (s score) f1() float64 { return 2 * s.precision * s.recall / (s.precision + s.recall) }

// mean is of two halves.
func mean(a, b score) score { return score{(a.precision + b.precision) / 2, (a.recall + b.recall) / 2} }

// scores are those of one half of every set.
func (m *measurement) scores(half int, threshold float64) []score {
	out := make([]score, len(m.sets))
	each(len(m.sets), func(i int) {
		group := make(map[string]string)
		for _, story := range m.sets[i].window.Group(cluster.Options{Threshold: threshold, Model: &m.models[half]}) {
			for _, a := range story.Articles {
				group[a.ID] = story.ID
			}
		}
		out[i] = m.sets[i].bcubed(group, half)
	})
	return out
}

// each calls f with every number below n, on all processors.
func each(n int, f func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// bcubed is cluster.BCubed as the mean over one half's articles, with the others standing among them.
func (s set) bcubed(group map[string]string, half int) score {
	groups, truth, both := make(map[string]int), make(map[string]int), make(map[[2]string]int)
	for _, a := range s.articles {
		groups[group[a.ID]]++
		truth[s.story[a.ID]]++
		both[[2]string{group[a.ID], s.story[a.ID]}]++
	}
	var sum score
	n := 0
	for _, a := range s.articles {
		if s.half(a.ID) == half {
			k := float64(both[[2]string{group[a.ID], s.story[a.ID]}])
			sum.precision += k / float64(groups[group[a.ID]])
			sum.recall += k / float64(truth[s.story[a.ID]])
			n++
		}
	}
	n = max(1, n)
	return score{sum.precision / float64(n), sum.recall / float64(n)}
}

// printHalves prints the scores of each half by the model of the other.
func (m *measurement) printHalves(w io.Writer) {
	row := func(s score) string { return fmt.Sprintf("%.3f (%.3f %.3f)", s.f1(), s.precision, s.recall) }
	fmt.Fprintf(w, "%-15s  %-19s  %-19s  %s\n", "BCubed F1 (P R)", "A by a model of B", "B by a model of A", "mean")
	a, b := m.scores(0, cluster.Normal), m.scores(1, cluster.Normal)
	for i, s := range m.sets {
		fmt.Fprintf(w, "%-15s  %-19s  %-19s  %s\n", s.name, row(a[i]), row(b[i]), row(mean(a[i], b[i])))
	}
}

// printThresholds prints the mean of the halves at several thresholds.
func (m *measurement) printThresholds(w io.Writer) {
	thresholds := []float64{0.2, cluster.Loose, 0.3, 0.35, 0.4, cluster.Normal, 0.5, cluster.Strict, 0.7}
	fmt.Fprintf(w, "\n%-15s", "mean, at")
	var a, b [][]score
	for _, t := range thresholds {
		fmt.Fprintf(w, "  %-17.2f", t)
		a, b = append(a, m.scores(0, t)), append(b, m.scores(1, t))
	}
	fmt.Fprintln(w)
	for i, s := range m.sets {
		fmt.Fprintf(w, "%-15s", s.name)
		for k := range thresholds {
			got := mean(a[k][i], b[k][i])
			fmt.Fprintf(w, "  %.3f (%.2f %.2f)", got.f1(), got.precision, got.recall)
		}
		fmt.Fprintln(w)
	}
}
