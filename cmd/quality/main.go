// Command quality measures the program's rooms on labelled data and prints one table a room, with a well-known
// library beside ours where there is one. The data belongs to its publishers and is not part of the repository:
// TIDINGS_DATA names its folder (default ../shared/data).
//
//	quality [extraction|halves|clusters|churn|feeds]...
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// table prints one measurement of the data in a folder.
type table struct {
	name  string
	print func(w io.Writer, data string) error
}

func main() {
	tables := []table{{"extraction", extractionTable}, {"halves", halvesTable}, {"clusters", clustersTable}, {"churn", churnTable}, {"feeds", feedsTable}}
	if err := run(os.Stdout, os.Stderr, tables, os.Args[1:], dataFolder()); err != nil {
		fmt.Fprintln(os.Stderr, "quality: error:", err)
		os.Exit(1)
	}
}

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
		if len(wanted) > 0 && !slices.Contains(wanted, t.name) {
			continue
		}
		err := t.print(out, data)
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(notices, "quality: %s skipped: %v\nquality: hint: set TIDINGS_DATA to the folder of labelled data\n", t.name, err)
			continue
		}
		if err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	return nil
}
