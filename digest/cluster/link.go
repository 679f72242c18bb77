package cluster

import (
	"cmp"
	"container/heap"
	"math"

	"tidings/digest/cluster/compare"
)

// How sure it must be that two groups are one event depends on their sizes. Where an article joins a group, the mean is over
// many pairs, some of which always look at the event from two sides: there less will do. Where both groups are large, and
// alike only on the whole, they are two events of one kind (two raids by one navy), since articles of one event would have
// joined one by one: there it takes more. The powers are the best on the labelled sets, near which little changes; those
// have stories of up to twenty articles, and say nothing about larger ones.
const (
	ofSmaller = 1.3 // the odds that it takes grow by this power of the smaller group's size
	ofLarger  = 0.8 // and fall by this power of the larger one's
	sizesTo   = 10  // the largest size that counts
)

// enough says whether a mean probability joins groups of so many items, when two single items take the threshold.
func enough(p, threshold float64, a, b int32) bool {
	if a == 1 && b == 1 {
		return p >= threshold
	}
	smaller, larger := float64(min(a, b, sizesTo)), float64(min(max(a, b), sizesTo))
	odds := threshold / (1 - threshold) * math.Pow(smaller, ofSmaller) / math.Pow(larger, ofLarger)
	return p >= odds/(1+odds)
}

// averageLink merges the two groups of n items whose mean probability over all their pairs is highest, of those for which
// it is enough (after UPGMA: Sokal and Michener, 1958, where every two groups take the same). Pairs without an edge count
// as 0, so that only groups joined by edges are ever looked at. It returns a label for each item: the least item of its
// group.
func averageLink(n int, edges []compare.Edge, threshold float64) []int32 {
	l := linker{threshold: threshold, sums: make([]map[int32]float64, n), size: make([]int32, n), version: make([]int32, n), label: make([]int32, n)}
	for i := range n {
		l.size[i], l.label[i] = 1, int32(i)
	}
	for _, e := range edges {
		l.join(e.A, e.B, e.P)
		l.join(e.B, e.A, e.P)
		if enough(e.P, threshold, 1, 1) {
			l.queue = append(l.queue, merge{e.A, e.B, 0, 0, e.P})
		}
	}
	heap.Init(&l.queue)
	for l.queue.Len() > 0 {
		m := heap.Pop(&l.queue).(merge)
		if l.version[m.a] == m.versionA && l.version[m.b] == m.versionB {
			l.merge(m.a, m.b)
		}
	}
	for i := range l.label {
		l.label[i] = l.find(int32(i))
	}
	return l.label
}

type linker struct {
	threshold float64
	sums      []map[int32]float64 // of a group: the probabilities to each other group, added up
	size      []int32
	version   []int32 // grows when a group changes, so that stale merges in the queue are known
	label     []int32
	queue     merges
}

func (l *linker) join(a, b int32, p float64) {
	if l.sums[a] == nil {
		l.sums[a] = make(map[int32]float64)
	}
	l.sums[a][b] += p
}

// merge makes b part of a, the smaller.
func (l *linker) merge(a, b int32) {
	l.label[b] = a
	l.size[a] += l.size[b]
	l.version[a]++
	l.version[b] = -1
	delete(l.sums[a], b)
	delete(l.sums[b], a)
	for c, p := range l.sums[b] {
		delete(l.sums[c], b)
		l.sums[c][a] += p
		l.sums[a][c] += p
	}
	l.sums[b] = nil
	for c, sum := range l.sums[a] {
		if p := sum / float64(l.size[a]) / float64(l.size[c]); enough(p, l.threshold, l.size[a], l.size[c]) {
			x, y := min(a, c), max(a, c)
			heap.Push(&l.queue, merge{x, y, l.version[x], l.version[y], p})
		}
	}
}

func (l *linker) find(i int32) int32 {
	for l.label[i] != i {
		i = l.label[i]
	}
	return i
}

// merge is a possible merge of two groups as they were at these versions.
type merge struct {
	a, b, versionA, versionB int32
	p                        float64
}

// merges is a heap, the likeliest merge first, and among equals that of the least groups.
type merges []merge

func (q merges) Len() int      { return len(q) }
func (q merges) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q merges) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(cmp.Compare(b.p, a.p), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) < 0
}
func (q *merges) Push(x any) { *q = append(*q, x.(merge)) }
func (q *merges) Pop() any {
	old := *q
	m := old[len(old)-1]
	*q = old[:len(old)-1]
	return m
}
