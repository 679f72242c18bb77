// Package revision turns a configuration and changes to it into its files written anew, every other byte as it was, or
// into a look at what would be written.
package revision

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/edit"
)

// Revision is a configuration with changes to its files that are not written yet.
type Revision struct {
	call   *call.Call
	Config *config.Config    // as it is
	was    map[string][]byte // the files as they are, by name
	next   map[string][]byte // those that are changed
}

// Of reads the configuration to change it. What is wrong already must be mended by hand.
func Of(c *call.Call) (*Revision, error) {
	cfg, err := c.Load()
	if err != nil {
		return nil, err
	}
	r := &Revision{call: c, Config: cfg, was: make(map[string][]byte), next: make(map[string][]byte)}
	for _, name := range cfg.Files {
		if r.was[name], err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// InOne makes a change in the first file that has what it is about; missing is the error of those that do not. It says
// which file that was.
func (r *Revision) InOne(missing error, change func(text []byte) ([]byte, error)) (string, error) {
	for _, name := range r.Config.Files {
		if err := r.In(name, change); !errors.Is(err, missing) {
			return name, err
		}
	}
	return "", missing
}

// In makes a change in a file.
func (r *Revision) In(name string, change func(text []byte) ([]byte, error)) error {
	changed, err := change(r.text(name))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r.next[name] = changed
	return nil
}

// text is a file with the changes made so far.
func (r *Revision) text(name string) []byte {
	if changed, ok := r.next[name]; ok {
		return changed
	}
	return r.was[name]
}

// AddFeeds writes feeds into a section; empty for the list at the top. It says which file that was.
func (r *Revision) AddFeeds(section string, feeds ...edit.Feed) (file string, err error) {
	return r.InOne(edit.ErrNoSection, func(text []byte) ([]byte, error) { return edit.Add(text, section, feeds...) })
}

// SectionsFile is the file that a new section goes to: the first that has some, else the main one.
func (r *Revision) SectionsFile() string {
	for _, name := range r.Config.Files {
		if edit.HasSections(r.text(name)) {
			return name
		}
	}
	return r.Config.Files[0]
}

// Finish looks the configuration over as it would be, and writes it; with dry it shows what would be written instead. It
// is the configuration with the changes; where that would have errors, nothing is written.
func (r *Revision) Finish(dry bool) (*config.Config, error) {
	cfg, err := r.call.LoadInstead(r.next)
	if err != nil {
		r.call.Trouble("Nothing is changed, for this is what would be wrong then:")
		return nil, err
	}
	for _, name := range r.Config.Files {
		next, ok := r.next[name]
		if !ok || bytes.Equal(next, r.was[name]) {
			continue
		}
		if dry {
			_, err = r.call.Stdout.Write(diff.Diff(name, r.was[name], name+" (changed)", next))
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

// SubscribersFile is the file that subscribers are added to: the one that is named, else subscribers.yaml, else the last
// that has some, else the main one.
func (r *Revision) SubscribersFile(named string) (string, error) {
	if named != "" {
		for _, name := range r.Config.Files {
			if name == named || filepath.Base(name) == named {
				return name, nil
			}
		}
		return "", exit.With(exit.Usage, digest.Hint(fmt.Errorf("%s is not among the files that are read", named), "they are: %s", wording.List(r.Config.Files)))
	}
	found := r.Config.Files[0]
	for _, name := range r.Config.Files {
		if filepath.Base(name) == config.SubscribersFile {
			return name, nil
		}
		if edit.HasSubscribers(r.text(name)) {
			found = name
		}
	}
	return found, nil
}

// Uninvite takes the nth subscriber out of the files, and says which file that was.
func (r *Revision) Uninvite(n int) (file string, err error) {
	email := r.Config.Subscribers[n].Email
	file, err = r.InOne(edit.ErrNoSubscriber, func(text []byte) ([]byte, error) { return edit.RemoveSubscriber(text, email) })
	return file, digest.Hint(err, "remove it by hand: it stands in %s", r.Config.Entry(n))
}
