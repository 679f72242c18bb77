package cluster

// BCubed compares a grouping with the true one by the means over items of precision and recall, and their harmonic mean
// (Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space model", 1998). An item's
// precision is the part of its group that truly belongs with it, its recall the part of its true group that is with it.
// got[i] and want[i] are the labels of item i; both have the same length. No items score 0.
func BCubed(got, want []string) (precision, recall, f1 float64) {
	if len(got) == 0 {
		return 0, 0, 0
	}
	groups, truth, both := make(map[string]int), make(map[string]int), make(map[[2]string]int)
	for i := range got {
		groups[got[i]]++
		truth[want[i]]++
		both[[2]string{got[i], want[i]}]++
	}
	for i := range got {
		n := float64(both[[2]string{got[i], want[i]}])
		precision += n / float64(groups[got[i]])
		recall += n / float64(truth[want[i]])
	}
	precision /= float64(len(got))
	recall /= float64(len(got))
	return precision, recall, 2 * precision * recall / (precision + recall)
}
