package main

import (
	"io"
	"iter"
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
		sets = append(sets, s)
	}
	uci := sets[3]
	mix := join("mix", sets[:3]...).undated()
	briefs := mix.brief("mix briefs")
	headlines := mix.headlines("titles of mix")
	titles := join("titles of all", headlines, uci)
	some, others := mix.thinned("", "a"), mix.thinned("", "b")
	all := append(sets, mix, some, others, briefs, briefs.thinned("", "b"), headlines, titles, titles.thinned("", "a"),
		join("", others, uci).halfHeadlines(""), mix.thinned("thinned", "c"), titles.thinned("thinned titles", "c"))
	each(len(all), func(i int) { all[i] = all[i].read() })
	mix, some, others, briefs = all[6], all[7], all[8], all[9]
	headlines, titles = all[11], all[12]
	return windows{
		full:     []set{mix, some, others},
		brief:    []set{mix, some, briefs, all[10]},
		headline: []set{titles, all[13], all[3], all[14]},
		report:   append(all[:6:6], mix, all[15], briefs, headlines, titles, all[16]),
	}, nil
}

const (
	bothHalves = -1
	penalty    = 1.0 // of the fit; 0.3 to 5 give the same scores
)

// caution is taken from the bias of full texts. A regression gives probabilities as they are among the pairs that it
// learned from; in a window where most articles tell an event that no other tells, fewer pairs are one, and a stranger in a
// story costs a reader more than a story told twice. It is the least, in tenths, at which mix_singletons keeps a precision of
// .92, in the mean of the halves. Of headlines and briefs the labelled sets are too few to choose one by: what is best on one half is not on the other.
const caution = 1.2

// clusters trains the pair model. Each half of the stories is scored by a model of the other half; what is shipped is
// trained on both.
func clusters(data, out string, w io.Writer) error {
	win, err := newWindows(data)
	if err != nil {
		return err
	}
	m := measurement{win.report, [2]cluster.Model{train(win, 1), train(win, 0)}}
	m.printHalves(w)
	m.printThresholds(w)
	return writeJSON(out, train(win, bothHalves))
}

// train fits a model to the pairs whose articles both stand in a half: the second look to what the first leaves open.
func train(win windows, half int) cluster.Model {
	m := cluster.Model{
		Full:     fit(win.full, half, "full", cluster.Features(), (*cluster.Window).Pairs),
		Brief:    fit(win.brief, half, "brief", cluster.Features(), (*cluster.Window).Pairs),
		Headline: fit(win.headline, half, "headline", cluster.Features(), (*cluster.Window).Pairs),
	}
	m.Full["bias"] = round(m.Full["bias"] - caution)
	m.Company = fit(win.headline, half, "headline", cluster.CompanyFeatures(),
		func(w *cluster.Window) iter.Seq[cluster.Pair] { return w.HeadlinePairs(&m) })
	return m
}

func fit(sets []set, half int, kind string, features []string, pairs func(*cluster.Window) iter.Seq[cluster.Pair]) cluster.Weights {
	var examples []example
	for _, s := range sets {
		from, same := len(examples), 0
		for p := range pairs(s.window) {
			// Pairs across the halves are left out of both, too: with them there would be twice as many strangers to a pair of
			// one event as in the models that the biases were measured with.
			a, b := s.half(p.A.ID), s.half(p.B.ID)
			if p.Kind != kind || a != b || half != bothHalves && half != a {
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
	fitted := logistic(examples, len(features), penalty)
	weights := cluster.Weights{"bias": round(fitted[len(features)])}
	for i, name := range features {
		weights[name] = round(fitted[i])
	}
	return weights
}

func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }
