package main

import (
	"fmt"
	"io"
	"slices"

	"tidings/cmd/quality/pages"
)

// halvesTable prints the F1 of each extractor on each half of the hosts: what was tuned on one half of them and helps
// there only would show here as a gain over the others on that half alone.
func halvesTable(w io.Writer, data string) error {
	labelled, err := pages.Read(data)
	if err != nil {
		return err
	}
	sets := setsOf(labelled)
	fmt.Fprintf(w, "Readable text by halves of the hosts: F1\n  %-15s %-5s", "", "half")
	for _, set := range append(slices.Clone(sets), "macro") {
		fmt.Fprintf(w, " %9s", set)
	}
	fmt.Fprintf(w, " %7s\n", "pages")
	for _, s := range append(extractors(), extractor{"second opinion", secondOpinionText}) {
		var halves [pages.Halves]map[string][]pages.Agreement
		for h := range halves {
			halves[h] = map[string][]pages.Agreement{}
		}
		for _, p := range labelled {
			h := halves[p.Half()]
			h[p.Set] = append(h[p.Set], pages.Compare(s.text(p), p.Text))
		}
		for h := range halves {
			printHalf(w, s.name, string(rune('A'+h)), sets, halves[h])
		}
	}
	return nil
}

func printHalf(w io.Writer, name, half string, sets []string, by map[string][]pages.Agreement) {
	macro, n := 0.0, 0
	fmt.Fprintf(w, "  %-15s %-5s", name, half)
	for _, set := range sets {
		f1 := pages.Mean(by[set]).F1()
		macro += f1 / float64(len(sets))
		n += len(by[set])
		fmt.Fprintf(w, " %9.4f", f1)
	}
	fmt.Fprintf(w, " %9.4f %7d\n", macro, n)
}

// setsOf lists the sets of pages, sorted.
func setsOf(labelled []pages.Page) []string {
	var sets []string
	for _, p := range labelled {
		if !slices.Contains(sets, p.Set) {
			sets = append(sets, p.Set)
		}
	}
	slices.Sort(sets)
	return sets
}
