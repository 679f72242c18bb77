// Command train makes the numbers that package cluster ships, from labelled articles:
//
//	go run ./cmd/train words      writes digest/cluster/reading/english.json
//	go run ./cmd/train clusters   writes digest/cluster/compare/weights.json and prints what it measured
//
// It runs in the root of the repository and reads the folder that TIDINGS_DATA names (default ../shared/data). The same
// data give the same files.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "train: error:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	data := cmp.Or(os.Getenv("TIDINGS_DATA"), "../shared/data")
	what := ""
	if len(args) == 1 {
		what = args[0]
	}
	switch what {
	case "words":
		return words(data, "digest/cluster/reading/english.json", w)
	case "clusters":
		return clusters(data, "digest/cluster/compare/weights.json", w)
	}
	return fmt.Errorf("%q is nothing to train: say `go run ./cmd/train words` or `go run ./cmd/train clusters`", args)
}

// eachLine decodes every line of a JSON Lines file.
func eachLine[T any](path string, f func(T)) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("training data: %w; set TIDINGS_DATA to the folder that holds it", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<26) // an article with its page's text
	for n := 1; lines.Scan(); n++ {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return fmt.Errorf("training data %s:%d: %w", path, n, err)
		}
		f(v)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("training data %s: %w", path, err)
	}
	return nil
}

// writeJSON writes a value as an indented file.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding %s: %w", path, err)
	}
	if err := os.WriteFile(path, append(b, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing what was trained: %w; run in the root of the repository", err)
	}
	return nil
}
