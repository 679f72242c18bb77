package config

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// SchemaFile is the name of the schema file that Init's comments point editors at.
const SchemaFile = "tidings.schema.json"

// Schema is the JSON Schema (draft 2020-12) of both files, made from the table of keys that Load reads by. It knows
// shapes and not sense: a file that it passes may still name a section that does not exist.
func Schema() []byte {
	defs := jsonschema.Definitions{}
	top := objectSchema(topKeys(), defs)
	top.Version = jsonschema.Version
	top.Title = "Tidings configuration"
	top.Description = "sources.yaml, subscribers.yaml, and the files that `files` names."
	top.PatternProperties = map[string]*jsonschema.Schema{"^" + freePrefix: jsonschema.TrueSchema}
	top.Definitions = defs
	out, err := json.MarshalIndent(top, "", "  ")
	if err != nil {
		panic("config: the schema cannot be written: " + err.Error()) // constant input
	}
	return append(out, '\n')
}

// objectSchema describes a mapping with known keys.
func objectSchema[S any](keys []key[S], defs jsonschema.Definitions) *jsonschema.Schema {
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

// textSchema is a value that is read as text, however YAML takes it: a title may be 2026.
func textSchema() jsonschema.Schema {
	return jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number", "boolean"}}}
}

// patternSchema is text of one form.
func patternSchema(pattern string) jsonschema.Schema {
	return jsonschema.Schema{Type: "string", Pattern: pattern}
}
