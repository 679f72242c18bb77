// Package effective turns the settings of a configuration as they hold, with their defaults filled in, into YAML that can be
// read again, or into a list of paths; each with the place that it comes from.
package effective

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Setting is a value as it holds: what a file says, or what holds when none does.
type Setting struct {
	Key  string // in a table; empty in a list
	Form Form
	Text string    // of a leaf
	Tag  string    // what YAML takes the leaf for, such as !!str and !!int
	Of   []Setting // of a list or a table
	// File and Line are where it is written; empty and 0: nowhere. From says what it holds by, when it is not written for
	// this very place: Default, or "from defaults".
	File   string
	Line   int
	From   string
	Hidden bool // the text stands for a secret
	aside  bool // it was not asked for, and says what the settings beside it belong to
}

// Form is what kind of value a Setting is.
type Form uint8

// The forms. Nothing holds for what is unset; the shape of a table says that it could.
const (
	Unset Form = iota
	Leaf
	List
	Table
)

// Default is the From of what no file says.
const Default = "default"

// Mask stands in the place of a secret.
const Mask = "********"

// Text is a text that stands nowhere.
func Text(text string) Setting { return Setting{Form: Leaf, Text: text, Tag: "!!str"} }

// Number is a whole number that stands nowhere.
func Number(n int) Setting { return Setting{Form: Leaf, Text: strconv.Itoa(n), Tag: "!!int"} }

// At is the setting, written at a place.
func (s Setting) At(file string, line int) Setting {
	s.File, s.Line = file, line
	return s
}

// Because is a setting that no file says, and what it holds by.
func (s Setting) Because(from string) Setting {
	s.From = from
	return s
}

// By is the setting under another key and, when it is written somewhere, with what it holds by there.
func (s Setting) By(key, from string) Setting {
	s.Key = key
	if s.Line > 0 {
		s.From = from
	}
	s.Of = slices.Clone(s.Of)
	for i := range s.Of {
		s.Of[i] = s.Of[i].By(s.Of[i].Key, from)
	}
	return s
}

// Get is the setting of a key in a table. The table must know the key.
func (s *Setting) Get(key string) *Setting {
	for i := range s.Of {
		if s.Of[i].Key == key {
			return &s.Of[i]
		}
	}
	panic("effective: there is no key " + key)
}

// Set puts a setting into a table, in the place of one with its key.
func (s *Setting) Set(with Setting) {
	for i := range s.Of {
		if s.Of[i].Key == with.Key {
			s.Of[i] = with
			return
		}
	}
	s.Of = append(s.Of, with)
}

// Fill sets a key that is unset to another setting.
func (s *Setting) Fill(key string, with Setting) {
	if at := s.Get(key); at.Form == Unset && with.Form != Unset {
		with.Key = key
		*at = with
	}
}

// Clear unsets keys.
func (s *Setting) Clear(keys ...string) {
	for _, key := range keys {
		*s.Get(key) = Setting{Key: key}
	}
}

// Inherited says that no file says it for this very place.
func (s Setting) Inherited() bool { return s.Form == Unset || s.From == Default }

// Pruned is the setting without what is unset, and without tables that have nothing in them.
func (s Setting) Pruned() Setting {
	var of []Setting
	for _, below := range s.Of {
		below = below.Pruned()
		if below.Form != Unset && (below.Form != Table || len(below.Of) > 0) {
			of = append(of, below)
		}
	}
	s.Of = slices.Clip(of)
	return s
}

// Origin is where the setting comes from, for people: "sources.yaml:12", "section world, sources.yaml:9", "default". place
// is how the name of a file is shown.
func (s Setting) Origin(place func(file string) string) string {
	var parts []string
	if s.From != "" {
		parts = append(parts, s.From)
	}
	if s.Line > 0 {
		parts = append(parts, fmt.Sprintf("%s:%d", place(s.File), s.Line))
	}
	return strings.Join(parts, ", ")
}

// label is what a path calls the nth below a setting: its key, or in a list the value of its first key, as with an edition
// its id and with a feed its address.
func (s Setting) label(n int) string {
	below := s.Of[n]
	switch {
	case s.Form == Table:
		return below.Key
	case below.Form == Table && len(below.Of) > 0 && below.Of[0].Form == Leaf:
		return below.Of[0].Text
	}
	return fmt.Sprint(n)
}
