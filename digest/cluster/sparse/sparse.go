// Package sparse turns counts of things into vectors of weights, by how rare the things are, and says how alike two vectors
// are.
package sparse

import (
	"cmp"
	"math"
	"slices"
)

// Vector is a sparse vector: entries in rising order of ID.
type Vector []Entry

// Entry is what a vector has of one ID: a count at first, then a weight.
type Entry struct {
	ID int32
	W  float32
}

// Dot is the inner product; of two vectors of length one it is their cosine.
func (v Vector) Dot(o Vector) float64 {
	sum := float32(0)
	for i, j := 0, 0; i < len(v) && j < len(o); {
		switch a, b := v[i].ID, o[j].ID; {
		case a == b:
			sum += v[i].W * o[j].W
			i++
			j++
		case a < b:
			i++
		default:
			j++
		}
	}
	return float64(sum)
}

// Overlap is the inner product, and how many IDs both vectors have.
func (v Vector) Overlap(o Vector) (dot float64, shared int) {
	v.Shared(o, func(x, y Entry) {
		dot += float64(x.W) * float64(y.W)
		shared++
	})
	return dot, shared
}

// Shared calls f with the entries of each ID that both vectors have.
func (v Vector) Shared(o Vector, f func(x, y Entry)) {
	for i, j := 0, 0; i < len(v) && j < len(o); {
		switch a, b := v[i].ID, o[j].ID; {
		case a == b:
			f(v[i], o[j])
			i++
			j++
		case a < b:
			i++
		default:
			j++
		}
	}
}

// Scale is what makes the vector's length one; 1 for the null vector.
func (v Vector) Scale() float32 {
	sum := 0.0
	for _, e := range v {
		sum += float64(e.W) * float64(e.W)
	}
	if sum == 0 {
		return 1
	}
	return float32(1 / math.Sqrt(sum))
}

// Unit scales the vector to length one, in place. The null vector stays null.
func (v Vector) Unit() Vector {
	scale := v.Scale()
	for i := range v {
		v[i].W *= scale
	}
	return v
}

// Weighed turns a vector of counts into the vector of length one with tf-idf weights, log(1+count)·idf, in place.
func (v Vector) Weighed(idf Rarity) Vector {
	for i, e := range v {
		v[i].W = float32(math.Log1p(float64(e.W)) * idf[e.ID])
	}
	return v.Unit()
}

// Renumbered is v with other numbers for its IDs, in place: numbers has that of each.
func (v Vector) Renumbered(numbers []int32) Vector {
	for i, e := range v {
		v[i].ID = numbers[e.ID]
	}
	slices.SortFunc(v, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	return v
}

// Frequency counts in how many articles each ID occurs.
type Frequency []int32

// Add counts the IDs of one article.
func (f *Frequency) Add(v Vector) {
	for _, e := range v {
		for int(e.ID) >= len(*f) {
			*f = append(*f, 0)
		}
		(*f)[e.ID]++
	}
}

// Rarity is the inverse document frequency of each ID, never negative.
type Rarity []float64

// Rarity is that of IDs in n articles. prior, when there is one, gives the articles beyond the window that an ID is
// taken to have been looked for and found in.
func (f Frequency) Rarity(n int, prior func(id int) (looked, found float64)) Rarity {
	idf := make(Rarity, len(f))
	for id, df := range f {
		looked, found := 0.0, 0.0
		if prior != nil {
			looked, found = prior(id)
		}
		idf[id] = max(0, math.Log((float64(n)+looked+1)/(float64(df)+found+0.5)))
	}
	return idf
}
