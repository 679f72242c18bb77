// Package strict turns YAML text into values, or into all its problems at once, each with its line, a caret under the
// spot and what to do about it.
//
// A Shape is one kind of value: how it is read, and how a JSON Schema describes it. There are shapes of scalars, such as
// Text and Int, and Scalar makes more; List, Named, Mapping, Either and Then put them together. A Mapping has a table of
// Keys, each with a name, a shape, where its value goes, and a sentence of explanation. A Document is such a table for
// whole files: Document.Read reads by it and Document.Schema is made of it, so that what an editor completes and what the
// program takes are the same. Document.Show says by the table what holds: what is written, and the defaults of what is not.
//
// A Reading gathers the problems of all its files and goes on past each. What can only be checked when everything is
// read, such as whether a name exists, is checked by the caller, who keeps the place of a setting by At and reports to it.
package strict

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

// Document is the key table of whole files. What several files say adds up to one S.
type Document[S any] struct {
	Title, About string // for the schema
	Noun         string // what messages call the top of a file
	Keys         []Key[S]
	Files        string // the key that names more files, in a list of texts: the first file may have it; empty for none
	Free         string // begins the keys that are the user's own, for anchors; empty for none
	NoKeys       Fault  // what is said of a file that holds no mapping
}

// Read reads all files of a reading. A key that is not Summed may stand in one of them only.
func (d Document[S]) Read(r *Reading) S {
	var doc S
	first := make(map[string]Value)
	for i, f := range r.files {
		if f.Empty() {
			continue
		}
		top, pairs := d.top(f)
		for _, p := range pairs {
			name, at := p.key.Value, top.of(p.key)
			k := slices.IndexFunc(d.Keys, func(k Key[S]) bool { return k.name == name })
			switch earlier, twice := first[name]; {
			case i > 0 && d.Files != "" && name == d.Files:
				at.Fail("only the first file names others", "move this to "+r.files[0].Name)
			case twice && k >= 0 && !d.Keys[k].adds:
				at.Twice(fmt.Sprintf("%q is set in two files", name), earlier)
			default:
				first[name] = at
			}
		}
		readPairs(top, pairs, d.Noun, d.Keys, &doc)
	}
	return doc
}

// MoreFiles lists what a file names under the key Files, before it is read.
func (d Document[S]) MoreFiles(f *File) []Located[string] {
	if d.Files == "" || f.Empty() {
		return nil
	}
	var named []Located[string]
	top, pairs := d.top(f)
	for _, p := range pairs {
		if p.key.Value == d.Files && isList(top.of(p.value)) {
			named, _ = List(At(Text())).read(top.of(p.value))
		}
	}
	return named
}

// top is the mapping that a file is, and its keys but for the user's own.
func (d Document[S]) top(f *File) (Value, []pair) {
	top := f.Top()
	if !isMapping(top) {
		top.Fail(d.NoKeys.Text, d.NoKeys.Hint)
		return top, nil
	}
	return top, slices.DeleteFunc(top.pairs(0), func(p pair) bool {
		return d.Free != "" && strings.HasPrefix(p.key.Value, d.Free)
	})
}

// Schema is the JSON Schema (draft 2020-12) of each of the files. It knows shapes and not sense: a file that it passes may
// still name something that does not exist.
func (d Document[S]) Schema() []byte {
	defs := jsonschema.Definitions{}
	top := objectSchema(d.Keys, defs)
	top.Version = jsonschema.Version
	top.Title, top.Description = d.Title, d.About
	if d.Free != "" {
		top.PatternProperties = map[string]*jsonschema.Schema{"^" + regexp.QuoteMeta(d.Free): jsonschema.TrueSchema}
	}
	top.Definitions = defs
	out, err := json.MarshalIndent(top, "", "  ")
	if err != nil {
		panic("strict: the schema cannot be written: " + err.Error()) // a preset that is no JSON
	}
	return append(out, '\n')
}
