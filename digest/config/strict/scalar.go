package strict

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v3"

	"tidings/digest/spelling"
)

// Fault is why the text of a scalar cannot be read: what is wrong, what to do about it, and the bytes that are to blame,
// from Start to End, both 0 for all.
type Fault struct {
	Text, Hint string
	Start, End int
}

// Scalar is a shape of a single written value. want says what it is, as in "a time zone is expected here"; parse gets the
// text without white space round it.
func Scalar[T any](want string, schema jsonschema.Schema, parse func(text string) (T, *Fault)) Shape[T] {
	return scalar(want, schema, func(_ *yaml.Node, text string) (T, *Fault) { return parse(text) })
}

// scalar is Scalar for those who ask how YAML takes the text.
func scalar[T any](want string, schema jsonschema.Schema, parse func(n *yaml.Node, text string) (T, *Fault)) Shape[T] {
	return Shape[T]{
		schema: func(jsonschema.Definitions) *jsonschema.Schema { return new(schema) },
		read: func(v Value) (got T, ok bool) {
			if v.node.Kind != yaml.ScalarNode || v.isNull() {
				v.mismatch(want, "")
				return got, false
			}
			got, bad := parse(v.node, strings.TrimSpace(v.node.Value))
			if bad != nil {
				shift := len(v.node.Value) - len(strings.TrimLeft(v.node.Value, " \t\r\n"))
				v.report(bad.Start+shift, bad.End+shift, bad.Text, bad.Hint, false)
			}
			return got, bad == nil
		},
	}
}

// Text is one line of plain text: control characters are refused. Numbers and words such as no and true are taken as they
// are written.
func Text() Shape[string] {
	return Scalar("text", TextSchema(), func(s string) (string, *Fault) {
		// Text ends in places where a line break begins something else: in mail headers, or a log.
		if i := strings.IndexFunc(s, unicode.IsControl); i >= 0 {
			return "", &Fault{Text: "a line break or control character in the text", Hint: "write it on one line"}
		}
		return s, nil
	})
}

// OneOf is one of a few words.
func OneOf[T ~string](words ...T) Shape[T] {
	var all []any
	var names []string
	for _, w := range words {
		all, names = append(all, string(w)), append(names, string(w))
	}
	return Scalar(or(names), jsonschema.Schema{Enum: all}, func(s string) (T, *Fault) {
		for _, w := range words {
			if s == string(w) {
				return w, nil
			}
		}
		bad := &Fault{Text: fmt.Sprintf("%s is expected here, not %q", or(names), s), Hint: DidYouMean(spelling.Nearest(s, names))}
		return "", bad
	})
}

// Constant is one value and no other, a word or a whole number, and what it stands for. Beside another shape, in Either,
// it is a word for something special.
func Constant[T any](written any, stands T) Shape[T] {
	text := fmt.Sprint(written)
	_, word := written.(string)
	is := func(v Value) bool { return v.node.Value == text && (word || v.node.Tag == intTag) }
	return Shape[T]{
		claims: is,
		schema: func(jsonschema.Definitions) *jsonschema.Schema { return &jsonschema.Schema{Const: written} },
		read: func(v Value) (got T, ok bool) {
			if !is(v) {
				v.mismatch(text, "")
				return got, false
			}
			return stands, true
		},
	}
}

// Bool is true or false. Quoted words, and those that only YAML 1.1 takes for one, are refused.
func Bool() Shape[bool] {
	return scalar("true or false", jsonschema.Schema{Type: "boolean"}, func(n *yaml.Node, s string) (bool, *Fault) {
		bad := &Fault{Text: fmt.Sprintf("true or false is expected here, not %q", s)}
		switch strings.ToLower(s) {
		case "true", "false":
			if n.Tag == boolTag {
				return strings.EqualFold(s, "true"), nil
			}
			bad.Text, bad.Hint = fmt.Sprintf("true or false is expected here, not the text %q", s), "remove the quotes"
		case "yes", "on":
			bad.Hint = DidYouMean("true")
		case "no", "off":
			bad.Hint = DidYouMean("false")
		}
		return false, bad
	})
}

// Int is a whole number from least to most.
func Int(least, most int) Shape[int] {
	want := fmt.Sprintf("a whole number from %d to %d", least, most)
	schema := jsonschema.Schema{Type: "integer", Minimum: number(least), Maximum: number(most)}
	return scalar(want, schema, func(n *yaml.Node, s string) (int, *Fault) {
		var i int
		if n.Tag == intTag && n.Decode(&i) == nil && i >= least && i <= most {
			return i, nil
		}
		return 0, notNumber(n, want, s)
	})
}

// Float is a number from least to most.
func Float(least, most int) Shape[float64] {
	want := fmt.Sprintf("a number from %d to %d", least, most)
	schema := jsonschema.Schema{Type: "number", Minimum: number(least), Maximum: number(most)}
	return scalar(want, schema, func(n *yaml.Node, s string) (float64, *Fault) {
		var x float64
		numeric := n.Tag == intTag || n.Tag == floatTag
		if numeric && n.Decode(&x) == nil && x >= float64(least) && x <= float64(most) {
			return x, nil
		}
		return 0, notNumber(n, want, s)
	})
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

func notNumber(n *yaml.Node, want, s string) *Fault {
	bad := &Fault{Text: fmt.Sprintf("%s is expected here, not %q", want, s)}
	if _, err := strconv.ParseFloat(s, 64); err == nil && n.Tag == textTag {
		bad.Hint = "remove the quotes"
	}
	return bad
}
