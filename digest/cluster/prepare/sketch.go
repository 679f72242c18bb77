package prepare

import (
	"slices"

	"tidings/digest/cluster/hash"
	"tidings/digest/text"
)

// A text is known by the least hashes of its runs of four words (Broder, "On the resemblance and containment of
// documents", 1997). Texts are copies when nine of ten of these agree: an agency's report with another first line, and
// not a weather table with other numbers. Shorter texts have too few runs to tell.
const (
	shingleWords = 4
	sketchSize   = 64
	sketchAlike  = 0.9
)

// sketchOf lists the least hashes of the runs of words of a text, in rising order.
func sketchOf(words []text.Word) []uint64 {
	if len(words) < shingleWords {
		return nil
	}
	var ring [shingleWords]uint64
	hashes := make([]uint64, 0, len(words))
	for i, w := range words {
		ring[i%shingleWords] = hash.Word(w.Fold)
		if i < shingleWords-1 {
			continue
		}
		h := uint64(0)
		for k := range shingleWords {
			h = hash.Mix(h ^ ring[(i+1+k)%shingleWords])
		}
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return hashes[:min(len(hashes), sketchSize)]
}

// Alike says whether the texts of two sketches are copies, sharing most of their runs of words: the estimate of their resemblance is
// the share of the least hashes of both together that both have.
func Alike(a, b []uint64) bool {
	both, all := 0, 0
	for i, j := 0, 0; i < len(a) && j < len(b); all++ {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return all > 0 && float64(both) >= sketchAlike*float64(all)
}
