package forms

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/digest/config/strict"
)

// longestLabel is how many letters a label's value may have: it stands in a line on a phone, beside the sources.
const longestLabel = 24

// LabelName is what a label is called. A rule says it before the value, "label:region=local".
func LabelName() strict.Shape[string] {
	schema := strict.PatternSchema(`^[^\s=:,]+$`)
	schema.MaxLength = new(uint64(longestLabel))
	return strict.Scalar("the name of a label", schema, func(s string) (string, *strict.Fault) {
		if s == "" || utf8.RuneCountInString(s) > longestLabel || strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("=:,", r)
		}) {
			return "", &strict.Fault{Text: fmt.Sprintf("%q cannot be the name of a label", s), Hint: fmt.Sprintf("write one word of at most %d letters, such as region", longestLabel)}
		}
		return s, nil
	})
}

// LabelValue is what a label says.
func LabelValue() strict.Shape[string] {
	schema := strict.TextSchema()
	schema.MaxLength = new(uint64(longestLabel))
	return strict.Scalar("a short word or phrase", schema, func(s string) (string, *strict.Fault) {
		switch {
		case s == "":
			return "", &strict.Fault{Text: "a label says something", Hint: "write a word or two, such as local"}
		case utf8.RuneCountInString(s) > longestLabel:
			return "", &strict.Fault{Text: "this is too long for a label", Hint: fmt.Sprintf("write a word or two, at most %d letters", longestLabel)}
		case strings.ContainsFunc(s, unicode.IsControl):
			return "", &strict.Fault{Text: "a line break or control character in the label", Hint: "write it on one line"}
		}
		return s, nil
	})
}
