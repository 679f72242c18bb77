package compare

import (
	"slices"
	"testing"

	"tidings/digest/cluster/sparse"
)

func TestArticlesAreKnownByTheCompanyTheyKeep(t *testing.T) {
	// 0 and 3 share little, and both tell what 1 and 2 tell; 4 has nothing to do with any but 0.
	edges := []Edge{{0, 1, 0.9}, {0, 2, 0.9}, {1, 2, 0.9}, {0, 3, 0.1}, {1, 3, 0.8}, {2, 3, 0.8}, {0, 4, 0.1}, {3, 4, 0.001}}
	c := newCompany(5, edges)
	friends, strangers := c.features(edges[3])[1], c.features(edges[6])[1]
	if friends < 4*strangers {
		t.Errorf("company shared by friends of friends %.2f, by strangers %.2f", friends, strangers)
	}
	for _, v := range c {
		if !slices.IsSortedFunc(v, func(a, b sparse.Entry) int { return int(a.ID - b.ID) }) {
			t.Errorf("company %v is not in order", v)
		}
	}
}
