package main

import "unicode"

// shingleSize is the number of tokens a shingle is made of, as in the article extraction benchmark of Scrapinghub
// (2020), whose measure this is.
const shingleSize = 4

// agreement is how far an extracted text and the true one share their shingles.
type agreement struct{ precision, recall float64 }

// compareTexts counts each shingle as often as it stands in both texts. Two texts without any word agree fully; a text
// shorter than a shingle is one shingle, as in the benchmark's own code.
func compareTexts(extracted, truth string) agreement {
	want := shingles(truth)
	given, shared := 0, 0
	for s, n := range shingles(extracted) {
		given += n
		shared += min(n, want[s])
	}
	wanted := 0
	for _, n := range want {
		wanted += n
	}
	return agreement{precision: float64(shared) / float64(given), recall: float64(shared) / float64(wanted)}
}

// meanAgreement is the mean of precision and of recall over pages; f1 of it is a set's score.
func meanAgreement(pages []agreement) agreement {
	var sum agreement
	for _, p := range pages {
		sum.precision += p.precision
		sum.recall += p.recall
	}
	n := float64(max(1, len(pages)))
	return agreement{precision: sum.precision / n, recall: sum.recall / n}
}

// f1 is the harmonic mean of precision and recall.
func (a agreement) f1() float64 {
	if a.precision+a.recall == 0 {
		return 0
	}
	return 2 * a.precision * a.recall / (a.precision + a.recall)
}

type shingle [shingleSize]string

func shingles(text string) map[shingle]int {
	tokens := tokenize(text)
	counts := make(map[shingle]int, len(tokens))
	for i := range max(1, len(tokens)-shingleSize+1) {
		var s shingle
		copy(s[:], tokens[min(i, len(tokens)):])
		counts[s]++
	}
	return counts
}

// tokenize splits a text into its words: runs of letters, digits and underscores, case kept (`\w+` in Python).
func tokenize(text string) []string {
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
