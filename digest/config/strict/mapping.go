package strict

import (
	"fmt"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"tidings/digest/config/strict/effective"
)

// Key is one key of a mapping that is read into an S. A table of them is all there is to say about the mapping: the loader
// and the schema are both made of it.
type Key[S any] struct {
	name     string
	doc      string
	preset   any
	required bool
	adds     bool
	null     bool
	schema   func(defs jsonschema.Definitions) *jsonschema.Schema
	read     func(into *S, v Value)

	shown     func(v Value) effective.Setting
	unwritten func() effective.Setting // see Shape
}

// Field is a key whose value has a shape. doc explains it in the schema, and so in editors.
func Field[S, T any](name string, sh Shape[T], set func(*S, T), doc string) Key[S] {
	return Key[S]{
		name: name, doc: doc, schema: sh.schema, null: sh.null,
		shown: func(v Value) effective.Setting { return Show(sh, v) }, unwritten: sh.unwritten,
		read: func(into *S, v Value) {
			if got, ok := sh.read(v); ok {
				set(into, got)
			}
		},
	}
}

// Name is the key as it is written.
func (k Key[S]) Name() string { return k.name }

// OrElse tells the schema what holds when the key is not set. The caller sees to it that it does.
func (k Key[S]) OrElse(preset any) Key[S] { k.preset = preset; return k }

// Needed makes it an error when the key is not set.
func (k Key[S]) Needed() Key[S] { k.required = true; return k }

// Summed lets several files of a Document set the key: what they say adds up.
func (k Key[S]) Summed() Key[S] { k.adds = true; return k }

// Joined is both lists, for a key that is Summed; the one that is not empty as it is, since a list of readers is long.
func Joined[T any](a, b []T) []T {
	if len(a) == 0 {
		return b
	}
	return append(a, b...)
}

// Within makes the keys of a part keys of the whole.
func Within[S, T any](keys []Key[T], part func(*S) *T) []Key[S] {
	out := make([]Key[S], len(keys))
	for i, k := range keys {
		out[i] = Key[S]{
			name: k.name, doc: k.doc, preset: k.preset, required: k.required, adds: k.adds, null: k.null, schema: k.schema,
			shown: k.shown, unwritten: k.unwritten,
			read: func(into *S, v Value) { k.read(part(into), v) },
		}
	}
	return out
}

// Mapping is a shape of a mapping with known keys, at most 64 of them. It is read as far as it can be: a key that is wrong
// is left out. noun is what messages call it: "an edition".
func Mapping[S any](noun string, keys []Key[S]) Shape[S] {
	into := new(S) // one for all that are read: a long list would leave one behind for each item
	var unwritten func() effective.Setting
	if !slices.ContainsFunc(keys, func(k Key[S]) bool { return k.required }) {
		unwritten = func() effective.Setting { return ShowNone(keys) }
	}
	return Shape[S]{
		shown: func(v Value) effective.Setting { return showTable(v, keys) }, unwritten: unwritten,
		null:   unwritten != nil,
		claims: isMapping,
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema { return objectSchema(keys, defs) },
		read: func(v Value) (got S, ok bool) {
			if !isMapping(v) {
				v.mismatch("a mapping", "its keys are "+strings.Join(PlaceOf(noun, keys).keys, ", "))
				return got, false
			}
			*into = got
			readPairs(v, v.pairs(0), noun, keys, into)
			return *into, true
		},
	}
}

// readPairs reads the keys of a mapping into a value, and reports those that are unknown, empty or missing.
func readPairs[S any](v Value, pairs []pair, noun string, keys []Key[S], into *S) {
	var present uint64 // one bit a key
	unknown := false
	for _, p := range pairs {
		name, val := v.of(p.key), v.of(p.value)
		i := slices.IndexFunc(keys, func(k Key[S]) bool { return k.name == name.node.Value })
		switch {
		case i < 0:
			name.unknownKey(PlaceOf(noun, keys))
			unknown = true
			continue
		case val.isNull() && !keys[i].null:
			name.Fail(fmt.Sprintf("%q has no value", keys[i].name), "give it one, or remove the line")
		case !val.isNull():
			keys[i].read(into, val)
		}
		present |= 1 << i
	}
	for i, k := range keys {
		if k.required && present&(1<<i) == 0 && !unknown { // an unknown key may be the missing one, misspelt
			v.Fail(fmt.Sprintf("%s needs %q", noun, k.name), k.doc)
		}
	}
}
