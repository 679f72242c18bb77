package strict

import (
	"fmt"
	"slices"
	"strings"

	"tidings/digest/config/strict/effective"
)

// Show is what is written at a value, read without fault before, with the default of each key that is not. A table has all
// the keys that it may have; those without a default are unset. What is said of the value is not looked at again.
func Show[T any](sh Shape[T], v Value) effective.Setting {
	if sh.shown == nil {
		return v.leaf()
	}
	return sh.shown(v)
}

// ShowNone is what holds of a mapping that is not written: all its keys, with the defaults of those that have one.
func ShowNone[S any](keys []Key[S]) effective.Setting {
	out := effective.Setting{Form: effective.Table}
	for _, k := range keys {
		out.Of = append(out.Of, k.setting(Value{}, false))
	}
	return out
}

// Show is what the files of a reading say in all, with the defaults; the keys named are left out. The reading must have
// found no error.
func (d Document[S]) Show(r *Reading, without ...string) effective.Setting {
	for _, f := range r.files { // as much as they were given to be read
		r.budget += visitsPerByte * len(f.text)
	}
	r.budget += extraVisits
	out := ShowNone(d.Keys)
	for _, f := range r.files {
		if f.Empty() {
			continue
		}
		top, pairs := d.top(f)
		for i, k := range d.Keys {
			n := slices.IndexFunc(pairs, func(p pair) bool { return p.key.Value == k.name })
			if n < 0 || slices.Contains(without, k.name) {
				continue
			}
			v := top.of(pairs[n].value)
			if v.isNull() {
				continue
			}
			said := k.setting(v, true)
			said.Of = append(out.Of[i].Of[:len(out.Of[i].Of):len(out.Of[i].Of)], said.Of...)
			if !k.adds {
				said.Of = said.Of[len(out.Of[i].Of):]
			}
			out.Of[i] = said
		}
	}
	return out
}

// Shown is a shape of scalars that are shown otherwise than they are written.
func Shown[T any](sh Shape[T], as func(v Value, leaf effective.Setting) effective.Setting) Shape[T] {
	sh.shown = func(v Value) effective.Setting { return as(v, v.leaf()) }
	return sh
}

// Absolute shows a path that is relative to the file it stands in as one that means the same everywhere.
func Absolute(v Value, leaf effective.Setting) effective.Setting {
	leaf.Text = v.file.Abs(leaf.Text)
	return leaf
}

// Masked shows a secret as stars.
func Masked(_ Value, leaf effective.Setting) effective.Setting {
	leaf.Text, leaf.Tag, leaf.Hidden = effective.Mask, textTag, true
	return leaf
}

// setting is the key with the value that is written, or else its default.
func (k Key[S]) setting(v Value, written bool) effective.Setting {
	var out effective.Setting
	switch {
	case written && !v.isNull():
		out = k.shown(v)
	case k.preset != nil:
		out = presetLeaf(k.preset)
	case k.unwritten != nil:
		out = k.unwritten()
	}
	out.Key = k.name
	return out
}

// presetLeaf is a default as a file would say it.
func presetLeaf(preset any) effective.Setting {
	leaf := effective.Text(fmt.Sprint(preset)).Because(effective.Default)
	switch preset.(type) {
	case int:
		leaf.Tag = intTag
	case bool:
		leaf.Tag = boolTag
	}
	return leaf
}

// leaf is a scalar as it is written.
func (v Value) leaf() effective.Setting {
	return v.placed(effective.Setting{Form: effective.Leaf, Text: strings.TrimSpace(v.node.Value), Tag: v.node.Tag})
}

// placed is a setting that stands at the value.
func (v Value) placed(s effective.Setting) effective.Setting {
	return s.At(v.file.Name, v.written.Line)
}

// showTable shows a mapping with known keys.
func showTable[S any](v Value, keys []Key[S]) effective.Setting {
	out := v.placed(effective.Setting{Form: effective.Table, Of: make([]effective.Setting, 0, len(keys))})
	pairs := v.pairs(0)
	for _, k := range keys {
		n := slices.IndexFunc(pairs, func(p pair) bool { return v.of(p.key).node.Value == k.name })
		if n < 0 {
			out.Of = append(out.Of, k.setting(Value{}, false))
			continue
		}
		out.Of = append(out.Of, k.setting(v.of(pairs[n].value), true))
	}
	return out
}

// showNamed shows a mapping whose keys are the user's own.
func showNamed[T any](v Value, item Shape[T]) effective.Setting {
	out := v.placed(effective.Setting{Form: effective.Table})
	for _, p := range v.pairs(0) {
		of := v.of(p.value)
		s := effective.Setting{Form: effective.Table}
		switch {
		case !of.isNull():
			s = Show(item, of)
		case item.unwritten != nil:
			s = item.unwritten()
		}
		s.Key = v.of(p.key).node.Value
		out.Of = append(out.Of, s)
	}
	return out
}

// showList shows a list.
func showList[T any](v Value, item Shape[T]) effective.Setting {
	out := v.placed(effective.Setting{Form: effective.List, Of: make([]effective.Setting, 0, len(v.node.Content))})
	for _, n := range v.node.Content {
		out.Of = append(out.Of, Show(item, v.of(n)))
	}
	return out
}
