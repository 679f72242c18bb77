package pages

import "unicode"

// shingleSize is the number of tokens a shingle is made of, as in the article extraction benchmark of Scrapinghub
// (2020), whose measure this is.
const shingleSize = 4

// Agreement is how far an extracted text and the true one share their shingles.
type Agreement struct{ Precision, Recall float64 }

// Compare counts each shingle as often as it stands in both texts. Two texts without any word agree fully; a text
// shorter than a shingle is one shingle, as in the benchmark's own code.
func Compare(extracted, truth string) Agreement {
	given, wanted := Shingle(extracted), Shingle(truth)
	shared := float64(given.Shared(wanted))
	return Agreement{Precision: shared / float64(given.Total()), Recall: shared / float64(wanted.Total())}
}

// Mean is the mean of precision and of recall over pages; F1 of it is a set's score.
func Mean(pages []Agreement) Agreement {
	var sum Agreement
	for _, p := range pages {
		sum.Precision += p.Precision
		sum.Recall += p.Recall
	}
	n := float64(max(1, len(pages)))
	return Agreement{Precision: sum.Precision / n, Recall: sum.Recall / n}
}

// F1 is the harmonic mean of precision and recall.
func (a Agreement) F1() float64 {
	if a.Precision+a.Recall == 0 {
		return 0
	}
	return 2 * a.Precision * a.Recall / (a.Precision + a.Recall)
}

// Shingles are the runs of tokens of a text, each with how often it stands there.
type Shingles map[[shingleSize]string]int

// Shingle cuts a text into its shingles.
func Shingle(text string) Shingles {
	tokens := Tokens(text)
	counts := make(Shingles, len(tokens))
	for i := range max(1, len(tokens)-shingleSize+1) {
		var s [shingleSize]string
		copy(s[:], tokens[min(i, len(tokens)):])
		counts[s]++
	}
	return counts
}

// Total is the number of shingles.
func (s Shingles) Total() int {
	n := 0
	for _, count := range s {
		n += count
	}
	return n
}

// Shared is how many shingles stand in both.
func (s Shingles) Shared(o Shingles) int {
	n := 0
	for shingle, count := range s {
		n += min(count, o[shingle])
	}
	return n
}

// Tokens splits a text into its words: runs of letters, digits and underscores, case kept (`\w+` in Python).
func Tokens(text string) []string {
	var tokens []string
	start := -1
	for i, r := range text {
		word := r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r)
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			tokens, start = append(tokens, text[start:i]), -1
		}
	}
	if start >= 0 {
		tokens = append(tokens, text[start:])
	}
	return tokens
}
