package strict

import (
	"fmt"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v3"

	"tidings/digest/config/strict/effective"
)

// Shape is one kind of value, known in one place: how it is read, and how the schema describes it. A shape of a mapping
// is for one reading at a time.
type Shape[T any] struct {
	schema func(defs jsonschema.Definitions) *jsonschema.Schema
	// read reports what is wrong itself; ok is false when nothing usable stands there.
	read func(v Value) (got T, ok bool)
	// claims tells the values that are of this shape, or want to be. nil: it takes what no other claims.
	claims func(v Value) bool
	null   bool // an empty value is the same as none: lists and mappings whose lines are all commented out
	// shown is what is written, with the defaults of what is not; nil: a scalar as it is written. unwritten is what holds
	// when nothing is; nil: nothing.
	shown     func(v Value) effective.Setting
	unwritten func() effective.Setting
}

// List is a shape of any number of items, or none. An item that cannot be read is left out.
func List[T any](item Shape[T]) Shape[[]T] {
	return Shape[[]T]{
		null:   true,
		claims: isList,
		shown:  func(v Value) effective.Setting { return showList(v, item) },
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema {
			return &jsonschema.Schema{Type: "array", Items: item.schema(defs)}
		},
		read: func(v Value) ([]T, bool) {
			if !isList(v) {
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

// Some is a list that must name at least one item: an empty one could mean none, or all.
func Some[T any](list Shape[[]T]) Shape[[]T] {
	full := Then(list, func(v Value, got []T) ([]T, bool) {
		if len(v.node.Content) == 0 {
			v.Fail("an empty list", "name at least one, or remove the line")
		}
		return got, len(got) > 0
	})
	full.null = false
	return Constrained(full, func(s *jsonschema.Schema) { s.MinItems = new(uint64(1)) })
}

// Entry is one key of a mapping whose keys are the user's own.
type Entry[T any] struct {
	Name string
	Key  Value // where the name stands
	Of   T
}

// Named is a shape of a mapping from names of the user's choice to items, in the order of the file.
func Named[T any](name Shape[string], item Shape[T]) Shape[[]Entry[T]] {
	return Shape[[]Entry[T]]{
		null:   true,
		claims: isMapping,
		shown:  func(v Value) effective.Setting { return showNamed(v, item) },
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema {
			s := nullable(item.schema(defs), item.null)
			return &jsonschema.Schema{Type: "object", PropertyNames: name.schema(defs), AdditionalProperties: s}
		},
		read: func(v Value) ([]Entry[T], bool) {
			if !isMapping(v) {
				v.mismatch("a mapping", `write each on its own line as a name, ":" and what it is`)
				return nil, false
			}
			var out []Entry[T]
			for _, p := range v.pairs(0) {
				e := Entry[T]{Key: v.of(p.key)}
				var nameOK bool
				e.Name, nameOK = name.read(e.Key)
				itemOK := item.null
				if of := v.of(p.value); !item.null || !of.isNull() {
					e.Of, itemOK = item.read(of)
				}
				if nameOK && itemOK {
					out = append(out, e)
				}
			}
			return out, true
		},
	}
}

func isList(v Value) bool    { return v.node.Kind == yaml.SequenceNode }
func isMapping(v Value) bool { return v.node.Kind == yaml.MappingNode }

// Either is a shape of two, such as a bare value that may grow, where it stands, into a mapping. Mappings, lists and
// constants are known by their looks; what looks like neither is read as the one that has none, and its faults are
// reported as such.
func Either[T any](a, b Shape[T]) Shape[T] {
	which := func(v Value) Shape[T] {
		if b.claims != nil && b.claims(v) || a.claims != nil && !a.claims(v) {
			return b
		}
		return a
	}
	return Shape[T]{
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema {
			return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{a.schema(defs), b.schema(defs)}}
		},
		read:  func(v Value) (T, bool) { return which(v).read(v) },
		shown: func(v Value) effective.Setting { return Show(which(v), v) },
	}
}

// Then is a shape whose value is made of another's. make reports itself, at the value, what is wrong; false says that
// nothing usable was made.
func Then[T, U any](sh Shape[T], make func(v Value, got T) (U, bool)) Shape[U] {
	return Shape[U]{
		schema: sh.schema, null: sh.null, claims: sh.claims, shown: sh.shown, unwritten: sh.unwritten,
		read: func(v Value) (made U, ok bool) {
			got, ok := sh.read(v)
			if !ok {
				return made, false
			}
			return make(v, got)
		},
	}
}

// Located is a setting with the place it stands at, for what can only be checked when everything is read.
type Located[T any] struct {
	Is    T
	At    Value
	Sound bool // nothing was wrong with any part of it
}

// At is a shape of which the place is kept.
func At[T any](sh Shape[T]) Shape[Located[T]] {
	return Shape[Located[T]]{
		schema: sh.schema, null: sh.null, claims: sh.claims, shown: sh.shown, unwritten: sh.unwritten,
		read: func(v Value) (Located[T], bool) {
			before := len(v.file.reading.found)
			got, ok := sh.read(v)
			return Located[T]{got, v, len(v.file.reading.found) == before}, ok
		},
	}
}

// Defined gives a shape a name in the schema, where it then stands once.
func Defined[T any](name string, sh Shape[T]) Shape[T] {
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

// Constrained adds to the schema what the shape alone cannot say.
func Constrained[T any](sh Shape[T], constrain func(*jsonschema.Schema)) Shape[T] {
	inline := sh.schema
	sh.schema = func(defs jsonschema.Definitions) *jsonschema.Schema {
		s := inline(defs)
		constrain(s)
		return s
	}
	return sh
}
