package main

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"

	"tidings/digest/cluster"
)

// measurement scores sets by two models: models[h] has not seen half h of the stories, and scores it, in the window of
// the whole set.
type measurement struct {
	sets   []set
	models [2]cluster.Model
	known  map[key][]score // of the sets, in their order
}

type key struct {
	by        shift
	half      int
	threshold float64
}

func newMeasurement(sets []set, models [2]cluster.Model) *measurement {
	return &measurement{sets: sets, models: models, known: make(map[key][]score)}
}

type score struct{ precision, recall float64 }

func (s score) f1() float64 { return 2 * s.precision * s.recall / (s.precision + s.recall) }

// mean is of two halves.
func mean(a, b score) score { return score{(a.precision + b.precision) / 2, (a.recall + b.recall) / 2} }

// scores are those of one half of every set.
func (m *measurement) scores(by shift, half int, threshold float64) []score {
	k := key{by, half, threshold}
	if known, ok := m.known[k]; ok {
		return known
	}
	model := by.apply(m.models[half])
	out := make([]score, len(m.sets))
	each(len(m.sets), func(i int) {
		group := make(map[string]string)
		for _, story := range m.sets[i].window.Group(cluster.Options{Threshold: threshold, Model: &model}) {
			for _, a := range story.Articles {
				group[a.ID] = story.ID
			}
		}
		out[i] = m.sets[i].bcubed(group, half)
	})
	m.known[k] = out
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

// precise is the precision that windows of mostly single articles must keep: a story with a stranger in it costs a reader
// more than a story told twice.
const precise = 0.92

// choose finds the shift that is best for a half, or for both, at the shipped threshold.
func (m *measurement) choose(half int) shift {
	best, most := shift(0), math.Inf(-1)
	// Between these the scores differ by chance; beyond them wikinews loses more than precision gains.
	for _, by := range []shift{-1, -0.5, 0} {
		if got := m.merit(by, half); got > most {
			best, most = by, got
		}
	}
	return best
}

// merit is the mean F1 over the sets at the shipped threshold, and less when it is not precise enough.
func (m *measurement) merit(by shift, half int) float64 {
	at := m.scores(by, max(half, 0), cluster.Normal)
	if half == bothHalves {
		other := m.scores(by, 1, cluster.Normal)
		sums := make([]score, len(at))
		for i := range at {
			sums[i] = mean(at[i], other[i])
		}
		at = sums
	}
	sum := 0.0
	for i, s := range m.sets {
		sum += at[i].f1() / float64(len(m.sets))
		if s.sparse {
			sum -= max(0, precise-at[i].precision)
		}
	}
	return sum
}

// printHalves prints what was chosen on each half beside what that gives on the other, which neither weights nor shift
// were chosen by.
func (m *measurement) printHalves(w io.Writer, chosen [2]shift) {
	row := func(s score) string { return fmt.Sprintf("%.3f (%.2f %.2f)", s.f1(), s.precision, s.recall) }
	fmt.Fprintf(w, "%-15s  %-17s  %-17s  %-17s  %-17s  %s\n", "BCubed F1 (P R)", "chosen on A", "kept aside: B", "chosen on B",
		"kept aside: A", "mean of those kept aside")
	for i, s := range m.sets {
		at := func(by, half int) score { return m.scores(chosen[by], half, cluster.Normal)[i] }
		fmt.Fprintf(w, "%-15s  %-17s  %-17s  %-17s  %-17s  %s\n", s.name, row(at(0, 0)), row(at(0, 1)), row(at(1, 1)), row(at(1, 0)),
			row(mean(at(0, 1), at(1, 0))))
	}
}

// printThresholds prints the mean of the halves kept aside at several thresholds.
func (m *measurement) printThresholds(w io.Writer, chosen [2]shift) {
	thresholds := []float64{0.2, cluster.Loose, 0.3, 0.35, 0.4, cluster.Normal, 0.5, cluster.Strict, 0.7}
	fmt.Fprintf(w, "\n%-15s", "kept aside, at")
	for _, t := range thresholds {
		fmt.Fprintf(w, "  %-17.2f", t)
	}
	fmt.Fprintln(w)
	for i, s := range m.sets {
		fmt.Fprintf(w, "%-15s", s.name)
		for _, t := range thresholds {
			got := mean(m.scores(chosen[0], 1, t)[i], m.scores(chosen[1], 0, t)[i])
			fmt.Fprintf(w, "  %.3f (%.2f %.2f)", got.f1(), got.precision, got.recall)
		}
		fmt.Fprintln(w)
	}
}
