package reading

// numbering numbers keys in the order in which they come. Keys are hashes: that two things of a million have the same is
// less likely than one in ten million.
//
// Several numberings can be made at once, of a few articles each. When another then adopts them in order, it numbers as
// it would have numbered all the keys.
type numbering struct {
	numbers map[uint64]int32
	keys    []uint64 // of a number
}

func newNumbering() *numbering { return &numbering{numbers: make(map[uint64]int32)} }

func (n *numbering) number(key uint64) int32 {
	id, ok := n.numbers[key]
	if !ok {
		id = int32(len(n.keys))
		n.numbers[key] = id
		n.keys = append(n.keys, key)
	}
	return id
}

// reset empties n. It keeps its room.
func (n *numbering) reset() {
	clear(n.numbers)
	n.keys = n.keys[:0]
}

// adopt numbers the keys of another numbering. It returns the number of each.
func (n *numbering) adopt(other *numbering) []int32 {
	numbers := make([]int32, len(other.keys))
	for i, key := range other.keys {
		numbers[i] = n.number(key)
	}
	return numbers
}
