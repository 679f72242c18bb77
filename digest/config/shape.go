package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v3"
)

// shape is one kind of value, known in one place: how it is read, and how the schema describes it. read reports what is
// wrong itself; ok is false when nothing usable stands there.
type shape[T any] struct {
	schema func(defs jsonschema.Definitions) *jsonschema.Schema
	read   func(v value) (got T, ok bool)
	null   bool // an empty value is the same as none: lists and mappings whose lines are all commented out
}

// key is one key of a mapping that is read into an S.
type key[S any] struct {
	name     string
	doc      string // for the schema, and so for editors
	preset   any    // what holds when the key is not set; nil when that is nothing, or said in doc
	required bool
	adds     bool // at the top: may be set in several files
	null     bool
	schema   func(defs jsonschema.Definitions) *jsonschema.Schema
	read     func(into *S, v value)
}

// field is a key whose value has a shape.
func field[S, T any](name string, sh shape[T], set func(*S, T), doc string) key[S] {
	return key[S]{
		name: name, doc: doc, schema: sh.schema, null: sh.null,
		read: func(into *S, v value) {
			if got, ok := sh.read(v); ok {
				set(into, got)
			}
		},
	}
}

func (k key[S]) orElse(preset any) key[S] { k.preset = preset; return k }
func (k key[S]) needed() key[S]           { k.required = true; return k }
func (k key[S]) summed() key[S]           { k.adds = true; return k }

// within makes the keys of a part keys of the whole.
func within[S, T any](keys []key[T], part func(*S) *T) []key[S] {
	out := make([]key[S], len(keys))
	for i, k := range keys {
		out[i] = key[S]{
			name: k.name, doc: k.doc, preset: k.preset, required: k.required, adds: k.adds, null: k.null, schema: k.schema,
			read: func(into *S, v value) { k.read(part(into), v) },
		}
	}
	return out
}

// fault is why a scalar cannot be read: what is wrong, what to do, and the bytes that are to blame, both 0 for all.
type fault struct {
	text, hint string
	start, end int
}

// scalar is a shape of a single written value. The text is handed to parse without white space round it.
func scalar[T any](want string, schema jsonschema.Schema, parse func(v value, text string) (T, *fault)) shape[T] {
	return shape[T]{
		schema: func(jsonschema.Definitions) *jsonschema.Schema { return new(schema) },
		read: func(v value) (got T, ok bool) {
			if v.node.Kind != yaml.ScalarNode || v.isNull() {
				v.mismatch(want, "")
				return got, false
			}
			got, bad := parse(v, strings.TrimSpace(v.node.Value))
			if bad != nil {
				shift := len(v.node.Value) - len(strings.TrimLeft(v.node.Value, " \t\r\n"))
				v.failIn(bad.start+shift, bad.end+shift, bad.text, bad.hint)
			}
			return got, bad == nil
		},
	}
}

// list is a shape of any number of items. An entry that cannot be read is left out.
func list[T any](item shape[T]) shape[[]T] {
	return shape[[]T]{
		null: true,
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema {
			return &jsonschema.Schema{Type: "array", Items: item.schema(defs)}
		},
		read: func(v value) ([]T, bool) {
			if v.node.Kind != yaml.SequenceNode {
				hint := `begin each entry on its own line with "- "`
				if v.node.Kind == yaml.ScalarNode {
					hint = fmt.Sprintf("write [%s], or begin a line below it with \"- \"", v.node.Value)
				}
				v.mismatch("a list", hint)
				return nil, false
			}
			out := make([]T, 0, len(v.node.Content))
			for _, n := range v.node.Content {
				if got, ok := item.read(v.of(n)); ok {
					out = append(out, got)
				}
			}
			return out, true
		},
	}
}

// some is a list that must name at least one item: an empty one could mean none, or all.
func some[T any](sh shape[[]T]) shape[[]T] {
	full := then(sh, func(v value, got []T) ([]T, bool) {
		if len(v.node.Content) == 0 {
			v.fail("an empty list", "name at least one, or remove the line")
		}
		return got, len(got) > 0
	})
	full.null = false
	return constrained(full, func(s *jsonschema.Schema) { s.MinItems = new(uint64(1)) })
}

// entry is one key of a mapping whose keys are the user's own.
type entry[T any] struct {
	name string
	key  value
	of   T
}

// named is a shape of a mapping from names of the user's choice to items, in the order of the file.
func named[T any](name shape[string], item shape[T]) shape[[]entry[T]] {
	return shape[[]entry[T]]{
		null: true,
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema {
			s := nullable(item.schema(defs), item.null)
			return &jsonschema.Schema{Type: "object", PropertyNames: name.schema(defs), AdditionalProperties: s}
		},
		read: func(v value) ([]entry[T], bool) {
			if v.node.Kind != yaml.MappingNode {
				v.mismatch("a mapping", `write each on its own line as a name, ":" and what it is`)
				return nil, false
			}
			var out []entry[T]
			for _, p := range v.pairs(0) {
				e := entry[T]{key: v.of(p.key)}
				var nameOK bool
				e.name, nameOK = name.read(e.key)
				itemOK := item.null
				if of := v.of(p.value); !item.null || !of.isNull() {
					e.of, itemOK = item.read(of)
				}
				if nameOK && itemOK {
					out = append(out, e)
				}
			}
			return out, true
		},
	}
}

// mapping is a shape of a mapping with known keys. It is read as far as it can be: a key that is wrong is left out.
func mapping[S any](noun string, keys []key[S]) shape[S] {
	allNull := !slices.ContainsFunc(keys, func(k key[S]) bool { return k.required })
	into := new(S) // one for all that are read: a list of readers would leave a hundred thousand of them behind
	return shape[S]{
		null:   allNull,
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema { return objectSchema(keys, defs) },
		read: func(v value) (got S, ok bool) {
			if v.node.Kind != yaml.MappingNode {
				v.mismatch("a mapping", "its keys are "+strings.Join(placeOf(noun, keys).keys, ", "))
				return got, false
			}
			*into = got
			readPairs(v, v.pairs(0), noun, keys, into)
			return *into, true
		},
	}
}

// readPairs reads the keys of a mapping into a value, and reports those that are unknown, empty or missing.
func readPairs[S any](v value, pairs []pair, noun string, keys []key[S], into *S) {
	var present uint64 // one bit a key
	unknown := false
	for _, p := range pairs {
		name, val := v.of(p.key), v.of(p.value)
		i := slices.IndexFunc(keys, func(k key[S]) bool { return k.name == name.node.Value })
		switch {
		case i < 0:
			name.unknownKey(noun)
			unknown = true
			continue
		case val.isNull() && !keys[i].null:
			name.fail(fmt.Sprintf("%q has no value", keys[i].name), "give it one, or remove the line")
		case !val.isNull():
			keys[i].read(into, val)
		}
		present |= 1 << i
	}
	for i, k := range keys {
		if k.required && present&(1<<i) == 0 && !unknown { // an unknown key may be the missing one, misspelt
			v.fail(fmt.Sprintf("%s needs %q", noun, k.name), k.doc)
		}
	}
}

// grown is a shape of what may be one bare value, or has grown where it stands into a mapping or a list.
func grown[T any](bare, full shape[T], into yaml.Kind) shape[T] {
	return shape[T]{
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema {
			return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{bare.schema(defs), full.schema(defs)}}
		},
		read: func(v value) (T, bool) {
			if v.node.Kind == into {
				return full.read(v)
			}
			return bare.read(v)
		},
	}
}

// then is a shape whose value is made of another's. make reports what is wrong itself.
func then[T, U any](sh shape[T], make func(v value, got T) (U, bool)) shape[U] {
	return shape[U]{
		schema: sh.schema, null: sh.null,
		read: func(v value) (made U, ok bool) {
			got, ok := sh.read(v)
			if !ok {
				return made, false
			}
			return make(v, got)
		},
	}
}

// located is a setting with the place it stands at, for what can only be checked when everything is read.
type located[T any] struct {
	is    T
	at    value
	sound bool // nothing was wrong with any part of it
}

func at[T any](sh shape[T]) shape[located[T]] {
	return shape[located[T]]{
		schema: sh.schema, null: sh.null,
		read: func(v value) (located[T], bool) {
			before := len(v.src.walk.found)
			got, ok := sh.read(v)
			return located[T]{got, v, len(v.src.walk.found) == before}, ok
		},
	}
}

// defined gives a shape a name in the schema, where it then stands once.
func defined[T any](name string, sh shape[T]) shape[T] {
	inline := sh.schema
	sh.schema = func(defs jsonschema.Definitions) *jsonschema.Schema {
		if _, ok := defs[name]; !ok {
			defs[name] = nil // hold the place
			defs[name] = inline(defs)
		}
		return &jsonschema.Schema{Ref: "#/$defs/" + name}
	}
	return sh
}

// constrained adds to the schema what its keys alone cannot say.
func constrained[T any](sh shape[T], constrain func(*jsonschema.Schema)) shape[T] {
	inline := sh.schema
	sh.schema = func(defs jsonschema.Definitions) *jsonschema.Schema {
		s := inline(defs)
		constrain(s)
		return s
	}
	return sh
}
