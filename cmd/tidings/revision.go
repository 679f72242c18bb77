package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/edit"
)

// revision is a configuration with changes to its files that are not written yet.
type revision struct {
	app  *app
	cfg  *config.Config    // as it is
	was  map[string][]byte // the files as they are, by name
	next map[string][]byte // those that are changed
}

// revise reads the configuration to change it. What is wrong already must be mended by hand.
func (a *app) revise() (*revision, error) {
	cfg, err := a.Load()
	if err != nil {
		return nil, err
	}
	r := &revision{app: a, cfg: cfg, was: make(map[string][]byte), next: make(map[string][]byte)}
	for _, name := range cfg.Files {
		if r.was[name], err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// inOne makes a change in the first file that has what it is about; missing is the error of those that do not. It says
// which file that was.
func (r *revision) inOne(missing error, change func(text []byte) ([]byte, error)) (string, error) {
	for _, name := range r.cfg.Files {
		if err := r.in(name, change); !errors.Is(err, missing) {
			return name, err
		}
	}
	return "", missing
}

// in makes a change in a file.
func (r *revision) in(name string, change func(text []byte) ([]byte, error)) error {
	changed, err := change(r.text(name))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r.next[name] = changed
	return nil
}

// text is a file with the changes made so far.
func (r *revision) text(name string) []byte {
	if changed, ok := r.next[name]; ok {
		return changed
	}
	return r.was[name]
}

// add writes feeds into a section.
func (r *revision) add(section string, feeds ...edit.Feed) (file string, err error) {
	return r.inOne(edit.ErrNoSection, func(text []byte) ([]byte, error) { return edit.Add(text, section, feeds...) })
}

// sectionsFile is the file that a new section goes to: the first that has some, else the main one.
func (r *revision) sectionsFile() string {
	for _, name := range r.cfg.Files {
		if edit.HasSections(r.text(name)) {
			return name
		}
	}
	return r.cfg.Files[0]
}

// finish looks the configuration over as it would be, and writes it; with dry it shows what would be written instead.
func (r *revision) finish(dry bool) (*config.Config, error) {
	cfg, err := r.app.LoadInstead(r.next)
	if err != nil {
		r.app.Trouble("Nothing is changed, for this is what would be wrong then:")
		return nil, err
	}
	for _, name := range r.cfg.Files {
		next, ok := r.next[name]
		if !ok || bytes.Equal(next, r.was[name]) {
			continue
		}
		if dry {
			_, err = r.app.Stdout.Write(diff.Diff(name, r.was[name], name+" (changed)", next))
		} else {
			err = replace(name, r.was[name], next)
		}
		if err != nil {
			return nil, err
		}
	}
	return cfg, nil
}

// replace writes a file anew, all of it or nothing, with the rights it had. One that is no more as it was is left alone.
func replace(name string, was, next []byte) error {
	path, err := filepath.EvalSymlinks(name) // a link stays one
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".tidings-*")
	if err != nil {
		return digest.Hint(err, "check that the folder of %s can be written to", name)
	}
	defer os.Remove(temp.Name()) // gone already when all is well
	_, err = temp.Write(next)
	err = errors.Join(err, temp.Chmod(info.Mode().Perm()), temp.Sync(), temp.Close())
	if err != nil {
		return digest.Hint(err, "check that the disk is not full")
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, was) {
		return digest.Hint(fmt.Errorf("%s was changed by somebody else, and is left as it is", name), "do it again")
	}
	return os.Rename(temp.Name(), path)
}
