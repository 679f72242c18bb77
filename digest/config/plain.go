package config

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/invopop/jsonschema"
)

// text is one line of plain text. Much of it ends in mail headers, where a line break would begin another.
func text() shape[string] {
	return scalar("text", textSchema(), func(_ value, s string) (string, *fault) {
		if i := strings.IndexFunc(s, unicode.IsControl); i >= 0 {
			return "", &fault{text: "a line break or control character in the text", hint: "write it on one line"}
		}
		return s, nil
	})
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

// id is the name of a section, edition or list, by which others and the command line refer to it.
func id() shape[string] {
	return scalar("a name", patternSchema(idForm.String()), func(v value, s string) (string, *fault) {
		if idForm.MatchString(s) {
			return s, nil
		}
		bad := &fault{text: fmt.Sprintf("%q cannot be a name", s), hint: "use lower-case letters, digits, - and _"}
		if good := slug(s); good != "" {
			bad.hint += fmt.Sprintf(": %s", good)
		}
		return "", bad
	})
}

// slug makes a name of a title: "World news!" is world-news. Empty when no letter or digit of it can stay.
func slug(title string) string {
	return strings.Trim(notID.ReplaceAllString(strings.ToLower(title), "-"), "-_")
}

var notID = regexp.MustCompile(`[^a-z0-9_]+`)

// one is one of a few words.
func one[T ~string](words ...T) shape[T] {
	var all []any
	var names []string
	for _, w := range words {
		all, names = append(all, string(w)), append(names, string(w))
	}
	schema := jsonschema.Schema{Enum: all}
	return scalar(or(names), schema, func(_ value, s string) (T, *fault) {
		for _, w := range words {
			if s == string(w) {
				return w, nil
			}
		}
		bad := &fault{text: fmt.Sprintf("%s is expected here, not %q", or(names), s), hint: didYouMean(nearest(s, names))}
		return "", bad
	})
}

func boolean() shape[bool] {
	return scalar("true or false", jsonschema.Schema{Type: "boolean"}, func(v value, s string) (bool, *fault) {
		switch strings.ToLower(s) {
		case "true", "false":
			if v.node.Tag == "!!bool" {
				return strings.EqualFold(s, "true"), nil
			}
			return false, &fault{text: fmt.Sprintf("true or false is expected here, not the text %q", s), hint: "remove the quotes"}
		case "yes", "on":
			return false, &fault{text: fmt.Sprintf("true or false is expected here, not %q", s), hint: didYouMean("true")}
		case "no", "off":
			return false, &fault{text: fmt.Sprintf("true or false is expected here, not %q", s), hint: didYouMean("false")}
		}
		return false, &fault{text: fmt.Sprintf("true or false is expected here, not %q", s)}
	})
}

// whole is a whole number from least to most.
func whole(least, most int) shape[int] {
	want := fmt.Sprintf("a whole number from %d to %d", least, most)
	schema := jsonschema.Schema{Type: "integer", Minimum: number(least), Maximum: number(most)}
	return scalar(want, schema, func(v value, s string) (int, *fault) {
		var n int
		if v.node.Tag == "!!int" && v.node.Decode(&n) == nil && n >= least && n <= most {
			return n, nil
		}
		return 0, notNumber(v, want, s)
	})
}

// decimal is a number from least to most.
func decimal(least, most int) shape[float64] {
	want := fmt.Sprintf("a number from %d to %d", least, most)
	schema := jsonschema.Schema{Type: "number", Minimum: number(least), Maximum: number(most)}
	return scalar(want, schema, func(v value, s string) (float64, *fault) {
		var x float64
		numeric := v.node.Tag == "!!int" || v.node.Tag == "!!float"
		if numeric && v.node.Decode(&x) == nil && x >= float64(least) && x <= float64(most) {
			return x, nil
		}
		return 0, notNumber(v, want, s)
	})
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

func notNumber(v value, want, s string) *fault {
	bad := &fault{text: fmt.Sprintf("%s is expected here, not %q", want, s)}
	if _, err := strconv.ParseFloat(s, 64); err == nil && v.node.Tag == "!!str" {
		bad.hint = "remove the quotes"
	}
	return bad
}
