package config_test

import (
	"fmt"
	"os"
	"path/filepath"

	"tidings/digest/config"
)

func ExampleLoad() {
	dir, err := os.MkdirTemp("", "tidings")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	sources := filepath.Join(dir, config.SourcesFile)
	text := "feeds:\n  - {url: https://example.com/feed.xml, wieght: 2}\n"
	if err := os.WriteFile(sources, []byte(text), 0o600); err != nil {
		panic(err)
	}

	_, err = config.Load(config.Options{Path: sources})
	for _, p := range err.(config.Problems) {
		fmt.Printf("line %d, column %d, at %s: %s; %s\n", p.Line, p.Column, p.Path, p.Text, p.Hint)
	}
	// Output:
	// line 2, column 41, at feeds[0].wieght: unknown key "wieght"; did you mean "weight"?
}
