package strict

import (
	"github.com/invopop/jsonschema"
)

// objectSchema describes a mapping with known keys.
func objectSchema[S any](keys []Key[S], defs jsonschema.Definitions) *jsonschema.Schema {
	s := &jsonschema.Schema{
		Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema,
	}
	for _, k := range keys {
		of := nullable(k.schema(defs), k.null)
		of.Description, of.Default = k.doc, k.preset
		s.Properties.Set(k.name, of)
		if k.required {
			s.Required = append(s.Required, k.name)
		}
	}
	return s
}

// nullable is a schema that also takes an empty value.
func nullable(s *jsonschema.Schema, null bool) *jsonschema.Schema {
	if !null {
		return s
	}
	if s.Ref != "" {
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{s, {Type: "null"}}}
	}
	s.Extras = map[string]any{"type": []string{s.Type, "null"}}
	s.Type = ""
	return s
}

// TextSchema is a value that is read as text, however YAML takes it: a title may be 2026.
func TextSchema() jsonschema.Schema {
	return jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number", "boolean"}}}
}

// PatternSchema is text of one form.
func PatternSchema(pattern string) jsonschema.Schema {
	return jsonschema.Schema{Type: "string", Pattern: pattern}
}
