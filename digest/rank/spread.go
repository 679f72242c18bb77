package rank

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tidings/digest"
)

// Coverage is how the independent reports of a story are spread over the labels of their feeds, by the labels' names. It
// is the same as in the reason Sources of Order, for a story that is not ranked.
func Coverage(st digest.Story, o Options) []digest.Spread { return voices(st, o).labels }

// spread counts the reports by the labels of their feeds.
func spread(r reports, feeds map[string]digest.Feed) []digest.Spread {
	of := make(map[string]map[string]map[int]bool) // by label and value: the reports
	for id, report := range r.ofFeed {
		for label, value := range feeds[id].Labels {
			if of[label] == nil {
				of[label] = make(map[string]map[int]bool)
			}
			if of[label][value] == nil {
				of[label][value] = make(map[int]bool)
			}
			of[label][value][report] = true
		}
	}
	var all []digest.Spread
	for _, label := range slices.Sorted(maps.Keys(of)) {
		s := digest.Spread{Label: label}
		labelled := make(map[int]bool)
		for value, reports := range of[label] {
			s.Values = append(s.Values, digest.Share{Value: value, Reports: len(reports)})
			maps.Copy(labelled, reports)
		}
		slices.SortFunc(s.Values, func(a, b digest.Share) int {
			return cmp.Or(cmp.Compare(b.Reports, a.Reports), strings.Compare(a.Value, b.Value))
		})
		s.Without = len(r.size) - len(labelled)
		all = append(all, s)
	}
	return all
}
