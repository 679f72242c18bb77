package main

import (
	"fmt"
	"io"
	"maps"
	"math"

	"tidings/digest/cluster"
)

// windows are what a model is trained and measured on. Each of its three parts learns from windows as it will meet them:
// all sets together, the same with most stories thinned to one article, and the same with the texts cut short or gone.
type windows struct {
	full, brief, headline []set
	report                []set
}

func newWindows(data string) (windows, error) {
	var sets []set
	for _, name := range []string{"wikinews", "basil", "ecb", "uci8", "mix_singletons", "mix_dated"} {
		s, err := load(data, name)
		if err != nil {
			return windows{}, err
		}
		s.sparse = name == "mix_singletons"
		sets = append(sets, s)
	}
	uci := sets[3]
	mix := join("mix", sets[:3]...).undated()
	titles := join("", mix, uci).headlines("mix titles")
	briefs := mix.brief("mix briefs")
	return windows{
		full:  []set{mix, mix.thinned("", "a"), mix.thinned("", "b")},
		brief: []set{mix, mix.thinned("", "a"), briefs, briefs.thinned("", "b")},
		headline: []set{
			titles, titles.thinned("", "a"), uci,
			join("", mix.thinned("", "b"), uci).halfHeadlines(""),
		},
		report: append(sets, mix, mix.thinned("thinned", "c"), briefs, titles, titles.thinned("thinned titles", "c")),
	}, nil
}

const (
	bothHalves = -1
	penalty    = 1.0 // of the fit; 0.3 to 5 give the same scores
)

// clusters trains the pair model. Each half of the stories is scored by a model of the other half; what is shipped is
// trained on both.
func clusters(data, out string, w io.Writer) error {
	win, err := newWindows(data)
	if err != nil {
		return err
	}
	models := [2]cluster.Model{train(win, 1), train(win, 0)} // models[h] has not seen half h
	by := calibrate(win, models)
	fmt.Fprintf(w, "biases moved by %+.1f (full), %+.1f (brief), %+.1f (headline), so that %.2f is the best threshold\n\n",
		by.full, by.brief, by.headline, cluster.Normal)
	table(w, win.report, by.both(models))
	return writeJSON(out, by.apply(train(win, bothHalves)))
}

// train fits a model to the pairs whose articles both stand in a half.
func train(win windows, half int) cluster.Model {
	return cluster.Model{
		Full:     fit(win.full, half, "full"),
		Brief:    fit(win.brief, half, "brief"),
		Headline: fit(win.headline, half, "headline"),
	}
}

func fit(sets []set, half int, kind string) cluster.Weights {
	var examples []example
	for _, s := range sets {
		from, same := len(examples), 0
		for p := range cluster.Pairs(s.articles) {
			inHalf := half == bothHalves || s.half(p.A.ID) == half && s.half(p.B.ID) == half
			if p.Kind != kind || !inHalf {
				continue
			}
			e := example{x: p.X, same: s.story[p.A.ID] == s.story[p.B.ID]}
			if e.same {
				same++
			}
			examples = append(examples, e)
		}
		// Each set counts as much as a thousand pairs of one event, however large it is.
		for i := range examples[from:] {
			examples[from+i].weight = 1000 / float64(max(1, same))
		}
	}
	names := cluster.Features()
	fitted := logistic(examples, len(names), penalty)
	weights := cluster.Weights{"bias": round(fitted[len(names)])}
	for i, name := range names {
		weights[name] = round(fitted[i])
	}
	return weights
}

func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// shift moves the biases of a model.
type shift struct{ full, brief, headline float64 }

func (s shift) apply(m cluster.Model) cluster.Model {
	moved := func(w cluster.Weights, by float64) cluster.Weights {
		out := maps.Clone(w)
		out["bias"] = round(w["bias"] + by)
		return out
	}
	return cluster.Model{Full: moved(m.Full, s.full), Brief: moved(m.Brief, s.brief), Headline: moved(m.Headline, s.headline)}
}

func (s shift) both(m [2]cluster.Model) [2]cluster.Model {
	return [2]cluster.Model{s.apply(m[0]), s.apply(m[1])}
}

// precise is the precision that windows of mostly single articles must keep: a story with a stranger in it costs a reader
// more than a story told twice.
const precise = 0.92

// calibrate finds how far to move the biases so that the shipped threshold is the best one, one bias after the other.
func calibrate(win windows, models [2]cluster.Model) shift {
	var by shift
	for _, bias := range []*float64{&by.full, &by.brief, &by.headline} {
		best, most := 0.0, math.Inf(-1)
		for _, x := range []float64{-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1} {
			*bias = x
			if m := merit(win.report, by.both(models)); m > most {
				best, most = x, m
			}
		}
		*bias = best
	}
	return by
}

// merit is the mean F1 over the sets at the shipped threshold, and far less when it is not precise enough.
func merit(sets []set, models [2]cluster.Model) float64 {
	mean := 0.0
	for _, s := range sets {
		got := measure(s, models, cluster.Normal)
		mean += got.f1 / float64(len(sets))
		if s.sparse {
			mean -= 10 * max(0, precise-got.precision)
		}
	}
	return mean
}

type score struct{ precision, recall, f1 float64 }

// measure scores each half of a set by the model that has not seen it, in the window of the whole set.
func measure(s set, models [2]cluster.Model, threshold float64) score {
	var sum score
	for h, m := range models {
		group := make(map[string]string)
		for _, story := range cluster.Group(s.articles, cluster.Options{Threshold: threshold, Model: &m}) {
			for _, a := range story.Articles {
				group[a.ID] = story.ID
			}
		}
		p, r := s.bcubed(group, h)
		sum.precision += p / 2
		sum.recall += r / 2
	}
	sum.f1 = 2 * sum.precision * sum.recall / (sum.precision + sum.recall)
	return sum
}

// bcubed is cluster.BCubed as the mean over one half's articles, with the others standing among them.
func (s set) bcubed(group map[string]string, half int) (precision, recall float64) {
	groups, truth, both := make(map[string]int), make(map[string]int), make(map[[2]string]int)
	for _, a := range s.articles {
		groups[group[a.ID]]++
		truth[s.story[a.ID]]++
		both[[2]string{group[a.ID], s.story[a.ID]}]++
	}
	n := 0
	for _, a := range s.articles {
		if s.half(a.ID) == half {
			k := float64(both[[2]string{group[a.ID], s.story[a.ID]}])
			precision += k / float64(groups[group[a.ID]])
			recall += k / float64(truth[s.story[a.ID]])
			n++
		}
	}
	return precision / float64(max(1, n)), recall / float64(max(1, n))
}

// table prints the scores of each set at several thresholds.
func table(w io.Writer, sets []set, models [2]cluster.Model) {
	thresholds := []float64{cluster.Loose, 0.3, 0.35, cluster.Normal, 0.45, 0.5, cluster.Strict}
	fmt.Fprintf(w, "%-15s", "BCubed F1 (P R)")
	for _, t := range thresholds {
		fmt.Fprintf(w, "  %-15.2f", t)
	}
	fmt.Fprintln(w)
	for _, s := range sets {
		fmt.Fprintf(w, "%-15s", s.name)
		for _, t := range thresholds {
			got := measure(s, models, t)
			fmt.Fprintf(w, "  %.3f (%.2f %.2f)", got.f1, got.precision, got.recall)
		}
		fmt.Fprintln(w)
	}
}
