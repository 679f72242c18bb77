// Package templates holds the built-in themes, a folder each, and their words, a file a language.
package templates

import "embed"

// FS holds NAME/*.html and NAME/*.txt for every theme, and words/LANGUAGE.json.
//
//go:embed */*.html */*.txt words/*.json
var FS embed.FS
