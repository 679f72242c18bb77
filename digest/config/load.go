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

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
	"tidings/digest/config/themes"
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
	// Note says what is wrong with an edition's note, in the words of the room that prints it; nil: any text will do.
	Note func(markdown string) error
	// Theme says what is wrong with an edition's theme, in the words of the room that draws it; nil: any will do. Themes
	// lists the built-in ones.
	Theme  func(digest.Theme) error
	Themes []string
	// Instead is what to read in the place of files, by the names that Config.Files gives them: a change that is looked
	// over before it is written.
	Instead map[string][]byte
}

// Problem is one thing that is wrong with a configuration, and where.
type Problem = strict.Problem

// Problems are all the problems of a configuration, in the order of the files and their lines. It is the error that
// Load returns.
type Problems = strict.Problems

// maxFile bounds a file. 100,000 subscribers with all their settings take about 20 MB.
const maxFile = 64 << 20

// maxList bounds a list of feeds. 10,000 feeds take about 2 MB.
const maxList = 16 << 20

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
// are these and the OPML that feeds name, and no secret is.
func Load(o Options) (*Config, error) {
	b, err := o.read()
	if err != nil {
		return nil, err
	}
	return b.c, nil
}

// read is Load, with all that the files say still at hand.
func (o Options) read() (*builder, error) {
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
	t := table{env: o.Env, subject: o.Subject, note: o.Note, theme: themes.Form{Check: o.Theme, BuiltIn: o.Themes}, zones: make(forms.Zones)}
	r := strict.NewReading(t.vocabulary())
	files := []*strict.File{o.readFile(r, main)}
	beside := filepath.Join(filepath.Dir(main), SubscribersFile)
	if _, err := os.Stat(beside); err == nil && filepath.Base(main) == SourcesFile {
		files = append(files, o.readFile(r, beside))
	}
	for _, name := range moreFiles(t.document(), files[0]) {
		if !slices.ContainsFunc(files, func(f *strict.File) bool { return f.Name == name }) {
			files = append(files, o.readFile(r, name))
		}
	}
	var outlines []string
	open := func(name string) ([]byte, error) {
		outlines = append(outlines, name)
		return readLimited(name, maxList)
	}
	b := &builder{reading: r, document: t.document().Read(r), table: t, open: open}
	c := b.build(files, o.Local)
	problems := r.Problems()
	if r.Failed() {
		return nil, problems
	}
	c.Warnings, c.Outlines = problems, outlines
	return b, nil
}

// readFile reads and parses a file. One that cannot be read is broken, and the reading knows why.
func (o Options) readFile(r *strict.Reading, name string) *strict.File {
	dir := filepath.Dir(name)
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	var mode fs.FileMode
	var text []byte
	info, err := os.Stat(name)
	if err == nil {
		mode = info.Mode()
		text, err = readLimited(name, maxFile)
	}
	if changed, ok := o.Instead[name]; ok && err == nil {
		text = changed
	}
	f := r.Add(name, dir, mode)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Refuse("there is no such file", "run `tidings init` to make one, or say where it is with --config")
	case errors.Is(err, fs.ErrPermission):
		f.Refuse("this file may not be read", "let the user that runs tidings read it")
	case err != nil:
		f.Refuse("this file cannot be read: "+err.Error(), "")
	default:
		f.Parse(text)
	}
	return f
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
func moreFiles(d strict.Document[document], main *strict.File) []string {
	var out []string
	for _, named := range d.MoreFiles(main) {
		pattern := named.Is
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(filepath.Dir(main.Name), pattern)
		}
		if entries, err := os.ReadDir(pattern); err == nil {
			names := yamlFiles(pattern, entries)
			if len(names) == 0 {
				named.At.Warn("this folder has no YAML file", "name them .yaml or .yml")
			}
			out = append(out, names...)
			continue
		}
		found, err := filepath.Glob(pattern)
		switch hint := "paths are relative to " + main.Name; {
		case err != nil:
			named.At.Fail("this is neither a file name nor a pattern", "close the [, or put a backslash before it")
		case len(found) == 0 && strings.ContainsAny(pattern, "*?["):
			named.At.Warn("no file has such a name", hint)
		case len(found) == 0:
			named.At.Fail("there is no such file", hint)
		}
		out = append(out, found...)
	}
	return out
}

// yamlFiles are the files of a folder that are read, by name. Those that editors hide beside them are not.
func yamlFiles(dir string, entries []fs.DirEntry) []string {
	var out []string
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && (ext == ".yaml" || ext == ".yml") {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out
}
