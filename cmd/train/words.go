package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"

	"tidings/digest/text"
)

// Stems in fewer articles than one in a hundred are left out: among so few, chance decides which.
const leastShare = 0.01

// words counts in what share of English articles each stem occurs.
func words(data, out string, w io.Writer) error {
	df := make(map[string]int)
	articles := 0
	err := eachLine(filepath.Join(data, "pages", "truth.jsonl"), func(p struct{ Title, Text string }) {
		if text.Language(p.Text) != "en" {
			return
		}
		articles++
		found := text.Words(p.Title + "\n\n" + p.Text)
		seen := make(map[string]bool)
		for _, word := range found[:min(len(found), 460)] { // as much as package cluster reads
			if len(word.Fold) < 2 || text.Stop(word.Fold, "en") {
				continue
			}
			if stem := text.Stem(word.Fold, "en"); !seen[stem] {
				seen[stem] = true
				df[stem]++
			}
		}
	})
	if err != nil {
		return err
	}
	shares := make(map[string]float64)
	for stem, n := range df {
		if share := float64(n) / float64(articles); share >= leastShare {
			shares[stem] = math.Round(share*1000) / 1000
		}
	}
	fmt.Fprintf(w, "%d stems of %d English articles → %s\n", len(shares), articles, out)
	return writeJSON(out, shares)
}
