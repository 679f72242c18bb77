package cluster

import "math"

// vector is a sparse vector: entries in rising order of ID.
type vector []entry

type entry struct {
	id int32
	w  float32
}

// dot is the inner product; of two vectors of length one it is their cosine.
func (v vector) dot(o vector) float64 {
	sum := float32(0)
	for i, j := 0, 0; i < len(v) && j < len(o); {
		switch a, b := v[i].id, o[j].id; {
		case a == b:
			sum += v[i].w * o[j].w
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

// overlap is the inner product, and how many IDs both vectors have.
func (v vector) overlap(o vector) (dot float64, shared int) {
	v.shared(o, func(x, y entry) {
		dot += float64(x.w) * float64(y.w)
		shared++
	})
	return dot, shared
}

// shared calls f with the entries of each ID that both vectors have.
func (v vector) shared(o vector, f func(x, y entry)) {
	for i, j := 0, 0; i < len(v) && j < len(o); {
		switch a, b := v[i].id, o[j].id; {
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

// scale is what makes the vector's length one; 1 for the null vector.
func (v vector) scale() float32 {
	sum := 0.0
	for _, e := range v {
		sum += float64(e.w) * float64(e.w)
	}
	if sum == 0 {
		return 1
	}
	return float32(1 / math.Sqrt(sum))
}

// unit scales the vector to length one, in place. The null vector stays null.
func (v vector) unit() vector {
	scale := v.scale()
	for i := range v {
		v[i].w *= scale
	}
	return v
}

// weighed turns a vector of counts into the vector of length one with tf-idf weights, log(1+count)·idf, in place.
func (v vector) weighed(idf rarity) vector {
	for i, e := range v {
		v[i].w = float32(math.Log1p(float64(e.w)) * idf[e.id])
	}
	return v.unit()
}

// frequency counts in how many articles each ID occurs.
type frequency []int32

// add counts the IDs of one article.
func (f *frequency) add(v vector) {
	for _, e := range v {
		for int(e.id) >= len(*f) {
			*f = append(*f, 0)
		}
		(*f)[e.id]++
	}
}

// rarity is the inverse document frequency of each ID, never negative.
type rarity []float64

// rarity is that of IDs in n articles. prior, when there is one, gives the articles beyond the window that an ID is
// taken to have been looked for and found in.
func (f frequency) rarity(n int, prior func(id int) (looked, found float64)) rarity {
	idf := make(rarity, len(f))
	for id, df := range f {
		looked, found := 0.0, 0.0
		if prior != nil {
			looked, found = prior(id)
		}
		idf[id] = max(0, math.Log((float64(n)+looked+1)/(float64(df)+found+0.5)))
	}
	return idf
}
