package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/bits"
	"strings"

	"tidings/digest"
	"tidings/digest/text"
)

// The ways in which other programs group articles, with the thresholds they have. All of them join whatever is alike, and
// what is alike to that.

// titleJaccard joins articles whose titles share more than .55 of their words.
func titleJaccard(articles []digest.Article) []string {
	words := make([]map[string]float64, len(articles))
	for i, a := range articles {
		words[i] = make(map[string]float64)
		for _, w := range text.Words(a.Title) {
			words[i][w.Fold] = 1
		}
	}
	return joined(len(articles), func(i, j int) bool {
		both := product(words[i], words[j])
		return both > .55*(float64(len(words[i])+len(words[j]))-both)
	})
}

// singleLink joins articles whose TF-IDF vectors of title and text have a cosine over .60.
func singleLink(articles []digest.Article) []string {
	vectors := make([]map[string]float64, len(articles))
	df := make(map[string]float64)
	for i, a := range articles {
		vectors[i] = make(map[string]float64)
		for _, w := range text.Words(a.Title + "\n\n" + a.Text.Body) {
			if !text.Stop(w.Fold, "en") {
				vectors[i][w.Fold]++
			}
		}
		for w := range vectors[i] {
			df[w]++
		}
	}
	for _, v := range vectors {
		for w, n := range v {
			v[w] = n * math.Log(float64(len(articles))/df[w])
		}
		length := math.Sqrt(product(v, v))
		for w := range v {
			v[w] /= max(length, math.SmallestNonzeroFloat64)
		}
	}
	return joined(len(articles), func(i, j int) bool { return product(vectors[i], vectors[j]) > .60 })
}

func product(a, b map[string]float64) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	sum := 0.0
	for w, x := range a {
		sum += x * b[w]
	}
	return sum
}

// joined labels n items so that those that are alike, and those alike to these, have one label.
func joined(n int, alike func(i, j int) bool) []string {
	parent := make([]int, n)
	find := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	for j := range n {
		parent[j] = j
		for i := range j {
			if a, b := find(i), find(j); a != b && alike(i, j) {
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	labels := make([]string, n)
	for i := range labels {
		labels[i] = fmt.Sprint(find(i))
	}
	return labels
}

// titleDifflib joins articles whose titles have a ratio over .65 by Python's difflib.SequenceMatcher.
func titleDifflib(articles []digest.Article) []string {
	titles := make([][]rune, len(articles))
	counts := make([]map[rune]int, len(articles))
	for i, a := range articles {
		titles[i] = []rune(strings.ToLower(a.Title))
		counts[i] = make(map[rune]int)
		for _, r := range titles[i] {
			counts[i][r]++
		}
	}
	return joined(len(articles), func(i, j int) bool {
		enough := .65 * float64(len(titles[i])+len(titles[j])) / 2
		// Most titles do not even have so many characters in common: difflib's own quick_ratio.
		common := 0
		for r, n := range counts[i] {
			common += min(n, counts[j][r])
		}
		return float64(common) > enough && float64(matching(titles[i], titles[j])) > enough
	})
}

// matching is the number of characters that two titles share in order by the longest run they have in common, and so on
// to its left and right (Ratcliff and Metzener, "Pattern matching: the Gestalt approach", 1988).
func matching(a, b []rune) int {
	most, endA, endB := 0, 0, 0
	row := make([]int, len(b)+1) // the lengths of the runs that end at a[i] and each b[j]
	for i := range a {
		for j := len(b); j > 0; j-- {
			if a[i] != b[j-1] {
				row[j] = 0
				continue
			}
			row[j] = row[j-1] + 1
			if row[j] > most || row[j] == most && endA == i+1 {
				most, endA, endB = row[j], i+1, j
			}
		}
	}
	if most == 0 {
		return 0
	}
	return most + matching(a[:endA-most], b[:endB-most]) + matching(a[endA:], b[endB:])
}

// simHash joins articles whose 64-bit fingerprints of their words differ in at most three bits (Charikar, "Similarity
// estimation techniques from rounding algorithms", 2002; three bits: Manku, Jain and Das Sarma, 2007).
func simHash(articles []digest.Article) []string {
	prints := make([]uint64, len(articles))
	for i, a := range articles {
		var votes [64]int
		for _, w := range text.Words(a.Title + "\n\n" + a.Text.Body) {
			h := hashOf(w.Fold)
			for bit := range votes {
				votes[bit] += int(h>>bit&1)*2 - 1
			}
		}
		for bit, v := range votes {
			if v > 0 {
				prints[i] |= 1 << bit
			}
		}
	}
	return joined(len(articles), func(i, j int) bool { return bits.OnesCount64(prints[i]^prints[j]) <= 3 })
}

// minHash joins articles that by 128 hashes share more than half of their runs of two words (Broder, "On the resemblance
// and containment of documents", 1997).
func minHash(articles []digest.Article) []string {
	const hashes = 128
	sketches := make([][hashes]uint64, len(articles))
	for i, a := range articles {
		for k := range sketches[i] {
			sketches[i][k] = math.MaxUint64
		}
		words := text.Words(a.Title + "\n\n" + a.Text.Body)
		for n := 1; n < len(words); n++ {
			h := hashOf(words[n-1].Fold + " " + words[n].Fold)
			for k := range sketches[i] {
				h = h*6364136223846793005 + 1442695040888963407 // Knuth's MMIX: another hash of the same run
				sketches[i][k] = min(sketches[i][k], h^h>>29)
			}
		}
	}
	return joined(len(articles), func(i, j int) bool {
		same := 0
		for k := range hashes {
			if sketches[i][k] == sketches[j][k] && sketches[i][k] != math.MaxUint64 {
				same++
			}
		}
		return same > hashes/2
	})
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}
