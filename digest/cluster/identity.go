package cluster

import (
	"cmp"
	"slices"
	"strconv"

	"tidings/digest"
)

// claim is a remembered story's hold on a group.
type claim struct {
	story   string
	group   int
	overlap int // how many of the story's articles are in the group
	first   int // rank of the earliest of them
}

// identify gives each group an ID. A remembered story goes to the group with most of its articles, and a group takes
// the story it has most of; among equals the earliest article decides. A group without a story is named after its
// earliest article. No ID is given twice.
func identify(groups []group, known []digest.Link) []string {
	ids := make([]string, len(groups))
	taken := make(map[string]bool)
	for _, l := range known {
		taken[l.Story] = true // a new story never takes a name that was another's
	}
	given := make(map[string]bool)
	for _, c := range claims(groups, known) {
		if ids[c.group] == "" && !given[c.story] {
			ids[c.group], given[c.story] = c.story, true
		}
	}
	for i, g := range groups {
		for n := 0; ids[i] == ""; n++ {
			if id := storyID(g[0].article.ID, n); !taken[id] {
				ids[i], taken[id] = id, true
			}
		}
	}
	return ids
}

// storyID is the n-th name that a story can have after its earliest article.
func storyID(article string, n int) string {
	if n == 0 {
		return digest.Key("story", article)
	}
	return digest.Key("story", article, strconv.Itoa(n))
}

// claims lists the remembered stories' holds on the groups, the strongest first.
func claims(groups []group, known []digest.Link) []claim {
	storyOf := make(map[string]string, len(known))
	for _, l := range known {
		storyOf[l.Article] = l.Story
	}
	var all []claim
	for i, g := range groups {
		at := make(map[string]int)
		for _, m := range g {
			story, ok := storyOf[m.article.ID]
			if !ok {
				continue
			}
			if _, ok := at[story]; !ok {
				at[story] = len(all)
				all = append(all, claim{story: story, group: i, first: m.rank})
			}
			all[at[story]].overlap++
		}
	}
	slices.SortFunc(all, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(a.first, b.first), cmp.Compare(a.story, b.story))
	})
	return all
}
