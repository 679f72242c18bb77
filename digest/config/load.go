package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// The names of the two files, and the environment variable and the system folder in which they are looked for.
const (
	SourcesFile     = "sources.yaml"
	SubscribersFile = "subscribers.yaml"
	PathVariable    = "TIDINGS_CONFIG"
	SystemDir       = "/etc/tidings"
)

// Options say where the files are and what they may refer to.
type Options struct {
	Path  string              // a folder, or the main file; empty: as Find looks
	Env   func(string) string // the environment; nil: os.Getenv
	Local *time.Location      // the zone of a site that names none; nil: the machine's
	// Subject says what is wrong with an edition's subject template, in the words of the room that fills it in; nil:
	// any text will do.
	Subject func(tmpl string) error
}

// maxFile bounds a file. 100,000 subscribers with all their settings take about 20 MB.
const maxFile = 64 << 20

// Find is the path of the main configuration file: in the folder or of the name given, else of PathVariable, else
// SourcesFile in the current folder, else in SystemDir. The error is of type Problems.
func Find(path string, env func(string) string) (string, error) {
	given := path
	if given == "" {
		given = env(PathVariable)
	}
	if given != "" {
		if info, err := os.Stat(given); err != nil || !info.IsDir() {
			return given, nil // a file, or one that reading will say is missing
		}
		return filepath.Join(given, SourcesFile), nil
	}
	for _, dir := range []string{".", SystemDir} {
		if _, err := os.Stat(filepath.Join(dir, SourcesFile)); err == nil {
			return filepath.Join(dir, SourcesFile), nil
		}
	}
	return "", Problems{{
		File: SourcesFile, Text: "not found, neither in this folder nor in " + SystemDir,
		Hint: "run `tidings init` to make one, or say where it is with --config",
	}}
}

// Load reads the main file, SubscribersFile beside one that is called SourcesFile, and what `files` names. The error is
// of type Problems and holds everything that is wrong, warnings included; nothing is loaded then. The only files read
// are these, and no secret is.
func Load(o Options) (*Config, error) {
	if o.Env == nil {
		o.Env = os.Getenv
	}
	if o.Local == nil {
		o.Local = time.Local
	}
	main, err := Find(o.Path, o.Env)
	if err != nil {
		return nil, err
	}
	w := newWalk(o)
	sources := []*source{w.readSource(main)}
	beside := filepath.Join(filepath.Dir(main), SubscribersFile)
	if _, err := os.Stat(beside); err == nil && filepath.Base(main) == SourcesFile {
		sources = append(sources, w.readSource(beside))
	}
	for _, name := range w.moreFiles(sources[0]) {
		if !slices.ContainsFunc(sources, func(s *source) bool { return s.name == name }) {
			sources = append(sources, w.readSource(name))
		}
	}
	c := w.compile(sources, o.Local)
	problems := w.problems(sources)
	if w.failed {
		return nil, problems
	}
	c.Warnings = problems
	return c, nil
}

// readSource reads and parses a file. One that cannot be read is broken, and the walk knows why.
func (w *walk) readSource(name string) *source {
	src := &source{walk: w, name: name, dir: filepath.Dir(name)}
	if abs, err := filepath.Abs(src.dir); err == nil {
		src.dir = abs
	}
	info, err := os.Stat(name)
	if err == nil {
		src.mode = info.Mode()
		src.text, err = readLimited(name, maxFile)
	}
	bad := &Problem{File: name}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		bad.Text, bad.Hint = "there is no such file", "run `tidings init` to make one, or say where it is with --config"
	case errors.Is(err, fs.ErrPermission):
		bad.Text, bad.Hint = "this file may not be read", "let the user that runs tidings read it"
	case err != nil:
		bad.Text = "this file cannot be read: " + err.Error()
	default:
		bad = src.parse()
	}
	if bad != nil {
		src.broken = true
		w.add(finding{Problem: *bad})
	}
	w.budget += visitsPerByte * len(src.text)
	return src
}

// readLimited reads a file of at most a number of bytes.
func readLimited(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil {
		b.Grow(int(min(info.Size(), limit)) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(f, limit+1))
	if err == nil && n > limit {
		err = fmt.Errorf("it has more than %d bytes", limit)
	}
	return b.Bytes(), err
}

// moreFiles lists the files that the main file names.
func (w *walk) moreFiles(first *source) []string {
	var named []located[string]
	top, pairs := w.top(first)
	for _, p := range pairs {
		if p.key.Value == filesKey && top.of(p.value).node.Kind == yaml.SequenceNode {
			named, _ = filesShape().read(top.of(p.value))
		}
	}
	var out []string
	for _, f := range named {
		pattern := f.is
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(filepath.Dir(first.name), pattern)
		}
		found, err := filepath.Glob(pattern)
		switch hint := "paths are relative to " + first.name; {
		case err != nil:
			f.at.fail("this is neither a file name nor a pattern", "close the [, or put a backslash before it")
		case len(found) == 0 && strings.ContainsAny(pattern, "*?["):
			f.at.warn("no file has such a name", hint)
		case len(found) == 0:
			f.at.fail("there is no such file", hint)
		}
		out = append(out, found...)
	}
	return out
}

// top is the mapping that a file is, and its keys but for the user's own.
func (w *walk) top(src *source) (top value, pairs []pair) {
	if src.root == nil {
		return value{}, nil
	}
	top = src.top()
	if top.node.Kind != yaml.MappingNode {
		top.fail("keys such as feeds: are expected here", "put `feeds:` above a list of feeds, `subscribers:` above one of readers")
		return top, nil
	}
	return top, slices.DeleteFunc(top.pairs(0), func(p pair) bool { return strings.HasPrefix(p.key.Value, freePrefix) })
}

// readTop reads all files into one document. Lists add up over the files; what is one thing may be set in one only.
func (w *walk) readTop(sources []*source) document {
	var doc document
	keys := topKeys()
	first := make(map[string]value)
	for i, src := range sources {
		top, pairs := w.top(src)
		for _, p := range pairs {
			name, at := p.key.Value, top.of(p.key)
			k := slices.IndexFunc(keys, func(k key[document]) bool { return k.name == name })
			switch earlier, twice := first[name]; {
			case name == filesKey && i > 0:
				at.fail("only the first file names others", "move this to "+sources[0].name)
			case twice && k >= 0 && !keys[k].adds:
				at.twice(fmt.Sprintf("%q is set in two files", name), earlier)
			default:
				first[name] = at
			}
		}
		readPairs(top, pairs, nounTop, keys, &doc)
	}
	return doc
}
