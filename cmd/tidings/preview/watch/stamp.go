package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// stamp is the same as long as files are: their names, sizes and dates. Files are looked at by name, so that an editor
// that writes a new file and moves it over the old one is noticed like one that writes in place, on every system and on
// folders of other machines.
type stamp string

// stampOf looks at files, and at the files that lie in folders. What is not there is noticed when it comes.
func stampOf(names []string) stamp {
	var b strings.Builder
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			fmt.Fprintf(&b, "%s -\n", name)
			continue
		}
		if !info.IsDir() {
			mark(&b, name, info)
			continue
		}
		entries, err := os.ReadDir(name)
		if err != nil {
			fmt.Fprintf(&b, "%s -\n", name)
		}
		for _, e := range entries {
			file := filepath.Join(name, e.Name())
			if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
				mark(&b, file, info)
			}
		}
	}
	return stamp(b.String())
}

func mark(b *strings.Builder, name string, info os.FileInfo) {
	fmt.Fprintf(b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
}
