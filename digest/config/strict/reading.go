package strict

import (
	"io/fs"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Reading is one reading of some files. It gathers what is wrong with them and goes on.
type Reading struct {
	words  Vocabulary
	files  []*File
	found  []finding
	failed bool // something that was found is an error
	budget int  // how many more nodes may be visited
}

// NewReading begins to read. The words are for the hints at keys that are not known where they stand.
func NewReading(words Vocabulary) *Reading {
	return &Reading{words: words, budget: extraVisits}
}

// The budget of visits: as many as there could be without aliases, since no node is visited more than twice a byte,
// and a hundred thousand more, which is far beyond honest use and small enough to hold.
const (
	visitsPerByte = 2
	extraVisits   = 100_000
)

// Add takes a file into the reading, after those that are there. Parse or Refuse says what it holds.
func (r *Reading) Add(name, dir string, mode fs.FileMode) *File {
	f := &File{Name: name, Dir: dir, Mode: mode, reading: r}
	r.files = append(r.files, f)
	return f
}

// Failed says whether there is an error among what was found up to now.
func (r *Reading) Failed() bool { return r.failed }

// finding is a problem and the node it was found at, by which its path is found when the reading is done.
type finding struct {
	Problem
	file *File
	node *yaml.Node // nil when it concerns the file as a whole
}

func (r *Reading) add(f finding) {
	r.found = append(r.found, f)
	r.failed = r.failed || !f.Warning
}

// Problems are all that was found, in the order of the files and of their lines.
func (r *Reading) Problems() Problems {
	wanted := make(map[*yaml.Node]string, len(r.found))
	for _, f := range r.found {
		wanted[f.node] = ""
	}
	files := make([]string, len(r.files))
	for i, file := range r.files {
		files[i] = file.Name
		if file.root != nil && len(wanted) > 0 {
			paths(file.root, "", wanted)
		}
	}
	var out Problems
	for _, f := range r.found {
		if f.node != nil {
			f.Path, f.Source = wanted[f.node], f.file.masked(f.Line)
		}
		out = append(out, f.Problem)
	}
	return out.inOrder(files)
}

// paths fills in the path of each wanted node below n. A key has the path of what it sets.
func paths(n *yaml.Node, path string, wanted map[*yaml.Node]string) {
	if _, ok := wanted[n]; ok {
		wanted[n] = path
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			below := strings.TrimPrefix(path+"."+n.Content[i].Value, ".")
			paths(n.Content[i], below, wanted)
			paths(n.Content[i+1], below, wanted)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			paths(item, path+"["+strconv.Itoa(i)+"]", wanted)
		}
	}
}
