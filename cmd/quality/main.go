// Command quality measures the program's rooms on labelled data and prints one table a room, with a well-known
// library beside ours where there is one. The data belongs to its publishers and is not part of the repository:
// TIDINGS_DATA names its folder (default ../shared/data).
//
//	quality [extraction|halves|clusters|churn|repeats|summaries|feeds|peers]...
//
// The table peers runs other programs, needs no data, and is printed only when it is named.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tidings/cmd/quality/peers"
)

// table prints one measurement of the data in a folder.
type table struct {
	name  string
	print func(w io.Writer, data string) error
	named bool // only when it is named
}

func main() {
	tables := []table{
		{name: "extraction", print: extractionTable},
		{name: "halves", print: halvesTable},
		{name: "clusters", print: clustersTable},
		{name: "churn", print: churnTable},
		{name: "repeats", print: repeatsTable},
		{name: "summaries", print: summariesTable},
		{name: "feeds", print: feedsTable},
		{name: "peers", print: peersTable, named: true},
	}
	if err := run(os.Stdout, os.Stderr, tables, os.Args[1:], dataFolder()); err != nil {
		fmt.Fprintln(os.Stderr, "quality: error:", err)
		os.Exit(1)
	}
}

// peersTable runs what `make build` makes beside the peers.
func peersTable(w io.Writer, _ string) error { return peers.Table(w, filepath.Join("bin", "tidings")) }

func dataFolder() string {
	if dir := os.Getenv("TIDINGS_DATA"); dir != "" {
		return dir
	}
	return "../shared/data"
}

// run prints the wanted tables, or all of them. Data that is not there is a notice, not a failure: a clone without it
// must still pass.
func run(out, notices io.Writer, tables []table, wanted []string, data string) error {
	var names []string
	for _, t := range tables {
		names = append(names, t.name)
	}
	for _, name := range wanted {
		if !slices.Contains(names, name) {
			return fmt.Errorf("no table %q; there are: %s", name, strings.Join(names, ", "))
		}
	}
	for _, t := range tables {
		if len(wanted) == 0 && t.named || len(wanted) > 0 && !slices.Contains(wanted, t.name) {
			continue
		}
		err := t.print(out, data)
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(notices, "quality: %s skipped: %v\n", t.name, err)
			if !t.named {
				fmt.Fprintln(notices, "quality: hint: set TIDINGS_DATA to the folder of labelled data")
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	return nil
}
